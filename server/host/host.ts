// The host: its rooms, the messages from the front, and what to give up when memory runs short.
import type { Socket } from "node:net";
import type { RoomPlan, ToHost } from "../protocol/host.ts";
import { residentBytes } from "../protocol/resident-bytes.ts";
import { closeCodes } from "../protocol/rfc6455.ts";
import { Admission } from "./admission.ts";
import type { HostServices } from "./host-services.ts";
import { Room } from "./room/room.ts";

/** Loads of this share of the memory are guarded at once, others at the front's next ping. */
const guardedShare = 1 / 64;

type MessageOf<Type extends ToHost["type"]> = Extract<ToHost, { readonly type: Type }>;
type Load = MessageOf<"load">;

export class Host implements Disposable {
  readonly #services: HostServices;
  readonly #admission: Admission;
  readonly #memory: MemoryGuard;
  readonly #rooms = new Map<string, Room>();
  readonly #loads = new LoadQueue((load) => this.#load(load));
  /** As last measured: a host without free file descriptors cannot measure it. */
  #rssBytes = 0;
  /** The memory of rooms that have loaded since memory was last guarded. */
  #loadedBytes = 0;

  constructor(services: HostServices) {
    this.#services = services;
    this.#admission = new Admission(services.limits, services.channel);
    const { hostMemoryBytes } = services.limits;
    this.#memory = new MemoryGuard(
      hostMemoryBytes,
      () => this.#measureRss(),
      () => globalThis.gc?.(),
    );
  }

  /** `handle` comes with `socket`; undefined if the socket was lost in transfer. */
  receive(message: ToHost, handle?: Socket) {
    this.#services.crashMarker.progress();
    if ("room" in message) this.#loads.flush(message.room);
    switch (message.type) {
      case "start":
        throw new Error("The host was already started.");
      case "load":
        // Openings come by the hundred; new code for an open room comes from a save.
        return this.#rooms.has(message.plan.room) ? this.#load(message) : this.#loads.add(message);
      case "socket":
        return this.#admit(message, handle);
      case "watch":
        return this.#rooms.get(message.room)?.watch(message.on);
      case "clock":
        return this.#setClock(message);
      case "settle":
        return this.#settle(message);
      case "dial":
        return this.#dial(message);
      case "shutdown":
        return this.#shutdown(message);
      case "close":
        return this.#closeRoom(message.room, message.code, message.reason);
      case "drain":
        return this.#drain(message.reason);
      case "ping":
        return this.#pong(message.n);
      default:
        message satisfies never;
    }
  }

  [Symbol.dispose](): void {
    this.#loads[Symbol.dispose]();
    for (const room of this.#rooms.values()) room[Symbol.dispose]();
    this.#rooms.clear();
    this.#admission[Symbol.dispose]();
  }

  #measureRss(): number {
    this.#rssBytes = residentBytes() ?? this.#rssBytes;
    return this.#rssBytes;
  }

  #load(load: Load): void {
    this.#services.crashMarker.progress();
    const room = this.#openRoom(load.plan);
    room.load(load);
    this.#loadedBytes += room.memoryBytes;
    // Looking at every room after each of hundreds of loads would take longer than the loads.
    if (this.#loadedBytes > this.#services.limits.hostMemoryBytes * guardedShare) this.#guardMemory(room.id);
  }

  #openRoom(plan: RoomPlan): Room {
    const open = this.#rooms.get(plan.room);
    if (open) return open;
    const retire = () => this.#closeRoom(plan.room, closeCodes.roomClosed, "the room was idle");
    const room = new Room(plan, this.#services, retire);
    this.#rooms.set(plan.room, room);
    return room;
  }

  #admit({ room, meta }: MessageOf<"socket">, raw: Socket | undefined) {
    if (raw) return this.#admission.receive(raw, room, this.#rooms.get(room), meta);
    this.#services.channel.send({ type: "refused", room, port: meta.remotePort, status: 0 });
  }

  #setClock({ id, room, mode, advanceMs = 0 }: MessageOf<"clock">) {
    const { channel } = this.#services;
    const found = this.#rooms.get(room);
    if (!found) return channel.send({ type: "clock", id, nowMs: 0, nextWakeAtMs: null });
    found.setClock(mode, advanceMs, (nowMs, nextWakeAtMs) => channel.send({ type: "clock", id, nowMs, nextWakeAtMs }));
  }

  #settle({ id, room, clients, ...how }: MessageOf<"settle">) {
    const found = this.#rooms.get(room);
    if (found) return found.settle(id, clients, how);
    const gone = clients.map(({ port }) => ({ port, received: -1, held: 0, unread: 0 }));
    const nothing = { nextWakeAtMs: null, nowMs: 0, dialUrl: null, fault: null };
    this.#services.channel.send({ type: "settled", id, clients: gone, ...nothing });
  }

  #dial({ id, room, answer }: MessageOf<"dial">) {
    const found = this.#rooms.get(room);
    if (found) return found.dial(id, answer);
    this.#services.channel.send({ type: "dial", id, url: null, token: "" });
  }

  #shutdown({ id, room, end }: MessageOf<"shutdown">) {
    const found = this.#rooms.get(room);
    if (found) return found.shutdown(id, end);
    this.#services.channel.send({ type: "shutdown", id, isAwaited: false, graceMs: 0 });
  }

  #closeRoom(id: string, code: number, reason: string): void {
    const room = this.#rooms.get(id);
    if (!room) return;
    this.#rooms.delete(id);
    room.close(code, reason);
    this.#services.channel.send({ type: "retired", room: id });
  }

  #drain(reason: string): void {
    this.#admission.close(() => this.#services.channel.send({ type: "drained" }));
    for (const room of this.#rooms.values()) room.close(closeCodes.goingAway, reason);
    this.#rooms.clear();
  }

  #pong(n: number): void {
    const { sockets } = this.#admission;
    this.#services.channel.send({ type: "pong", n, rooms: this.#rooms.size, sockets, rssBytes: this.#measureRss() });
    this.#guardMemory();
  }

  /** Leaves it to the front to close the rooms: it knows whether someone uses them. */
  #guardMemory(loading?: string): void {
    this.#loadedBytes = 0;
    // A room that has just loaded has no sockets yet: it is not idle.
    const own = [...this.#rooms.values()].filter(({ id, isCheck }) => !isCheck && id !== loading);
    for (const { id, memoryBytes, isIdle } of this.#memory.excess(own, performance.now())) {
      this.#services.channel.send({ type: "heavy", room: id, memoryBytes, isIdle });
    }
  }
}

