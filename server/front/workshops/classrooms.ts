// Classrooms: rooms of instructors that are everyone's endpoint, and have the limits for that while they are.
import { closeCodes } from "../../protocol/rfc6455.ts";
import type { FrontParts } from "../front-parts.ts";
import type { Audience, Room, RoomRegistry } from "../rooms/room-registry.ts";
import type { Rooms } from "../rooms/rooms.ts";
import type { Workshops } from "./workshops.ts";

export interface ClassroomsOptions extends Pick<FrontParts, "log" | "topics"> {
  readonly registry: Pick<RoomRegistry, "of" | "byId">;
  readonly rooms: Pick<Rooms, "open" | "close">;
  readonly workshops: Pick<Workshops, "classrooms">;
}

export class Classrooms implements Disposable {
  readonly #options: ClassroomsOptions;
  readonly #subscription: Disposable;
  readonly #open = new Map<string, Room>();

  constructor(options: ClassroomsOptions) {
    this.#options = options;
    this.#subscription = options.topics.subscribe("classrooms.changed", () => this.#adapt());
    this.#adapt();
  }

  [Symbol.dispose](): void {
    this.#subscription[Symbol.dispose]();
  }

  /** The id of the instructor's room, whose limits are raised before members are notified. */
  async prepare(learner: string, lesson: string): Promise<string> {
    const room = await this.#options.registry.of(learner, lesson);
    await this.#raise(room);
    return room.id;
  }

  /** Workshops say which rooms are classrooms: also after a restart, and when a workshop ends or is deleted. */
  #adapt(): void {
    const wanted = this.#options.workshops.classrooms();
    const work = [
      ...[...this.#open.values()].filter(({ id }) => !wanted.has(id)).map((room) => this.#lower(room)),
      ...[...wanted].filter((id) => !this.#open.has(id)).map((id) => this.#raiseById(id)),
    ];
    Promise.all(work).catch((error: unknown) => {
      this.#options.log.warn({ error }, "the limits of a classroom could not be changed");
    });
  }

  async #raiseById(id: string): Promise<void> {
    const room = await this.#options.registry.byId(id);
    if (room !== null && this.#options.workshops.classrooms().has(id)) await this.#raise(room);
  }

  async #raise(room: Room): Promise<void> {
    if (this.#open.has(room.id)) return;
    this.#open.set(room.id, room);
    await this.#restart(room, "class", "the room becomes a classroom");
  }

  async #lower(room: Room): Promise<void> {
    this.#open.delete(room.id);
    await this.#restart(room, "owner", "the classroom has ended");
  }

  /** A room gets its limits when it opens. */
  async #restart(room: Room, audience: Audience, reason: string): Promise<void> {
    const { rooms } = this.#options;
    room.audience = audience;
    await rooms.close(room, closeCodes.serviceRestart, reason);
    // Pages that watch it show its state. Code that does not run is theirs to repair.
    if (room.watchers > 0) rooms.open(room).catch(() => undefined);
  }
}
