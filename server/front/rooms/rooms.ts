// Opens rooms on hosts, loads code into them, reopens them when a host is lost, and publishes what happens in them.
import { ProcessLost, ReplyLate } from "../../processes/managed-process.ts";
import type { Program } from "../../protocol/guest.ts";
import type { ClockMode, FromHost, RoomPlan, Swap } from "../../protocol/host.ts";
import type { ToPage } from "../../protocol/live.ts";
import { closeCodes } from "../../protocol/rfc6455.ts";
import type { HostProcess, Hosts } from "../fleet/hosts.ts";
import type { FrontParts } from "../front-parts.ts";
import type { SocketLimits } from "../gate/socket-limits.ts";
import { HttpProblem, recovering, roomClosed } from "../http/problem.ts";
import type { LearnerCode } from "../learning/learner-code.ts";
import type { FrontTopics } from "../topics.ts";
import { ConsoleLines } from "./console-lines.ts";
import { IdleRooms } from "./idle-rooms.ts";
import { inTime, OpeningQueue, Placement } from "./placement.ts";
import { memoryFault, planFor, type Room, type RoomRegistry, stuckFault } from "./room-registry.ts";
import type { StoredValues } from "./stored-values.ts";

export type LoadOutcome = Omit<Extract<FromHost, { readonly type: "loaded" }>, "type" | "id">;

type HeavyRoom = Extract<FromHost, { readonly type: "heavy" }>;

export interface RoomsOptions extends Pick<FrontParts, "limits" | "log" | "topics" | "budgets"> {
  readonly hosts: Hosts;
  readonly registry: RoomRegistry;
  readonly code: LearnerCode;
  readonly socketLimits: SocketLimits;
  readonly stored: StoredValues;
}

/** Callers that may wait. */
const maxWaiting = 2_000;
/** Hosts in which opening a room is tried, if they are lost meanwhile. */
const openAttempts = 3;

export class Rooms {
  readonly console: ConsoleLines;
  readonly #options: RoomsOptions;
  readonly #open = new Set<Room>();
  readonly #idle: IdleRooms;
  /** Rooms that were closed and may be open again before their host confirms it. */
  readonly #closing = new WeakMap<HostProcess, Set<string>>();
  readonly #placement: Placement;
  readonly #openings: OpeningQueue<Room, HostProcess>;
  #waiting = 0;

