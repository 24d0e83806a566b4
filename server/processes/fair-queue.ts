// Fair queue: serves networks in turn, and the learners of a network in turn, so that no one waits for everything that
// someone else has queued.

/** For whom something is done. `network` is the address that the learner was last seen at; empty if it is not known. */
export interface Requester {
  readonly learner: string;
  readonly network: string;
}

/** Maps keep the order of insertion: the first entry is next, and an entry that was served moves to the end. */
type Ring<Value> = Map<string, Value>;

export class FairQueue<Item> {
  readonly #networks: Ring<Ring<Item[]>> = new Map();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(from: Requester, item: Item): void {
    const learners = this.#networks.get(from.network) ?? new Map();
    const items = learners.get(from.learner) ?? [];
    items.push(item);
    learners.set(from.learner, items);
    this.#networks.set(from.network, learners);
    this.#size++;
  }

  /** The next item of those whose requester is accepted. Undefined when there is none. */
  shift(accepts: (from: Requester) => boolean = () => true): Item | undefined {
    for (const [network, learners] of this.#networks) {
      for (const [learner, items] of learners) {
        if (!accepts({ learner, network })) continue;
        this.#size--;
        const item = items.shift();
        moveToEnd(learners, learner, items, items.length > 0);
        moveToEnd(this.#networks, network, learners, learners.size > 0);
        return item;
      }
    }
    return undefined;
  }

  remove({ learner, network }: Requester, item: Item): void {
    const learners = this.#networks.get(network);
    const items = learners?.get(learner);
    const index = items?.indexOf(item) ?? -1;
    if (learners === undefined || items === undefined || index < 0) return;
    this.#size--;
    items.splice(index, 1);
    if (items.length === 0) learners.delete(learner);
    if (learners.size === 0) this.#networks.delete(network);
  }
}

export interface SlotCounts {
  readonly count: number;
  /** The most of these that one network's requesters have at a time; the rest is for others, who may come at any moment. */
  readonly perNetwork: number;
  readonly perLearner: number;
}

interface Waiting {
  readonly from: Requester;
  readonly start: () => void;
}

/** Limits how many work at a time; the others wait in fair order. */
export class FairSlots {
  readonly #counts: SlotCounts;
  readonly #waiting = new FairQueue<Waiting>();
  readonly #taken = new Map<string, number>();

  constructor(counts: SlotCounts) {
    this.#counts = counts;
  }

  /** Resolves with true when there is a slot, which has to be released; with false if `ended` aborts before. */
  async take(from: Requester, ended: AbortSignal): Promise<boolean> {
    if (ended.aborted) return false;
    if (this.#mayStart(from)) {
      this.#add(from, 1);
      return true;
    }
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const waiting: Waiting = { from, start: () => resolve(true) };
    const leave = () => {
      this.#waiting.remove(from, waiting);
      resolve(false);
    };
    ended.addEventListener("abort", leave, { once: true });
    this.#waiting.push(from, waiting);
    return await promise.finally(() => ended.removeEventListener("abort", leave));
  }

  /** Gives back a slot that was taken for the same requester. */
  release(from: Requester): void {
    this.#add(from, -1);
    const next = this.#waiting.shift((waiting) => this.#mayStart(waiting));
    if (next === undefined) return;
    this.#add(next.from, 1);
    next.start();
  }

  #mayStart(from: Requester): boolean {
    const { count, perNetwork, perLearner } = this.#counts;
    const most = [count, perNetwork, perLearner];
    return keysOf(from).every((key, index) => (this.#taken.get(key) ?? 0) < (most[index] ?? 0));
  }

  #add(from: Requester, by: number): void {
    for (const key of keysOf(from)) {
      const taken = (this.#taken.get(key) ?? 0) + by;
      if (taken > 0) this.#taken.set(key, taken);
      else this.#taken.delete(key);
    }
  }
}

function keysOf({ learner, network }: Requester): readonly string[] {
  return ["all", `network ${network}`, `learner ${learner}`];
}

function moveToEnd<Value>(ring: Ring<Value>, key: string, value: Value, keep: boolean): void {
  ring.delete(key);
  if (keep) ring.set(key, value);
}
