// The rooms of the checks that run: what a check asks for from outside while it runs, done by the front.
import type { CheckerRequest, RoomOpened, Settled } from "../../protocol/checks.ts";
import type { Program } from "../../protocol/guest.ts";
import { closeCodes } from "../../protocol/rfc6455.ts";
import type { Room } from "./front-room.ts";
import type { RoomRegistry } from "./room-registry.ts";
import type { Rooms } from "./rooms.ts";

/** Whose checks run, on which code. */
export interface CheckedRun {
  readonly learner: string;
  readonly lesson: string;
  readonly program: Program;
}

export interface CheckRoomsOptions {
  readonly registry: RoomRegistry;
  readonly rooms: Rooms;
  /** Where the gate listens, for a client on this machine: `ws://127.0.0.1:port`. */
  gate(): string;
}

interface RunInHand extends CheckedRun {
  readonly rooms: Set<Room>;
  /** A room of it lost its host: what its check saw is no verdict. */
  disturbed: boolean;
}

export class CheckRooms {
  readonly #options: CheckRoomsOptions;
  readonly #runs = new Map<string, RunInHand>();
  readonly #rooms = new Map<string, { readonly room: Room; readonly run: RunInHand }>();

  constructor(options: CheckRoomsOptions) {
    this.#options = options;
  }

  begin(run: string, checked: CheckedRun): void {
    this.#runs.set(run, { ...checked, rooms: new Set(), disturbed: false });
  }

  /** Closes what the run left open. Answers whether a host was lost under it. */
  async end(run: string): Promise<{ readonly disturbed: boolean }> {
    const inHand = this.#runs.get(run);
    this.#runs.delete(run);
    await Promise.all([...(inHand?.rooms ?? [])].map((room) => this.#close(room.id)));
    return { disturbed: inHand?.disturbed ?? false };
  }

  /** Does what a check asks. Rejects with a sentence when it cannot be done. */
  async answer(ask: CheckerRequest): Promise<RoomOpened | Settled | { readonly nowMs: number } | null> {
    switch (ask.what) {
      case "open-room":
        return this.#open(ask);
      case "close-room":
        await this.#close(ask.room);
        return null;
      case "advance": {
        const { nowMs } = await this.#options.rooms.clock(this.#room(ask.room), { advanceMs: ask.ms });
        return { nowMs };
      }
      case "settle": {
        const { clients, nextWakeAtMs, nowMs, fault } = await this.#options.rooms.settle(
          this.#room(ask.room),
          ask.clients,
        );
        return { clients, nextWakeAtMs, nowMs, fault };
      }
      default:
        return ask satisfies never;
    }
  }

  async #open({ run, seed, clock }: Extract<CheckerRequest, { what: "open-room" }>): Promise<RoomOpened> {
    const inHand = this.#runs.get(run);
    if (inHand === undefined) throw new Error("This run is over.");
    const { registry, rooms, gate } = this.#options;
    const room = registry.forCheck(inHand.learner, inHand.lesson, { clock, seed: String(seed) });
    inHand.rooms.add(room);
    this.#rooms.set(room.id, { room, run: inHand });
    const loaded = await rooms.load(room, inHand.program, "keep");
    if (!loaded.ok) throw new Error(loaded.fault?.message ?? loaded.problems[0]?.message ?? "The code does not load.");
    const { nowMs } = await rooms.clock(room, { mode: clock });
    return { room: room.id, url: `${gate()}/ws/${room.id}`, nowMs };
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

  #room(id: string): Room {
    const known = this.#rooms.get(id);
    if (known === undefined) throw new Error("This check's room is closed.");
    return known.room;
  }
}