  constructor(options: RoomsOptions) {
    this.#options = options;
    const { topics, limits, budgets } = options;
    this.#placement = new Placement(options);
    this.#openings = new OpeningQueue((room) => this.#placement.hostFor(room));
    this.console = new ConsoleLines(limits);
    budgets.include("console", "total", "consoleBytesPerServer", () => this.console.bytes);
    this.#idle = new IdleRooms({
      limits,
      budget: budgets.rooms,
      open: this.#open,
      close: (room) => this.#closeNow(room, closeCodes.roomClosed, "the room was idle"),
    });
    topics.subscribe("room.message", ({ host, message }) => this.#receive(host, message));
    topics.subscribe("host.lost", ({ host, blamed }) => this.#hostLost(host, blamed));
  }

  get size(): number {
    return this.#open.size;
  }

  /** Returns the room's host, opening the room if necessary. Throws a 503 if it cannot be opened soon. */
  async open(room: Room): Promise<HostProcess> {
    const current = this.#hostOf(room);
    if (current !== null) return current;
    this.#refuseForgotten(room);
    if (room.waiting >= this.#options.socketLimits.most(room) || this.#waiting >= maxWaiting) throw recovering();
    this.#waiting++;
    const opened = inTime(this.#reopening(room), this.#options.limits.openMs).finally(() => this.#waiting--);
    return await this.#keeping(room, opened);
  }

  /** Loads new code. If that fails, the last good version serves. */
  async load(room: Room, program: Program, swap: Swap): Promise<LoadOutcome> {
    this.#refuseForgotten(room);
    const loaded = room.queue.run(async () => {
      room.pardon();
      const outcome = await this.#load(room, program, swap).catch((error: unknown) => {
        if (error instanceof ProcessLost) return this.#retryLoad(room, program, swap);
        throw error;
      });
      return outcome.ok ? outcome : { ...outcome, serving: await this.#serveLastGood(room) };
    });
    return await this.#keeping(room, loaded);
  }

  /** Changes or advances the room's clock. The room keeps its mode when it is reopened. */
  async clock(room: Room, change: { readonly mode: ClockMode } | { readonly advanceMs: number }) {
    const host = await this.open(room);
    if ("mode" in change) room.plan = { ...room.plan, clock: change.mode };
    return host.clock(room.id, change);
  }

  /** Closes the room on its host, and its sockets with `code`. */
  close(room: Room, code: number, reason: string): Promise<void> {
    return room.queue.run(async () => {
      this.#closeNow(room, code, reason);
    });
  }

  /** Has the host report the room's frames and handshakes until it is disposed. */
  watch(room: Room): Disposable {
    if (room.watchers++ === 0) this.#hostOf(room)?.send({ type: "watch", room: room.id, on: true });
    const watching = new DisposableStack();
    watching.defer(() => {
      if (--room.watchers > 0) return;
      room.handshakes.clear();
      this.#hostOf(room)?.send({ type: "watch", room: room.id, on: false });
      this.#idle.changed(room);
      this.#options.registry.forgetUnused(room);
    });
    return watching;
  }

  /** A room is not forgotten while someone waits for it. */
  #keeping<Result>(room: Room, work: Promise<Result>): Promise<Result> {
    room.waiting++;
    return work.finally(() => {
      room.waiting--;
      this.#options.registry.forgetUnused(room);
    });
  }

  /** A room that the registry no longer finds would receive no reports. */
  #refuseForgotten(room: Room): void {
    if (room.isDeleted || this.#options.registry.known(room.id) !== room) throw roomClosed();
  }

  /** A host may report only on its own rooms; anything else is ignored. */
  #receive(host: HostProcess, message: FrontTopics["room.message"]["message"]): void {
    if (message.type === "retired" && this.#closing.get(host)?.delete(message.room)) return;
    const room = this.#options.registry.known(message.room);
    if (room === null || (room.host !== host && room.opening !== host)) return;
    switch (message.type) {
      case "joined":
      case "stored":
        return;
      case "left":
        room.handshakes.delete(message.peer);
        this.#leave(room, message.port);
        return;
      case "refused":
        this.#leave(room, message.port);
        return;
      case "heavy":
        this.#giveUp(room, message);
        return;
      case "retired":
        this.#retire(room);
        return;
      case "state":
        room.state = message.state;
        break;
      case "handshake":
        room.keepHandshake(message.handshake);
        break;
      case "console":
        this.console.keep(room.id, message.lines, room.watchers > 0);
        break;
      case "fault":
        if (message.fault.stops) this.#placement.stopped(room, message.fault.version, Date.now());
        break;
      case "frames":
        break;
      default:
        message satisfies never;
    }
    this.#publish(room, message);
  }

  /** Closes a room whose host is short of memory, until it is used again. */
  #giveUp(room: Room, { memoryBytes, isIdle }: Pick<HeavyRoom, "memoryBytes" | "isIdle">): void {
    const { state, plan } = room;
    // A room that seemed idle may have a socket on its way to the host.
    const isUsed = room.opening !== null || room.sockets + room.watchers > 0;
    if (room.host === null || (isIdle && isUsed)) return;
    const version = room.program?.version ?? 0;
    this.#closeNow(
      room,
      closeCodes.serviceRestart,
      isIdle ? "the room was idle" : "limit hostMemoryBytes: the room restarts",
    );
    if (isIdle) return;
    this.#publish(room, { type: "fault", room: plan.room, fault: memoryFault(version, memoryBytes) });
    if (state !== null) this.#publish(room, { type: "state", room: plan.room, state: { ...state, peers: [] } });
  }

  #leave(room: Room, port: number): void {
    this.#options.socketLimits.leave(room, port);
    this.#idle.changed(room);
  }

  #publish(room: Room, event: ToPage): void {
    const { kind, topic, learner, lesson } = room;
    if (kind !== "own") return;
    const { topics } = this.#options;
    topics.publish(topic, event);
    if (event.type === "fault") topics.publish("learner.event", { learner, what: "fault", lesson, fault: event.fault });
  }

  /** Strikes the room that was running in the lost host, and reopens the host's rooms elsewhere. */
  #hostLost(host: HostProcess, blamedId: string | null): void {
    const lost = [...this.#open].filter((room) => room.host === host);
    const blamed = blamedId === null ? null : this.#options.registry.known(blamedId);
    const isOwn = blamed !== null && (blamed.host === host || blamed.opening === host);
    if (isOwn && blamed.strike(Date.now()) >= 2) blamed.stuck = stuckFault(blamed.program?.version ?? 0);
    for (const room of lost) {
      this.#open.delete(room);
      this.#options.budgets.rooms.leave(room);
      this.#options.socketLimits.leaveAll(room);
      room.host = null;
      room.handshakes.clear();
      room.losses++;
      if (room.watchers === 0) this.console.forget(room.id);
      this.#publishLoss(room);
      this.#options.registry.forgetUnused(room);
    }
    for (const room of lost) if (room.watchers > 0) this.#reopenLater(room);
  }

  #publishLoss(room: Room): void {
    const { state, stuck } = room;
    if (room.watchers === 0) room.state = null;
    else if (state !== null) {
      room.state = { ...state, peers: [], state: stuck === null ? "waiting" : "stopped" };
      this.#publish(room, { type: "state", room: room.id, state: room.state });
    }
    const text = "Your room's process was replaced. Your code is running again; reconnect your clients.";
    if (stuck === null) this.#publish(room, { type: "notice", level: "warn", text });
    else this.#publish(room, { type: "fault", room: room.id, fault: stuck });
  }

  #hostOf(room: Room): HostProcess | null {
    return room.host?.alive ? room.host : null;
  }

  #closeNow(room: Room, code: number, reason: string): void {
    const host = this.#hostOf(room);
    if (host !== null) this.#closeOn(host, room, code, reason);
    this.#retire(room);
  }

  #closeOn(host: HostProcess, { id }: Room, code: number, reason: string): void {
    this.#closing.set(host, (this.#closing.get(host) ?? new Set()).add(id));
    host.send({ type: "close", room: id, code, reason });
  }

  #retire(room: Room): void {
    if (this.#open.delete(room) && room.host !== null) room.host.rooms--;
    this.#options.budgets.rooms.leave(room);
    this.#options.socketLimits.leaveAll(room);
    room.release();
    if (room.watchers === 0) this.console.forget(room.id);
    this.#options.registry.forgetUnused(room);
  }

  /** For a room that pages watch; others are opened when they are needed. */
  #reopenLater(room: Room): void {
    if (room.kind === "check" || room.stuck !== null) return;
    const { log } = this.#options;
    this.#reopening(room).catch((error: Error) => {
      log.warn({ room: room.id, error: error.message }, "a room could not be reopened");
    });
  }

  /** All callers that wait for a room share one attempt. */
  #reopening(room: Room): Promise<HostProcess> {
    if (room.reopening !== null) return room.reopening;
    const reopening = room.queue
      .run(() => this.#reopen(room))
      .finally(() => {
        room.reopening = null;
      });
    room.reopening = reopening;
    return reopening;
  }

  async #reopen(room: Room): Promise<HostProcess> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#reopenOnce(room);
      } catch (error) {
        const isGone = error instanceof ProcessLost && error.end.how !== "disposed";
        if (isGone && attempt < openAttempts) continue;
        throw error instanceof ProcessLost || error instanceof ReplyLate ? recovering() : error;
      }
    }
  }

  async #reopenOnce(room: Room): Promise<HostProcess> {
    const current = this.#hostOf(room);
    if (current !== null) return current;
    if (room.stuck !== null) throw new HttpProblem(503, room.stuck.message, { name: "room-stopped" });
    // A check that lost its room half-way cannot continue in another.
    if (room.kind === "check" && room.losses > 0) throw roomClosed();
    const program = room.program ?? (await this.#options.code.lastGood(room.learner, room.lesson));
    await this.#load(room, program, "keep");
    const host = this.#hostOf(room);
    if (host !== null) return host;
    throw new HttpProblem(503, "This room's code does not run. Load a version that does.", { name: "no-code" });
  }

  async #load(room: Room, program: Program, swap: Swap): Promise<LoadOutcome> {
    this.#moveIfBetter(room);
    const current = this.#hostOf(room);
    if (current !== null) return this.#loadIn(current, room, program, swap);
    this.#count(room);
    try {
      return await this.#openAndLoad(room, program);
    } finally {
      if (this.#hostOf(room) === null) this.#options.budgets.rooms.leave(room);
    }
  }

  async #openAndLoad(room: Room, program: Program): Promise<LoadOutcome> {
    using opening = await this.#openings.enter(room, this.#planOf(room).owner);
    const outcome = await this.#loadIn(opening.host, room, program, "keep");
    if (!outcome.ok) this.#closeOn(opening.host, room, closeCodes.internalError, "");
    return outcome;
  }

  async #loadIn(host: HostProcess, room: Room, program: Program, swap: Swap): Promise<LoadOutcome> {
    room.opening = host;
    try {
      const { type: _, id: __, ...outcome } = await host.load(this.#planOf(room), program, swap);
      if (outcome.ok) this.#setHost(room, host, program);
      return outcome;
    } finally {
      room.opening = null;
      this.#idle.changed(room);
    }
  }

  /** Counts a room that is about to open. Throws a 503 if its learner's address or the server has too many in use. */
  #count(room: Room): void {
    if (room.kind === "check") return;
    const { budgets } = this.#options;
    const owner = budgets.ownerOf(room.learner);
    this.#idle.makeSpace(owner);
    budgets.rooms.enter(room, owner);
  }

  #planOf({ plan: own, audience, learner, losses }: Room): RoomPlan {
    const { stored, budgets, limits } = this.#options;
    const plan = { ...own, ...planFor(audience, own, limits) };
    return { ...plan, stored: stored.of(plan.room), owner: budgets.ownerOf(learner), reopened: losses > 0 };
  }

  #setHost(room: Room, host: HostProcess, program: Program): void {
    room.program = program;
    if (room.host === host) return;
    room.host = host;
    host.rooms++;
    this.#open.add(room);
    if (room.watchers > 0) host.send({ type: "watch", room: room.id, on: true });
  }

  /** Moves the room to the spare or back before new code loads, unless that would cut open sockets. */
  #moveIfBetter(room: Room): void {
    const host = this.#hostOf(room);
    if (host === null || (room.sockets > 0 && !room.stopped)) return;
    if (this.#placement.isMisplaced(room, host)) this.#closeNow(room, closeCodes.serviceRestart, "the room moves");
  }

  /** Tries another host: the first may have died because of another room. */
  async #retryLoad(room: Room, program: Program, swap: Swap): Promise<LoadOutcome> {
    try {
      if (room.stuck === null) return await this.#load(room, program, swap);
    } catch (error) {
      if (!(error instanceof ProcessLost)) throw error;
    }
    const { stuck: fault } = room;
    if (fault === null) throw new HttpProblem(503, "Two hosts were lost while this code was loading. Save again.");
    this.#publish(room, { type: "fault", room: room.id, fault });
    return { ok: false, serving: 0, problems: [], fault, loadMs: 0, style: null };
  }

  /** After a failed load: returns the version that is running, or 0 for none. */
  async #serveLastGood(room: Room): Promise<number> {
    if (room.kind === "check" || room.stuck !== null) return 0;
    const host = await this.#reopen(room).catch(() => null);
    return host === null ? 0 : (room.program?.version ?? 0);
  }
}
