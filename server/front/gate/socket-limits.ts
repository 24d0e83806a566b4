// Counts open sockets per room, per learner and in total, from the hand-over to the end.
import { type LimitName, type Limits, limitTable } from "../../protocol/limits.ts";
import { HttpProblem } from "../http/problem.ts";
import type { Room } from "../rooms/front-room.ts";

/** A check's clients count for no learner. This bounds what a handler could do with the URL it sees. */
const socketsPerCheck = 100;

export class SocketLimits {
  readonly #limits: Limits;
  readonly #byLearner = new Map<string, number>();
  #total = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#total;
  }

  /** Counts another socket, or throws the 503 that names the limit. */
  enter(room: Room): void {
    this.#refuseExcess(room);
    room.sockets++;
    if (room.kind === "check") return;
    this.#total++;
    this.#byLearner.set(room.learner, this.#countOf(room.learner) + 1);
  }

  leave(room: Room): void {
    if (room.sockets === 0) return;
    room.sockets--;
    if (room.kind === "check") return;
    this.#total--;
    const left = this.#countOf(room.learner) - 1;
    if (left > 0) this.#byLearner.set(room.learner, left);
    else this.#byLearner.delete(room.learner);
  }

  leaveAll(room: Room): void {
    while (room.sockets > 0) this.leave(room);
  }

  #countOf(learner: string): number {
    return this.#byLearner.get(learner) ?? 0;
  }

  #refuseExcess({ kind, learner, sockets }: Room): void {
    const { socketsPerRoom, socketsPerLearner, socketsPerServer } = this.#limits;
    refuseAt(sockets, "socketsPerRoom", kind === "check" ? socketsPerCheck : socketsPerRoom);
    if (kind === "check") return;
    refuseAt(this.#countOf(learner), "socketsPerLearner", socketsPerLearner);
    refuseAt(this.#total, "socketsPerServer", socketsPerServer);
  }
}

/** Throws a 503 with the limit's name when `count` has reached `value`. */
export function refuseAt(count: number, limit: LimitName, value: number): void {
  if (count < value) return;
  const detail = `Limit ${limit} reached: ${value} ${limitTable[limit].what}. Close one and connect again.`;
  throw new HttpProblem(503, detail, { name: "limit", members: { limit, value }, headers: { "Retry-After": "5" } });
}
