// Close frames from clients that are answered once the earlier messages have been, or after a time.
import type { PeerId } from "../../protocol/guest.ts";

interface PendingClose {
  readonly reply: () => void;
  readonly timer: NodeJS.Timeout;
}

export class PendingCloses implements Disposable {
  readonly #maxMs: number;
  readonly #byPeer = new Map<PeerId, PendingClose>();

  constructor(maxMs: number) {
    this.#maxMs = maxMs;
  }

  add(id: PeerId, reply: () => void): void {
    const timer = setTimeout(() => this.#answer(id), this.#maxMs);
    this.#byPeer.set(id, { reply, timer });
  }

  answerAll(isDue: (id: PeerId) => boolean): void {
    for (const id of this.#byPeer.keys()) if (isDue(id)) this.#answer(id);
  }

  /** The socket is gone. */
  cancel(id: PeerId): void {
    clearTimeout(this.#byPeer.get(id)?.timer);
    this.#byPeer.delete(id);
  }

  [Symbol.dispose](): void {
    for (const { timer } of this.#byPeer.values()) clearTimeout(timer);
  }

  #answer(id: PeerId): void {
    const pending = this.#byPeer.get(id);
    this.cancel(id);
    pending?.reply();
  }
}
