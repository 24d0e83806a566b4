// A room's CPU over time: charges each turn's fuel and makes the room wait when its share is used up.

import type { Limits } from "../../protocol/limits.ts";
import { TokenBucket } from "../../protocol/token-bucket.ts";

/** A turn with more fuel is heavy (about 5 ms). */
const heavyFuel = 1_000_000;
/** The shortest wait, so that a room waits once instead of between every two turns. */
const minWaitMs = 20;

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
