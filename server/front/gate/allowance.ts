// Allowances: how often one learner, or one address, may do something within an hour or a minute.
import { LRUCache } from "lru-cache";
import { type LimitName, type Limits, limitTable } from "../../protocol/limits.ts";
import { TokenBucket } from "../../protocol/token-bucket.ts";
import { HttpProblem } from "../http/problem.ts";

/** The owner who was seen longest ago is forgotten first. */
const ownersKept = 10_000;

const periods = { minute: 60_000, hour: 60 * 60_000 } as const;

export class Allowance {
  readonly #limit: LimitName;
  readonly #value: number;
  readonly #perSecond: number;
  readonly #now: () => number;
  readonly #byOwner = new LRUCache<string, TokenBucket>({ max: ownersKept });

  constructor(limits: Limits, limit: LimitName, period: keyof typeof periods, now = () => performance.now()) {
    this.#limit = limit;
    this.#value = limits[limit];
    this.#perSecond = (this.#value / periods[period]) * 1_000;
    this.#now = now;
  }

  /** Throws a 429 with `Retry-After` if nothing is left. `owner`: a learner, or the network of an address. */
  take(owner: string): void {
    const nowMs = this.#now();
    const bucket = this.#require(owner, nowMs);
    bucket.take(1, nowMs);
    this.#byOwner.set(owner, bucket);
  }

  /** Throws like `take`, and takes nothing. */
  require(owner: string): void {
    this.#require(owner, this.#now());
  }

  #require(owner: string, nowMs: number): TokenBucket {
    const bucket = this.#byOwner.get(owner) ?? new TokenBucket(this.#perSecond, this.#value, nowMs);
    const waitMs = bucket.waitMs(1, nowMs);
    if (waitMs > 0) throw this.#used(waitMs);
    return bucket;
  }

  giveBack(owner: string): void {
    const nowMs = this.#now();
    const bucket = this.#byOwner.get(owner);
    bucket?.take(-1, nowMs);
    if (bucket?.isFull(nowMs)) this.#byOwner.delete(owner);
  }

  #used(waitMs: number): HttpProblem {
    const [limit, value] = [this.#limit, this.#value];
    const { unit, what } = limitTable[limit];
    const seconds = Math.ceil(waitMs / 1_000);
    const detail = `Limit ${limit} reached: ${value} ${unit}, ${what}. Try again in ${seconds} s.`;
    const headers = { "Retry-After": String(seconds) };
    return new HttpProblem(429, detail, { name: "limit", members: { limit, value }, headers });
  }
}
