// A room's CPU over time: what it may use, and when it has to wait for its neighbours.

import type { Limits } from "../../protocol/limits.ts";
import { TokenBucket } from "../../protocol/token-bucket.ts";

/** A turn of more fuel than this is a long one (about 5 ms). */
const heavyFuel = 1_000_000;
/** A room that has to wait does so at least this long: not a turn here and a turn there. */
const shortestWaitMs = 20;

export class CpuBudget implements Disposable {
  readonly #fuel: TokenBucket | null;
  readonly #onGo: () => void;
  #timer: NodeJS.Timeout | null = null;
  #heavy = false;

  /** `exempt`: what it uses is bounded elsewhere. `onGo` is called after a wait. */
  constructor(limits: Limits, exempt: boolean, onGo: () => void) {
    this.#fuel = exempt ? null : new TokenBucket(limits.fuelPerSecond, limits.fuelBurst, performance.now());
    this.#onGo = onGo;
  }

  get waiting(): boolean {
    return this.#timer !== null;
  }

  /** The last turn was long. */
  get heavy(): boolean {
    return this.#heavy;
  }

  spend(fuel: number): void {
    this.#heavy = fuel > heavyFuel;
    this.#fuel?.take(fuel, performance.now());
  }

  /** True when the room may take a turn now; when not, `onGo` is called later. */
  mayGo(): boolean {
    if (this.#timer) return false;
    const waitMs = this.#fuel?.waitMs(0, performance.now()) ?? 0;
    if (waitMs === 0) return true;
    this.#timer = setTimeout(() => this.#go(), Math.max(waitMs, shortestWaitMs));
    return false;
  }

  [Symbol.dispose](): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #go(): void {
    this.#timer = null;
    this.#onGo();
  }
}
