// The sockets of a room: how they come and go, and how what they say gets in.

import type { Fault, GuestEvent, PeerId } from "../../protocol/guest.ts";
import { TokenBucket } from "../../protocol/token-bucket.ts";
import type { HostServices } from "../host-services.ts";
import type { Message } from "./backlog.ts";
import { type ClosedPeer, ClosedPeers } from "./closed-peers.ts";
import { DeadSocketProbe } from "./dead-socket-probe.ts";
import { Inbound } from "./inbound.ts";
import { type Joining, Peer } from "./peer.ts";
import { PendingCloses } from "./pending-closes.ts";
import type { Pongs } from "./pongs.ts";
import type { Inbox } from "./room-inbox.ts";

/** Above this many unsent bytes a handler is told, and at each further step of it. */
const highMarkBytes = 64 << 10;

export interface PeersOptions {
  readonly room: string;
  readonly house: HostServices;
  readonly inbox: Inbox;
  readonly pongs: Pongs;
  /** False for rooms whose sockets may talk as fast as they like. */
  readonly throttled: boolean;
  /** Something came: the room wants a turn. */
  onNews(): void;
  /** Who is there changed. */
  onChange(): void;
  /** A sentence for the learner's console. */
  onNote(text: string): void;
}

export class Peers {
  readonly #options: PeersOptions;
  readonly #peers = new Map<PeerId, Peer>();
  /** Of every peer, and of departed ones while something of theirs waits. */
  readonly #intakes = new Map<PeerId, Inbound>();
  readonly #departed = new ClosedPeers();
  readonly #closings: PendingCloses;
  readonly #probe = new DeadSocketProbe(() => this.#peers.values());
  #ids = 0;
  /** Something may wait in an intake. */
  #backed = false;

  constructor(options: PeersOptions) {
    this.#options = options;
    this.#closings = new PendingCloses(options.house.limits.closeMs);
  }

  get size(): number {
    return this.#peers.size;
  }

  get(id: PeerId): Peer | undefined {
    return this.#peers.get(id);
  }

