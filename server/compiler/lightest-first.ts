// A queue for sources about whose authors nothing is known: networks and learners that have used least come first, and of
// those the newest. A crowd of attackers that all came at once then delays only who came with them.
import type { Requester } from "../processes/fair-queue.ts";

/** What a network and a learner have used, in steps that make light ones equal. */
export interface Weights {
  network(address: string): number;
  learner(id: string): number;
}

export class LightestFirst<Item> {
  readonly #weights: Weights;
  /** By network and learner; the ones that came last are at the end. */
  readonly #networks = new Map<string, Map<string, Item[]>>();
  #size = 0;

  constructor(weights: Weights) {
    this.#weights = weights;
  }

  get size(): number {
    return this.#size;
  }

  push({ network, learner }: Requester, item: Item): void {
    const learners = this.#networks.get(network) ?? new Map<string, Item[]>();
    const items = learners.get(learner) ?? [];
    items.push(item);
    moveToEnd(learners, learner, items);
    moveToEnd(this.#networks, network, learners);
    this.#size++;
  }

  /** Undefined when the queue is empty. */
  shift(): Item | undefined {
    const network = lightest(this.#networks, (address) => this.#weights.network(address));
    const learner = network && lightest(network.value, (id) => this.#weights.learner(id));
    const item = learner?.value.shift();
    if (network === undefined || learner === undefined || item === undefined) return undefined;
    if (learner.value.length === 0) network.value.delete(learner.key);
    if (network.value.size === 0) this.#networks.delete(network.key);
    this.#size--;
    return item;
  }
}

interface Entry<Value> {
  readonly key: string;
  readonly value: Value;
  readonly weight: number;
}

/** Of several, the last. */
function lightest<Value>(of: Map<string, Value>, weigh: (key: string) => number): Entry<Value> | undefined {
  let found: Entry<Value> | undefined;
  for (const [key, value] of of) {
    const weight = weigh(key);
    if (found === undefined || weight <= found.weight) found = { key, value, weight };
  }
  return found;
}

function moveToEnd<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
}
