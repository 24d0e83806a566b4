// The host: its rooms, and what the front asks of them.
import type { Socket } from "node:net";
import type { RoomPlan, ToHost } from "../protocol/host.ts";
import { closeCodes } from "../protocol/rfc6455.ts";
import { Admission } from "./admission.ts";
import type { HostServices } from "./host-services.ts";
import { Room } from "./room/room.ts";

type Asked<Type extends ToHost["type"]> = Extract<ToHost, { readonly type: Type }>;

export class Host implements Disposable {
  readonly #house: HostServices;
  readonly #admission: Admission;
  readonly #rooms = new Map<string, Room>();

  constructor(house: HostServices) {
    this.#house = house;
    this.#admission = new Admission(house.limits, house.channel);
  }

  /** `handle` comes with `socket`; undefined when the socket was lost on its way. */
  receive(message: ToHost, handle?: Socket) {
    switch (message.type) {
      case "start":
        throw new Error("A host starts once.");
      case "load":
        return this.#open(message.plan).load(message);
      case "socket":
        return this.#letIn(message, handle);
      case "watch":
        return this.#rooms.get(message.room)?.watch(message.on);
      case "clock":
        return this.#setClock(message);
      case "settle":
        return this.#settle(message);
      case "close":
        return this.#close(message.room, message.code, message.reason);
      case "drain":
        return this.#drain(message.reason);
      case "ping":
        return this.#pong(message.n);
      default:
        message satisfies never;
    }
  }

  [Symbol.dispose](): void {
    for (const room of this.#rooms.values()) room[Symbol.dispose]();
    this.#rooms.clear();
    this.#admission[Symbol.dispose]();
  }

  #open(plan: RoomPlan): Room {
    const open = this.#rooms.get(plan.room);
    if (open) return open;
    const room = new Room(plan, this.#house, () => this.#close(plan.room, closeCodes.roomClosed, "nobody was here"));
    this.#rooms.set(plan.room, room);
    return room;
  }

  #letIn({ room, meta }: Asked<"socket">, raw: Socket | undefined) {
    if (raw) return this.#admission.receive(raw, room, this.#rooms.get(room), meta);
    this.#house.channel.tell({ type: "refused", room, port: meta.remotePort, status: 0 });
  }

  #setClock({ id, room, mode, advanceMs = 0 }: Asked<"clock">) {
    const { channel } = this.#house;
    const found = this.#rooms.get(room);
    if (!found) return channel.tell({ type: "clock", id, nowMs: 0, nextWakeAtMs: null });
    found.setClock(mode, advanceMs, (nowMs, nextWakeAtMs) => channel.tell({ type: "clock", id, nowMs, nextWakeAtMs }));
  }

  #settle({ id, room, clients }: Asked<"settle">) {
    const found = this.#rooms.get(room);
    if (found) return found.settle(id, clients);
    const gone = clients.map(({ port }) => ({ port, received: -1 }));
    this.#house.channel.tell({ type: "settled", id, clients: gone, nextWakeAtMs: null, nowMs: 0, fault: null });
  }

  #close(id: string, code: number, reason: string): void {
    const room = this.#rooms.get(id);
    if (!room) return;
    this.#rooms.delete(id);
    room.end(code, reason);
    this.#house.channel.tell({ type: "retired", room: id });
  }

  #drain(reason: string): void {
    this.#admission.close(() => this.#house.channel.tell({ type: "drained" }));
    for (const room of this.#rooms.values()) room.end(closeCodes.goingAway, reason);
    this.#rooms.clear();
  }

  #pong(n: number): void {
    const rssBytes = process.memoryUsage.rss();
    this.#house.channel.tell({ type: "pong", n, rooms: this.#rooms.size, sockets: this.#admission.sockets, rssBytes });
  }
}
