// A token bucket: how much of something may be used over time, with a burst saved up.

export class Bucket {
  readonly #perMs: number;
  readonly #burst: number;
  #level: number;
  #atMs: number;

  /** Starts full. `perSecond` flows in up to `burst`; times are milliseconds of any clock that never goes back. */
  constructor(perSecond: number, burst: number, nowMs: number) {
    this.#perMs = perSecond / 1000;
    this.#burst = burst;
    this.#level = burst;
    this.#atMs = nowMs;
  }

  /** Takes `amount`, into debt if need be: what was used is used. */
  take(amount: number, nowMs: number): void {
    this.#refill(nowMs);
    this.#level -= amount;
  }

  /** How long until `amount` stands in the bucket; 0 when it does now. */
  waitMs(amount: number, nowMs: number): number {
    this.#refill(nowMs);
    const lacking = Math.min(amount, this.#burst) - this.#level;
    return lacking <= 0 ? 0 : Math.ceil(lacking / this.#perMs);
  }

  #refill(nowMs: number): void {
    const elapsed = Math.max(0, nowMs - this.#atMs);
    this.#level = Math.min(this.#burst, this.#level + elapsed * this.#perMs);
    this.#atMs = nowMs;
  }
}
