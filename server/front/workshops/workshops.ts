// All workshops, from the store at the start; who is in which; and what members may do now.
import { randomBytes } from "node:crypto";
import type { z } from "zod";
import type { Course } from "../../course/load.ts";
import type { Lesson } from "../../protocol/lesson.ts";
import type {
  createWorkshopSchema,
  Member,
  MemberView,
  NumberedEvent,
  WorkshopState,
  WorkshopSummary,
} from "../../protocol/workshop.ts";
import type { SharedState } from "../../store/workshops.ts";
import { closedChecks, hintsFor, isLessonOpen, openSteps, presentMembers } from "../../workshop/roster.ts";
import type { FrontParts } from "../front-parts.ts";
import { limitReached } from "../gate/budgets.ts";
import { HttpProblem } from "../http/problem.ts";
import type { Room, RoomRegistry } from "../rooms/room-registry.ts";
import { memberTopic, workshopTopic } from "../topics.ts";
import { createJoinCode } from "./codes.ts";
import { MemberFeed, type Membership } from "./member-feed.ts";
import { Workshop } from "./workshop.ts";

export interface WorkshopsOptions extends Pick<FrontParts, "limits" | "log" | "store" | "topics"> {
  readonly course: Pick<Course, "lessons">;
  readonly registry: Pick<RoomRegistry, "idOf">;
  /** What is open for the learner now. */
  connectionsOf(learner: string): Pick<Member, "pages" | "connections">;
  now(): number;
}

type NewWorkshop = z.output<typeof createWorkshopSchema>;

const hourMs = 60 * 60_000;
/** A new join code for a workshop whose code has expired is valid for this long. */
const newCodeMs = 24 * hourMs;

export class Workshops implements AsyncDisposable {
  readonly feed: MemberFeed;
  readonly #options: WorkshopsOptions & { readonly epoch: string };
  readonly #byId = new Map<string, Workshop>();
  readonly #memberships = new Map<string, Membership>();
  readonly #subscriptions = new Map<string, Disposable>();

