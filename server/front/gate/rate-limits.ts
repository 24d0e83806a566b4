// Rate limits for each learner or network, and for everyone together, with bursts.
import { LRUCache } from "lru-cache";
import type { RoomOwner } from "../../protocol/host.ts";
import { type LimitName, type Limits, limitTable } from "../../protocol/limits.ts";
import { TokenBucket } from "../../protocol/token-bucket.ts";
import { HttpProblem } from "../http/problem.ts";
import { networkOf } from "./learner-networks.ts";

interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

/** The owner who was seen longest ago is forgotten first. */
const ownersKept = 10_000;

/** A token bucket for each owner. */
class Buckets {
  readonly #rate: Rate;
  readonly #byOwner = new LRUCache<string, TokenBucket>({ max: ownersKept });

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  waitMs(owner: string, amount: number, nowMs: number): number {
    return this.#of(owner, nowMs).waitMs(amount, nowMs);
  }

  take(owner: string, nowMs: number): void {
    const bucket = this.#of(owner, nowMs);
    bucket.take(1, nowMs);
    this.#byOwner.set(owner, bucket);
  }

  giveBack(owner: string, nowMs: number): void {
    const bucket = this.#byOwner.get(owner);
    bucket?.take(-1, nowMs);
    if (bucket?.isFull(nowMs)) this.#byOwner.delete(owner);
  }

  /** What is missing from the emptiest bucket. */
  most(nowMs: number): number {
    return Math.ceil(this.#byOwner.values().reduce((most, bucket) => Math.max(most, bucket.used(nowMs)), 0));
  }

  #of(owner: string, nowMs: number): TokenBucket {
    return this.#byOwner.get(owner) ?? new TokenBucket(this.#rate.perSecond, this.#rate.burst, nowMs);
  }
}

const periods = { minute: 60, hour: 60 * 60 } as const;

/** How often one learner, or one address, may do something within an hour or a minute. */
export class Allowance {
  readonly #limit: LimitName;
  readonly #value: number;
  readonly #now: () => number;
  readonly #buckets: Buckets;

  constructor(limits: Limits, limit: LimitName, period: keyof typeof periods, now = () => performance.now()) {
    this.#limit = limit;
    this.#value = limits[limit];
    this.#now = now;
    this.#buckets = new Buckets({ burst: this.#value, perSecond: this.#value / periods[period] });
  }

  /** Throws a 429 with `Retry-After` if nothing is left. `owner`: a learner, or the network of an address. */
  take(owner: string): void {
    this.require(owner);
    this.#buckets.take(owner, this.#now());
  }

