// One budget: counts what is in use of a resource per address, per learner and in total, and refuses what exceeds a limit.
import { type LimitName, type Limits, limitTable } from "../../protocol/limits.ts";
import { HttpProblem } from "../http/problem.ts";

/** Whom a use counts for. `address` is a network: see `networkOf`. */
export interface Owner {
  readonly learner: string;
  readonly address: string;
}

/** In the order in which they are verified. */
export const scopes = ["learner", "address", "total"] as const;
export type Scope = (typeof scopes)[number];
export type ScopeLimits = Readonly<Partial<Record<Scope, LimitName>>>;

/** A budget as operators see it: the largest use in a scope, and its limit. */
export interface BudgetReading {
  readonly budget: string;
  readonly scope: Scope;
  readonly used: number;
  readonly limit: number;
}

interface Use {
  readonly owner: Owner;
  count: number;
}

export class Budget {
  readonly #limits: Limits;
  readonly #names: ScopeLimits;
  readonly #remedy: string;
  readonly #uses = new Map<object, Use>();
  readonly #counts = new ScopeCounts();

  constructor(limits: Limits, names: ScopeLimits, remedy: string) {
    this.#limits = limits;
    this.#names = names;
    this.#remedy = remedy;
  }

  /** The largest use by anyone in this scope. */
  used(scope: Scope): number {
    return this.#counts.most(scope);
  }

  /** For whom `user` counts; undefined if it does not count. */
  ownerOf(user: object): Owner | undefined {
    return this.#uses.get(user)?.owner;
  }

  /** The limit that one more would exceed; null for none. */
  exceeded(owner: Owner): LimitName | null {
    const full = scopes.find((scope) => {
      const name = this.#names[scope];
      return name !== undefined && this.#counts.of(scope, owner) >= this.#limits[name];
    });
    return (full && this.#names[full]) ?? null;
  }

  /** Counts one more for `user`, for the owner of its first. Throws the 503 that names the limit. */
  enter(user: object, owner: Owner): void {
    const use = this.#uses.get(user) ?? { owner, count: 0 };
    const limit = this.exceeded(use.owner);
    if (limit !== null) throw limitReached(limit, this.#limits[limit], this.#remedy);
    use.count++;
    this.#uses.set(user, use);
    this.#counts.add(use.owner, 1);
  }

  /** Does nothing if nothing is counted for `user`. */
  leave(user: object): void {
    const use = this.#uses.get(user);
    if (use === undefined) return;
    use.count--;
    this.#counts.add(use.owner, -1);
    if (use.count === 0) this.#uses.delete(user);
  }
}

/** Counts per address, per learner and in total. */
class ScopeCounts {
  readonly #byScope: Readonly<Record<Scope, Map<string, number>>> = {
    learner: new Map(),
    address: new Map(),
    total: new Map(),
  };

  of(scope: Scope, owner: Owner): number {
    return this.#byScope[scope].get(keyOf(scope, owner)) ?? 0;
  }

  most(scope: Scope): number {
    return this.#byScope[scope].values().reduce((most, count) => Math.max(most, count), 0);
  }

  add(owner: Owner, by: number): void {
    for (const scope of scopes) {
      const key = keyOf(scope, owner);
      const count = this.of(scope, owner) + by;
      if (count > 0) this.#byScope[scope].set(key, count);
      else this.#byScope[scope].delete(key);
    }
  }
}

function keyOf(scope: Scope, { learner, address }: Owner): string {
  if (scope === "total") return "";
  return scope === "learner" ? learner : address;
}

/** The 503 for a limit on what is open at a time. `what` it bounds is in the table of limits. */
export function limitReached(limit: LimitName, value: number, remedy: string): HttpProblem {
  const detail = `Limit ${limit} reached: ${value} ${limitTable[limit].what}. ${remedy}`;
  return new HttpProblem(503, detail, { name: "limit", members: { limit, value }, headers: { "Retry-After": "5" } });
}