  static async open(options: WorkshopsOptions): Promise<Workshops> {
    const workshops = new Workshops(options);
    const stored = (await options.store.workshops()).toSorted((a, b) => a.state.createdAtMs - b.state.createdAtMs);
    const all = stored.map((each) => new Workshop(each, workshops.#options));
    // A running workshop has precedence over those that have ended.
    const ordered = [...all.filter((each) => !each.isRunning), ...all.filter((each) => each.isRunning)];
    for (const workshop of ordered) workshops.#add(workshop);
    return workshops;
  }

  private constructor(options: WorkshopsOptions) {
    this.#options = { ...options, epoch: randomBytes(8).toString("base64url") };
    const { connectionsOf } = options;
    const membershipOf = (learner: string) => this.membershipOf(learner);
    this.feed = new MemberFeed({ ...options, membershipOf, connectionsOf });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.feed[Symbol.dispose]();
    await Promise.all([...this.#byId.values()].map((workshop) => workshop[Symbol.asyncDispose]()));
    for (const subscription of this.#subscriptions.values()) subscription[Symbol.dispose]();
  }

  /** Newest first. */
  list(): WorkshopSummary[] {
    return [...this.#byId.values()].map(summaryOf).toSorted((a, b) => b.createdAtMs - a.createdAtMs);
  }

  summary(id: string): WorkshopSummary {
    return summaryOf(this.get(id));
  }

  /** How many workshops run, and how many members they have. */
  get size(): { readonly workshops: number; readonly members: number } {
    const running = [...this.#byId.values()].filter(({ isRunning }) => isRunning);
    return { workshops: running.length, members: running.reduce((sum, { size }) => sum + size, 0) };
  }

  find(id: string): Workshop | null {
    return this.#byId.get(id) ?? null;
  }

  /** Throws a 404. */
  get(id: string): Workshop {
    const workshop = this.find(id);
    if (workshop === null) throw new HttpProblem(404, "There is no such workshop.", { name: "no-workshop" });
    return workshop;
  }

  /** The rooms that are everyone's endpoint. */
  classrooms(): Set<string> {
    const running = [...this.#byId.values()].filter(({ isRunning }) => isRunning);
    return new Set(running.flatMap(({ state }) => state.classroom?.room ?? []));
  }

  /** Whether this room is the learner's own, or the classroom of the workshop where they are. */
  isInClassroom(learner: string, room: Pick<Room, "id" | "learner">): boolean {
    return learner === room.learner || this.membershipOf(learner)?.workshop.state.classroom?.room === room.id;
  }

  /** The running workshop with this join code; null for a code that is wrong or has expired. */
  byCode(code: string): Workshop | null {
    const nowMs = this.#options.now();
    const fits = ({ isRunning, state }: Workshop) => isRunning && state.code === code && state.codeExpiresAtMs > nowMs;
    return [...this.#byId.values()].find(fits) ?? null;
  }

  async create({ title, hours, retentionDays }: NewWorkshop): Promise<Workshop> {
    const { limits, store, now } = this.#options;
    const { workshopsPerServer } = limits;
    if (this.size.workshops >= workshopsPerServer)
      throw limitReached("workshopsPerServer", workshopsPerServer, "End one first.");
    const nowMs = now();
    const state: SharedState = {
      id: randomBytes(9).toString("base64url"),
      title,
      code: this.#freeCode(),
      codeExpiresAtMs: nowMs + hours * hourMs,
      createdAtMs: nowMs,
      endedAtMs: null,
      retentionDays,
      locked: [],
      pace: { mode: "free" },
      follow: null,
      frozen: false,
      frozenBy: "",
      joinClosed: false,
      timer: null,
      announcement: null,
      hints: [],
      classroom: null,
      pairs: [],
    };
    await store.createWorkshop(state);
    const stored = { id: state.id, seq: 0, state: { ...state, members: {} }, records: [], events: [] };
    return this.#add(new Workshop(stored, this.#options));
  }

  /** The code of the event is valid for as long as the old one, or a day if that has expired. */
  newCode({ state }: Workshop): { readonly code: string; readonly expiresAtMs: number } {
    const nowMs = this.#options.now();
    const expiresAtMs = state.codeExpiresAtMs > nowMs ? state.codeExpiresAtMs : nowMs + newCodeMs;
    return { code: this.#freeCode(), expiresAtMs };
  }

  /** Deletes its events and members; what they made stays theirs. */
  async delete(id: string): Promise<void> {
    const workshop = this.get(id);
    await workshop.abandon();
    await this.#options.store.deleteWorkshop(id);
    this.#byId.delete(id);
    this.#options.topics.publish("classrooms.changed", null);
    this.#options.topics.publish("workshop.deleted", id);
    this.#subscriptions.get(id)?.[Symbol.dispose]();
    this.#subscriptions.delete(id);
    for (const { learner } of workshop.records()) {
      if (this.#memberships.get(learner)?.workshop === workshop) this.#memberships.delete(learner);
      this.#options.topics.publish(memberTopic(learner), null);
    }
  }

  /** The workshop in which the learner is present; null for none. */
  membershipOf(learner: string): Membership | null {
    return this.#memberships.get(learner) ?? null;
  }

  /** What the learner's page shows; `urlOf` is the URL of a room. */
  async viewOf(learner: string, urlOf: (room: string) => string): Promise<MemberView | null> {
    const membership = this.membershipOf(learner);
    const me = membership?.workshop.state.members[membership.member];
    if (membership === null || me === undefined) return null;
    const endpoint = await this.#endpointOf(membership, urlOf);
    // The state may have changed meanwhile; the caller is notified of that too.
    const { state } = membership.workshop;
    return memberView(state, state.members[me.id] ?? me, endpoint);
  }

  /** Throws a 423 while a member's checks may not run. Saves are always accepted. */
  assertMayRun(learner: string, lesson: string): void {
    const { workshop } = this.membershipOf(learner) ?? {};
    if (workshop === undefined || !workshop.isRunning) return;
    if (workshop.state.frozen) {
      throw new HttpProblem(
        423,
        "The instructor has paused the workshop. Your text is saved; checks run again later.",
        {
          name: "frozen",
        },
      );
    }
    const slugs = this.#options.course.lessons().map(({ slug }) => slug);
    if (isLessonOpen(workshop.state, slugs, lesson)) return;
    const detail = "The instructor has not opened this lesson yet. Your text is saved; checks run once it is open.";
    throw new HttpProblem(423, detail, { name: "lesson-locked" });
  }

  /** The lesson's checks that this learner's runs leave out: of steps that the group has not reached. */
  closedChecks(learner: string, lesson: Pick<Lesson, "slug" | "steps">): ReadonlySet<string> {
    const { workshop } = this.membershipOf(learner) ?? {};
    const { slug, steps } = lesson;
    const open = workshop?.isRunning ? openSteps(workshop.state, slug, steps.length) : steps.length;
    return closedChecks(lesson, open);
  }

  /** The room that takes the place of the learner's own for this lesson; null for none. */
  async endpointRoom(learner: string, lesson: string): Promise<string | null> {
    const membership = this.membershipOf(learner);
    const endpoint = membership && (await this.#endpointOf(membership, (room) => room));
    return endpoint?.lesson === lesson ? endpoint.url : null;
  }

  async #endpointOf(
    { workshop, member }: Membership,
    urlOf: (room: string) => string,
  ): Promise<MemberView["endpoint"]> {
    const { classroom, pairs, members } = workshop.state;
    if (classroom !== null) {
      const { by, lesson, room } = classroom;
      return { kind: "classroom", of: by, lesson, url: urlOf(room) };
    }
    const pair = pairs.find(({ client }) => client === member);
    const server = members[pair?.server ?? ""];
    const record = workshop.recordOf(pair?.server ?? "");
    if (pair === undefined || server === undefined || record === null) return null;
    const room = await this.#options.registry.idOf(record.learner, pair.lesson);
    return { kind: "pair", of: server.name, lesson: pair.lesson, url: urlOf(room) };
  }

  #freeCode(): string {
    const used = new Set([...this.#byId.values()].map(({ state }) => state.code));
    let code = createJoinCode();
    while (used.has(code)) code = createJoinCode();
    return code;
  }

  #add(workshop: Workshop): Workshop {
    const { topics } = this.#options;
    this.#byId.set(workshop.id, workshop);
    for (const member of presentMembers(workshop.state)) this.#enter(workshop, member.id);
    const subscription = topics.subscribe(workshopTopic(workshop.id), (events) => this.#index(workshop, events));
    this.#subscriptions.set(workshop.id, subscription);
    return workshop;
  }

  #index(workshop: Workshop, events: readonly NumberedEvent[]): void {
    for (const { event } of events) {
      if (event.type === "classroom" || event.type === "ended")
        this.#options.topics.publish("classrooms.changed", null);
      if (event.type === "joined") this.#enter(workshop, event.member);
      if (event.type === "member-state" && event.state === "present") this.#enter(workshop, event.member);
      if (event.type === "member-state" && event.state !== "present") this.#leave(workshop, event.member);
    }
  }

  #enter(workshop: Workshop, member: string): void {
    const { learner } = workshop.recordOf(member) ?? {};
    if (learner === undefined) return;
    this.#memberships.set(learner, { workshop, member });
    this.#options.topics.publish("learner.event", { learner, what: "connections" });
  }

  #leave(workshop: Workshop, member: string): void {
    const { learner = "" } = workshop.recordOf(member) ?? {};
    if (this.#memberships.get(learner)?.workshop === workshop) this.#memberships.delete(learner);
  }
}

function summaryOf({ state }: Workshop): WorkshopSummary {
  const { id, title, code, codeExpiresAtMs, createdAtMs, endedAtMs, retentionDays } = state;
  const present = presentMembers(state);
  const online = present.filter(({ pages }) => pages > 0).length;
  return { id, title, code, codeExpiresAtMs, createdAtMs, endedAtMs, retentionDays, members: present.length, online };
}

/** What a member's page shows of the workshop: nothing about other members but the names of a pair. */
function memberView(state: WorkshopState, me: Member, endpoint: MemberView["endpoint"]): MemberView {
  const { id, name, hand } = me;
  const { follow, frozen, frozenBy, timer, announcement } = state;
  const ended = state.endedAtMs !== null;
  const editing = ended ? null : me.editing;
  return {
    workshop: { id: state.id, title: state.title },
    me: { id, name, hand, editing },
    locked: ended ? [] : state.locked,
    pace: ended ? { mode: "free" } : state.pace,
    ...{ follow, frozen, frozenBy, timer, announcement },
    hints: hintsFor(state, me),
    endpoint,
    guests: guestsOf(state, id),
    ended,
  };
}

/** While there is a classroom, pairs are paused. */
function guestsOf({ classroom, pairs, members }: WorkshopState, id: string): MemberView["guests"] {
  if (classroom !== null) return [];
  const own = pairs.filter(({ server }) => server === id);
  return own.flatMap(({ client, lesson }) => {
    const { name } = members[client] ?? {};
    return name === undefined ? [] : [{ name, lesson }];
  });
}
