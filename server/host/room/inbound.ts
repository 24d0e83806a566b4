// How what one socket says gets into its room: at once, or later, when it is too fast, paused, or the room is full.

import type { GuestEvent } from "../../protocol/guest.ts";
import type { TokenBucket } from "../../protocol/token-bucket.ts";
import { Backlog, type Message } from "./backlog.ts";
import type { Peer } from "./peer.ts";

export interface InboundOptions {
  readonly peer: Peer;
  /** How fast it may talk; null for as fast as it likes. */
  readonly rate: TokenBucket | null;
  /** The room can take one more. */
  hasRoom(): boolean;
  deliver(event: GuestEvent): void;
  /** It was faster than its rate for the first time. */
  onTooFast(): void;
  /** Nothing waits here any more. */
  onEmpty(): void;
}

/** Of one socket so much goes in before the next one's turn. */
const sliceEvents = 64;
const shortestWaitMs = 10;

export class Inbound implements Disposable {
  readonly #options: InboundOptions;
  /** In the order in which they came: set aside by a pause, then said since, then how it ended. */
  #aside: GuestEvent[] = [];
  #backlog: Backlog;
  #ending: GuestEvent[] = [];
  #paused = false;
  #hurried = false;
  #wasTooFast = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: InboundOptions) {
    this.#options = options;
    this.#backlog = new Backlog(options.peer.id);
  }

  get empty(): boolean {
    return this.#aside.length === 0 && this.#backlog.empty && this.#ending.length === 0;
  }

  get paused(): boolean {
    return this.#paused;
  }

  get peer(): Peer {
    return this.#options.peer;
  }

  /** A message. One that cannot go in now waits, and no more is read from the socket meanwhile. */
  hear(message: Message) {
    const { peer, deliver } = this.#options;
    if (!this.#paused && this.empty && this.#options.hasRoom() && this.#inTime()) return deliver(message);
    // We closed it ourselves and read it to its end: what it still says need not be kept.
    if (peer.ended) return;
    this.#backlog.push(message);
    peer.hold("backlog");
  }

  /** How it ends comes behind all that it said. */
  end(event: GuestEvent): void {
    if (!this.#paused && this.empty) this.#options.deliver(event);
    else this.#ending.push(event);
  }

  /** Keeps what the room has not delivered yet and all that comes, until `resume`. */
  pause(undelivered: readonly GuestEvent[]): void {
    this.#paused = true;
    this.#aside = [...undelivered, ...this.#aside];
    this.#options.peer.hold("handler");
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.drain();
    this.#options.peer.release("handler");
  }

  /** The socket is gone: what it said need not wait for its rate any more. */
  hurry(): void {
    this.#hurried = true;
    this[Symbol.dispose]();
    this.drain();
  }

  /** Drops what it said, but not how it ended. */
  cutShort(): void {
    this.#aside = [];
    this.#backlog = new Backlog(this.#options.peer.id);
    this.#paused = false;
    this.drain();
  }

  /** Lets in what may go in now, a slice of it; true when something did. */
  drain(): boolean {
    if (this.#paused || this.empty) return false;
    const { peer, hasRoom, deliver, onEmpty } = this.#options;
    let entered = 0;
    for (; entered < sliceEvents && hasRoom(); entered++) {
      const event = this.#next();
      if (!event) break;
      deliver(event);
    }
    if (this.empty) {
      peer.release("backlog");
      onEmpty();
    }
    return entered > 0;
  }

  [Symbol.dispose](): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #next(): GuestEvent | undefined {
    if (this.#aside.length > 0) return this.#aside.shift();
    if (this.#backlog.empty) return this.#ending.shift();
    return this.#inTime() ? this.#backlog.shift() : undefined;
  }

  /** True when its rate allows one more message, which is counted; when not, it goes on by itself later. */
  #inTime(): boolean {
    const { rate, onTooFast } = this.#options;
    if (!rate || this.#hurried) return true;
    if (this.#timer) return false;
    const now = performance.now();
    const waitMs = rate.waitMs(1, now);
    if (waitMs === 0) {
      rate.take(1, now);
      return true;
    }
    this.#timer = setTimeout(() => this.#goOn(), Math.max(waitMs, shortestWaitMs));
    if (!this.#wasTooFast) onTooFast();
    this.#wasTooFast = true;
    return false;
  }

  #goOn(): void {
    this.#timer = null;
    this.drain();
  }
}
