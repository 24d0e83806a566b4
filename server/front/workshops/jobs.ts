// Work that an instructor starts and that continues in the background: at most one job of a kind per workshop at a time.
import type { Logger } from "pino";
import { HttpProblem } from "../http/problem.ts";
import type { Workshop } from "./workshop.ts";

interface AnyProgress {
  readonly state: "running" | "done" | "cancelled";
}

/** A running job. It replaces its progress as it advances, and ends soon after the signal aborts. */
export interface Job<Progress extends AnyProgress> {
  progress: Progress;
  readonly signal: AbortSignal;
}

interface StartedJob<Progress extends AnyProgress> extends Job<Progress> {
  readonly cancelled: AbortController;
}

export type JobOwner = Pick<Workshop, "id" | "deleted">;

export interface JobsOptions {
  /** The error for anyone who starts a second one. */
  readonly refusal: { readonly name: string; readonly detail: string };
  readonly log: Pick<Logger, "warn">;
}

export class Jobs<Progress extends AnyProgress> implements Disposable {
  readonly #options: JobsOptions;
  /** The last of each workshop. Weak, because what it says of members is not kept longer than their workshop. */
  readonly #last = new WeakMap<JobOwner, StartedJob<Progress>>();
  readonly #running = new Set<StartedJob<Progress>>();

  constructor(options: JobsOptions) {
    this.#options = options;
  }

  /** Whether a job of any workshop runs. */
  get isAnyRunning(): boolean {
    return this.#running.size > 0;
  }

  last(workshop: JobOwner): Progress | null {
    return this.#last.get(workshop)?.progress ?? null;
  }

  /** Starts `work`. Throws a 409 while another of this workshop runs. */
  start(workshop: JobOwner, progress: Progress, work: (job: Job<Progress>) => Promise<void>): Progress {
    if (this.last(workshop)?.state === "running") throw this.refusal();
    const cancelled = new AbortController();
    const signal = AbortSignal.any([cancelled.signal, workshop.deleted]);
    const job = { progress, signal, cancelled };
    this.#last.set(workshop, job);
    this.#running.add(job);
    void this.#run(workshop, job, work);
    return progress;
  }

  refusal(): HttpProblem {
    const { name, detail } = this.#options.refusal;
    return new HttpProblem(409, detail, { name });
  }

  cancel(workshop: JobOwner): void {
    this.#last.get(workshop)?.cancelled.abort();
  }

  [Symbol.dispose](): void {
    for (const { cancelled } of this.#running) cancelled.abort();
  }

  async #run({ id }: JobOwner, job: StartedJob<Progress>, work: (job: Job<Progress>) => Promise<void>): Promise<void> {
    try {
      await work(job);
    } catch (error) {
      this.#options.log.warn({ error, workshop: id }, "a job of a workshop failed");
      job.cancelled.abort();
    }
    job.progress = { ...job.progress, state: job.signal.aborted ? "cancelled" : "done" };
    this.#running.delete(job);
  }
}
