// Judges everyone's newest code of a lesson again, after its checks were corrected: one learner after the other.
import type { Course } from "../../course/load.ts";
import type { RunResult } from "../../protocol/checks.ts";
import type { Lesson } from "../../protocol/lesson.ts";
import type { Regrading } from "../../protocol/workshop-results.ts";
import { HttpProblem } from "../http/problem.ts";
import type { Runs } from "../learning/runs.ts";
import type { Workshop } from "./workshop.ts";

export interface RegradersOptions {
  readonly course: Course;
  readonly runs: Pick<Runs, "regrade">;
}

interface Job {
  progress: Regrading;
  isCancelled: boolean;
}

export class Regraders {
  readonly #options: RegradersOptions;
  /** The last of each workshop. */
  readonly #jobs = new Map<string, Job>();

  constructor(options: RegradersOptions) {
    this.#options = options;
  }

  last(workshop: string): Regrading | null {
    return this.#jobs.get(workshop)?.progress ?? null;
  }

  /** Starts. Throws a 409 while another runs, because they would compete for the checker with the class. */
  start(workshop: Workshop, slug: string): Regrading {
    const lesson = this.#options.course.lesson(slug);
    if (lesson === undefined) throw new HttpProblem(404, `There is no lesson "${slug}".`, { name: "no-lesson" });
    if ([...this.#jobs.values()].some(({ progress }) => progress.state === "running")) {
      throw new HttpProblem(409, "Another regrading is running. Wait for it, or cancel it.", { name: "regrading" });
    }
    const members = Object.values(workshop.state.members).filter(({ standings }) => slug in standings);
    const progress: Regrading = { lesson: slug, state: "running", judged: 0, of: members.length, changed: [] };
    const job = { progress, isCancelled: false };
    this.#jobs.set(workshop.id, job);
    void this.#run(
      job,
      workshop,
      lesson,
      members.map(({ id }) => id),
    );
    return progress;
  }

  cancel(workshop: string): void {
    const job = this.#jobs.get(workshop);
    if (job !== undefined) job.isCancelled = true;
  }

  cancelAll(): void {
    for (const workshop of this.#jobs.keys()) this.cancel(workshop);
  }

  async #run(job: Job, workshop: Workshop, lesson: Lesson, members: readonly string[]): Promise<void> {
    for (const member of members) {
      if (job.isCancelled) break;
      const change = await this.#judge(workshop, lesson, member).catch(() => null);
      const { judged, changed } = job.progress;
      job.progress = { ...job.progress, judged: judged + 1, changed: change === null ? changed : [...changed, change] };
    }
    job.progress = { ...job.progress, state: job.isCancelled ? "cancelled" : "done" };
  }

  /** Null if the member passes the same checks as before, or works on the lesson at this moment: that run counts. */
  async #judge(workshop: Workshop, lesson: Lesson, id: string): Promise<Regrading["changed"][number] | null> {
    const { learner } = workshop.recordOf(id) ?? {};
    const member = workshop.state.members[id];
    const before = member?.standings[lesson.slug];
    if (learner === undefined || member === undefined || before === undefined) return null;
    const result = await this.#options.runs.regrade(learner, lesson, before.style);
    if (result === null || result.status === "cancelled") return null;
    const event = ranEvent(id, result);
    await workshop.append([event]);
    const nowPass = event.passed.filter((check) => !before.passed.includes(check));
    const nowFail = event.failed.filter((check) => !before.failed.includes(check));
    return nowPass.length + nowFail.length === 0 ? null : { member: id, name: member.name, nowPass, nowFail };
  }
}

function ranEvent(member: string, { lesson, style, version, status, tests }: RunResult) {
  const passed = tests.filter((test) => test.status === "pass").map(({ id }) => id);
  const failed = tests.filter((test) => test.status !== "pass").map(({ id }) => id);
  const firstFailing = failed[0] ?? null;
  return { type: "ran", member, lesson, style, version, status, passed, failed, firstFailing, regraded: true } as const;
}
