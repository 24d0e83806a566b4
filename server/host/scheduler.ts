// Who runs next: rooms with work take turns, one turn each, light ones before heavy ones, with sockets read in between.

/** Something with work to do. `run` takes one turn and asks again by `add` when more is left. */
export interface Runner {
  /** True when its last turn was long: it then waits behind all the others. */
  readonly heavy: boolean;
  run(): void;
}

/** After this long in one round the rest waits until sockets have been looked at again. */
const roundMs = 10;

export class Scheduler implements Disposable {
  #light = new Set<Runner>();
  readonly #heavy = new Set<Runner>();
  #armed: NodeJS.Immediate | null = null;

  /** Asks for a turn. Asking twice is asking once. */
  add(runner: Runner): void {
    if (this.#light.has(runner) || this.#heavy.has(runner)) return;
    (runner.heavy ? this.#heavy : this.#light).add(runner);
    this.#armed ??= setImmediate(() => this.#round());
  }

  remove(runner: Runner): void {
    this.#light.delete(runner);
    this.#heavy.delete(runner);
  }

  [Symbol.dispose](): void {
    if (this.#armed) clearImmediate(this.#armed);
    this.#light.clear();
    this.#heavy.clear();
  }

  // An immediate comes right after the sockets were polled, so whatever arrived together is delivered together.
  #round(): void {
    const deadline = performance.now() + roundMs;
    const ran = this.#runLight(deadline);
    if (ran) this.#runOneHeavy();
    this.#armed = this.#light.size + this.#heavy.size > 0 ? setImmediate(() => this.#round()) : null;
  }

  /** True when every light room had its turn. */
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
