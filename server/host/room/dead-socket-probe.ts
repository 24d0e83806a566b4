// Finds out about broken sockets that are not read: Node does not look at a socket while nobody reads or writes it.
import type { Peer } from "./peer.ts";

const everyMs = 1_000;

export class DeadSocketProbe implements Disposable {
  readonly #peers: () => Iterable<Peer>;
  #timer: NodeJS.Timeout | null = null;

  /** `peers` are those to look at, each time. */
  constructor(peers: () => Iterable<Peer>) {
    this.#peers = peers;
  }

  /** Some peer is held: looks every second until none is. */
  start(): void {
    this.#timer ??= setInterval(() => this.#look(), everyMs);
  }

  [Symbol.dispose](): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  #look(): void {
    let held = false;
    for (const peer of this.#peers()) {
      if (!peer.held) continue;
      held = true;
      peer.touch();
    }
    if (!held) this[Symbol.dispose]();
  }
}
