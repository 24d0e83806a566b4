// Judges everyone's newest code of a lesson again, after its checks were corrected: one learner after the other.
import type { RunResult } from "../../protocol/checks.ts";
import type { Lesson } from "../../protocol/lesson.ts";
import type { Regrading } from "../../protocol/workshop-results.ts";
import { closedChecks, openSteps } from "../../workshop/roster.ts";
import type { FrontParts } from "../front-parts.ts";
import { HttpProblem } from "../http/problem.ts";
import type { Runs } from "../learning/runs.ts";
import { type Job, Jobs } from "./jobs.ts";
import { ranEvent } from "./member-feed.ts";
import type { Workshop } from "./workshop.ts";

export interface RegradingsOptions extends Pick<FrontParts, "course" | "log"> {
  readonly runs: Pick<Runs, "regrade">;
}

type Change = Regrading["changed"][number];

const refusal = { name: "regrading", detail: "Another regrading is running. Wait for it, or cancel it." };

export class Regradings {
  readonly jobs: Jobs<Regrading>;
  readonly #options: RegradingsOptions;

  constructor(options: RegradingsOptions) {
    this.#options = options;
    this.jobs = new Jobs({ refusal, log: options.log });
  }

  /** Starts. Throws a 409 while another runs in any workshop, because both would compete for the checker with the class. */
  start(workshop: Workshop, slug: string): Regrading {
    const lesson = this.#options.course.lesson(slug);
    if (lesson === undefined) throw new HttpProblem(404, `There is no lesson "${slug}".`, { name: "no-lesson" });
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

/** Without failures of checks that the group has not reached: they are no one's to fix yet. */
function openPart({ state }: Workshop, lesson: Lesson, result: RunResult): RunResult {
  const closed = closedChecks(lesson, openSteps(state, lesson.slug, lesson.steps.length));
  return { ...result, tests: result.tests.filter(({ id, status }) => status === "pass" || !closed.has(id)) };
}
