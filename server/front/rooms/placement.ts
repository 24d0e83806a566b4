// Chooses the host of a room: rooms that may delay others go to the spare, where they delay only each other.
import type { HostProcess, Hosts } from "../fleet/hosts.ts";
import type { Budgets } from "../gate/budgets.ts";
import { noHost } from "../http/problem.ts";
import type { Room } from "./room-registry.ts";

/** After a limit stopped a newcomer's room, other newcomers are kept apart for this long. */
const alertMs = 60_000;

export class Placement {
  readonly #hosts: Hosts;
  readonly #budgets: Budgets;
  #alertUntilMs = 0;

  constructor({ hosts, budgets }: { readonly hosts: Hosts; readonly budgets: Budgets }) {
    this.#hosts = hosts;
    this.#budgets = budgets;
  }

  /** The least loaded host, or the spare for a room that is kept apart. Throws a 503 while there is none. */
  hostFor(room: Room): HostProcess {
    const host = (this.#isApart(room) ? this.#hosts.spare : null) ?? this.#hosts.leastLoaded();
    if (host === null) throw noHost();
    return host;
  }

  /** True if the room is with those that it should be kept away from, or no longer has to be. */
  isMisplaced(room: Room, host: HostProcess): boolean {
    return this.hostFor(room) !== host && this.#isApart(room) !== (host === this.#hosts.spare);
  }

  /** A limit stopped this version of the room's code. */
  stopped(room: Room, version: number, nowMs: number): void {
    room.stop(version, nowMs);
    const { learners } = this.#budgets;
    if (!learners.isKnown(room.learner, nowMs)) this.#alertUntilMs = nowMs + alertMs;
    learners.stopped(room.learner, nowMs);
  }

  /** Dropping a cookie makes anyone a newcomer, so one that is stopped may be followed by many. */
  #isApart(room: Room): boolean {
    const nowMs = Date.now();
    if (room.isSuspect(nowMs)) return true;
    return nowMs < this.#alertUntilMs && !this.#budgets.learners.isKnown(room.learner, nowMs);
  }
}
