// Which rooms there are: each found by its id or by whose it is, one object a room for as long as the server runs.
import { randomBytes } from "node:crypto";
import type { ClockMode } from "../protocol/host.ts";
import type { Store } from "../store/store.ts";
import { type Topic, topicOf } from "./events.ts";
import { Room } from "./room.ts";

const idShape = /^[A-Za-z0-9_-]{16,64}$/;

export class Directory {
  readonly #store: Store;
  readonly #byId = new Map<string, Room>();
  readonly #byOwner = new Map<Topic, Promise<Room>>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** A room that was used since the server started. */
  known(id: string): Room | null {
    return this.#byId.get(id) ?? null;
  }

  async byId(id: string): Promise<Room | null> {
    const known = this.known(id);
    if (known !== null || !idShape.test(id)) return known;
    const owner = await this.#store.room(id);
    return owner === null ? null : this.of(owner.learner, owner.lesson);
  }

  /** The learner's own room for a lesson. Makes the learner and the room when they are new. */
  of(learner: string, lesson: string): Promise<Room> {
    const topic = topicOf(learner, lesson);
    const known = this.#byOwner.get(topic);
    if (known !== undefined) return known;
    const room = this.#fetch(learner, lesson);
    this.#byOwner.set(topic, room);
    room.catch(() => this.#byOwner.delete(topic));
    return room;
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
    await this.#store.ensureLearner(learner, Date.now());
    const { room: id } = await this.#store.roomFor(learner, lesson);
    const seed = randomBytes(8).readBigUInt64LE().toString();
    const room = new Room({ kind: "own", learner, lesson, plan: { room: id, clock: "real", seed, budget: "fair" } });
    this.#byId.set(id, room);
    return room;
  }
}
