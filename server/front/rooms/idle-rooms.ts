// Closes idle rooms before their host does, which is after `idleRoomMs` (server/host/room/room.ts): those of one address, and of
// the server, beyond what may stay open unused. They reopen on demand.
import type { RoomOwner } from "../../protocol/host.ts";
import type { Limits } from "../../protocol/limits.ts";
import type { Budget } from "../gate/budgets.ts";
import type { Room } from "./room-registry.ts";

export interface IdleRoomsOptions {
  readonly limits: Limits;
  /** The budget in which open rooms are counted. */
  readonly budget: Budget;
  readonly open: Iterable<Room>;
  close(room: Room): void;
}

/** Rooms that become idle together are examined together. */
const delayMs = 100;

export class IdleRooms {
  readonly #options: IdleRoomsOptions;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: IdleRoomsOptions) {
    this.#options = options;
  }

  /** Call when a room has opened, or has lost a socket or a page. */
  changed(room: Room): void {
    room.usedAtMs = performance.now();
    this.#timer ??= setTimeout(() => this.#closeExcess(), delayMs).unref();
  }

  /** Closes the room that has been idle for longest, of this address if that is what its budget lacks. */
  makeSpace(owner: RoomOwner): void {
    const { budget, close } = this.#options;
    if (budget.exceeded(owner) === null) return;
    const idle = this.#idle();
    const own = idle.find((room) => budget.ownerOf(room)?.network === owner.network);
    const [oldest] = budget.exceeded(owner) === "roomsPerServer" ? idle : [];
    const room = own ?? oldest;
    if (room !== undefined) close(room);
  }

  /** Open rooms that are idle, the longest idle first. */
  #idle(): Room[] {
    return [...this.#options.open].filter(isIdle).toSorted((a, b) => a.usedAtMs - b.usedAtMs);
  }

  #closeExcess(): void {
    this.#timer = null;
    const { limits, budget, close } = this.#options;
    const idle = this.#idle();
    const byAddress = Map.groupBy(idle, (room) => budget.ownerOf(room)?.network ?? "");
    const tooMany = new Set(byAddress.values().flatMap((rooms) => oldestBeyond(rooms, limits.idleRoomsPerAddress)));
    const others = idle.filter((room) => !tooMany.has(room));
    for (const room of [...tooMany, ...oldestBeyond(others, limits.idleRoomsPerServer)]) close(room);
  }
}

function isIdle({ kind, opening, sockets, watchers }: Room): boolean {
  return kind === "own" && opening === null && sockets === 0 && watchers === 0;
}

function oldestBeyond(rooms: readonly Room[], most: number): Room[] {
  return rooms.slice(0, Math.max(0, rooms.length - most));
}
