// What simulated learners measure and count: durations, refusals, reconnections.
import type { Refusal } from "./http-client.ts";

/** Durations in ms, by what was done. */
export interface Samples {
  readonly page: number[];
  readonly join: number[];
  readonly save: number[];
  readonly checks: number[];
  /** From the answer to a learner's request to the event on the instructor's page. */
  readonly dashboard: number[];
}

export class Tally {
  readonly samples: Samples = { page: [], join: [], save: [], checks: [], dashboard: [] };
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
