// Visits every member's server of a lesson, a few at a time, as any client would.
import type { ServerClients } from "../../clients/server-clients.ts";
import type { Course } from "../../course/load.ts";
import type { Visit, VisitRequest, VisitResult } from "../../protocol/visit.ts";
import { presentMembers } from "../../workshop/roster.ts";
import { HttpProblem } from "../http/problem.ts";
import type { RoomRegistry } from "../rooms/room-registry.ts";
import type { FrontTopics, Topics } from "../topics.ts";
import { visitServer } from "./server-visit.ts";
import type { Workshop } from "./workshop.ts";

export interface VisitsOptions {
  readonly course: Course;
  readonly registry: Pick<RoomRegistry, "of">;
  readonly serverClients: Pick<ServerClients, "open">;
  readonly topics: Topics<FrontTopics>;
}

interface Job {
  visit: Visit;
  readonly cancelled: AbortController;
}

/** Rooms that are visited at a time: those that are not open have to be opened. */
const together = 12;

export class Visits {
  readonly #options: VisitsOptions;
  /** The last of each workshop. */
  readonly #jobs = new Map<string, Job>();

  constructor(options: VisitsOptions) {
    this.#options = options;
  }

  last(workshop: string): Visit | null {
    return this.#jobs.get(workshop)?.visit ?? null;
  }

  /** Starts. Throws a 409 while another of this workshop runs, and a 404 for no such lesson. */
  start(workshop: Workshop, request: VisitRequest): Visit {
    if (this.#options.course.lesson(request.lesson) === undefined) {
      throw new HttpProblem(404, `There is no lesson "${request.lesson}".`, { name: "no-lesson" });
    }
    if (this.last(workshop.id)?.state === "running") {
      throw new HttpProblem(409, "A visit is running. Wait for it, or cancel it.", { name: "visiting" });
    }
    const members = presentMembers(workshop.state).map(({ id }) => id);
    const waiting = members.map((id): [string, VisitResult] => [id, { outcome: "waiting", text: "" }]);
    const visit: Visit = { request, state: "running", results: Object.fromEntries(waiting) };
    const job = { visit, cancelled: new AbortController() };
    this.#jobs.set(workshop.id, job);
    void this.#run(job, workshop, members);
    return visit;
  }

  cancel(workshop: string): void {
    this.#jobs.get(workshop)?.cancelled.abort();
  }

  cancelAll(): void {
    for (const { cancelled } of this.#jobs.values()) cancelled.abort();
  }

  async #run(job: Job, workshop: Workshop, members: readonly string[]): Promise<void> {
    const left = members.values();
    const work = async () => {
      for (const member of left) await this.#visit(job, workshop, member);
    };
    await Promise.all(Array.from({ length: together }, work));
    job.visit = { ...job.visit, state: job.cancelled.signal.aborted ? "cancelled" : "done" };
  }

  async #visit(job: Job, workshop: Workshop, member: string): Promise<void> {
    const { registry } = this.#options;
    const { request } = job.visit;
    const { learner } = workshop.recordOf(member) ?? {};
    const { signal } = job.cancelled;
    if (learner === undefined || signal.aborted) return;
    const result = await registry.of(learner, request.lesson).then(
      (room) => visitServer({ ...this.#options, room, request, signal }),
      (): VisitResult => ({ outcome: "refused", text: "The server failed. This is not the learner's fault." }),
    );
    if (result !== null) job.visit = { ...job.visit, results: { ...job.visit.results, [member]: result } };
  }
}
