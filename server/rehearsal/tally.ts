// Measurements of the simulated learners: durations, refusals, reconnections.
import type { Refusal } from "./http-client.ts";

/** What takes time, its name in the report, and the time in ms that people notice. */
export const measured = [
  { what: "page", name: "a page loads", noticedMs: 2_000 },
  { what: "join", name: "joining", noticedMs: 2_000 },
  { what: "save", name: "a save is answered", noticedMs: 1_000 },
  { what: "checks", name: "the checks are answered", noticedMs: 10_000 },
  /** From the answer to a learner's request to the event on the instructor's page. */
  { what: "dashboard", name: "the dashboard shows it", noticedMs: 2_000 },
] as const;
export type Measured = (typeof measured)[number]["what"];

export class Tally {
  /** Durations in ms. */
  readonly samples: Readonly<Record<Measured, number[]>> = { page: [], join: [], save: [], checks: [], dashboard: [] };
  /** Answers with an error status, by status and reason. */
  readonly refusals = new Map<string, number>();
  /** Requests that got no answer, by why. */
  readonly failures = new Map<string, number>();
  messages = 0;
  reconnects = 0;
  faults = 0;
  openPages = 0;
  openSockets = 0;
  handsRaised = 0;

  /** A request that was refused or got no answer. */
  count({ status, reason }: Refusal): void {
    if (status === 0) this.failed(reason);
    else this.refused(status, reason);
  }

  refused(status: number, reason: string): void {
    increment(this.refusals, `${status} ${reason}`);
  }

  failed(reason: string): void {
    increment(this.failures, reason);
  }
}

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Percentiles of samples. */
export interface Spread {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  readonly count: number;
}

/** NaN for no samples. */
export function spread(samples: readonly number[]): Spread {
  const sorted = [...samples].sort((a, b) => a - b);
  return {
    p50: at(sorted, 0.5),
    p95: at(sorted, 0.95),
    p99: at(sorted, 0.99),
    max: at(sorted, 1),
    count: sorted.length,
  };
}

/** Nearest-rank percentile. */
function at(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** How long after a learner's action the instructor's page shows it. */
export class Lags {
  readonly #samples: number[];
  readonly #done = new Map<string, number>();
  readonly #seen = new Map<string, number>();

  constructor(samples: number[]) {
    this.#samples = samples;
  }

  /** A learner got the answer to an action. */
  did(action: string): void {
    this.#pair(this.#done, this.#seen, action);
  }

  /** The instructor's page got the event. */
  saw(action: string): void {
    this.#pair(this.#seen, this.#done, action);
  }

  /** The page got the whole state instead of events. */
  forget(): void {
    this.#done.clear();
    this.#seen.clear();
  }

  /** Whichever comes second completes the pair. An event that comes before the answer has no lag. */
  #pair(own: Map<string, number>, other: Map<string, number>, action: string): void {
    const now = performance.now();
    const before = other.get(action);
    if (before === undefined) return void own.set(action, now);
    other.delete(action);
    this.#samples.push(other === this.#done ? now - before : 0);
  }
}