/**
 * Runs loads one at a time, with a turn of the event loop in between: each takes milliseconds, and hundreds may arrive
 * at once.
 */
export class LoadQueue implements Disposable {
  readonly #run: (load: Load) => void;
  readonly #waiting = new Set<Load>();
  #immediate: NodeJS.Immediate | null = null;

  constructor(run: (load: Load) => void) {
    this.#run = run;
  }

  add(load: Load): void {
    this.#waiting.add(load);
    this.#immediate ??= setImmediate(() => this.#runFirst());
  }

  /** Runs a room's loads now, because the next message about the room comes after them. */
  flush(room: string): void {
    for (const load of this.#waiting) if (load.plan.room === room) this.#take(load);
  }

  [Symbol.dispose](): void {
    if (this.#immediate) clearImmediate(this.#immediate);
    this.#waiting.clear();
  }

  #runFirst(): void {
    const [first] = this.#waiting;
    this.#immediate = this.#waiting.size > 1 ? setImmediate(() => this.#runFirst()) : null;
    if (first) this.#take(first);
  }

  #take(load: Load): void {
    this.#waiting.delete(load);
    this.#run(load);
  }
}

/** A room as the guard sees it. */
type MeasuredRoom = Pick<Room, "id" | "memoryBytes" | "isIdle">;

/** The process is measured again this long after rooms were given up. */
const pauseMs = 1_000;

/** Keeps the process within its memory: chooses the rooms to give up when they, or the process, exceed the limit. */
export class MemoryGuard {
  readonly #limitBytes: number;
  readonly #rssBytes: () => number;
  readonly #collect: () => void;
  #collectedAtMs = Number.NEGATIVE_INFINITY;
  #isMeasured = true;

  /** `collect` collects garbage: the memory of closed rooms counts until then. */
  constructor(limitBytes: number, rssBytes: () => number, collect: () => void) {
    this.#limitBytes = limitBytes;
    this.#rssBytes = rssBytes;
    this.#collect = collect;
  }

  /** The rooms to give up so that the rest fits: idle ones first, then the heaviest. */
  excess(rooms: readonly MeasuredRoom[], nowMs: number): MeasuredRoom[] {
    const heldBytes = rooms.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
    let overBytes = Math.max(heldBytes - this.#limitBytes, this.#processExcess(nowMs));
    if (overBytes <= 0) return [];
    const inOrder = rooms.toSorted((a, b) => Number(b.isIdle) - Number(a.isIdle) || b.memoryBytes - a.memoryBytes);
    return inOrder.filter(({ memoryBytes }) => {
      if (overBytes <= 0) return false;
      overBytes -= memoryBytes;
      return true;
    });
  }

  /** How far the process is over its limit without garbage: measured once after each collection. */
  #processExcess(nowMs: number): number {
    const overBytes = this.#rssBytes() - this.#limitBytes;
    if (overBytes <= 0) return 0;
    if (nowMs - this.#collectedAtMs > pauseMs) {
      this.#collect();
      this.#collectedAtMs = nowMs;
      this.#isMeasured = false;
      return 0;
    }
    if (this.#isMeasured) return 0;
    this.#isMeasured = true;
    return overBytes;
  }
}
