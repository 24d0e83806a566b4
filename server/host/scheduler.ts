// Schedules rooms that have work: one turn each, light rooms before heavy ones, with socket I/O in between.

export interface Runner {
  /** True if its last turn was heavy; it then runs after all light ones. */
  readonly heavy: boolean;
  /** Takes one turn, and calls `add` again if more work is left. */
  run(): void;
}

/** After this long, the rest of a round waits until sockets have been polled again. */
const roundMs = 10;

export class Scheduler implements Disposable {
  #light = new Set<Runner>();
  readonly #heavy = new Set<Runner>();
  #immediate: NodeJS.Immediate | null = null;

  /** Requests a turn. Has no effect if one is already requested. */
  add(runner: Runner): void {
    if (this.#light.has(runner) || this.#heavy.has(runner)) return;
    (runner.heavy ? this.#heavy : this.#light).add(runner);
    this.#immediate ??= setImmediate(() => this.#round());
  }

  remove(runner: Runner): void {
    this.#light.delete(runner);
    this.#heavy.delete(runner);
  }

  [Symbol.dispose](): void {
    if (this.#immediate) clearImmediate(this.#immediate);
    this.#light.clear();
    this.#heavy.clear();
  }

  // Immediates run right after sockets are polled, so events that arrived together are delivered together.
  #round(): void {
    const finished = this.#runLight(performance.now() + roundMs);
    if (finished) this.#runOneHeavy();
    this.#immediate = this.#light.size + this.#heavy.size > 0 ? setImmediate(() => this.#round()) : null;
  }

  /** True if every light room had its turn before the deadline. */
  #runLight(deadline: number): boolean {
    const round = this.#light;
    this.#light = new Set();
    for (const runner of round) {
      round.delete(runner);
      runner.run();
      if (round.size > 0 && performance.now() > deadline) {
        this.#light = new Set([...round, ...this.#light]);
        return false;
      }
    }
    return true;
  }

  #runOneHeavy(): void {
    const [first] = this.#heavy;
    if (!first) return;
    this.#heavy.delete(first);
    first.run();
  }
}
