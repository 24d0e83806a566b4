// Turns what learners do into events of their workshop. Those of learners in no workshop are ignored at once.
import type { RunResult } from "../../protocol/checks.ts";
import type { ReportedFault } from "../../protocol/host.ts";
import { isCourseLesson } from "../../protocol/lesson-names.ts";
import type { Limits } from "../../protocol/limits.ts";
import { TokenBucket } from "../../protocol/token-bucket.ts";
import type { Member, WorkshopEvent } from "../../protocol/workshop.ts";
import type { FrontParts } from "../front-parts.ts";
import { HttpProblem } from "../http/problem.ts";
import type { LearnerEvent } from "../topics.ts";
import type { Workshop } from "./workshop.ts";

type Brief = Extract<WorkshopEvent, { readonly type: "brief" }>;
type Ran = Extract<WorkshopEvent, { readonly type: "ran" }>;

export interface Membership {
  readonly workshop: Workshop;
  readonly member: string;
}

export interface MemberFeedOptions extends Pick<FrontParts, "limits" | "log" | "topics"> {
  membershipOf(learner: string): Membership | null;
  /** What is open for the learner now. */
  connectionsOf(learner: string): Pick<Member, "pages" | "connections">;
}

/** What has not become an event yet. */
interface Pending extends Membership {
  readonly bucket: TokenBucket;
  actions: number;
  fault: Brief["fault"];
  isConnectionsChanged: boolean;
  /** By what a newer event replaces. */
  readonly events: Map<string, WorkshopEvent>;
}

/** Brief events of one member are this far apart. */
const briefMs = 1_000;
const faultChars = 300;

export class MemberFeed implements Disposable {
  readonly #options: MemberFeedOptions;
  readonly #subscription: Disposable;
  readonly #byLearner = new Map<string, Pending>();
  readonly #changed = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: MemberFeedOptions) {
    this.#options = options;
    this.#subscription = options.topics.subscribe("learner.event", (event) => this.#receive(event));
  }

  [Symbol.dispose](): void {
    this.#subscription[Symbol.dispose]();
    clearTimeout(this.#timer);
  }

  /** Counts an event that a member asks for. Throws a 429 when there are too many. */
  take(learner: string): void {
    const { bucket } = this.#pendingOf(learner) ?? {};
    const waitMs = bucket?.waitMs(1, performance.now()) ?? 0;
    if (waitMs > 0) {
      const detail = "Limit memberEventsPerSecond reached. Try again in a moment.";
      throw new HttpProblem(429, detail, { name: "limit", retryAfterS: Math.ceil(waitMs / 1_000) });
    }
    bucket?.take(1, performance.now());
  }

  #receive(event: LearnerEvent): void {
    const pending = this.#pendingOf(event.learner);
    if (pending === null || !pending.workshop.isRunning) return;
    note(pending, event);
    this.#changed.add(event.learner);
    this.#appendAllowed(event.learner, pending);
    this.#timer ??= setTimeout(() => this.#flush(), briefMs);
  }

  #pendingOf(learner: string): Pending | null {
    const membership = this.#options.membershipOf(learner);
    const known = this.#byLearner.get(learner);
    if (membership === null) {
      if (known !== undefined) this.#byLearner.delete(learner);
      return null;
    }
    if (known?.workshop === membership.workshop && known.member === membership.member) return known;
    const pending = newPending(membership, this.#options.limits);
    this.#byLearner.set(learner, pending);
    return pending;
  }

  #flush(): void {
    this.#timer = undefined;
    const learners = [...this.#changed];
    this.#changed.clear();
    for (const learner of learners) {
      const pending = this.#pendingOf(learner);
      if (pending === null || !pending.workshop.isRunning) continue;
      this.#appendAllowed(learner, pending);
      if (hasBrief(pending)) this.#append(pending.workshop, [this.#briefOf(learner, pending)]);
    }
    if (this.#changed.size > 0) this.#timer = setTimeout(() => this.#flush(), briefMs);
  }

  /** Events beyond the rate wait, and newer ones take their place. */
  #appendAllowed(learner: string, { workshop, bucket, events }: Pending): void {
    for (const [key, event] of events) {
      if (bucket.waitMs(1, performance.now()) > 0) {
        this.#changed.add(learner);
        return;
      }
      bucket.take(1, performance.now());
      events.delete(key);
      this.#append(workshop, [event]);
    }
  }

  #briefOf(learner: string, pending: Pending): Brief {
    const { member, actions, fault, isConnectionsChanged } = pending;
    pending.actions = 0;
    pending.fault = undefined;
    pending.isConnectionsChanged = false;
    const connections = isConnectionsChanged ? this.#options.connectionsOf(learner) : {};
    return { type: "brief", member, actions, ...connections, ...(fault !== undefined && { fault }) };
  }

  #append(workshop: Workshop, events: readonly WorkshopEvent[]): void {
    workshop.append(events).catch((error: unknown) => {
      this.#options.log.warn({ error, workshop: workshop.id }, "events of a workshop were not stored");
    });
  }
}

