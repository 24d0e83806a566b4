// Rooms as the front sees them, and their registry: finds each by its id or its owner, as one object for as long as the
// server runs. Ids are made from learner and lesson with the server's secret, so that they need not be stored.
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Course } from "../../course/load.ts";
import type { Program } from "../../protocol/guest.ts";
import type { Handshake } from "../../protocol/handshake.ts";
import type { ClockMode, ReportedFault, RoomPlan, RoomState } from "../../protocol/host.ts";
import { draftOf, isCellLesson, isPlayLesson, isSnippetLesson } from "../../protocol/lesson-names.ts";
import { type LimitName, type Limits, socketsPerCheck } from "../../protocol/limits.ts";
import type { RoomKey } from "../../store/learners.ts";
import type { Store } from "../../store/store.ts";
import type { HostProcess } from "../fleet/hosts.ts";
import type { FrontParts } from "../front-parts.ts";
import { noDraft } from "../http/problem.ts";
import { SerialQueue } from "../serial-queue.ts";
import { type LessonTopic, lessonTopic } from "../topics.ts";

const idShape = /^[A-Za-z0-9_-]{16,64}$/;

export interface RoomRegistryOptions extends Pick<FrontParts, "store" | "course" | "secret"> {
  /** Rooms of drafts that are remembered, unless more are in use. */
  readonly draftRoomsKept?: number;
}

export class RoomRegistry {
  readonly #store: Store;
  readonly #course: Course;
  readonly #ids: ReturnType<typeof createRoomIds>;
  readonly #draftRoomsKept: number;
  readonly #kept = new WeakMap<Room, Promise<unknown>>();
  readonly #byId = new Map<string, Room>();
  readonly #byOwner = new Map<LessonTopic, Promise<Room>>();
  /** The one that was created longest ago first. */
  readonly #ofDrafts = new Set<Room>();

  constructor({ store, course, secret, draftRoomsKept = 5_000 }: RoomRegistryOptions) {
    this.#store = store;
    this.#course = course;
    this.#draftRoomsKept = draftRoomsKept;
    this.#ids = createRoomIds(secret, () => course.lessons().map(({ slug }) => slug));
  }

  /** A room that was used since the server started. */
  known(id: string): Room | null {
    return this.#byId.get(id) ?? null;
  }

