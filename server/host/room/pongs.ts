// Pings that clients have not answered yet, so that a clock moved by hand does not outrun the network.
import type { PeerId } from "../../protocol/guest.ts";

/** Real time that a client gets for its pong before the clock moves on without it. */
const graceMs = 100;

export class Pongs implements Disposable {
  readonly #deadlines = new Map<PeerId, number>();
  readonly #onOver: () => void;
  #timer: NodeJS.Timeout | null = null;

  /** `onOver` is called when waiting has become pointless. */
  constructor(onOver: () => void) {
    this.#onOver = onOver;
  }

  pinged(peer: PeerId): void {
    this.#deadlines.set(peer, performance.now() + graceMs);
  }

  /** It answered, or is gone. */
  settled(peer: PeerId): void {
    if (this.#deadlines.delete(peer) && this.#timer) this.#end();
  }

  /** True while an answer may still come. */
  wait(): boolean {
    const now = performance.now();
    for (const [peer, deadline] of this.#deadlines) if (deadline <= now) this.#deadlines.delete(peer);
    if (this.#deadlines.size === 0) return false;
    const last = Math.max(...this.#deadlines.values());
    this.#timer ??= setTimeout(() => this.#end(), Math.ceil(last - now));
    return true;
  }

  [Symbol.dispose](): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#deadlines.clear();
  }

  #end(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#onOver();
  }
}