  all(): Peer[] {
    return [...this.#peers.values()];
  }

  /** Peers that are gone, the oldest first. */
  departed(): ClosedPeer[] {
    return this.#departed.all();
  }

  byPort(port: number): Peer | undefined {
    for (const peer of this.#peers.values()) if (peer.port === port) return peer;
    return undefined;
  }

  /** True while something of this peer waits to get in. */
  waitsToEnter(id: PeerId): boolean {
    return this.#intakes.get(id)?.empty === false;
  }

  join(joining: Joining): Peer {
    const peer = new Peer(++this.#ids, joining, {
      onBytes: () => this.#options.onNews(),
      onHeld: () => this.#onHeld(),
    });
    const intake = this.#intakeOf(peer);
    this.#peers.set(peer.id, peer);
    this.#intakes.set(peer.id, intake);
    this.#listen(intake, joining);
    this.#push(peer.openEvent(false));
    this.#options.house.channel.tell({ type: "joined", room: this.#options.room, peer: peer.id, port: peer.port });
    this.#options.onChange();
    return peer;
  }

  /** A turn is over: those who waited are let in, and close frames answered that have nothing before them. */
  afterTurn(pending: boolean): void {
    this.#letIn();
    if (!pending) this.#closings.answerUnless((peer) => this.#willBeHeard(peer));
  }

  pause(id: PeerId): void {
    this.#intakes.get(id)?.pause(this.#options.inbox.takeFrom(id));
  }

  resume(id: PeerId): void {
    this.#intakes.get(id)?.resume();
  }

  /** Closes all; the handler hears no more of them. */
  dismissAll(code: number, reason: string): void {
    for (const { peer } of this.#intakes.values()) peer.known = false;
    for (const peer of this.#peers.values()) peer.close(code, reason);
    this.#forgetUnknown();
  }

  /** New code begins: of sockets that were closed from this side it hears nothing, and nobody is paused. */
  beginAnew(): void {
    for (const { peer } of this.#intakes.values()) if (peer.ended) peer.known = false;
    this.#forgetUnknown();
    for (const intake of this.#intakes.values()) intake.resume();
    this.#letIn();
  }

  #forgetUnknown(): void {
    for (const [id, intake] of this.#intakes) {
      const known = intake.peer.known && (this.#peers.has(id) || this.#departed.has(id));
      if (!known) this.#forgetIntake(id, intake);
    }
  }

  #forgetIntake(id: PeerId, intake: Inbound): void {
    intake[Symbol.dispose]();
    this.#intakes.delete(id);
  }

  #intakeOf(peer: Peer): Inbound {
    const { house, throttled, inbox, onNote } = this.#options;
    const { messagesPerSecond: limit, messagesBurst } = house.limits;
    return new Inbound({
      peer,
      rate: throttled ? new TokenBucket(limit, messagesBurst, performance.now()) : null,
      hasRoom: () => !inbox.full,
      deliver: (event) => this.#push(event),
      onTooFast: () =>
        onNote(
          `Socket ${peer.id} sends more than ${limit} messages a second: it is read more slowly, nothing is lost.`,
        ),
      onEmpty: () => {
        if (!this.#peers.has(peer.id)) this.#intakes.delete(peer.id);
      },
    });
  }

  #listen(intake: Inbound, { ws, raw }: Joining): void {
    const { peer } = intake;
    const hear = (type: Message["type"], data: Uint8Array) => {
      if (peer.known) intake.hear({ type, peer: peer.id, data });
    };
    ws.onClosing = (reply) => this.#closing(peer, reply);
    ws.on("message", (data, isBinary) => {
      if (data instanceof Uint8Array) hear(isBinary ? "binary" : "text", data);
    });
    ws.on("ping", (data) => {
      hear("ping", data);
      // Each ping was answered already: one who never reads the answers must not pile them up.
      if (peer.unsent > this.#options.house.limits.unsentBytes) peer.terminate();
    });
    ws.on("pong", (data) => {
      hear("pong", data);
      this.#options.pongs.settled(peer.id);
    });
    ws.on("error", (error: NodeJS.ErrnoException) => {
      const { code = "ERROR", message } = error;
      if (peer.known) intake.end({ type: "error", peer: peer.id, code, message });
    });
    ws.on("close", (code, reason) => this.#leave(intake, code, reason.toString()));
    raw.on("drain", () => {
      this.#tellFlow(peer, 0);
      this.#options.onNews();
    });
  }

  /** Waits for the answers to what came before, but not for a handler that does not read. */
  #closing(peer: Peer, reply: () => void) {
    if (!peer.known || !this.#willBeHeard(peer.id)) return reply();
    this.#closings.wait(peer.id, reply);
    this.#options.onNews();
  }

  #willBeHeard(id: PeerId): boolean {
    const intake = this.#intakes.get(id);
    return this.#options.inbox.holdsFor(id) || (intake !== undefined && !intake.paused && !intake.empty);
  }

  #onHeld(): void {
    this.#backed = true;
    this.#probe.start();
  }

  /** In slices, one peer after the other, while there is room. */
  #letIn(): void {
    if (!this.#backed) return;
    let entered = true;
    while (entered && !this.#options.inbox.full) {
      entered = false;
      for (const intake of this.#intakes.values()) entered = intake.drain() || entered;
    }
    this.#backed = [...this.#intakes.values()].some(({ empty }) => !empty);
  }

  #leave(intake: Inbound, code: number, reason: string): void {
    const { house, room } = this.#options;
    const { peer } = intake;
    this.#peers.delete(peer.id);
    this.#closings.forget(peer.id);
    this.#options.pongs.settled(peer.id);
    this.#tellFlow(peer, 0);
    if (peer.known) this.#depart(intake, { type: "close", peer: peer.id, code, reason });
    if (!peer.known || intake.empty) this.#forgetIntake(peer.id, intake);
    house.channel.tell({ type: "left", room, peer: peer.id, port: peer.port, code });
    this.#options.onChange();
    this.#options.onNews();
  }

  #depart(intake: Inbound, close: GuestEvent): void {
    intake.end(close);
    this.#departed.add({ peer: intake.peer, close }, intake);
  }

  /** Tells the handler how much waits for a peer, once it is worth telling. */
  #tellFlow(peer: Peer, unsent: number): void {
    if (peer.toldUnsent === unsent) return;
    peer.toldUnsent = unsent;
    if (peer.known) this.#push({ type: "flow", peer: peer.id, unsent });
  }

  /** Sends the handler a `flow` event even if nothing is unsent: it waits for one. */
  reportFlow(peer: Peer): void {
    peer.toldUnsent = -1;
    this.#tellFlow(peer, peer.unsent);
  }

  /** After something was written to it. */
  afterWrite(peer: Peer): void {
    const { unsent } = peer;
    if (unsent > highMarkBytes && Math.abs(unsent - peer.toldUnsent) >= highMarkBytes) this.#tellFlow(peer, unsent);
  }

  #push(event: GuestEvent): void {
    this.#options.inbox.push(event);
    this.#options.onNews();
  }
}

/** Why a fault closes a socket, in a close frame's few words. */
export function faultReason(fault: Fault): string {
  return fault.kind === "error" || fault.kind === "rejection" ? `handler crashed: ${fault.message}` : fault.message;
}
