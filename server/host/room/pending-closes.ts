// Close frames that came in, each answered once what came before it has been.
import type { PeerId } from "../../protocol/guest.ts";

interface Closing {
  readonly reply: () => void;
  readonly timer: NodeJS.Timeout;
}

export class PendingCloses {
  readonly #closings = new Map<PeerId, Closing>();
  readonly #limitMs: number;

  /** No answer waits longer than `limitMs`. */
  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  wait(peer: PeerId, reply: () => void): void {
    const timer = setTimeout(() => this.answer(peer), this.#limitMs);
    this.#closings.set(peer, { reply, timer });
  }

  /** Answers those of whom nothing is to be delivered any more. */
  answerUnless(isHeard: (peer: PeerId) => boolean): void {
    for (const peer of this.#closings.keys()) if (!isHeard(peer)) this.answer(peer);
  }

  answer(peer: PeerId): void {
    const closing = this.#closings.get(peer);
    this.forget(peer);
    closing?.reply();
  }

  forget(peer: PeerId): void {
    clearTimeout(this.#closings.get(peer)?.timer);
    this.#closings.delete(peer);
  }
}
