// How many sockets may be open: in a room, of a learner, in all. Counted from the hand-over to the end.
import type { LimitName, Limits } from "../../protocol/limits.ts";
import { limitTable } from "../../protocol/limits.ts";
import { HttpProblem } from "../http/problem.ts";
import type { Room } from "../rooms/front-room.ts";

/** A check's own clients count for no learner; this bounds what a handler could do with the address it sees. */
const socketsPerCheck = 100;

export class SocketLimits {
  readonly #limits: Limits;
  readonly #byLearner = new Map<string, number>();
  #all = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#all;
  }

  /** Counts one socket more, or throws the 503 that names the limit. */
  enter(room: Room): void {
    const full = this.#full(room);
    if (full !== null) throw full;
    room.sockets++;
    if (room.kind === "check") return;
    this.#all++;
    this.#byLearner.set(room.learner, this.#of(room.learner) + 1);
  }

  leave(room: Room): void {
    if (room.sockets === 0) return;
    room.sockets--;
    if (room.kind === "check") return;
    this.#all--;
    const left = this.#of(room.learner) - 1;
    if (left > 0) this.#byLearner.set(room.learner, left);
    else this.#byLearner.delete(room.learner);
  }

  leaveAll(room: Room): void {
    while (room.sockets > 0) this.leave(room);
  }

  #of(learner: string): number {
    return this.#byLearner.get(learner) ?? 0;
  }

  #full(room: Room): HttpProblem | null {
    if (room.kind === "check") return room.sockets < socketsPerCheck ? null : over("socketsPerRoom", socketsPerCheck);
    const { socketsPerRoom, socketsPerLearner, socketsPerServer } = this.#limits;
    if (room.sockets >= socketsPerRoom) return over("socketsPerRoom", socketsPerRoom);
    if (this.#of(room.learner) >= socketsPerLearner) return over("socketsPerLearner", socketsPerLearner);
    if (this.#all >= socketsPerServer) return over("socketsPerServer", socketsPerServer);
    return null;
  }
}

/** The refusal of one socket too many. */
export function over(limit: LimitName, value: number): HttpProblem {
  const detail = `The limit ${limit} is reached: ${value} ${limitTable[limit].what}. Close one and connect again.`;
  return new HttpProblem(503, detail, { name: "limit", members: { limit, value }, headers: { "Retry-After": "5" } });
}
