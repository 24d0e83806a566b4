// Rooms for running checks: opens, settles, advances and closes them on the checker's request.
import { ProcessLost, ReplyLate } from "../../processes/managed-process.ts";
import type { CheckerAnswer, CheckerRequest, RoomOpened } from "../../protocol/checks.ts";
import type { Program } from "../../protocol/guest.ts";
import { closeCodes } from "../../protocol/rfc6455.ts";
import type { HostProcess } from "../fleet/hosts.ts";
import { HttpProblem } from "../http/problem.ts";
import type { Room, RoomRegistry } from "./room-registry.ts";
import type { Rooms } from "./rooms.ts";

export interface CheckedCode {
  readonly learner: string;
  readonly lesson: string;
  readonly program: Program;
}

export interface CheckRoomsOptions {
  readonly registry: RoomRegistry;
  readonly rooms: Rooms;
  /** Where clients on this machine reach the gate. */
  readonly server: { readonly socketUrl: string };
  readonly gate: { readonly pageHandshakes: { originOf(learner: string): string } };
}

interface ActiveRun extends CheckedCode {
  readonly id: string;
  /** Without those that are being opened. */
  readonly rooms: Set<Room>;
  /** A room lost its host, or we failed otherwise, so the checks' results are not a verdict. */
  disturbed: boolean;
}

export class CheckRooms {
  readonly #options: CheckRoomsOptions;
  readonly #runs = new Map<string, ActiveRun>();
  readonly #rooms = new Map<string, { readonly room: Room; readonly run: ActiveRun }>();

  constructor(options: CheckRoomsOptions) {
    this.#options = options;
  }

  begin(run: string, checked: CheckedCode): void {
    this.#runs.set(run, { ...checked, id: run, rooms: new Set(), disturbed: false });
  }

  /** Closes the rooms that the run left open. One that is being opened closes as soon as it is open. */
  async end(run: string): Promise<{ readonly disturbed: boolean }> {
    const active = this.#runs.get(run);
    this.#runs.delete(run);
    await Promise.all([...(active?.rooms ?? [])].map((room) => this.#close(room.id)));
    return { disturbed: active?.disturbed ?? false };
  }

  /** Carries out a check's request. Rejects with a sentence if that is not possible. */
  async handle(request: CheckerRequest): Promise<CheckerAnswer> {
    const run = "run" in request ? this.#runs.get(request.run) : this.#rooms.get(request.room)?.run;
    try {
      return await this.#answer(request);
    } catch (error) {
      if (run !== undefined) run.disturbed ||= isOurs(error);
      throw error;
    }
  }

  async #answer(request: CheckerRequest): Promise<CheckerAnswer> {
    switch (request.what) {
      case "open-room":
        return this.#open(request);
      case "close-room":
        await this.#close(request.room);
        return null;
      case "dial": {
        const host = await this.#hostOf(request.room);
        const { url, token } = await host.dial(request.room, request.answer);
        return { url, token };
      }
      case "shutdown": {
        const host = await this.#hostOf(request.room);
        const { isAwaited, graceMs } = await host.shutdown(request.room, request.end);
        return { isAwaited, graceMs };
      }
      case "restart":
        await this.#restart(request.room, request.crash);
        return null;
      case "settle": {
        const host = await this.#hostOf(request.room);
        const { type: _, id: __, ...settled } = await host.settle(request.room, request.clients, request);
        return settled;
      }
      default:
        return request satisfies never;
    }
  }

  async #open({ run, seed, clock }: Extract<CheckerRequest, { what: "open-room" }>): Promise<RoomOpened> {
    const active = this.#runs.get(run);
    if (active === undefined) throw new Error("This run is over.");
    const { registry, rooms, server, gate } = this.#options;
    const room = registry.createForCheck(active.learner, active.lesson, { clock, seed: String(seed) });
    this.#rooms.set(room.id, { room, run: active });
    const loaded = await rooms.load(room, active.program, "keep").finally(() => this.#keep(room, active));
    if (!loaded.ok) throw new Error(loaded.fault?.message ?? loaded.problems[0]?.message ?? "The code does not load.");
    // Answered once the room is idle.
    const { nowMs, nextWakeAtMs } = await rooms.clock(room, { mode: clock });
    const origin = gate.pageHandshakes.originOf(active.learner);
    return { room: room.id, url: `${server.socketUrl}/ws/${room.id}`, origin, nowMs, nextWakeAtMs };
  }

  /** For a room that is open now, or failed to open: the end of its run closes it. */
  async #keep(room: Room, run: ActiveRun): Promise<void> {
    run.rooms.add(room);
    if (this.#runs.get(run.id) !== run) await this.#close(room.id);
  }

  async #restart(id: string, crash: boolean): Promise<void> {
    const { room, run } = this.#rooms.get(id) ?? {};
    if (room === undefined || run === undefined) throw new Error("This check's room is closed.");
    const loaded = await this.#options.rooms.load(room, run.program, crash ? "crash" : "restart");
    if (!loaded.ok) throw new Error(loaded.problems[0]?.message ?? "The code does not load again.");
  }

  async #close(id: string): Promise<void> {
    const { room, run } = this.#rooms.get(id) ?? {};
    if (room === undefined || run === undefined) return;
    this.#rooms.delete(id);
    run.rooms.delete(room);
    run.disturbed ||= room.losses > 0;
    await this.#options.rooms.close(room, closeCodes.roomClosed, "the check is over");
    this.#options.registry.forget(room);
  }

  #hostOf(id: string): Promise<HostProcess> {
    return this.#options.rooms.open(this.#room(id));
  }

  #room(id: string): Room {
    const known = this.#rooms.get(id);
    if (known === undefined) throw new Error("This check's room is closed.");
    return known.room;
  }
}

/** A failure that is not the code's. */
function isOurs(error: unknown): boolean {
  return error instanceof ProcessLost || error instanceof ReplyLate || error instanceof HttpProblem;
}
