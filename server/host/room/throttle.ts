// How fast one socket may talk: beyond its rate it is not read for a while; nothing is lost.
import type { Limits } from "../../protocol/limits.ts";
import { Bucket } from "../bucket.ts";
import type { Peer } from "./peer.ts";

export class Throttle implements Disposable {
  readonly #peer: Peer;
  readonly #rate: Bucket;
  readonly #onFirstHold: () => void;
  #timer: NodeJS.Timeout | null = null;
  #told = false;

  constructor(peer: Peer, limits: Limits, onFirstHold: () => void) {
    this.#peer = peer;
    this.#rate = new Bucket(limits.messagesPerSecond, limits.messagesBurst, performance.now());
    this.#onFirstHold = onFirstHold;
  }

  /** One message came. */
  count(): void {
    const now = performance.now();
    this.#rate.take(1, now);
    if (this.#timer || this.#rate.waitMs(0, now) === 0) return;
    this.#peer.hold("rate");
    this.#wait(now);
    if (!this.#told) this.#onFirstHold();
    this.#told = true;
  }

  [Symbol.dispose](): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #wait(now: number): void {
    this.#timer = setTimeout(() => this.#look(), Math.max(1, this.#rate.waitMs(1, now)));
  }

  // Messages that were read already may have come in since: then it waits on.
  #look() {
    const now = performance.now();
    if (this.#rate.waitMs(1, now) > 0) return this.#wait(now);
    this.#timer = null;
    this.#peer.release("rate");
  }
}
