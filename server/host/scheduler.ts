// Divides the host's CPU between rooms: whose turn is next, and how much each may use over time.
import type { Limits } from "../protocol/limits.ts";
import { TokenBucket } from "../protocol/token-bucket.ts";

export interface Runner {
  /** True if its last turn was heavy; it then runs after all light ones. */
  readonly heavy: boolean;
  /** Takes one turn, and calls `add` again if more work is left. */
  run(): void;
}

/** After this long, the rest of a round waits until sockets have been polled again. */
const roundMs = 10;

/** Runs rooms that have work: one turn each, light rooms before heavy ones, with socket I/O in between. */
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

/** A turn with more fuel is heavy (about 5 ms). */
const heavyFuel = 1_000_000;
/** The shortest wait, so that a room waits once instead of between every two turns. */
const minWaitMs = 20;

/** A room's CPU: charges each turn's fuel and makes the room wait when its share is used up. */
export class CpuBudget implements Disposable {
  readonly #fuel: TokenBucket | null;
  readonly #onRefill: () => void;
  #timer: NodeJS.Timeout | null = null;
  #heavy = false;

  /** `exempt` rooms are limited elsewhere. Calls `onRefill` after each wait. */
  constructor(limits: Limits, exempt: boolean, onRefill: () => void) {
    this.#fuel = exempt ? null : new TokenBucket(limits.fuelPerSecond, limits.fuelBurst, performance.now());
    this.#onRefill = onRefill;
  }

  get waiting(): boolean {
    return this.#timer !== null;
  }

  /** True if the last turn was heavy. */
  get heavy(): boolean {
    return this.#heavy;
  }

  charge(fuel: number): void {
    this.#heavy = fuel > heavyFuel;
    this.#fuel?.take(fuel, performance.now());
  }

  /** True if the room may take a turn now; otherwise `onRefill` is called later. */
  hasBudget(): boolean {
    if (this.#timer) return false;
    const waitMs = this.#fuel?.waitMs(0, performance.now()) ?? 0;
    if (waitMs === 0) return true;
    this.#timer = setTimeout(() => this.#onTimer(), Math.max(waitMs, minWaitMs));
    return false;
  }

  [Symbol.dispose](): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #onTimer(): void {
    this.#timer = null;
    this.#onRefill();
  }
}
