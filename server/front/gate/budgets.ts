// Budgets: how much of what the server shares one address, one learner and everyone together may use at a time.
import type { RoomOwner } from "../../protocol/host.ts";
import { type LimitName, type Limits, limitTable } from "../../protocol/limits.ts";
import { HttpProblem } from "../http/problem.ts";
import type { LearnerNetworks } from "./learner-networks.ts";
import { keysOf, SaveBudget, type Scope, scopes } from "./rate-limits.ts";

/** The limits of each resource, by whom they bound. */
const limitsOf = {
  learners: { address: "learnersPerAddress", total: "learnersPerServer" },
  rooms: { address: "roomsPerAddress", total: "roomsPerServer" },
  sockets: { learner: "socketsPerLearner", address: "socketsPerAddress", total: "socketsPerServer" },
  pages: { learner: "pagesPerLearner", address: "pagesPerAddress", total: "pagesPerServer" },
} as const satisfies Record<string, ScopeLimits>;

/** What a client that is refused can do. */
const remedies = {
  rooms: "Close a page or a client that is no longer used, then try again.",
  sockets: "Close one and connect again.",
  pages: "Close one and reload this one.",
} as const;

export class Budgets {
  readonly learners: ActiveLearners;
  readonly rooms: Budget;
  readonly sockets: Budget;
  readonly pages: Budget;
  readonly saves: SaveBudget;
  readonly #limits: Limits;
  readonly #networks: LearnerNetworks;
  readonly #others: (() => Promise<BudgetReading>)[] = [];

  /** `onConnections` is called for each socket and page that a learner opens or closes. */
  constructor(limits: Limits, networks: LearnerNetworks, onConnections: (learner: string) => void = () => {}) {
    this.#limits = limits;
    this.#networks = networks;
    this.learners = new ActiveLearners(limits);
    this.rooms = new Budget(limits, limitsOf.rooms, remedies.rooms);
    this.sockets = new Budget(limits, limitsOf.sockets, remedies.sockets, onConnections);
    this.pages = new Budget(limits, limitsOf.pages, remedies.pages, onConnections);
    this.saves = new SaveBudget(limits);
  }

