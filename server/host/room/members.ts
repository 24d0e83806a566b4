// The sockets of a room: how they come and go, and how what they say reaches the inbox.
import type { Fault, GuestEvent, PeerId } from "../../protocol/guest.ts";
import type { House } from "../house.ts";
import type { Inbox } from "./inbox.ts";
import { type Joining, Peer } from "./peer.ts";
import { Probe } from "./probe.ts";
import { Throttle } from "./throttle.ts";

/** Peers that are gone and may still be spoken of by messages that no code has received. */
const departedKept = 64;

/** Above this many unsent bytes a handler is told, and at each further step of it. */
const highMarkBytes = 64 << 10;

/** Peers that left while paused keep what they said until `resume`; beyond so many the oldest is delivered anyway. */
const pausedKept = 16;

/** A close frame that came and is answered once what came before it is. */
interface Closing extends Disposable {
  readonly reply: () => void;
}

export interface Departed {
  readonly peer: Peer;
  readonly close: GuestEvent;
}

export interface MembersOptions {
  readonly room: string;
  readonly house: House;
  readonly inbox: Inbox;
  /** False for rooms whose sockets may talk as fast as they like. */
  readonly throttled: boolean;
  /** Something came: the room wants a turn. */
  onNews(): void;
  /** Who is there changed. */
  onChange(): void;
  /** A sentence for the learner's console. */
  onNote(text: string): void;
}

export class Members {
  readonly #options: MembersOptions;
  readonly #peers = new Map<PeerId, Peer>();
  readonly #departed = new Map<PeerId, Departed>();
  readonly #throttles = new Map<PeerId, Throttle>();
  readonly #probe = new Probe(() => this.#peers.values());
  readonly #closings = new Map<PeerId, Closing>();
  #goneWhilePaused: PeerId[] = [];
  #ids = 0;
  #full = false;

