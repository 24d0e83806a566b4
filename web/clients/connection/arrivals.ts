// The room's view of this page's clients: which sockets it holds, and how many messages it has received.
import type { Handshake } from "../../../server/protocol/handshake.ts";
import type { RoomState } from "../../../server/protocol/host.ts";
import type { ToPage } from "../../../server/protocol/live.ts";
import { opcodes } from "../../../server/protocol/rfc6455.ts";

type Frames = Extract<ToPage, { type: "frames" }>;
type NamedPeer = Pick<Handshake, "client" | "page">;

/** A browser learns from its own sockets only that bytes were handed over; the live channel reports their arrival. */
export class Arrivals {
  readonly #page: string;
  readonly #listeners = new Set<() => void>();
  /** Names of this page's clients by peer number. */
  readonly #names = new Map<number, string>();
  readonly #messages = new Map<number, number>();
  readonly #pings = new Map<number, number>();
  /** Peers to which the room has sent a close frame. */
  readonly #closing = new Set<number>();
  #present = new Set<string>();
  #missing = 0;

  constructor(page: string) {
    this.#page = page;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Whether the room has a socket of this client. */
  has(name: string): boolean {
    return this.#present.has(name);
  }

  /** Whether the room has closed this client's socket; the browser may not have noticed yet. */
  hasClosed(name: string): boolean {
    const peer = [...this.#names].findLast(([, client]) => client === name)?.[0];
    return !this.has(name) || (peer !== undefined && this.#closing.has(peer));
  }

  /** Messages received from this client, and frames that the live channel left out, any of which may be one. */
  messages(name: string): number {
    return this.#countOf(this.#messages, name);
  }

  /** Pings received from this client, counted in the same way. */
  pings(name: string): number {
    return this.#countOf(this.#pings, name);
  }

  #countOf(counts: ReadonlyMap<number, number>, name: string): number {
    let count = this.#missing;
    for (const [peer, frames] of counts) if (this.#names.get(peer) === name) count += frames;
    return count;
  }

  receive(message: ToPage): void {
    switch (message.type) {
      case "following":
        this.#present.clear();
        if (message.state !== null) this.#state(message.state);
        break;
      case "state":
        this.#state(message.state);
        break;
      case "handshake":
        if (message.handshake.peer !== null) this.#begin(message.handshake.peer, message.handshake);
        break;
      case "frames":
        this.#frames(message);
        break;
      default:
        return;
    }
    for (const listener of [...this.#listeners]) listener();
  }

  #state({ peers }: RoomState): void {
    for (const peer of peers) this.#name(peer.peer, peer);
    const own = peers.filter(({ page }) => page === this.#page);
    this.#present = new Set(own.map(({ client }) => client));
  }

  /** A room that moves to another process numbers its peers from the start. */
  #begin(peer: number, handshake: NamedPeer): void {
    this.#names.delete(peer);
    this.#closing.delete(peer);
    this.#name(peer, handshake);
  }

  #name(peer: number, { client, page }: NamedPeer): void {
    if (page === this.#page) this.#names.set(peer, client);
    else this.#names.delete(peer);
  }

  #frames({ frames, missing }: Frames): void {
    this.#missing += missing;
    for (const { peer, direction, opcode, fin } of frames) {
      if (direction === "out" && opcode === opcodes.close) this.#closing.add(peer);
      if (direction === "out" || !fin) continue;
      const counts = opcode === opcodes.ping ? this.#pings : opcode < opcodes.close ? this.#messages : null;
      counts?.set(peer, (counts.get(peer) ?? 0) + 1);
    }
  }
}
