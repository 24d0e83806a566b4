// Record of how the sources of each learner and network have compiled so far, which decides whose source is compiled first; and the
// queue for sources about whose authors nothing is known.
import { LRUCache } from "lru-cache";
import type { Requester } from "../processes/fair-queue.ts";

/** Whatever a source of this size contains, it neither crashes the compiler nor takes long. */
const smallBytes = 4 << 10;
/** A file grows as it is edited: this much more than what its author has compiled before is no surprise. */
const growth = 2;
/**
 * After a source that took long or crashed, its author and their network are suspects for this long; the time that compiling took
 * counts for as long.
 */
const suspectMs = 600_000;
/** Ordinary sources take a few ms each, so those who save some are as light as those who save none. */
const stepMs = 100;
/** The ones used longest ago are forgotten first. */
const kept = 10_000;

/** `suspect` sources are compiled where they delay no others. */
export const ranks = ["small", "trusted", "unknown", "suspect"] as const;
export type Rank = (typeof ranks)[number];

export class TrackRecord {
  /** The largest source of each learner that compiled quickly, in bytes. */
  readonly #trustedBytes = new LRUCache<string, number>({ max: kept });
  /** Learners and networks. */
  readonly #suspects: LRUCache<string, true>;
  /** The time that compiling has taken, in ms, since the first use that counts. */
  readonly #used: LRUCache<string, number>;

  constructor(now: () => number = () => performance.now()) {
    const options = { max: kept, ttl: suspectMs, ttlResolution: 0, perf: { now } };
    this.#suspects = new LRUCache(options);
    this.#used = new LRUCache({ ...options, noUpdateTTL: true });
  }

  rankOf({ learner, network }: Requester, bytes: number): Rank {
    if (bytes <= smallBytes) return "small";
    if (this.#suspects.has(`learner ${learner}`)) return "suspect";
    if (bytes <= growth * (this.#trustedBytes.get(learner) ?? 0)) return "trusted";
    return this.#suspects.has(`network ${network}`) ? "suspect" : "unknown";
  }

  compiledQuickly({ learner }: Requester, bytes: number): void {
    if (learner !== "") this.#trustedBytes.set(learner, Math.max(bytes, this.#trustedBytes.get(learner) ?? 0));
  }

  /** The source took long or crashed. */
  suspect({ learner, network }: Requester): void {
    this.#trustedBytes.delete(learner);
    for (const key of keysOf({ learner, network })) this.#suspects.set(key, true);
  }

  /** A first attempt took this long. */
  charge(from: Requester, ms: number): void {
    for (const key of keysOf(from)) this.#used.set(key, (this.#used.get(key) ?? 0) + ms);
  }

  /** By how much of the compiler's time they have used. */
  get weights(): Weights {
    const steps = (key: string) => Math.floor((this.#used.get(key) ?? 0) / stepMs);
    return { network: (address) => steps(`network ${address}`), learner: (id) => steps(`learner ${id}`) };
  }

  /** The machine was slow, not the source. */
  absolve(from: Requester): void {
    for (const key of keysOf(from)) this.#suspects.delete(key);
  }
}

function keysOf({ learner, network }: Requester): readonly string[] {
  return [`learner ${learner}`, `network ${network}`];
}

/** What a network and a learner have used, in steps that make light ones equal. */
export interface Weights {
  network(address: string): number;
  learner(id: string): number;
}

/**
 * Networks and learners that have used least come first, and of those the newest. A crowd of attackers that all came at
 * once then delays only who came with them.
 */
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

/** The last of several that are equally light. */
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
