// Where rooms run: opened on the least loaded host, loaded with new code, brought back when their host is gone.
import type { Logger } from "pino";
import { ProcessLost } from "../../processes/managed-process.ts";
import type { Program } from "../../protocol/guest.ts";
import type { ClientBytes, ClockMode, FromHost, ReportedFault, Swap } from "../../protocol/host.ts";
import { closeCodes } from "../../protocol/rfc6455.ts";
import type { HostProcess } from "../fleet/host-process.ts";
import type { Hosts } from "../fleet/hosts.ts";
import type { SocketLimits } from "../gate/socket-limits.ts";
import { HttpProblem } from "../http/problem.ts";
import type { Room } from "./front-room.ts";
import type { RoomEventRouter } from "./room-events.ts";

export type LoadOutcome = Omit<Extract<FromHost, { readonly type: "loaded" }>, "type" | "id">;

export interface RoomsOptions {
  readonly log: Logger;
  readonly socketLimits: SocketLimits;
  readonly news: RoomEventRouter;
  hosts(): Hosts;
  /** What a room serves that has no program in memory. */
  lastGood(room: Room): Promise<Program>;
}

export class Rooms {
  readonly #options: RoomsOptions;
  readonly #open = new Set<Room>();

  constructor(options: RoomsOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#open.size;
  }

  /** The host where the room is open, opening it when it is not. Throws an `HttpProblem` when it cannot be. */
  async open(room: Room): Promise<HostProcess> {
    return this.#at(room) ?? room.queue.run(() => this.#reopen(room));
  }