  /** Throws like `take`, and takes nothing. */
  require(owner: string): void {
    const waitMs = this.#buckets.waitMs(owner, 1, this.#now());
    if (waitMs === 0) return;
    const { unit, what } = limitTable[this.#limit];
    throw tooOften(this.#limit, this.#value, `${unit}, ${what}`, waitMs);
  }

  giveBack(owner: string): void {
    this.#buckets.giveBack(owner, this.#now());
  }
}

function tooOften(limit: LimitName, value: number, what: string, waitMs: number): HttpProblem {
  const retryAfterS = Math.ceil(waitMs / 1_000);
  const detail = `Limit ${limit} reached: ${value} ${what}. Try again in ${retryAfterS} s.`;
  return new HttpProblem(429, detail, { name: "limit", members: { limit, value }, retryAfterS });
}

/** How many wrong attempts are allowed. */
export interface AttemptRates {
  readonly perAddress: Rate;
  /** For a crowd, or an attacker with many addresses. */
  readonly inTotal: Rate;
}

const standardRates: AttemptRates = {
  perAddress: { burst: 10, perSecond: 0.1 },
  inTotal: { burst: 400, perSecond: 20 },
};

/**
 * Limits wrong attempts, per IP address and in total. Correct attempts are free. An attacker with so many addresses that the
 * oldest are forgotten gains little: the total limit remains.
 */
export class AttemptLimiter {
  readonly #now: () => number;
  readonly #byNetwork: Buckets;
  readonly #total: TokenBucket;

  constructor(now: () => number = () => performance.now(), { perAddress, inTotal } = standardRates) {
    this.#now = now;
    this.#byNetwork = new Buckets(perAddress);
    this.#total = new TokenBucket(inTotal.perSecond, inTotal.burst, now());
  }

  /** Counts an attempt, as a wrong one until it is forgiven. Throws a 429 with `Retry-After` when there were too many. */
  count(address: string): void {
    const now = this.#now();
    const network = networkOf(address);
    const waitMs = Math.max(this.#byNetwork.waitMs(network, 1, now), this.#total.waitMs(1, now));
    if (waitMs > 0) {
      const retryAfterS = Math.ceil(waitMs / 1_000);
      const detail = `Too many wrong codes. Try again in ${retryAfterS} ${retryAfterS === 1 ? "second" : "seconds"}.`;
      throw new HttpProblem(429, detail, { name: "too-many-attempts", retryAfterS });
    }
    this.#byNetwork.take(network, now);
    this.#total.take(1, now);
  }

  /** Takes back an attempt that turned out to be correct. */
  forgive(address: string): void {
    const now = this.#now();
    this.#total.take(-1, now);
    this.#byNetwork.giveBack(networkOf(address), now);
  }

  /** Looks something up by a code; null for a wrong one. */
  try<Found>(address: string, lookUp: () => Found | null): Found | null {
    this.count(address);
    const found = lookUp();
    if (found !== null) this.forgive(address);
    return found;
  }
}

/** Beyond the rate of an address or of the server, a save waits this long at most; then it is refused. */
const patienceMs = 2_000;

/** Whom a limit bounds, in the order in which they are verified. */
export const scopes = ["learner", "address", "total"] as const;
export type Scope = (typeof scopes)[number];

export function keysOf({ learner, network }: RoomOwner): Readonly<Record<Scope, string>> {
  return { learner, address: network, total: "" };
}

const saveLimits = {
  learner: { rate: "savesPerSecond", burst: "savesBurst" },
  address: { rate: "savesPerSecondPerAddress", burst: "savesBurstPerAddress" },
  total: { rate: "savesPerSecondPerServer", burst: "savesBurstPerServer" },
} as const;

/** The budget of saves: a rate per learner, per address and in total, each with a burst. */
export class SaveBudget {
  readonly #limits: Limits;
  readonly #byScope: Readonly<Record<Scope, Buckets>>;

  constructor(limits: Limits) {
    this.#limits = limits;
    const buckets = (scope: Scope) => {
      const { rate, burst } = saveLimits[scope];
      return new Buckets({ perSecond: limits[rate], burst: limits[burst] });
    };
    this.#byScope = { learner: buckets("learner"), address: buckets("address"), total: buckets("total") };
  }

  /**
   * Counts a save and returns how long it has to wait. Throws a 429 if its address or the server is far over its rate. What
   * others at its address save does not hold up a learner who is known.
   */
  take(owner: RoomOwner, nowMs: number): number {
    const owners = keysOf(owner);
    const waitMs = (scope: Scope) => this.#byScope[scope].waitMs(owners[scope], 0, nowMs);
    const shared = owner.isKnown ? (["total"] as const) : (["address", "total"] as const);
    for (const scope of shared) {
      const { rate } = saveLimits[scope];
      const what = `${limitTable[rate].what} per second`;
      if (waitMs(scope) > patienceMs) throw tooOften(rate, this.#limits[rate], what, waitMs(scope));
    }
    for (const scope of scopes) this.#byScope[scope].take(owners[scope], nowMs);
    return Math.max(waitMs("learner"), ...shared.map(waitMs));
  }

  /** `used` is what is missing from the fullest burst. */
  readings(nowMs: number) {
    return scopes.map((scope) => {
      const limit = this.#limits[saveLimits[scope].burst];
      return { budget: "saves", scope, used: this.#byScope[scope].most(nowMs), limit };
    });
  }
}
