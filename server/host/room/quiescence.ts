// Answers `settle`: waits until the room has processed every byte from its clients and is idle.
import type { ClientBytes, FromHost } from "../../protocol/host.ts";
import type { Peers } from "./peers.ts";

/** `received`: bytes written to that client after its handshake, -1 if it is gone. */
type SettledClient = Extract<FromHost, { readonly type: "settled" }>["clients"][number];

interface Waiter {
  readonly clients: readonly ClientBytes[];
  readonly resolve: (clients: SettledClient[]) => void;
}

export class Quiescence implements Disposable {
  readonly #peers: Peers;
  #waiters: Waiter[] = [];

  constructor(peers: Peers) {
    this.#peers = peers;
  }

  get isAwaited(): boolean {
    return this.#waiters.length > 0;
  }

  wait(clients: readonly ClientBytes[], resolve: Waiter["resolve"]): void {
    for (const { port, paused = false, messages = 0 } of clients) this.#peers.stall(port, paused ? messages : null);
    this.#waiters.push({ clients, resolve });
  }

  /** The room is idle: answers the waiters whose clients' bytes have all arrived. */
  roomIdle(): void {
    const ready = this.#waiters.filter(({ clients }) => clients.every((client) => this.#hasArrived(client)));
    if (ready.length === 0) return;
    this.#waiters = this.#waiters.filter((waiter) => !ready.includes(waiter));
    for (const waiter of ready) this.#answer(waiter);
  }

  [Symbol.dispose](): void {
    for (const waiter of this.#waiters.splice(0)) this.#answer(waiter);
  }

  #answer({ clients, resolve }: Waiter): void {
    resolve(clients.map((client) => this.#progressOf(client)));
  }

  #progressOf({ port, sent }: ClientBytes): SettledClient {
    const peer = this.#peers.byPort(port);
    if (!peer) return { port, received: -1, held: 0, unread: 0 };
    const unread = peer.isHeld("handler") ? sent - peer.consumedBytes + this.#peers.waitingBytes(peer.id) : 0;
    return { port, received: peer.writtenBytes, held: peer.unsent, unread: Math.max(0, unread) };
  }

  // A peer paused by its handler stays unread; one that is closing has to be gone.
  #hasArrived({ port, sent, ended = false, paused }: ClientBytes): boolean {
    const peer = this.#peers.byPort(port);
    if (!peer) return true;
    // The close frame for a paused client is held until it reads again.
    if (ended || !peer.open) return !ended && paused === true;
    // A client that is reading will drain what is unsent, and its handler may be waiting for that.
    if (paused === false && peer.draining) return false;
    return peer.isHeld("handler") || peer.consumedBytes >= sent;
  }
}
