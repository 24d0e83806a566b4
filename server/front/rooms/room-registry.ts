// The registry of rooms: finds each by its id or its owner, as one object for as long as the server runs.
import { randomBytes } from "node:crypto";
import type { Course } from "../../course/load.ts";
import type { ClockMode, RoomPlan } from "../../protocol/host.ts";
import type { Store } from "../../store/store.ts";
import { type LessonTopic, lessonTopic } from "../topics.ts";
import { Room } from "./front-room.ts";
import { createRoomIds, type RoomIds, randomRoomId } from "./room-ids.ts";

const idShape = /^[A-Za-z0-9_-]{16,64}$/;

export interface RoomRegistryOptions {
  readonly store: Store;
  readonly course: Course;
  readonly secret: string;
}

export class RoomRegistry {
  readonly #store: Store;
  readonly #course: Course;
  readonly #ids: RoomIds;
  readonly #kept = new WeakMap<Room, Promise<unknown>>();
  readonly #byId = new Map<string, Room>();
  readonly #byOwner = new Map<LessonTopic, Promise<Room>>();

  constructor({ store, course, secret }: RoomRegistryOptions) {
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
      plan: newPlan({ ...plan, room: id, budget: "check", learner }),
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
    const plan = newPlan({ room: id, clock: this.#course.clock(lesson) ?? "real", seed, budget: "fair", learner });
    const room = new Room({ kind: "own", learner, lesson, plan });
    this.#byId.set(id, room);
    return room;
  }
}

/** The plan of a room that was never open. */
function newPlan({
  learner,
  ...plan
}: Pick<RoomPlan, "room" | "clock" | "seed" | "budget"> & { readonly learner: string }): RoomPlan {
  return { ...plan, owner: { learner, address: "" }, reopened: false };
}
