// How the sources of each learner and network have compiled so far, which decides whose source is compiled first.
import type { Requester } from "../processes/fair-queue.ts";
import type { Weights } from "./lightest-first.ts";

/** Whatever a source of this size contains, it neither crashes the compiler nor takes long. */
const smallBytes = 4 << 10;
/** A file grows as it is edited: this much more than what its author has compiled before is no surprise. */
const growth = 2;
/** After a source that took long or crashed, its author and their network are suspects for this long; so long use counts. */
const suspectMs = 600_000;
/** Ordinary sources take a few ms each, so those who save some are as light as those who save none. */
const stepMs = 100;
/** The ones used longest ago are forgotten first. */
const kept = 10_000;

/** `suspect` sources are compiled where they delay no others. */
export const ranks = ["small", "trusted", "unknown", "suspect"] as const;
export type Rank = (typeof ranks)[number];

export class TrackRecord {
  readonly #now: () => number;
  /** The largest source of each learner that compiled quickly, in bytes. */
  readonly #trustedBytes = new Map<string, number>();
  readonly #suspectUntilMs = new Map<string, number>();
  /** The time that compiling has taken. */
  readonly #used = new Map<string, { readonly ms: number; readonly untilMs: number }>();

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  rankOf({ learner, network }: Requester, bytes: number): Rank {
    if (bytes <= smallBytes) return "small";
    if (this.#isSuspect(`learner ${learner}`)) return "suspect";
    if (bytes <= growth * (this.#trustedBytes.get(learner) ?? 0)) return "trusted";
    return this.#isSuspect(`network ${network}`) ? "suspect" : "unknown";
  }

  compiledQuickly({ learner }: Requester, bytes: number): void {
    if (learner !== "") put(this.#trustedBytes, learner, Math.max(bytes, this.#trustedBytes.get(learner) ?? 0));
  }

  /** The source took long or crashed. */
  suspect({ learner, network }: Requester): void {
    this.#trustedBytes.delete(learner);
    for (const key of [`learner ${learner}`, `network ${network}`]) {
      put(this.#suspectUntilMs, key, this.#now() + suspectMs);
    }
  }

  /** A first attempt took this long. */
  charge({ learner, network }: Requester, ms: number): void {
    for (const key of [`learner ${learner}`, `network ${network}`]) {
      const { ms: before, untilMs } = this.#usedBy(key);
      put(this.#used, key, { ms: before + ms, untilMs });
    }
  }

  /** By how much of the compiler's time they have used. */
  get weights(): Weights {
    const steps = (key: string) => Math.floor(this.#usedBy(key).ms / stepMs);
    return { network: (address) => steps(`network ${address}`), learner: (id) => steps(`learner ${id}`) };
  }

  /** The machine was slow, not the source. */
  absolve({ learner, network }: Requester): void {
    this.#suspectUntilMs.delete(`learner ${learner}`);
    this.#suspectUntilMs.delete(`network ${network}`);
  }

  #usedBy(key: string): { readonly ms: number; readonly untilMs: number } {
    const used = this.#used.get(key);
    return used !== undefined && used.untilMs > this.#now() ? used : { ms: 0, untilMs: this.#now() + suspectMs };
  }

  #isSuspect(key: string): boolean {
    return (this.#suspectUntilMs.get(key) ?? 0) > this.#now();
  }
}

function put<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > kept && oldest !== undefined) map.delete(oldest);
}
