// Which rooms there are: each found by its id or by whose it is, one object a room for as long as the server runs.
import { randomBytes } from "node:crypto";
import type { ClockMode } from "../../protocol/host.ts";
import type { Store } from "../../store/store.ts";
import { type Topic, topicOf } from "./events.ts";
import { Room } from "./front-room.ts";
import type { RoomIds } from "./room-ids.ts";

const idShape = /^[A-Za-z0-9_-]{16,64}$/;

export class RoomRegistry {
  readonly #store: Store;
  readonly #ids: RoomIds;
  readonly #clockOf: (lesson: string) => ClockMode;
  readonly #kept = new WeakMap<Room, Promise<unknown>>();
  readonly #byId = new Map<string, Room>();
  readonly #byOwner = new Map<Topic, Promise<Room>>();

  /** `clockOf`: the clock that a learner's room for a lesson starts with. */
  constructor(store: Store, ids: RoomIds, clockOf: (lesson: string) => ClockMode) {
    this.#store = store;
    this.#ids = ids;
    this.#clockOf = clockOf;
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

  /** Which id the learner's room for a lesson has, or will have once it is used. Costs nothing but a look. */
  async idOf(learner: string, lesson: string): Promise<string> {
    const known = this.#byOwner.get(topicOf(learner, lesson));
    if (known !== undefined) return (await known).id;
    return (await this.#store.roomOf(learner, lesson)) ?? this.#ids.idOf(learner, lesson);
  }

  /** The learner's own room for a lesson. The store learns nothing of it before `keep`. */
  of(learner: string, lesson: string): Promise<Room> {
    const topic = topicOf(learner, lesson);
    const known = this.#byOwner.get(topic);
    if (known !== undefined) return known;
    const room = this.#fetch(learner, lesson);
    this.#byOwner.set(topic, room);
    room.catch(() => this.#byOwner.delete(topic));
    return room;
  }

  /**
   * Makes the learner and the room known to the store: what is called on the store after this finds them, whether this
   * was waited for or not.
   */
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
  forCheck(learner: string, lesson: string, plan: { readonly clock: ClockMode; readonly seed: string }): Room {
    const id = `check-${randomBytes(16).toString("base64url")}`;
    const room = new Room({ kind: "check", learner, lesson, plan: { ...plan, room: id, budget: "check" } });
    this.#byId.set(id, room);
    return room;
  }

  forget(room: Room): void {
    if (room.kind === "check") this.#byId.delete(room.id);
  }

  async #fetch(learner: string, lesson: string): Promise<Room> {
    const id = (await this.#store.roomOf(learner, lesson)) ?? this.#ids.idOf(learner, lesson);
    const seed = randomBytes(8).readBigUInt64LE().toString();
    const plan = { room: id, clock: this.#clockOf(lesson), seed, budget: "fair" } as const;
    const room = new Room({ kind: "own", learner, lesson, plan });
    this.#byId.set(id, room);
    return room;
  }
}
