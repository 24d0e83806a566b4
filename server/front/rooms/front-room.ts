// A room as the front sees it: its owner, its host, its program, and its state for pages that watch it.
import type { Program } from "../../protocol/guest.ts";
import type { Handshake } from "../../protocol/handshake.ts";
import type { ReportedFault, RoomPlan, RoomState } from "../../protocol/host.ts";
import type { HostProcess } from "../fleet/hosts.ts";
import { type LessonTopic, lessonTopic } from "../topics.ts";

/** `own`: a learner's permanent endpoint for a lesson. `check`: a fresh room for one check. */
export type RoomKind = "own" | "check";

export interface RoomIdentity {
  readonly kind: RoomKind;
  readonly learner: string;
  readonly lesson: string;
  readonly plan: RoomPlan;
}

/** A host's death counts against a room for this long. */
const strikeMs = 60_000;
/** After a limit stopped its code, a room is kept apart from the others for this long. */
const suspectMs = 60_000;
/** More than a room can have sockets: only a compromised host would report more. */
const handshakesKept = 500;

export class Room {
  readonly id: string;
  readonly kind: RoomKind;
  readonly learner: string;
  readonly lesson: string;
  readonly topic: LessonTopic;
  /** Runs everything that changes the room's host or program. */
  readonly queue = new SerialQueue();
  plan: RoomPlan;
  /** The last good program; null when it has to be read from the store. */
  program: Program | null = null;
  /** Where the room is open; null for nowhere. */
  host: HostProcess | null = null;
  /** Where the room is being opened. */
  opening: HostProcess | null = null;
  /** Set when the room has ended two hosts: it stays closed until the next load. */
  stuck: ReportedFault | null = null;
  state: RoomState | null = null;
  /** Admitted sockets that are not known to be closed. */
  sockets = 0;
  /** Of these, sockets that wait until the room is open. */
  arriving = 0;
  /** Callers that wait until the room is open. */
  waiting = 0;
  /** What they wait for. */
  reopening: Promise<HostProcess> | null = null;
  watchers = 0;
  /** When it was last opened, or last lost a socket or a page. */
  usedAtMs = 0;
  /** While the room is watched: the handshake of each open socket, by peer number, for pages that follow later. */
  readonly handshakes = new Map<number, Handshake>();
  /** Hosts that were lost while the room was open in them. */
  losses = 0;
  #stoppedAtMs = 0;
  #stoppedVersion = 0;
  #strikes: number[] = [];

  constructor({ kind, learner, lesson, plan }: RoomIdentity) {
    this.id = plan.room;
    this.kind = kind;
    this.learner = learner;
    this.lesson = lesson;
    this.topic = lessonTopic(learner, lesson);
    this.plan = plan;
  }

  keepHandshake(handshake: Handshake): void {
    // A report sent before the last page left may arrive after it.
    const isKept = this.watchers > 0 && this.handshakes.size < handshakesKept;
    if (isKept && handshake.peer !== null) this.handshakes.set(handshake.peer, handshake);
  }

  /** Records that a host died in one of the room's turns; returns how often that happened lately. */
  strike(nowMs: number): number {
    this.#strikes = [...this.#strikes.filter((atMs) => nowMs - atMs < strikeMs), nowMs];
    return this.#strikes.length;
  }

  /** True when a fault stopped the current version: no sockets are open, and none are accepted until the next load. */
  get stopped(): boolean {
    return this.program?.version === this.#stoppedVersion;
  }

  stop(version: number, nowMs: number): void {
    this.#stoppedVersion = version;
    this.#stoppedAtMs = nowMs;
  }

  /** True when a limit stopped the room's code recently. */
  isSuspect(nowMs: number): boolean {
    return nowMs - this.#stoppedAtMs < suspectMs;
  }

  /** Gives new code another chance. Code that replaces a stuck version starts without strikes. */
  pardon(): void {
    this.#strikes = this.stuck === null ? [] : this.#strikes.slice(-1);
    this.stuck = null;
  }

  /** Releases what the store can provide again. */
  release(): void {
    this.host = null;
    this.state = null;
    this.handshakes.clear();
    if (this.watchers === 0) this.program = null;
  }
}

export class SerialQueue {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs `task` once every earlier task has settled. A failure rejects only this promise. */
  run<Result>(task: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(task);
    this.#last = result.catch(() => undefined);
    return result;
  }
}

const noPlace = { line: null, column: null, stack: [], peer: null };

/** The room has ended two hosts. */
export function stuckFault(version: number): ReportedFault {
  const message =
    "This code blocked its process twice, so the room is stopped (limit hostSilentMs). Load another version to restart it.";
  return { kind: "stuck", message, limit: "hostSilentMs", ...noPlace, stops: true, version };
}

/** The room used most of a host's memory when that ran short. */
export function memoryFault(version: number, memoryBytes: number): ReportedFault {
  const message = `The server ran short of memory and closed the room that used most, which was yours with ${Math.ceil(memoryBytes / (1 << 20))} MiB (limit hostMemoryBytes). Keep less in memory, and connect again: your code starts afresh.`;
  return { kind: "memory", message, limit: "hostMemoryBytes", ...noPlace, stops: false, version };
}