  /** Loads new code. The room comes back by itself when its host dies meanwhile. */
  load(room: Room, program: Program, swap: Swap): Promise<LoadOutcome> {
    return room.queue.run(async () => {
      room.pardon();
      const outcome = await this.#load(room, program, swap).catch((error: unknown) => {
        if (error instanceof ProcessLost) return this.#loadAgain(room, program, swap);
        throw error;
      });
      return outcome.ok ? outcome : { ...outcome, serving: await this.#serveLastGood(room) };
    });
  }

  /** Changes the clock or moves it; the answer says the room's time. The room keeps its mode when it is reopened. */
  async clock(room: Room, change: { readonly mode: ClockMode } | { readonly advanceMs: number }) {
    const host = await this.open(room);
    if ("mode" in change) room.plan = { ...room.plan, clock: change.mode };
    return host.clock(room.id, change);
  }

  async settle(room: Room, clients: readonly ClientBytes[]) {
    const host = await this.open(room);
    return host.settle(room.id, clients);
  }

  /** Ends the room on its host; its sockets close with `code`. */
  close(room: Room, code: number, reason: string): Promise<void> {
    return room.queue.run(async () => {
      this.#at(room)?.send({ type: "close", room: room.id, code, reason });
      this.leave(room);
    });
  }

  /** The room's frames are told for as long as somebody watches. */
  watch(room: Room): Disposable {
    if (room.watchers++ === 0) this.#at(room)?.send({ type: "watch", room: room.id, on: true });
    let watching = true;
    return {
      [Symbol.dispose]: () => {
        if (!watching) return;
        watching = false;
        if (--room.watchers > 0) return;
        room.handshakes.clear();
        this.#at(room)?.send({ type: "watch", room: room.id, on: false });
      },
    };
  }

  /** The room is no longer on its host. */
  leave(room: Room): void {
    if (this.#open.delete(room) && room.host !== null) room.host.rooms--;
    this.#options.socketLimits.leaveAll(room);
    room.rest();
  }

  /** A host is gone: the one whose turn it was is struck, and all of its rooms come back elsewhere. */
  lost(host: HostProcess, blamed: Room | null): void {
    const homeless = [...this.#open].filter((room) => room.host === host);
    if (blamed !== null && (blamed.host === host || blamed.opening === host)) this.#strike(blamed);
    for (const room of homeless) {
      this.#open.delete(room);
      this.#options.socketLimits.leaveAll(room);
      room.host = null;
      room.handshakes.clear();
      room.losses++;
      this.#options.news.hostLost(room);
    }
    for (const room of homeless) this.#bringBack(room);
  }

  #at(room: Room): HostProcess | null {
    return room.host?.alive ? room.host : null;
  }

  #strike(room: Room): void {
    if (room.strike(Date.now()) >= 2) room.stuck = stuckFault(room.program?.version ?? 0);
  }

  #bringBack(room: Room): void {
    if (room.kind === "check" || room.stuck !== null) return;
    room.queue
      .run(() => this.#reopen(room))
      .catch((error: Error) => this.#options.log.warn({ room: room.id, error: error.message }, "a room stays closed"));
  }

  async #reopen(room: Room): Promise<HostProcess> {
    const here = this.#at(room);
    if (here !== null) return here;
    if (room.stuck !== null) throw new HttpProblem(503, room.stuck.message, { name: "room-stopped" });
    // A check that lost its room half way cannot go on in another.
    if (room.kind === "check" && room.losses > 0) throw new HttpProblem(503, "This room is gone.");
    const program = room.program ?? (await this.#options.lastGood(room));
    await this.#load(room, program, "keep");
    const host = this.#at(room);
    if (host !== null) return host;
    throw new HttpProblem(503, "The code of this room does not run: load a version that does.", { name: "no-code" });
  }

  async #load(room: Room, program: Program, swap: Swap): Promise<LoadOutcome> {
    this.#moveIfBetter(room);
    const wasHere = this.#at(room);
    const host = wasHere ?? this.#place(room);
    room.opening = host;
    try {
      const { type: _, id: __, ...outcome } = await host.load(room.plan, program, swap);
      if (outcome.ok) this.#settleOn(room, host, program);
      else if (wasHere === null) host.send({ type: "close", room: room.id, code: 1011, reason: "" });
      return outcome;
    } finally {
      room.opening = null;
    }
  }

  #settleOn(room: Room, host: HostProcess, program: Program): void {
    room.program = program;
    if (room.host === host) return;
    room.host = host;
    host.rooms++;
    this.#open.add(room);
    if (room.watchers > 0) host.send({ type: "watch", room: room.id, on: true });
  }

  /** New code may begin elsewhere, when nobody is connected who would have to be cut: a stop has said goodbye to all. */
  #moveIfBetter(room: Room): void {
    const host = this.#at(room);
    if (host === null || (room.sockets > 0 && !room.stopped) || this.#place(room) === host) return;
    if (room.isSuspect(Date.now()) !== (host === this.#options.hosts().spare)) {
      host.send({ type: "close", room: room.id, code: closeCodes.serviceRestart, reason: "the room moves" });
      this.leave(room);
    }
  }

  /** Once more on another host: the first may have died of somebody else. */
  async #loadAgain(room: Room, program: Program, swap: Swap): Promise<LoadOutcome> {
    try {
      if (room.stuck === null) return await this.#load(room, program, swap);
    } catch (error) {
      if (!(error instanceof ProcessLost)) throw error;
    }
    const fault = room.stuck;
    if (fault === null) throw new HttpProblem(503, "Two hosts went away while this code loaded: save it once more.");
    this.#options.news.stuck(room, fault);
    return { ok: false, serving: 0, problems: [], fault, loadMs: 0, style: null };
  }

  /** After a load that failed: the version that answers now, 0 for none. */
  async #serveLastGood(room: Room): Promise<number> {
    if (room.kind === "check" || room.stuck !== null) return 0;
    const open = await this.#reopen(room).catch(() => null);
    return open === null ? 0 : (room.program?.version ?? 0);
  }

  /** A room that limits have stopped waits its time out with the spare, where it holds up no neighbour. */
  #place(room: Room): HostProcess {
    const hosts = this.#options.hosts();
    const apart = room.isSuspect(Date.now()) ? hosts.spare : null;
    const host = apart ?? hosts.leastLoaded();
    if (host !== null) return host;
    const detail = "No process is there to run rooms just now: come again in a moment.";
    throw new HttpProblem(503, detail, { name: "no-host", headers: { "Retry-After": "1" } });
  }
}

function stuckFault(version: number): ReportedFault {
  const message =
    "This code held up the process it runs in, twice, so the room is stopped (limit hostSilentMs). Load another version to start it again.";
  return {
    kind: "stuck",
    message,
    limit: "hostSilentMs",
    line: null,
    column: null,
    stack: [],
    peer: null,
    stops: true,
    version,
  };
}
