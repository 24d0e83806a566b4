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

  /** Undefined when the queue is empty. */
  shift(): Item | undefined {
    const next = firstOf(this.#networks);
    const mine = next && firstOf(next.value);
    const item = mine?.value.shift();
    if (next === undefined || mine === undefined || item === undefined) return undefined;
    this.#size--;
    moveToEnd(next.value, mine.key, mine.value, mine.value.length > 0);
    moveToEnd(this.#networks, next.key, next.value, next.value.size > 0);
    return item;
  }
}

/** So many may work at a time; the others wait in fair order. */
export class FairSlots {
  readonly #waiting = new FairQueue<() => boolean>();
  #free: number;

  constructor(count: number) {
    this.#free = count;
  }

  /** Resolves with true when there is a place, which has to be released; with false if this is cancelled before. */
  async take(from: Requester, cancelled: AbortSignal): Promise<boolean> {
    if (this.#free > 0) {
      this.#free--;
      return true;
    }
    const { promise, resolve } = Promise.withResolvers<boolean>();
    cancelled.addEventListener("abort", () => resolve(false));
    this.#waiting.push(from, () => {
      resolve(true);
      return !cancelled.aborted;
    });
    return await promise;
  }

  release(): void {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) if (next()) return;
    this.#free++;
  }
}

function firstOf<Value>(ring: Ring<Value>): { readonly key: string; readonly value: Value } | undefined {
  const [first] = ring;
  return first && { key: first[0], value: first[1] };
}

function moveToEnd<Value>(ring: Ring<Value>, key: string, value: Value, keep: boolean): void {
  ring.delete(key);
  if (keep) ring.set(key, value);
}
