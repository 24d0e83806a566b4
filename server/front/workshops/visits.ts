// Visits every member's server of a lesson, a few at a time, as any client would.
import type { Logger } from "pino";
import type { ServerClients } from "../../clients/server-clients.ts";
import type { Course } from "../../course/load.ts";
import { isCourseLesson } from "../../protocol/lesson.ts";
import type { Visit, VisitRequest, VisitResult } from "../../protocol/visit.ts";
import { presentMembers } from "../../workshop/roster.ts";
import { HttpProblem } from "../http/problem.ts";
import type { RoomRegistry } from "../rooms/room-registry.ts";
import type { FrontTopics, Topics } from "../topics.ts";
import { type Job, Jobs } from "./jobs.ts";
import { visitServer } from "./server-visit.ts";
import type { Workshop } from "./workshop.ts";

export interface VisitsOptions {
  readonly course: Course;
  readonly log: Logger;
  readonly registry: Pick<RoomRegistry, "of">;
  readonly serverClients: Pick<ServerClients, "open">;
  readonly topics: Topics<FrontTopics>;
}

/** Rooms that are visited at a time: those that are not open have to be opened. */
const together = 12;

const refusal = { name: "visiting", detail: "A visit is running. Wait for it, or cancel it." };

export class Visits {
  readonly jobs: Jobs<Visit>;
  readonly #options: VisitsOptions;

  constructor(options: VisitsOptions) {
    this.#options = options;
    this.jobs = new Jobs({ refusal, log: options.log });
  }

  /** Starts. Throws a 409 while another of this workshop runs, and a 404 for no such lesson. */
  start(workshop: Workshop, request: VisitRequest): Visit {
    if (!isCourseLesson(request.lesson) || this.#options.course.lesson(request.lesson) === undefined) {
      throw new HttpProblem(404, `There is no lesson "${request.lesson}".`, { name: "no-lesson" });
    }
    const members = presentMembers(workshop.state).map(({ id }) => id);
    const waiting = members.map((id): [string, VisitResult] => [id, { outcome: "waiting", text: "" }]);
    const visit: Visit = { request, state: "running", results: Object.fromEntries(waiting) };
    return this.jobs.start(workshop, visit, async (job) => {
      const left = members.values();
      const work = async () => {
        for (const member of left) await this.#visit(job, workshop, member);
      };
      await Promise.all(Array.from({ length: together }, work));
    });
  }

  async #visit(job: Job<Visit>, workshop: Workshop, member: string): Promise<void> {
    const { registry } = this.#options;
    const { signal } = job;
    const { request } = job.progress;
    const { learner } = workshop.recordOf(member) ?? {};
    if (learner === undefined || signal.aborted) return;
    const result = await registry.of(learner, request.lesson).then(
      (room) => visitServer({ ...this.#options, room, request, signal }),
      (): VisitResult => ({ outcome: "refused", text: "The server failed. This is not the learner's fault." }),
    );
    if (result !== null) {
      job.progress = { ...job.progress, results: { ...job.progress.results, [member]: result } };
    }
  }
}
