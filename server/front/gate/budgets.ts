// Budgets: how much of what the server shares one address, one learner and everyone together may use at a time.
import type { LimitName, Limits } from "../../protocol/limits.ts";
import { ActiveLearners } from "./active-learners.ts";
import { Budget, type BudgetReading, type Owner, type Scope, type ScopeLimits, scopes } from "./budget.ts";
import type { LearnerNetworks } from "./learner-networks.ts";
import { RateBudget } from "./rate-budget.ts";

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
  readonly saves: RateBudget;
  readonly #limits: Limits;
  readonly #networks: LearnerNetworks;
  readonly #others: (() => Promise<BudgetReading>)[] = [];

  constructor(limits: Limits, networks: LearnerNetworks) {
    this.#limits = limits;
    this.#networks = networks;
    this.learners = new ActiveLearners(limits);
    this.rooms = new Budget(limits, limitsOf.rooms, remedies.rooms);
    this.sockets = new Budget(limits, limitsOf.sockets, remedies.sockets);
    this.pages = new Budget(limits, limitsOf.pages, remedies.pages);
    this.saves = new RateBudget(limits);
  }

  /** The owner of what this learner uses, at the network of the learner's last request. */
  ownerOf(learner: string): Owner {
    return { learner, address: this.#networks.of(learner) };
  }

  /**
   * Counts the learner as at work. Call this before anything is stored, opened or run for it. Throws a 429 for a learner too
   * many at this address or in total.
   */
  admit(learner: string): Owner {
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