function hasBrief({ actions, fault, isConnectionsChanged }: Pending): boolean {
  return actions > 0 || fault !== undefined || isConnectionsChanged;
}

function newPending(membership: Membership, { memberEventsPerSecond, memberEventsBurst }: Limits): Pending {
  const bucket = new TokenBucket(memberEventsPerSecond, memberEventsBurst, performance.now());
  return { ...membership, bucket, actions: 0, fault: undefined, isConnectionsChanged: true, events: new Map() };
}

function note(pending: Pending, event: LearnerEvent): void {
  const { member, events } = pending;
  switch (event.what) {
    case "opened":
      noteLesson(pending, event.lesson);
      return;
    case "acted":
      pending.actions++;
      return;
    case "saved":
      pending.actions++;
      if (event.isOwn) noteLesson(pending, event.lesson);
      if (event.isRunning && faultOf(pending)?.lesson === event.lesson) pending.fault = null;
      return;
    case "ran":
      pending.actions++;
      noteLesson(pending, event.result.lesson);
      events.set(`ran ${event.result.lesson}`, ranEvent(member, event.result));
      return;
    case "fault":
      if (isCourseLesson(event.lesson)) pending.fault = memberFault(event.lesson, event.fault);
      return;
    case "connections":
      pending.isConnectionsChanged = true;
      return;
    default:
      event satisfies never;
  }
}

/** The lesson where the member works now: with several pages, not always the one that they opened last. */
function noteLesson(pending: Pending, lesson: string): void {
  const { member, events } = pending;
  const isElsewhere = events.has("opened") || lessonOf(pending) !== lesson;
  // Cells and drafts are not part of the course.
  if (isElsewhere && isCourseLesson(lesson)) events.set("opened", { type: "opened", member, lesson });
}

function lessonOf({ workshop, member }: Membership): string | null {
  return workshop.state.members[member]?.lesson ?? null;
}

function faultOf({ workshop, member, fault }: Pending): Member["fault"] {
  return fault === undefined ? (workshop.state.members[member]?.fault ?? null) : fault;
}

function memberFault(lesson: string, { kind, message, line }: ReportedFault): Member["fault"] {
  return { lesson, kind, message: message.slice(0, faultChars), line, atMs: Date.now() };
}

/** What the roster keeps of a run. */
export function ranEvent(member: string, { lesson, style, version, status, tests }: RunResult): Ran {
  const idsOf = (isPassed: boolean) =>
    tests.filter((test) => (test.status === "pass") === isPassed).map(({ id }) => id);
  const [passed, failed] = [idsOf(true), idsOf(false)];
  const firstFailing = failed[0] ?? null;
  return { type: "ran", member, lesson, style, version, status, passed, failed, firstFailing, regraded: false };
}