  constructor(options: MembersOptions) {
    this.#options = options;
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

  departed(): Departed[] {
    return [...this.#departed.values()];
  }

  byPort(port: number): Peer | undefined {
    for (const peer of this.#peers.values()) if (peer.port === port) return peer;
    return undefined;
  }

  join(joining: Joining): Peer {
    const peer = new Peer(++this.#ids, joining, {
      onBytes: () => this.#options.onNews(),
      onHeld: () => this.#probe.start(),
    });
    this.#peers.set(peer.id, peer);
    if (this.#options.throttled) this.#throttle(peer);
    this.#listen(peer, joining);
    if (this.#full) peer.hold("inbox");
    this.#push(peer.openEvent(false));
    this.#options.house.channel.tell({ type: "joined", room: this.#options.room, peer: peer.id, port: peer.port });
    this.#options.onChange();
    return peer;
  }

  /** The inbox has been read from: sockets that waited for that are read again. */
  breathe(): void {
    if (!this.#full || !this.#options.inbox.hasRoom) return;
    this.#full = false;
    for (const peer of this.#peers.values()) peer.release("inbox");
  }

  /** Everything was delivered, answered and written that could be: close frames are answered. */
  answerClosings(): void {
    for (const [id, { reply }] of this.#closings) if (!this.#options.inbox.holdsFor(id)) reply();
  }

  /** Closes all; the handler hears no more of them. */
  dismissAll(code: number, reason: string): void {
    for (const peer of this.#peers.values()) {
      peer.known = false;
      peer.close(code, reason);
    }
  }

  /** Of sockets that were closed from this side the next handler hears nothing. */
  forgetEnded(): void {
    for (const peer of this.#peers.values()) if (peer.ended) peer.known = false;
  }

  #throttle(peer: Peer): void {
    const { house, onNote } = this.#options;
    const limit = house.limits.messagesPerSecond;
    const slow = () =>
      onNote(`Socket ${peer.id} sends more than ${limit} messages a second: it is read more slowly, nothing is lost.`);
    this.#throttles.set(peer.id, new Throttle(peer, house.limits, slow));
  }

  #listen(peer: Peer, { ws, raw }: Joining): void {
    ws.onClosing = (reply) => this.#closing(peer, reply);
    ws.on("message", (data, isBinary) => {
      if (data instanceof Uint8Array) this.#hear(peer, { type: isBinary ? "binary" : "text", peer: peer.id, data });
    });
    ws.on("ping", (data) => {
      this.#hear(peer, { type: "ping", peer: peer.id, data });
      // Each ping was answered already: one who never reads the answers must not pile them up.
      if (peer.unsent > this.#options.house.limits.unsentBytes) peer.terminate();
    });
    ws.on("pong", (data) => this.#hear(peer, { type: "pong", peer: peer.id, data }));
    ws.on("error", (error: NodeJS.ErrnoException) => {
      const { code = "ERROR", message } = error;
      if (peer.known) this.#push({ type: "error", peer: peer.id, code, message });
    });
    ws.on("close", (code, reason) => this.#leave(peer, code, reason.toString()));
    raw.on("drain", () => this.#tellFlow(peer, 0));
  }

  #hear(peer: Peer, event: GuestEvent): void {
    this.#throttles.get(peer.id)?.count();
    if (!peer.known) return;
    // We closed it ourselves: it is read to its end, but must not fill the room meanwhile.
    if (!peer.open && (this.#full || this.#options.inbox.isPaused(peer.id))) return;
    this.#push(event);
    if (this.#options.inbox.full) this.#holdAll();
  }

  /** Waits for the answers to what came before, but not for a handler that does not read, nor for long. */
  #closing(peer: Peer, reply: () => void) {
    if (!peer.known || !this.#options.inbox.holdsFor(peer.id)) return reply();
    const done = () => {
      this.#forgetClosing(peer.id);
      reply();
    };
    const timer = setTimeout(done, this.#options.house.limits.closeMs);
    this.#closings.set(peer.id, { reply: done, [Symbol.dispose]: () => clearTimeout(timer) });
    this.#options.onNews();
  }

  #forgetClosing(id: PeerId): void {
    this.#closings.get(id)?.[Symbol.dispose]();
    this.#closings.delete(id);
  }

  #holdAll(): void {
    if (this.#full) return;
    this.#full = true;
    for (const peer of this.#peers.values()) peer.hold("inbox");
  }

  #leave(peer: Peer, code: number, reason: string): void {
    this.#peers.delete(peer.id);
    this.#forgetClosing(peer.id);
    this.#throttles.get(peer.id)?.[Symbol.dispose]();
    this.#throttles.delete(peer.id);
    this.#tellFlow(peer, 0);
    if (peer.known) this.#depart(peer, { type: "close", peer: peer.id, code, reason });
    const { house, room } = this.#options;
    house.channel.tell({ type: "left", room, peer: peer.id, port: peer.port, code });
    this.#options.onChange();
    this.#options.onNews();
  }

  #depart(peer: Peer, close: GuestEvent): void {
    this.#push(close);
    this.#departed.set(peer.id, { peer, close });
    const [oldest] = this.#departed.keys();
    if (this.#departed.size > departedKept && oldest !== undefined) this.#departed.delete(oldest);
    if (this.#options.inbox.isPaused(peer.id)) this.#keepPaused(peer.id);
  }

  #keepPaused(id: PeerId): void {
    this.#goneWhilePaused.push(id);
    this.#goneWhilePaused = this.#goneWhilePaused.filter((gone) => this.#options.inbox.isPaused(gone));
    const oldest = this.#goneWhilePaused[0];
    if (this.#goneWhilePaused.length > pausedKept && oldest !== undefined) this.#options.inbox.resume(oldest);
  }

  /** Tells the handler how much waits for a peer, once it is worth telling. */
  #tellFlow(peer: Peer, unsent: number): void {
    if (peer.toldUnsent === unsent) return;
    peer.toldUnsent = unsent;
    if (peer.known) this.#push({ type: "flow", peer: peer.id, unsent });
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
