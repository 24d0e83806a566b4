// Work that an instructor starts and that continues in the background: at most one job of a kind per workshop at a time. And
// regrading, such a job, which judges everyone's newest code of a lesson again after its checks were corrected.
import type { Logger } from "pino";
import type { RunResult } from "../../protocol/checks.ts";
import type { Lesson } from "../../protocol/lesson.ts";
import type { Regrading } from "../../protocol/workshop-results.ts";
import { closedChecks, openSteps } from "../../workshop/roster.ts";
import type { FrontParts } from "../front-parts.ts";
import { courseLesson, HttpProblem } from "../http/problem.ts";
import type { Runs } from "../learning/runs.ts";
import { ranEvent } from "./member-feed.ts";
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

export interface RegradingsOptions extends Pick<FrontParts, "course" | "log"> {
  readonly runs: Pick<Runs, "regrade">;
}

type Change = Regrading["changed"][number];

const regradingRefusal = { name: "regrading", detail: "Another regrading is running. Wait for it, or cancel it." };

/** One learner after the other. */
export class Regradings {
  readonly jobs: Jobs<Regrading>;
  readonly #options: RegradingsOptions;

  constructor(options: RegradingsOptions) {
    this.#options = options;
    this.jobs = new Jobs({ refusal: regradingRefusal, log: options.log });
  }

  /** Starts. Throws a 409 while another runs in any workshop, because both would compete for the checker with the class. */
  start(workshop: Workshop, slug: string): Regrading {
    const lesson = courseLesson(this.#options.course, slug);
    if (this.jobs.isAnyRunning) throw this.jobs.refusal();
    const members = Object.values(workshop.state.members).filter(({ standings }) => slug in standings);
    const progress: Regrading = { lesson: slug, state: "running", judged: 0, of: members.length, changed: [] };
    const ids = members.map(({ id }) => id);
    return this.jobs.start(workshop, progress, (job) => this.#run(job, workshop, lesson, ids));
  }

  async #run(job: Job<Regrading>, workshop: Workshop, lesson: Lesson, members: readonly string[]): Promise<void> {
    for (const member of members) {
      if (job.signal.aborted) return;
      const change = await this.#judge(workshop, lesson, member);
      const { judged, changed } = job.progress;
      job.progress = { ...job.progress, judged: judged + 1, changed: change === null ? changed : [...changed, change] };
    }
  }

  /** A failure of ours leaves the member's result as it is. */
  async #judge(workshop: Workshop, lesson: Lesson, member: string): Promise<Change | null> {
    try {
      return await this.#changeOf(workshop, lesson, member);
    } catch (error) {
      this.#options.log.warn({ error, workshop: workshop.id, member }, "a member's code was not judged again");
      return null;
    }
  }

  /** Null if the member passes the same checks as before, or works on the lesson at this moment: that run counts. */
  async #changeOf(workshop: Workshop, lesson: Lesson, id: string): Promise<Change | null> {
    const { learner } = workshop.recordOf(id) ?? {};
    const member = workshop.state.members[id];
    const before = member?.standings[lesson.slug];
    if (learner === undefined || member === undefined || before === undefined) return null;
    const result = await this.#options.runs.regrade(learner, lesson, before.style);
    if (result === null || result.status === "cancelled") return null;
    const event = { ...ranEvent(id, openPart(workshop, lesson, result)), regraded: true };
    await workshop.append([event]);
    const nowPass = event.passed.filter((check) => !before.passed.includes(check));
    const nowFail = event.failed.filter((check) => !before.failed.includes(check));
    return nowPass.length + nowFail.length === 0 ? null : { member: id, name: member.name, nowPass, nowFail };
  }
}

/** Without failures of checks that the group has not reached: no one has to fix them yet. */
function openPart({ state }: Workshop, lesson: Lesson, result: RunResult): RunResult {
  const closed = closedChecks(lesson, openSteps(state, lesson.slug, lesson.steps.length));
  return { ...result, tests: result.tests.filter(({ id, status }) => status === "pass" || !closed.has(id)) };
}
