// Who waits until a room has nothing left to do, having seen every byte that its clients sent.
import type { ClientBytes } from "../../protocol/host.ts";
import type { Peers } from "./peers.ts";

/** `received`: bytes the room wrote to that client after its handshake, -1 for one that is gone. */
export interface SettledClient {
  readonly port: number;
  readonly received: number;
}

interface Waiter {
  readonly clients: readonly ClientBytes[];
  readonly done: (clients: SettledClient[]) => void;
}

export class Quiescence {
  readonly #members: Peers;
  #waiters: Waiter[] = [];

  constructor(members: Peers) {
    this.#members = members;
  }

  get waiting(): boolean {
    return this.#waiters.length > 0;
  }

  wait(clients: readonly ClientBytes[], done: Waiter["done"]): void {
    for (const { port, paused = false } of clients) this.#members.byPort(port)?.stall(paused);
    this.#waiters.push({ clients, done });
  }

  /** The room is quiet: those whose clients' bytes have all come are answered. */
  look(): void {
    const ready = this.#waiters.filter(({ clients }) => clients.every((client) => this.#arrived(client)));
    if (ready.length === 0) return;
    this.#waiters = this.#waiters.filter((waiter) => !ready.includes(waiter));
    for (const waiter of ready) this.#answer(waiter);
  }

  /** The room goes: nobody waits any longer. */
  end(): void {
    for (const waiter of this.#waiters.splice(0)) this.#answer(waiter);
  }

  #answer({ clients, done }: Waiter): void {
    done(clients.map(({ port }) => ({ port, received: this.#members.byPort(port)?.writtenBytes ?? -1 })));
  }

  // A peer that its handler has paused stays unread whatever comes; one that is closing has yet to go.
  #arrived({ port, sent, ended = false, paused }: ClientBytes): boolean {
    const peer = this.#members.byPort(port);
    if (!peer) return true;
    if (ended || !peer.open) return false;
    // A client that says it reads will drain what is unsent, and its handler may be waiting for that.
    if (paused === false && peer.draining) return false;
    return peer.isHeld("handler") || peer.consumedBytes >= sent;
  }
}
