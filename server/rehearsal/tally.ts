// What simulated learners measure and count: durations, refusals, reconnections.

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

  refused(status: number, reason: string): void {
    count(this.refusals, `${status} ${reason}`);
  }

  failed(reason: string): void {
    count(this.failures, reason);
  }
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
