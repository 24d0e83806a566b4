// Saves in line: one learner's saves of a lesson run in order, and who saves too often has the waiting ones merged.
import { topicOf } from "./events.ts";
import type { Saved, SaveRequest } from "./saves.ts";

const savesPerSecond = 20;

interface Job {
  request: SaveRequest;
  /** Not before this moment of `performance.now()`. */
  readonly atMs: number;
  readonly done: PromiseWithResolvers<Saved>;
}

interface Queue {
  readonly jobs: Job[];
  /** When each of the last second's saves was let in. */
  admitted: number[];
}

export class SaveQueues {
  readonly #save: (request: SaveRequest) => Promise<Saved>;
  readonly #queues = new Map<string, Queue>();

  constructor(save: (request: SaveRequest) => Promise<Saved>) {
    this.#save = save;
  }

  /** Settles with what became of this text, or of a newer one that took its place while it waited. */
  add(request: SaveRequest): Promise<Saved> {
    const topic = topicOf(request.learner, request.lesson);
    const queue = this.#queues.get(topic) ?? { jobs: [], admitted: [] };
    this.#queues.set(topic, queue);
    const now = performance.now();
    queue.admitted = queue.admitted.filter((atMs) => now - atMs < 1_000);
    const tooOften = queue.admitted.length >= savesPerSecond;
    const last = queue.jobs.at(-1);
    if (tooOften && last !== undefined && last.atMs > now && last.request.style === request.style) {
      last.request = request;
      return last.done.promise;
    }
    const atMs = tooOften ? (queue.admitted.at(-savesPerSecond) ?? now) + 1_000 : now;
    queue.admitted.push(atMs);
    const job = { request, atMs, done: Promise.withResolvers<Saved>() };
    queue.jobs.push(job);
    if (queue.jobs.length === 1) void this.#run(topic, queue);
    return job.done.promise;
  }

  async #run(topic: string, queue: Queue): Promise<void> {
    for (let job = queue.jobs[0]; job !== undefined; job = queue.jobs[0]) {
      const early = job.atMs - performance.now();
      if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
      await this.#save(job.request).then(job.done.resolve, job.done.reject);
      queue.jobs.shift();
    }
    this.#queues.delete(topic);
  }
}
