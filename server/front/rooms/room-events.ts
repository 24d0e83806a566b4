// What a host says of a room, brought to those who follow it; and what the front itself has to say of one.
import type { Logger } from "pino";
import type { ReportedFault, RoomState } from "../../protocol/host.ts";
import type { Limits } from "../../protocol/limits.ts";
import type { ToPage } from "../../protocol/live.ts";
import type { HostEvent, HostProcess } from "../fleet/host-process.ts";
import type { SocketLimits } from "../gate/socket-limits.ts";
import type { Events } from "./events.ts";
import type { Room } from "./front-room.ts";

/** More than a room has sockets: only a host that lies would say so. */
const mostHandshakes = 500;

export interface RoomEventRouterOptions {
  readonly limits: Limits;
  readonly log: Logger;
  readonly events: Events;
  readonly socketLimits: SocketLimits;
  roomById(id: string): Room | null;
  /** The host retired the room. */
  retired(room: Room): void;
}

export class RoomEventRouter {
  readonly #options: RoomEventRouterOptions;

  constructor(options: RoomEventRouterOptions) {
    this.#options = options;
  }

  /** A host speaks only of rooms that are its own: what it says of others is not heard. */
  hear(host: HostProcess, message: HostEvent): void {
    const room = this.#options.roomById(message.room);
    if (room === null || (room.host !== host && room.opening !== host)) return;
    switch (message.type) {
      case "joined":
        break;
      case "left":
        room.handshakes.delete(message.peer);
        this.#options.socketLimits.leave(room);
        break;
      case "refused":
        this.#options.socketLimits.leave(room);
        break;
      case "frames":
        this.#publish(room, message);
        break;
      case "handshake":
        this.#handshake(room, message);
        break;
      case "console":
        room.keep(message.lines, this.#options.limits.logKeptLines);
        this.#publish(room, message);
        break;
      case "fault":
        if (message.fault.stops) room.stop(message.fault.version, Date.now());
        this.#publish(room, message);
        break;
      case "state":
        this.#state(room, message.state);
        break;
      case "retired":
        this.#options.retired(room);
        break;
      default:
        message satisfies never;
    }
  }

  /** Its host is gone: nobody is connected any more, and it comes back by itself unless it is stuck. */
  hostLost(room: Room): void {
    const { state } = room;
    if (state !== null) this.#state(room, { ...state, peers: [], state: room.stuck === null ? "waiting" : "stopped" });
    const text = "The process your room ran in was replaced. Your code is back; connect again.";
    if (room.stuck !== null) this.stuck(room, room.stuck);
    else this.#publish(room, { type: "notice", level: "warn", text });
  }

  stuck(room: Room, fault: ReportedFault): void {
    this.#publish(room, { type: "fault", room: room.id, fault });
  }

  #handshake(room: Room, message: Extract<HostEvent, { readonly type: "handshake" }>): void {
    const { handshake } = message;
    // What was told before nobody watched any more may come after it.
    const keeps = room.watchers > 0 && room.handshakes.size < mostHandshakes;
    if (handshake.peer !== null && keeps) room.handshakes.set(handshake.peer, handshake);
    this.#publish(room, message);
  }

  #state(room: Room, state: RoomState): void {
    room.state = state;
    this.#publish(room, { type: "state", room: room.id, state });
  }

  #publish(room: Room, event: ToPage): void {
    if (room.kind === "own") this.#options.events.publish(room.topic, event);
  }
}