  async byId(id: string): Promise<Room | null> {
    const known = this.known(id);
    if (known !== null || !idShape.test(id)) return known;
    const owner = this.#ids.ownerOf(id) ?? (await this.#store.room(id));
    return owner !== null && (await this.#isThere(owner)) ? this.of(owner.learner, owner.lesson) : null;
  }

  /** The id of the learner's room for a lesson. Creates nothing. Throws a 404 for a draft that does not exist. */
  async idOf(learner: string, lesson: string): Promise<string> {
    const known = this.#byOwner.get(lessonTopic(learner, lesson));
    if (known !== undefined) return (await known).id;
    if (!(await this.#isThere({ learner, lesson }))) throw noDraft();
    return (await this.#store.roomOf(learner, lesson)) ?? this.#ids.idOf(learner, lesson);
  }

  /** The learner's room for a lesson, if it was used since the server started. */
  async knownOf(learner: string, lesson: string): Promise<Room | null> {
    return (await this.#byOwner.get(lessonTopic(learner, lesson))) ?? null;
  }

  /** The learner's own room for a lesson. It is not stored before `keep`. Throws a 404 for a draft that does not exist. */
  of(learner: string, lesson: string): Promise<Room> {
    const topic = lessonTopic(learner, lesson);
    const known = this.#byOwner.get(topic);
    if (known !== undefined) return known;
    const room = this.#create(learner, lesson);
    this.#byOwner.set(topic, room);
    room.catch(() => this.#byOwner.delete(topic));
    return room;
  }

  /** Stores the learner and the room. Later calls on the store find them even if the result is not awaited. */
  keep(room: Room): Promise<unknown> {
    const known = this.#kept.get(room);
    if (known !== undefined) return known;
    const { learner, lesson, id } = room;
    const kept = Promise.all([
      this.#store.ensureLearner(learner, Date.now()),
      this.#store.keepRoom(learner, lesson, id),
    ]);
    this.#kept.set(room, kept);
    kept.catch(() => this.#kept.delete(room));
    return kept;
  }

  /** Rooms for this lesson that were used since the server started, and are not forgotten. */
  usedFor(lesson: string): Room[] {
    return [...this.#byId.values()].filter((room) => room.lesson === lesson && room.kind === "own");
  }

  createForCheck(learner: string, lesson: string, plan: { readonly clock: ClockMode; readonly seed: string }): Room {
    const id = randomRoomId();
    const course = this.#course;
    const limits = { socketsPerRoom: socketsPerCheck, ...course.limits(lesson), ...course.checkLimits(lesson) };
    const room = new Room({
      kind: "check",
      learner,
      lesson,
      plan: newPlan({ ...plan, room: id, budget: "check", learner, limits }),
    });
    this.#byId.set(id, room);
    return room;
  }

  forget(room: Room): void {
    if (room.kind === "check") this.#byId.delete(room.id);
  }

  /**
   * Forgets a room that is not in use if it is a cell's or a snippet's, of which nothing is stored, or that of a deleted draft.
   * It is created again when it is needed.
   */
  forgetUnused(room: Room): void {
    const { lesson, isUsed, isDeleted } = room;
    const isPassing = isCellLesson(lesson) || isSnippetLesson(lesson) || isDeleted;
    if (!isUsed && isPassing && this.known(room.id) === room) this.#forget(room);
  }

  #forget(room: Room): void {
    this.#byId.delete(room.id);
    this.#byOwner.delete(room.topic);
    this.#ofDrafts.delete(room);
  }

  /** A learner has few lessons and many drafts. The store has what a draft's room needs to be created again. */
  #addOfDraft(room: Room): void {
    this.#ofDrafts.add(room);
    for (const oldest of this.#ofDrafts) {
      if (this.#ofDrafts.size <= this.#draftRoomsKept) return;
      if (!oldest.isUsed && oldest !== room) this.#forget(oldest);
    }
  }

  /** A draft's room exists only with the draft. */
  async #isThere({ learner, lesson }: RoomKey): Promise<boolean> {
    const id = draftOf(lesson);
    return id === null || (await this.#store.draft({ learner, id }))?.deletedAtMs === null;
  }

  async #create(learner: string, lesson: string): Promise<Room> {
    if (!(await this.#isThere({ learner, lesson }))) throw noDraft();
    const id = (await this.#store.roomOf(learner, lesson)) ?? this.#ids.idOf(learner, lesson);
    const seed = randomBytes(8).readBigUInt64LE().toString();
    const [clock, limits] = [this.#course.clock(lesson) ?? "real", this.#course.limits(lesson)];
    const plan = newPlan({ room: id, clock, seed, budget: "fair", learner, limits });
    const room = new Room({ kind: "own", learner, lesson, plan });
    this.#byId.set(id, room);
    if (isPlayLesson(lesson)) this.#addOfDraft(room);
    return room;
  }
}

/** The plan of a room that was never open. */
function newPlan({
  learner,
  ...plan
}: Pick<RoomPlan, "room" | "clock" | "seed" | "budget" | "limits"> & { readonly learner: string }): RoomPlan {
  return { ...plan, owner: { learner, network: "", isKnown: false }, reopened: false };
}

const learnerBytes = 16;
const tagBytes = 12;
const shape = /^[A-Za-z0-9_-]{38}$/;

/** For a check's room: looks like any other id. */
export function randomRoomId(): string {
  return randomBytes(tagBytes + learnerBytes).toString("base64url");
}

/**
 * An id consists of a keyed tag of learner and lesson, and the learner's id masked by a key derived from the tag. Without
 * the secret, no one can create or read an id, or find out whether two rooms belong to the same learner.
 */
export function createRoomIds(secret: string, lessons: () => readonly string[]) {
  const digest = (purpose: string, bytes: Buffer) =>
    createHmac("sha256", secret).update(purpose).update(bytes).digest();
  const tagOf = (learner: Buffer, lesson: string) =>
    digest("room:", Buffer.concat([learner, Buffer.from(lesson)])).subarray(0, tagBytes);
  const mask = (learner: Buffer, tag: Buffer) => {
    const key = digest("room mask:", tag);
    return Buffer.from(learner.map((byte, index) => byte ^ (key[index] ?? 0)));
  };
  return {
    /** Always the same for the same learner and lesson. */
    idOf(learner: string, lesson: string): string {
      const bytes = Buffer.from(learner, "base64url");
      if (bytes.length !== learnerBytes) throw new Error("This is not a learner's id.");
      const tag = tagOf(bytes, lesson);
      return Buffer.concat([tag, mask(bytes, tag)]).toString("base64url");
    },
    /** Null for an id that this server never issued. */
    ownerOf(room: string): RoomKey | null {
      const bytes = shape.test(room) ? Buffer.from(room, "base64url") : Buffer.alloc(0);
      if (bytes.length !== tagBytes + learnerBytes || bytes.toString("base64url") !== room) return null;
      const tag = bytes.subarray(0, tagBytes);
      const learner = mask(bytes.subarray(tagBytes), tag);
      const lesson = lessons().find((slug) => timingSafeEqual(tagOf(learner, slug), tag));
      return lesson === undefined ? null : { learner: learner.toString("base64url"), lesson };
    },
  };
}

/** `class`: everyone in a workshop. `visitors`: everyone who sees an embedded snippet. */
export type Audience = "owner" | "class" | "visitors";

export const socketLimitOf = {
  owner: "socketsPerRoom",
  class: "classroomSockets",
  visitors: "sharedRoomSockets",
} as const satisfies Record<Audience, LimitName>;

export function planFor(
  audience: Audience,
  { budget, limits }: RoomPlan,
  table: Limits,
): Pick<RoomPlan, "budget" | "limits"> {
  if (audience === "owner") return { budget, limits };
  return {
    budget: "shared",
    limits: {
      ...limits,
      socketsPerRoom: table[socketLimitOf[audience]],
      turnMessages: table.classroomTurnMessages,
      turnBytes: table.classroomTurnBytes,
    },
  };
}

export interface VisitorSocket {
  readonly port: number;
}

/** A host's death counts against a room for this long. */
const strikeMs = 60_000;
/** After a limit stopped its code, a room is kept apart from the others for this long. */
const suspectMs = 60_000;
/** More than a room can have sockets: only a compromised host would report more. */
const handshakesKept = 500;

export class Room {
  readonly id: string;
  /** `own`: a learner's permanent endpoint for a lesson. `check`: a fresh room for one check. */
  readonly kind: "own" | "check";
  readonly learner: string;
  readonly lesson: string;
  readonly topic: LessonTopic;
  /** Runs everything that changes the room's host or program. */
  readonly queue = new SerialQueue();
  plan: RoomPlan;
  audience: Audience = "owner";
  /** Its draft was deleted: it stays closed. */
  isDeleted = false;
  /** The last good program; null when it has to be read from the store. */
  program: Program | null = null;
  /** Where the room is open; null for nowhere. */
  host: HostProcess | null = null;
  /** Where the room is being opened. */
  opening: HostProcess | null = null;
  /** Set when the room has ended two hosts: it stays closed until the next load. */
  stuck: ReportedFault | null = null;
  state: RoomState | null = null;
  /** Admitted sockets that are not known to be closed. */
  sockets = 0;
  /** The number of them that wait until the room is open. */
  arriving = 0;
  /** The sockets of a room for visitors, each of which counts for its own address, by remote port; the oldest first. */
  readonly visitorSockets: VisitorSocket[] = [];
  /** Callers that wait until the room is open. */
  waiting = 0;
  /** What they wait for. */
  reopening: Promise<HostProcess> | null = null;
  watchers = 0;
  /** When it was last opened, or last lost a socket or a page. */
  usedAtMs = 0;
  /** While the room is watched: the handshake of each open socket, by peer number, for pages that follow later. */
  readonly handshakes = new Map<number, Handshake>();
  /** Hosts that were lost while the room was open in them. */
  losses = 0;
  #stoppedAtMs = 0;
  #stoppedVersion = 0;
  #strikes: number[] = [];

  constructor({ kind, learner, lesson, plan }: Pick<Room, "kind" | "learner" | "lesson" | "plan">) {
    this.id = plan.room;
    this.kind = kind;
    this.learner = learner;
    this.lesson = lesson;
    this.topic = lessonTopic(learner, lesson);
    this.plan = plan;
  }

  keepHandshake(handshake: Handshake): void {
    // A report sent before the last page left may arrive after it.
    const isKept = this.watchers > 0 && this.handshakes.size < handshakesKept;
    if (isKept && handshake.peer !== null) this.handshakes.set(handshake.peer, handshake);
  }

  /** It is open, is being opened, or someone waits for it or watches it. */
  get isUsed(): boolean {
    return this.host !== null || this.opening !== null || this.watchers + this.waiting + this.sockets > 0;
  }

  /** Records that a host died in one of the room's turns; returns how often that happened lately. */
  strike(nowMs: number): number {
    this.#strikes = [...this.#strikes.filter((atMs) => nowMs - atMs < strikeMs), nowMs];
    return this.#strikes.length;
  }

  /** True when a fault stopped the current version: no sockets are open, and none are accepted until the next load. */
  get stopped(): boolean {
    return this.program?.version === this.#stoppedVersion;
  }

  stop(version: number, nowMs: number): void {
    this.#stoppedVersion = version;
    this.#stoppedAtMs = nowMs;
  }

  /** True when a limit stopped the room's code recently. */
  isSuspect(nowMs: number): boolean {
    return nowMs - this.#stoppedAtMs < suspectMs;
  }

  /** Gives new code another chance. Code that replaces a stuck version starts without strikes. */
  pardon(): void {
    this.#strikes = this.stuck === null ? [] : this.#strikes.slice(-1);
    this.stuck = null;
  }

  /** Releases what the store can provide again. */
  release(): void {
    this.host = null;
    this.state = null;
    this.handshakes.clear();
    if (this.watchers === 0) this.program = null;
  }
}

const noPlace = { line: null, column: null, stack: [], peer: null };

/** The room has ended two hosts. */
export function stuckFault(version: number): ReportedFault {
  const message =
    "This code blocked its process twice, so the room is stopped (limit hostSilentMs). Load another version to restart it.";
  return { kind: "stuck", message, limit: "hostSilentMs", ...noPlace, stops: true, version };
}

/** The room used most of a host's memory when that ran short. */
export function memoryFault(version: number, memoryBytes: number): ReportedFault {
  const message = `The server ran short of memory and closed the room that used most, which was yours with ${Math.ceil(memoryBytes / (1 << 20))} MiB (limit hostMemoryBytes). Keep less in memory, and connect again: your code starts afresh.`;
  return { kind: "memory", message, limit: "hostMemoryBytes", ...noPlace, stops: false, version };
}
