// Saves in line: one learner's saves of a lesson run in order, and who saves too fast has the waiting ones merged.

import { HttpProblem } from "../http/problem.ts";
import { topicOf } from "../rooms/events.ts";
import type { Overtaken, Saved, SaveRequest } from "./saves.ts";

/** What a learner may save in the long run, and how much at once before that counts. */
const savesPerSecond = 20;
const burst = 200;
/** Saves that may wait for the one before them, each to be done for itself. */
const mostWaiting = 20;

interface Job {
  request: SaveRequest;
  /** How long it has to wait for its turn, for who saves too fast. */
  readonly pauseMs: number;
  readonly done: PromiseWithResolvers<Saved | Overtaken>;
}

export class SaveQueues {
  readonly #save: (request: SaveRequest) => Promise<Saved | Overtaken>;
  readonly #queues = new Map<string, Job[]>();
  /** When each learner's saves are paid for, on the clock of `performance.now()`; in the past when all are. */
  readonly #paidAtMs = new Map<string, number>();

  constructor(save: (request: SaveRequest) => Promise<Saved | Overtaken>) {
    this.#save = save;
  }

  /** Settles with what became of this text, or of a newer one that took its place while it waited. */
  add(request: SaveRequest): Promise<Saved | Overtaken> {
    const topic = topicOf(request.learner, request.lesson);
    const jobs = this.#queues.get(topic) ?? [];
    this.#queues.set(topic, jobs);
    const last = jobs.at(-1);
    // The first job is under way: what it saves is decided.
    const waits = jobs.length > 1 && last !== undefined && canStandFor(request, last.request);
    if (waits && (last.pauseMs > 0 || jobs.length > mostWaiting)) {
      last.request = request;
      return last.done.promise;
    }
    if (jobs.length > 2 * mostWaiting) throw tooMany();
    const job = { request, pauseMs: this.#pay(request.learner), done: Promise.withResolvers<Saved | Overtaken>() };
    jobs.push(job);
    if (jobs.length === 1) void this.#run(topic, jobs);
    return job.done.promise;
  }

  /** Counts one save of a learner; answers how long it has to wait. */
  #pay(learner: string): number {
    const now = performance.now();
    const paidAt = Math.max(now, this.#paidAtMs.get(learner) ?? now) + 1_000 / savesPerSecond;
    this.#paidAtMs.set(learner, paidAt);
    return Math.max(0, paidAt - now - (burst * 1_000) / savesPerSecond);
  }

  async #run(topic: string, jobs: Job[]): Promise<void> {
    for (let job = jobs[0]; job !== undefined; job = jobs[0]) {
      if (job.pauseMs > 0) await pause(job.pauseMs);
      await this.#save(job.request).then(job.done.resolve, job.done.reject);
      jobs.shift();
    }
    this.#queues.delete(topic);
    this.#forgetPaid();
  }

  #forgetPaid(): void {
    if (this.#paidAtMs.size < 1_000) return;
    const now = performance.now();
    for (const [learner, paidAt] of this.#paidAtMs) if (paidAt <= now) this.#paidAtMs.delete(learner);
  }
}

/**
 * A page waits for the answer to each save, so two that name what they were made from are two pages' texts; and what is
 * laid aside is kept for itself.
 */
function canStandFor(newer: SaveRequest, older: SaveRequest): boolean {
  return newer.style === older.style && [newer, older].every(({ base, aside }) => base === undefined && !aside);
}

function tooMany(): HttpProblem {
  const detail = "Too many saves of this lesson wait for each other. Try again in a second.";
  return new HttpProblem(429, detail, { headers: { "Retry-After": "1" } });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
