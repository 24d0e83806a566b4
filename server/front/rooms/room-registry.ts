// The registry of rooms: finds each by its id or its owner, as one object for as long as the server runs; and
// closes idle rooms beyond what may stay open unused.
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Course } from "../../course/load.ts";
import type { ClockMode, RoomPlan } from "../../protocol/host.ts";
import type { Limits } from "../../protocol/limits.ts";
import type { RoomOwner } from "../../store/learners.ts";
import type { Store } from "../../store/store.ts";
import type { Budget, Owner } from "../gate/budgets.ts";
import { type LessonTopic, lessonTopic } from "../topics.ts";
import { Room } from "./front-room.ts";

const idShape = /^[A-Za-z0-9_-]{16,64}$/;

export class RoomRegistry {
  readonly #store: Store;
  readonly #course: Course;
  readonly #ids: RoomIds;
  readonly #kept = new WeakMap<Room, Promise<unknown>>();
  readonly #byId = new Map<string, Room>();
  readonly #byOwner = new Map<LessonTopic, Promise<Room>>();

  constructor({ store, course, secret }: { readonly store: Store; readonly course: Course; readonly secret: string }) {
    this.#store = store;
    this.#course = course;
    const slugs = course.lessons().map(({ slug }) => slug);
    this.#ids = createRoomIds(secret, slugs);
  }

  /** A room that was used since the server started. */
  known(id: string): Room | null {
    return this.#byId.get(id) ?? null;
  }

  async byId(id: string): Promise<Room | null> {
    const known = this.known(id);
    if (known !== null || !idShape.test(id)) return known;
    const owner = this.#ids.ownerOf(id) ?? (await this.#store.room(id));
    return owner === null ? null : this.of(owner.learner, owner.lesson);
  }

  /** The id of the learner's room for a lesson. Creates nothing. */
  async idOf(learner: string, lesson: string): Promise<string> {
    const known = this.#byOwner.get(lessonTopic(learner, lesson));
    if (known !== undefined) return (await known).id;
    return (await this.#store.roomOf(learner, lesson)) ?? this.#ids.idOf(learner, lesson);
  }

  /** The learner's own room for a lesson. It is not stored before `keep`. */
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

  /** A fresh room for one check. */
  createForCheck(learner: string, lesson: string, plan: { readonly clock: ClockMode; readonly seed: string }): Room {
    const id = randomRoomId();
    const room = new Room({
      kind: "check",
      learner,
      lesson,
      plan: newPlan({ ...plan, room: id, budget: "check", learner, limits: this.#course.limits(lesson) }),
    });
    this.#byId.set(id, room);
    return room;
  }

  forget(room: Room): void {
    if (room.kind === "check") this.#byId.delete(room.id);
  }

  async #create(learner: string, lesson: string): Promise<Room> {
    const id = (await this.#store.roomOf(learner, lesson)) ?? this.#ids.idOf(learner, lesson);
    const seed = randomBytes(8).readBigUInt64LE().toString();
    const [clock, limits] = [this.#course.clock(lesson) ?? "real", this.#course.limits(lesson)];
    const plan = newPlan({ room: id, clock, seed, budget: "fair", learner, limits });
    const room = new Room({ kind: "own", learner, lesson, plan });
    this.#byId.set(id, room);
    return room;
  }
}

/** The plan of a room that was never open. */
function newPlan({
  learner,
  ...plan
}: Pick<RoomPlan, "room" | "clock" | "seed" | "budget" | "limits"> & { readonly learner: string }): RoomPlan {
  return { ...plan, owner: { learner, address: "", isKnown: false }, reopened: false };
}

export interface RoomIds {
  /** Always the same for the same learner and lesson. */
  idOf(learner: string, lesson: string): string;
  /** Null for an id that this server never issued. */
  ownerOf(room: string): RoomOwner | null;
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
export function createRoomIds(secret: string, lessons: readonly string[]): RoomIds {
  const digest = (purpose: string, bytes: Buffer) =>
    createHmac("sha256", secret).update(purpose).update(bytes).digest();
  const tagOf = (learner: Buffer, lesson: string) =>
    digest("room:", Buffer.concat([learner, Buffer.from(lesson)])).subarray(0, tagBytes);
  const mask = (learner: Buffer, tag: Buffer) => {
    const key = digest("room mask:", tag);
    return Buffer.from(learner.map((byte, index) => byte ^ (key[index] ?? 0)));
  };
  return {
    idOf(learner, lesson) {
      const bytes = Buffer.from(learner, "base64url");
      if (bytes.length !== learnerBytes) throw new Error("This is not a learner's id.");
      const tag = tagOf(bytes, lesson);
      return Buffer.concat([tag, mask(bytes, tag)]).toString("base64url");
    },
    ownerOf(room) {
      const bytes = shape.test(room) ? Buffer.from(room, "base64url") : Buffer.alloc(0);
      if (bytes.length !== tagBytes + learnerBytes || bytes.toString("base64url") !== room) return null;
      const tag = bytes.subarray(0, tagBytes);
      const learner = mask(bytes.subarray(tagBytes), tag);
      const lesson = lessons.find((slug) => timingSafeEqual(tagOf(learner, slug), tag));
      return lesson === undefined ? null : { learner: learner.toString("base64url"), lesson };
    },
  };
}

export interface IdleRoomsOptions {
  readonly limits: Limits;
  /** The budget in which open rooms are counted. */
  readonly budget: Budget;
  readonly open: Iterable<Room>;
  close(room: Room): void;
}

/** Rooms that become idle together are examined together. */
const delayMs = 100;

export class IdleRooms {
  readonly #options: IdleRoomsOptions;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: IdleRoomsOptions) {
    this.#options = options;
  }

  /** Call when a room has opened, or has lost a socket or a page. */
  changed(room: Room): void {
    room.usedAtMs = performance.now();
    this.#timer ??= setTimeout(() => this.#closeExcess(), delayMs).unref();
  }

  /** Closes the room that has been idle for longest, of this address if that is what its budget lacks. */
  makeSpace(owner: Owner): void {
    const { budget, close } = this.#options;
    if (budget.exceeded(owner) === null) return;
    const idle = this.#idle();
    const own = idle.find((room) => budget.ownerOf(room)?.address === owner.address);
    const [oldest] = budget.exceeded(owner) === "roomsPerServer" ? idle : [];
    const room = own ?? oldest;
    if (room !== undefined) close(room);
  }

  /** Of these rooms, those that are idle, the longest first. */
  #idle(): Room[] {
    return [...this.#options.open].filter(isIdle).toSorted((a, b) => a.usedAtMs - b.usedAtMs);
  }

  #closeExcess(): void {
    this.#timer = null;
    const { limits, budget, close } = this.#options;
    const idle = this.#idle();
    const byAddress = Map.groupBy(idle, (room) => budget.ownerOf(room)?.address ?? "");
    const tooMany = new Set(byAddress.values().flatMap((rooms) => oldestBeyond(rooms, limits.idleRoomsPerAddress)));
    const others = idle.filter((room) => !tooMany.has(room));
    for (const room of [...tooMany, ...oldestBeyond(others, limits.idleRoomsPerServer)]) close(room);
  }
}

function isIdle({ kind, opening, sockets, watchers }: Room): boolean {
  return kind === "own" && opening === null && sockets === 0 && watchers === 0;
}

function oldestBeyond(rooms: readonly Room[], most: number): Room[] {
  return rooms.slice(0, Math.max(0, rooms.length - most));
}