  /** The owner of what this learner uses, at the network of the learner's last request. */
  ownerOf(learner: string): RoomOwner {
    return { learner, network: this.#networks.of(learner), isKnown: this.learners.isKnown(learner, Date.now()) };
  }

  /**
   * Counts the learner as at work. Call this before anything is stored, opened or run for it. Throws a 429 for a learner too
   * many at this address or in total.
   */
  admit(learner: string): RoomOwner {
    const owner = this.ownerOf(learner);
    this.learners.admit(owner, Date.now());
    return owner;
  }

  /** Adds the reading of a budget that is kept elsewhere. */
  include(budget: string, scope: Scope, limit: LimitName, used: () => number | Promise<number>): void {
    this.#others.push(async () => ({ budget, scope, used: await used(), limit: this.#limits[limit] }));
  }

  async readings(): Promise<BudgetReading[]> {
    const readings = (["learners", "rooms", "sockets", "pages"] as const).flatMap((budget) => {
      const names: ScopeLimits = limitsOf[budget];
      return scopes.flatMap((scope) => {
        const name = names[scope];
        return name === undefined ? [] : [{ budget, scope, used: this[budget].used(scope), limit: this.#limits[name] }];
      });
    });
    return [
      ...readings,
      ...this.saves.readings(performance.now()),
      ...(await Promise.all(this.#others.map((read) => read()))),
    ];
  }
}

/** This share of what an address may use is kept for learners who are known: fresh cookies cannot use up everything. */
const keptShare = 1 / 5;

type ScopeLimits = Readonly<Partial<Record<Scope, LimitName>>>;

/** A budget as operators see it: the largest use in a scope, and its limit. */
interface BudgetReading {
  readonly budget: string;
  readonly scope: Scope;
  readonly used: number;
  readonly limit: number;
}

interface Use {
  readonly owner: RoomOwner;
  count: number;
}

/**
 * One budget: counts what is in use of a resource per address, per learner and in total, and refuses what exceeds a
 * limit. An owner without a learner is for what a class uses together.
 */
export class Budget {
  readonly #limits: Limits;
  readonly #names: ScopeLimits;
  readonly #remedy: string;
  readonly #onChange: (learner: string) => void;
  readonly #uses = new Map<object, Use>();
  readonly #counts: Readonly<Record<Scope, Map<string, number>>> = {
    learner: new Map(),
    address: new Map(),
    total: new Map(),
  };

  constructor(limits: Limits, names: ScopeLimits, remedy: string, onChange: (learner: string) => void = () => {}) {
    this.#limits = limits;
    this.#names = names;
    this.#remedy = remedy;
    this.#onChange = onChange;
  }

  /** The largest use by anyone in this scope. */
  used(scope: Scope): number {
    return this.#counts[scope].values().reduce((most, count) => Math.max(most, count), 0);
  }

  /** How much is counted for this learner. */
  usedBy(learner: string): number {
    return this.#counts.learner.get(learner) ?? 0;
  }

  /** For whom `user` counts; undefined if it does not count. */
  ownerOf(user: object): RoomOwner | undefined {
    return this.#uses.get(user)?.owner;
  }

  /** The limit that one more would exceed; null for none. */
  exceeded(owner: RoomOwner): LimitName | null {
    const full = scopes.find((scope) => {
      const name = this.#names[scope];
      if (name === undefined) return false;
      const kept = scope === "address" && !owner.isKnown ? Math.floor(this.#limits[name] * keptShare) : 0;
      return (this.#counts[scope].get(keysOf(owner)[scope]) ?? 0) >= this.#limits[name] - kept;
    });
    return (full && this.#names[full]) ?? null;
  }

  /** Counts one more use by `user`; all its uses count for the owner of the first. Throws the 503 that names the limit. */
  enter(user: object, owner: RoomOwner): void {
    const use = this.#uses.get(user) ?? { owner, count: 0 };
    const limit = this.exceeded({ ...use.owner, isKnown: owner.isKnown });
    if (limit !== null) throw limitReached(limit, this.#limits[limit], this.#remedyFor(limit, owner));
    use.count++;
    this.#uses.set(user, use);
    this.#count(use.owner, 1);
    this.#onChange(use.owner.learner);
  }

  #remedyFor(limit: LimitName, { isKnown }: RoomOwner): string {
    if (isKnown || limit !== this.#names.address) return this.#remedy;
    return `A fifth of them is kept for learners who have been here for a while. ${this.#remedy}`;
  }

  /** Does nothing if nothing is counted for `user`. */
  leave(user: object): void {
    const use = this.#uses.get(user);
    if (use === undefined) return;
    use.count--;
    this.#count(use.owner, -1);
    if (use.count === 0) this.#uses.delete(user);
    this.#onChange(use.owner.learner);
  }

  #count(owner: RoomOwner, by: number): void {
    const keys = keysOf(owner);
    for (const scope of scopes) {
      if (scope === "learner" && owner.learner === "") continue;
      const count = (this.#counts[scope].get(keys[scope]) ?? 0) + by;
      if (count > 0) this.#counts[scope].set(keys[scope], count);
      else this.#counts[scope].delete(keys[scope]);
    }
  }
}

/** The 503 for a limit on what is open at a time. `what` it bounds is in the table of limits. */
export function limitReached(limit: LimitName, value: number, remedy: string): HttpProblem {
  const detail = `Limit ${limit} reached: ${value} ${limitTable[limit].what}. ${remedy}`;
  return new HttpProblem(503, detail, { name: "limit", members: { limit, value }, retryAfterS: 5 });
}

/** A learner counts for this long after the last admission. */
const activeMs = 60 * 60_000;
/** A learner is known after this time at work. One that returns with a fresh cookie never is. */
const knownMs = 30_000;

interface Stay {
  /** Begins again when a limit stops one of the learner's rooms. */
  sinceMs: number;
  /** The last admission. */
  readonly atMs: number;
}

/** Learners at work: counted per address and in total for an hour, so that dropping the cookie gains nothing. */
class ActiveLearners {
  readonly #limits: Limits;
  readonly #networkOf = new Map<string, string>();
  /** By learner, the one whose last admission was longest ago first. */
  readonly #byNetwork = new Map<string, Map<string, Stay>>();

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  used(scope: Scope): number {
    if (scope === "total") return this.#networkOf.size;
    return this.#byNetwork.values().reduce((most, { size }) => Math.max(most, size), 0);
  }

  /** Counts the learner in this network. Throws a 429 for one too many; a learner that already counts is never refused. */
  admit({ learner, network }: Pick<RoomOwner, "learner" | "network">, nowMs: number): void {
    this.#forgetIdle(network, nowMs);
    const known = this.#networkOf.get(learner);
    const isFull = this.#sizeOf(network) >= this.#limits.learnersPerAddress;
    if (known === undefined && isFull) throw this.#tooMany("learnersPerAddress", network, nowMs);
    if (known === undefined) this.#refuseInTotal(nowMs);
    // A learner who changed networks continues to count at the first while the second is full.
    const counted = known !== undefined && isFull ? known : network;
    const sinceMs = this.#stayOf(learner)?.sinceMs ?? nowMs;
    if (known !== undefined) this.#remove(known, learner);
    this.#networkOf.set(learner, counted);
    const active = this.#byNetwork.get(counted) ?? new Map<string, Stay>();
    this.#byNetwork.set(counted, active.set(learner, { sinceMs, atMs: nowMs }));
  }

  /** At work for a while, with no room stopped by a limit meanwhile. */
  isKnown(learner: string, nowMs: number): boolean {
    const stay = this.#stayOf(learner);
    return stay !== undefined && nowMs - stay.sinceMs >= knownMs;
  }

  /** A limit stopped one of the learner's rooms. */
  stopped(learner: string, nowMs: number): void {
    const stay = this.#stayOf(learner);
    if (stay !== undefined) stay.sinceMs = nowMs;
  }

  #stayOf(learner: string): Stay | undefined {
    return this.#byNetwork.get(this.#networkOf.get(learner) ?? "")?.get(learner);
  }

  #refuseInTotal(nowMs: number): void {
    if (this.#networkOf.size < this.#limits.learnersPerServer) return;
    for (const network of [...this.#byNetwork.keys()]) this.#forgetIdle(network, nowMs);
    if (this.#networkOf.size >= this.#limits.learnersPerServer) throw this.#tooMany("learnersPerServer", "", nowMs);
  }

  #sizeOf(network: string): number {
    return this.#byNetwork.get(network)?.size ?? 0;
  }

  #forgetIdle(network: string, nowMs: number): void {
    for (const [learner, { atMs }] of this.#byNetwork.get(network) ?? []) {
      if (nowMs - atMs < activeMs) return;
      this.#remove(network, learner);
      this.#networkOf.delete(learner);
    }
  }

  #remove(network: string, learner: string): void {
    const active = this.#byNetwork.get(network);
    active?.delete(learner);
    if (active?.size === 0) this.#byNetwork.delete(network);
  }

  #tooMany(limit: LimitName, network: string, nowMs: number): HttpProblem {
    const [oldest] = this.#byNetwork.get(network)?.values() ?? [];
    const oldestMs = oldest?.atMs ?? nowMs - activeMs + 60_000;
    const seconds = Math.max(1, Math.ceil((oldestMs + activeMs - nowMs) / 1_000));
    const minutes = Math.ceil(seconds / 60);
    const value = this.#limits[limit];
    const detail = `Limit ${limit} reached: ${value} ${limitTable[limit].what}. Continue in a browser that has been used here, or try again in ${minutes} ${minutes === 1 ? "minute" : "minutes"}.`;
    return new HttpProblem(429, detail, { name: "limit", members: { limit, value }, retryAfterS: seconds });
  }
}
