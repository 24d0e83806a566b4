// Counts open sockets per room, and in the budget of the room's learner, from the hand-over to the end.
import type { Limits } from "../../protocol/limits.ts";
import type { Room } from "../rooms/front-room.ts";
import { limitReached } from "./budget.ts";
import type { Budgets } from "./budgets.ts";

/** A check's clients count for no learner. This bounds what a handler could do with the URL it sees. */
const socketsPerCheck = 100;

export class SocketLimits {
  readonly #limits: Limits;
  readonly #budgets: Budgets;

  constructor(limits: Limits, budgets: Budgets) {
    this.#limits = limits;
    this.#budgets = budgets;
  }

  get size(): number {
    return this.#budgets.sockets.used("total");
  }

  /** Counts another socket, or throws the 503 that names the limit. */
  enter(room: Room): void {
    const most = room.kind === "check" ? socketsPerCheck : this.#limits.socketsPerRoom;
    if (room.sockets >= most) throw limitReached("socketsPerRoom", most, "Close one and connect again.");
    if (room.kind === "own") this.#budgets.sockets.enter(room, this.#budgets.ownerOf(room.learner));
    room.sockets++;
  }

  leave(room: Room): void {
    if (room.sockets === 0) return;
    room.sockets--;
    this.#budgets.sockets.leave(room);
  }

  /** For a room whose host is gone; sockets that have not been handed over to it still count. */
  leaveAll(room: Room): void {
    while (room.sockets > room.arriving) this.leave(room);
  }
}
