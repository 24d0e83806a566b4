// The budget of saves: a rate per learner, per address and in total, each with a burst.
import type { LimitName, Limits } from "../../protocol/limits.ts";
import { limitTable } from "../../protocol/limits.ts";
import { TokenBucket } from "../../protocol/token-bucket.ts";
import { HttpProblem } from "../http/problem.ts";
import type { BudgetReading, Owner } from "./budget.ts";

/** Beyond the rate of an address or of the server, a save waits this long at most; then it is refused. */
const patienceMs = 2_000;
/** Buckets kept per scope. The one that was used longest ago is forgotten first. */
const bucketsKept = 10_000;

export class RateBudget {
  readonly #learner: Buckets;
  readonly #address: Buckets;
  readonly #total: Buckets;

  constructor(limits: Limits) {
    this.#learner = new Buckets(limits, "savesPerSecond", "savesBurst");
    this.#address = new Buckets(limits, "savesPerSecondPerAddress", "savesBurstPerAddress");
    this.#total = new Buckets(limits, "savesPerSecondPerServer", "savesBurstPerServer");
  }

  /** Counts a save and returns how long it has to wait. Throws a 429 if its address or the server is far over its rate. */
  take({ learner, address }: Owner, nowMs: number): number {
    const shared = [this.#address.of(address, nowMs), this.#total.of("", nowMs)];
    for (const { bucket, rate } of shared) {
      const waitMs = bucket.waitMs(0, nowMs);
      if (waitMs > patienceMs) throw tooFast(rate.limit, rate.value, waitMs);
    }
    const all = [this.#learner.of(learner, nowMs), ...shared];
    for (const { bucket } of all) bucket.take(1, nowMs);
    return Math.max(...all.map(({ bucket }) => bucket.waitMs(0, nowMs)));
  }

  /** `used` is what is missing from the fullest burst. */
  readings(nowMs: number): BudgetReading[] {
    const scopes = { learner: this.#learner, address: this.#address, total: this.#total } as const;
    return (["learner", "address", "total"] as const).map((scope) => {
      const { most, burst } = { most: scopes[scope].most(nowMs), burst: scopes[scope].burst };
      return { budget: "saves", scope, used: most, limit: burst };
    });
  }
}

interface Rate {
  readonly limit: LimitName;
  readonly value: number;
}

class Buckets {
  readonly burst: number;
  readonly #rate: Rate;
  readonly #byKey = new Map<string, TokenBucket>();

  constructor(limits: Limits, rate: LimitName, burst: LimitName) {
    this.#rate = { limit: rate, value: limits[rate] };
    this.burst = limits[burst];
  }

  of(key: string, nowMs: number): { readonly bucket: TokenBucket; readonly rate: Rate } {
    const bucket = this.#byKey.get(key) ?? new TokenBucket(this.#rate.value, this.burst, nowMs);
    this.#byKey.delete(key);
    this.#byKey.set(key, bucket);
    const [oldest] = this.#byKey.keys();
    if (this.#byKey.size > bucketsKept && oldest !== undefined) this.#byKey.delete(oldest);
    return { bucket, rate: this.#rate };
  }

  most(nowMs: number): number {
    return Math.ceil(this.#byKey.values().reduce((most, bucket) => Math.max(most, bucket.used(nowMs)), 0));
  }
}

function tooFast(limit: LimitName, value: number, waitMs: number): HttpProblem {
  const seconds = Math.ceil(waitMs / 1_000);
  const detail = `Limit ${limit} reached: ${value} ${limitTable[limit].what} per second. Try again in ${seconds} s.`;
  const headers = { "Retry-After": String(seconds) };
  return new HttpProblem(429, detail, { name: "limit", members: { limit, value }, headers });
}
