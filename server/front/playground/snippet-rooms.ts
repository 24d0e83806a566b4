// Opens rooms of shared snippets. A visitor's own belongs to a learner who is in no cookie, because frames in other pages have
// none.
import { createHmac } from "node:crypto";
import { snippetLesson } from "../../protocol/lesson-names.ts";
import { closeCodes } from "../../protocol/rfc6455.ts";
import type { StoredSnippet } from "../../store/playground.ts";
import type { FrontParts } from "../front-parts.ts";
import type { LearnerNetworks } from "../gate/learner-networks.ts";
import { newLearner } from "../gate/sessions.ts";
import { HttpProblem } from "../http/problem.ts";
import type { Loaded, UnstoredRooms } from "../learning/saves.ts";
import type { Room, RoomRegistry } from "../rooms/room-registry.ts";
import type { Rooms } from "../rooms/rooms.ts";

export interface SnippetRoomsOptions extends Pick<FrontParts, "secret" | "budgets" | "topics"> {
  readonly networks: LearnerNetworks;
  readonly registry: RoomRegistry;
  readonly rooms: Rooms;
  readonly unstoredRooms: UnstoredRooms;
}

export interface EditedRun {
  readonly id: string;
  readonly room: string;
  readonly source: string;
  /** The visitor's. */
  readonly address: string;
}

/** The rooms that visitors share use up CPU and rooms of their own network, not of the first visitor's. */
const sharedNetwork = "shared rooms";

export class SnippetRooms {
  readonly #options: SnippetRoomsOptions;

  constructor(options: SnippetRoomsOptions) {
    this.#options = options;
    options.topics.subscribe("snippet.deleted", (id) => this.#closeAll(id));
  }

  /** A new room that runs the snippet. Throws a 429 or 503 if the visitor's address or the server has too many. */
  async open({ id, handler }: Pick<StoredSnippet, "id" | "handler">, address: string): Promise<Loaded> {
    return this.#load({ learner: newLearner(), lesson: snippetLesson(id) }, handler, address);
  }

  /** The room of all visitors, which may use more than one of a learner. Throws a 503 if its code does not run. */
  async openShared(id: string): Promise<Loaded> {
    const { registry, rooms, networks, secret } = this.#options;
    const digest = createHmac("sha256", secret).update(`shared room:${id}`).digest();
    const learner = digest.subarray(0, 16).toString("base64url");
    networks.note(learner, sharedNetwork);
    const room = await registry.of(learner, snippetLesson(id));
    room.audience = "visitors";
    await rooms.open(room);
    return { ok: true, problems: [], fault: null, version: room.program?.version ?? 0, room: room.id };
  }

  /** Loads other code into a visitor's room. Throws a 404 for a room that was closed, and a 403 for one that visitors share. */
  async load({ id, room: roomId, source, address }: EditedRun): Promise<Loaded> {
    const room = this.#options.registry.known(roomId);
    if (room === null || room.lesson !== snippetLesson(id)) {
      const detail = "This room was closed. Run the program again to get a new one.";
      throw new HttpProblem(404, detail, { name: "no-room" });
    }
    if (room.audience !== "owner") {
      const detail =
        "All visitors share this room, so its code does not change. Open the program to change a copy of it.";
      throw new HttpProblem(403, detail, { name: "shared-room" });
    }
    return this.#load(room, source, address);
  }

  #closeAll(id: string): void {
    const { registry, rooms } = this.#options;
    for (const room of registry.usedFor(snippetLesson(id)))
      void rooms.close(room, closeCodes.roomClosed, "the program was deleted");
  }

  #load({ learner, lesson }: Pick<Room, "learner" | "lesson">, source: string, address: string): Promise<Loaded> {
    const { networks, budgets, unstoredRooms } = this.#options;
    networks.note(learner, address);
    budgets.admit(learner);
    return unstoredRooms.load({ learner, lesson, source });
  }
}
