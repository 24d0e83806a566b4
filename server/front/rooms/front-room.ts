// One room as the front knows it: whose it is, where it runs, what serves in it, who watches.
import type { Program } from "../../protocol/guest.ts";
import type { Handshake } from "../../protocol/handshake.ts";
import type { ConsoleLine, ReportedFault, RoomPlan, RoomState } from "../../protocol/host.ts";
import type { HostProcess } from "../fleet/host-process.ts";
import { type Topic, topicOf } from "./events.ts";
import { SerialQueue } from "./serial-queue.ts";

/** `own`: a learner's endpoint for a lesson, for ever. `check`: a fresh room for one check, gone after it. */
export type RoomKind = "own" | "check";

export interface RoomIdentity {
  readonly kind: RoomKind;
  readonly learner: string;
  readonly lesson: string;
  readonly plan: RoomPlan;
}

/** A host's death more than this long ago says nothing about a room any more. */
const strikeMs = 60_000;
/** So long after a limit stopped it, a room is kept apart from those that never reach one. */
const suspectMs = 60_000;

export class Room {
  readonly id: string;
  readonly kind: RoomKind;
  readonly learner: string;
  readonly lesson: string;
  readonly topic: Topic;
  /** Everything that changes where the room runs or what serves in it takes this lane. */
  readonly queue = new SerialQueue();
  plan: RoomPlan;
  /** The last good program; null when only the store knows it. */
  program: Program | null = null;
  /** Where it is open; null for nowhere. */
  host: HostProcess | null = null;
  /** Where it is about to be open. */
  opening: HostProcess | null = null;
  /** Set when its turns ended two hosts; until the next load it stays closed. */
  stuck: ReportedFault | null = null;
  state: RoomState | null = null;
  /** Sockets handed over and not known to be gone. */
  sockets = 0;
  watchers = 0;
  /** While somebody watches: how each open socket began, by its number, for pages that follow later. */
  readonly handshakes = new Map<number, Handshake>();
  /** Hosts that were lost under it. */
  losses = 0;
  /** When a limit stopped its code last, on `Date.now()`'s clock, and which version that was. */
  #stoppedAtMs = 0;
  #stoppedVersion = 0;
  #lines: ConsoleLine[] = [];
  #strikes: number[] = [];

  constructor({ kind, learner, lesson, plan }: RoomIdentity) {
    this.id = plan.room;
    this.kind = kind;
    this.learner = learner;
    this.lesson = lesson;
    this.topic = topicOf(learner, lesson);
    this.plan = plan;
  }

  get lines(): readonly ConsoleLine[] {
    return this.#lines;
  }

  /** Keeps the newest `most` console lines for whoever follows later. */
  keep(lines: readonly ConsoleLine[], most: number): void {
    this.#lines.push(...lines);
    if (this.#lines.length > most) this.#lines.splice(0, this.#lines.length - most);
  }

  /** A host died in one of its turns; answers how often that happened lately. */
  strike(nowMs: number): number {
    this.#strikes = [...this.#strikes.filter((atMs) => nowMs - atMs < strikeMs), nowMs];
    return this.#strikes.length;
  }

  /** The version that serves was stopped: everybody was disconnected, and nobody gets in until the next load. */
  get stopped(): boolean {
    return this.program?.version === this.#stoppedVersion;
  }

  stop(version: number, nowMs: number): void {
    this.#stoppedVersion = version;
    this.#stoppedAtMs = nowMs;
  }

  /** Its code held a host up as long as the limits allow, a short while ago. */
  isSuspect(nowMs: number): boolean {
    return nowMs - this.#stoppedAtMs < suspectMs;
  }

  /** New code is a new chance; code after a stuck room's gets one strike less than that. */
  pardon(): void {
    this.#strikes = this.stuck === null ? [] : this.#strikes.slice(-1);
    this.stuck = null;
  }

  /** Nobody uses it now: what the store can give again is let go. */
  rest(): void {
    this.host = null;
    this.state = null;
    this.handshakes.clear();
    if (this.watchers > 0) return;
    this.program = null;
    this.#lines = [];
  }
}
