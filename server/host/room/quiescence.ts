// Answers `settle`: waits until a room has processed every byte from its clients and is idle.
import type { ClientBytes } from "../../protocol/host.ts";
import type { Peers } from "./peers.ts";

/** `received`: bytes written to that client after its handshake, -1 if it is gone. */
export interface SettledClient {
  readonly port: number;
  readonly received: number;
}

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

  wait(clients: readonly ClientBytes[], resolve: Waiter["resolve"]): void {
    for (const { port, paused = false } of clients) this.#peers.byPort(port)?.stall(paused);
    this.#waiters.push({ clients, resolve });
  }

  /** The room is idle: answers the waiters whose clients' bytes have all arrived. */
  roomIdle(): void {
    const ready = this.#waiters.filter(({ clients }) => clients.every((client) => this.#hasArrived(client)));
    if (ready.length === 0) return;
    this.#waiters = this.#waiters.filter((waiter) => !ready.includes(waiter));
    for (const waiter of ready) this.#answer(waiter);
  }

  /** Answers every waiter. */
  [Symbol.dispose](): void {
    for (const waiter of this.#waiters.splice(0)) this.#answer(waiter);
  }

  #answer({ clients, resolve }: Waiter): void {
    resolve(clients.map(({ port }) => ({ port, received: this.#peers.byPort(port)?.writtenBytes ?? -1 })));
  }

  // A peer paused by its handler stays unread; one that is closing has to be gone.
  #hasArrived({ port, sent, ended = false, paused }: ClientBytes): boolean {
    const peer = this.#peers.byPort(port);
    if (!peer) return true;
    if (ended || !peer.open) return false;
    // A client that is reading will drain what is unsent, and its handler may be waiting for that.
    if (paused === false && peer.draining) return false;
    return peer.isHeld("handler") || peer.consumedBytes >= sent;
  }
}
