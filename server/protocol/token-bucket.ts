// Token bucket: limits a rate and allows bursts.
export class TokenBucket {
  readonly #perMs: number;
  #burst: number;
  #level: number;
  #atMs: number;

  /** Starts full and refills at `perSecond` up to `burst`. Times are milliseconds of any clock that never goes back. */
  constructor(perSecond: number, burst: number, nowMs: number) {
    this.#perMs = perSecond / 1000;
    this.#burst = burst;
    this.#level = burst;
    this.#atMs = nowMs;
  }

  get burst(): number {
    return this.#burst;
  }

  /** Tokens above a smaller burst are lost. */
  set burst(burst: number) {
    this.#burst = burst;
    this.#level = Math.min(burst, this.#level);
  }

  /** Takes `amount`, going into debt if necessary. A negative amount gives tokens back. */
  take(amount: number, nowMs: number): void {
    this.#refill(nowMs);
    this.#level = Math.min(this.#burst, this.#level - amount);
  }

  /** Time until `amount` is available; 0 when it is now. */
  waitMs(amount: number, nowMs: number): number {
    this.#refill(nowMs);
    const missing = Math.min(amount, this.#burst) - this.#level;
    return missing <= 0 ? 0 : Math.ceil(missing / this.#perMs);
  }

  /** What is missing from a full bucket; more than the burst when it is in debt. */
  used(nowMs: number): number {
    this.#refill(nowMs);
    return this.#burst - this.#level;
  }

  isFull(nowMs: number): boolean {
    return this.waitMs(this.#burst, nowMs) === 0;
  }

  #refill(nowMs: number): void {
    const elapsed = Math.max(0, nowMs - this.#atMs);
    this.#level = Math.min(this.#burst, this.#level + elapsed * this.#perMs);
    this.#atMs = nowMs;
  }
}
