// Limits of open sockets: per room, per learner in a classroom, and in the budgets of their owners.
import type { RoomOwner } from "../../protocol/host.ts";
import { type Limits, socketsPerCheck } from "../../protocol/limits.ts";
import { type Room, socketLimitOf, type VisitorSocket } from "../rooms/room-registry.ts";
import { type Budgets, limitReached } from "./budgets.ts";
import { networkOf } from "./learner-networks.ts";

export interface SocketClient {
  readonly address: string;
  /** The client's own, with which the room's host reports that it has left. */
  readonly port: number;
  /**
   * In a classroom, a member of the workshop, by learner; `server`: a client that this server runs, which is counted where it
   * starts.
   */
  readonly who: { readonly learner: string } | "server" | "guest";
}

const closeOne = "Close one and connect again.";

/** Counts open sockets per room, and in the budget of the room's learner, from the hand-over to the end. */
export class SocketLimits {
  readonly #limits: Limits;
  readonly #budgets: Budgets;
  readonly #classrooms = new WeakMap<Room, ClassroomSockets>();

  constructor(limits: Limits, budgets: Budgets) {
    this.#limits = limits;
    this.#budgets = budgets;
  }

  get size(): number {
    return this.#budgets.sockets.used("total");
  }

  /** Counts another socket, or throws the 503 that names the limit. */
  enter(room: Room, client: SocketClient): void {
    const most = this.most(room);
    const limit = socketLimitOf[room.audience];
    if (room.sockets >= most) throw limitReached(limit, most, closeOne);
    if (room.audience === "class") this.#classroomOf(room).enter(client);
    if (room.audience === "visitors") this.#enterVisit(room, client);
    else if (room.kind === "own") this.#enterBudget(room, client);
    room.sockets++;
  }

  #enterVisit(room: Room, { address, port }: SocketClient): void {
    const socket: VisitorSocket = { port };
    this.#budgets.sockets.enter(socket, { learner: "", network: networkOf(address), isKnown: false });
    room.visitorSockets.push(socket);
  }

  #enterBudget(room: Room, { port }: SocketClient): void {
    try {
      this.#budgets.sockets.enter(room, this.#ownerOf(room));
    } catch (error) {
      this.#classrooms.get(room)?.leave(port);
      throw error;
    }
  }

  #classroomOf(room: Room): ClassroomSockets {
    const sockets = this.#classrooms.get(room) ?? new ClassroomSockets(this.#limits);
    this.#classrooms.set(room, sockets);
    return sockets;
  }

  most({ kind, audience }: Room): number {
    return kind === "check" ? socketsPerCheck : this.#limits[socketLimitOf[audience]];
  }

  /** Those of a classroom do not count for the instructor, who could otherwise not work beside it. */
  #ownerOf({ learner, audience }: Room): RoomOwner {
    const owner = this.#budgets.ownerOf(learner);
    return audience === "class" ? { ...owner, learner: "" } : owner;
  }

  /** `port` is the client's. Two clients may have the same: then the older one is taken for the other. */
  leave(room: Room, port: number): void {
    if (room.sockets === 0) return;
    this.#classrooms.get(room)?.leave(port);
    this.#uncount(room, port);
  }

  #uncount(room: Room, port: number): void {
    room.sockets--;
    const index = room.visitorSockets.findIndex((socket) => socket.port === port);
    const [socket] = room.visitorSockets.splice(Math.max(0, index), 1);
    this.#budgets.sockets.leave(socket ?? room);
  }

  /** For a room whose host is gone; sockets that have not been handed over to it still count. */
  leaveAll(room: Room): void {
    this.#classrooms.delete(room);
    while (room.sockets > room.arriving) this.#uncount(room, room.visitorSockets[0]?.port ?? 0);
  }
}

/** Guests, such as programs without a member's cookie and phones, together get this share of the sockets. */
const guestShare = 1 / 5;

/** Who has how many of a classroom's sockets: no member, and no stranger, can use up those of the others. */
class ClassroomSockets {
  readonly #limits: Limits;
  readonly #open: { readonly port: number; readonly key: string }[] = [];

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Counts another socket, or throws the 503 that names the limit. */
  enter({ port, who }: SocketClient): void {
    if (who === "server") return;
    const { classroomSockets, classroomSocketsPerLearner: most } = this.#limits;
    const key = who === "guest" ? "" : who.learner;
    const used = this.#open.filter((each) => each.key === key).length;
    if (who === "guest" && used >= Math.floor(classroomSockets * guestShare)) {
      const remedy = "Four fifths of them are for the workshop's members: connect from your own lesson's page.";
      throw limitReached("classroomSockets", classroomSockets, remedy);
    }
    if (who !== "guest" && used >= most) throw limitReached("classroomSocketsPerLearner", most, closeOne);
    this.#open.push({ port, key });
  }

  leave(port: number): void {
    const index = this.#open.findIndex((each) => each.port === port);
    if (index >= 0) this.#open.splice(index, 1);
  }
}
