// Visits every member's server of a lesson, a few at a time, as any client would.
import type { PageClientsHandle, ServerClients } from "../../clients/server-clients.ts";
import type { ServerClientEvent } from "../../protocol/clients.ts";
import type { ToPage } from "../../protocol/live.ts";
import type { Visit, VisitOutcome, VisitRequest, VisitResult } from "../../protocol/visit.ts";
import { presentMembers } from "../../workshop/roster.ts";
import type { FrontParts } from "../front-parts.ts";
import { courseLesson } from "../http/problem.ts";
import type { Room, RoomRegistry } from "../rooms/room-registry.ts";
import { type Job, Jobs } from "./jobs.ts";
import type { Workshop } from "./workshop.ts";

export interface VisitsOptions extends Pick<FrontParts, "course" | "log" | "topics"> {
  readonly registry: Pick<RoomRegistry, "of">;
  readonly serverClients: Pick<ServerClients, "open">;
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
    courseLesson(this.#options.course, request.lesson);
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

interface ServerVisitOptions extends Pick<VisitsOptions, "serverClients" | "topics"> {
  readonly room: Pick<Room, "id" | "topic">;
  readonly request: VisitRequest;
  readonly signal: AbortSignal;
}

/** As the member's wire shows the client. */
const client = "Instructor visit";
const shownChars = 200;
/** After a wrong answer, the correct one may follow for this long: chats greet first. */
const moreMs = 300;
/** The host's report of a fault may come after the end of the connection. */
const faultMs = 100;
/** Longer than a room takes to open, and a handler to accept, at most. */
const maxMs = 15_000;

/** Null if it was cancelled. */
function visitServer(options: ServerVisitOptions): Promise<VisitResult | null> {
  const { promise, resolve } = Promise.withResolvers<VisitResult | null>();
  const visit = new ServerVisit(options, resolve);
  return promise.finally(() => visit[Symbol.dispose]());
}

class ServerVisit implements Disposable {
  readonly #options: ServerVisitOptions;
  readonly #end: (result: VisitResult | null) => void;
  readonly #parts = new DisposableStack();
  readonly #clients: PageClientsHandle;
  #timer: NodeJS.Timeout;
  /** The first answer that was not expected. */
  #answer: string | null = null;
  #fault: string | null = null;

  constructor(options: ServerVisitOptions, end: (result: VisitResult | null) => void) {
    const { room, request, serverClients, topics, signal } = options;
    const { query, protocols } = request;
    this.#options = options;
    this.#end = end;
    const cancel = () => end(null);
    signal.addEventListener("abort", cancel);
    this.#parts.defer(() => signal.removeEventListener("abort", cancel));
    this.#parts.use(topics.subscribe(room.topic, (event) => this.#fromRoom(event)));
    this.#clients = this.#parts.use(serverClients.open(room.id, (_client, event) => this.#receive(event)));
    this.#timer = setTimeout(() => this.#conclude(), maxMs);
    this.#clients.send(client, { do: "open", query, protocols, headers: [] });
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#parts[Symbol.dispose]();
  }

  #receive(event: ServerClientEvent) {
    const { send, timeoutMs } = this.#options.request;
    switch (event.what) {
      case "open":
        this.#concludeIn(timeoutMs);
        return this.#clients.send(client, { do: "send", kind: "text", data: send, fragments: 1 });
      case "message":
        return this.#answered(event);
      case "refused":
        return this.#is("refused", `${event.status === 0 ? "" : `${event.status}: `}${event.reason}`);
      case "failed":
        return this.#is("refused", event.message);
      case "closed":
        // A server that closes with 1000 does so on purpose.
        if (event.code !== 1000) this.#fault ??= `closed with ${event.code} ${event.reason}`.trim();
        return this.#concludeIn(faultMs);
      default:
        return;
    }
  }

  #answered({ kind, data }: Extract<ServerClientEvent, { readonly what: "message" }>): void {
    const { expect } = this.#options.request;
    const isCorrect = expect === null || (kind === "text" && data === expect);
    if (isCorrect) this.#is("correct", data);
    else if (this.#answer === null) this.#concludeIn(moreMs);
    this.#answer ??= kind === "text" ? data : "a binary message";
  }

  #fromRoom(event: ToPage): void {
    if (event.type !== "fault" || !event.fault.stops) return;
    this.#fault = event.fault.message;
    this.#concludeIn(0);
  }

  #conclude(): void {
    if (this.#fault !== null) this.#is("crashed", this.#fault);
    else if (this.#answer !== null) this.#is("different", this.#answer);
    else this.#is("silent", "");
  }

  #concludeIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#conclude(), ms);
  }

  #is(outcome: VisitOutcome, text: string): void {
    this.#end({ outcome, text: text.slice(0, shownChars) });
  }
}
