// Learners at work: counted per address and in total for an hour, so that dropping the cookie gains nothing.
import type { LimitName, Limits } from "../../protocol/limits.ts";
import { limitTable } from "../../protocol/limits.ts";
import { HttpProblem } from "../http/problem.ts";
import type { Owner, Scope } from "./budget.ts";

/** A learner counts for this long after the last admission. */
const activeMs = 60 * 60_000;

export class ActiveLearners {
  readonly #limits: Limits;
  readonly #addressOf = new Map<string, string>();
  /** The time of each learner's last admission, the longest ago first. */
  readonly #byAddress = new Map<string, Map<string, number>>();

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  used(scope: Scope): number {
    if (scope === "total") return this.#addressOf.size;
    return this.#byAddress.values().reduce((most, { size }) => Math.max(most, size), 0);
  }

  /** Counts the learner at this address. Throws a 429 for one too many; a learner that already counts is never refused. */
  admit({ learner, address }: Owner, nowMs: number): void {
    this.#forgetIdle(address, nowMs);
    const known = this.#addressOf.get(learner);
    const isFull = this.#sizeOf(address) >= this.#limits.learnersPerAddress;
    if (known === undefined && isFull) throw this.#tooMany("learnersPerAddress", address, nowMs);
    if (known === undefined) this.#refuseInTotal(nowMs);
    // A learner who changed networks continues to count at the first while the second is full.
    const counted = known !== undefined && isFull ? known : address;
    if (known !== undefined) this.#remove(known, learner);
    this.#addressOf.set(learner, counted);
    const active = this.#byAddress.get(counted) ?? new Map<string, number>();
    this.#byAddress.set(counted, active.set(learner, nowMs));
  }

  #refuseInTotal(nowMs: number): void {
    if (this.#addressOf.size < this.#limits.learnersPerServer) return;
    for (const address of [...this.#byAddress.keys()]) this.#forgetIdle(address, nowMs);
    if (this.#addressOf.size >= this.#limits.learnersPerServer) throw this.#tooMany("learnersPerServer", "", nowMs);
  }

  #sizeOf(address: string): number {
    return this.#byAddress.get(address)?.size ?? 0;
  }

  #forgetIdle(address: string, nowMs: number): void {
    for (const [learner, atMs] of this.#byAddress.get(address) ?? []) {
      if (nowMs - atMs < activeMs) return;
      this.#remove(address, learner);
      this.#addressOf.delete(learner);
    }
  }

  #remove(address: string, learner: string): void {
    const active = this.#byAddress.get(address);
    active?.delete(learner);
    if (active?.size === 0) this.#byAddress.delete(address);
  }

  #tooMany(limit: LimitName, address: string, nowMs: number): HttpProblem {
    const [oldestMs = nowMs - activeMs + 60_000] = this.#byAddress.get(address)?.values() ?? [];
    const seconds = Math.max(1, Math.ceil((oldestMs + activeMs - nowMs) / 1_000));
    const minutes = Math.ceil(seconds / 60);
    const value = this.#limits[limit];
    const detail = `Limit ${limit} reached: ${value} ${limitTable[limit].what}. Continue in a browser that has been used here, or try again in ${minutes} ${minutes === 1 ? "minute" : "minutes"}.`;
    const headers = { "Retry-After": String(seconds) };
    return new HttpProblem(429, detail, { name: "limit", members: { limit, value }, headers });
  }
}
