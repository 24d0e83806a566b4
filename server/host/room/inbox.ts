// Events on their way to a room's handler: the room's queue, and what waits in front of it from each socket.
import type { GuestEvent, PeerId } from "../../protocol/guest.ts";
import type { TokenBucket } from "../../protocol/token-bucket.ts";
import type { Peer } from "./peer.ts";

/** At either limit no more messages enter until some have been delivered. */
const fullEvents = 1024;
const fullBytes = 512 << 10;
/** The most that one turn delivers. */
const batchEvents = 256;
const batchBytes = 256 << 10;

export class Inbox {
  #queue: GuestEvent[] = [];
  #bytes = 0;

  get empty(): boolean {
    return this.#queue.length === 0;
  }

  get full(): boolean {
    return this.#queue.length >= fullEvents || this.#bytes >= fullBytes;
  }

  hasFrom(peer: PeerId): boolean {
    return this.#queue.some((event) => isFrom(event, peer));
  }

  push(event: GuestEvent): void {
    this.#queue.push(event);
    this.#bytes += bytesOf(event);
  }

  /** Removes and returns the next batch; return what the handler did not consume with `putBack`. */
  take(): GuestEvent[] {
    const end = this.#batchEnd();
    if (end === this.#queue.length) return this.takeAll();
    const batch = this.#queue.slice(0, end);
    this.#replace(this.#queue.slice(end));
    return batch;
  }

  takeAll(): GuestEvent[] {
    const all = this.#queue;
    this.#queue = [];
    this.#bytes = 0;
    return all;
  }

  /** Removes and returns the peer's messages and its end; `flow` events stay. */
  takeFrom(peer: PeerId): GuestEvent[] {
    const taken = this.#queue.filter((event) => isFrom(event, peer));
    if (taken.length > 0) this.#replace(this.#queue.filter((event) => !isFrom(event, peer)));
    return taken;
  }

  putBack(events: readonly GuestEvent[]): void {
    if (events.length > 0) this.#replace([...events, ...this.#queue]);
  }

  #replace(queue: GuestEvent[]): void {
    this.#queue = queue;
    this.#bytes = 0;
    for (const event of queue) this.#bytes += bytesOf(event);
  }

  #batchEnd(): number {
    if (this.#queue.length <= batchEvents && this.#bytes <= batchBytes) return this.#queue.length;
    let bytes = 0;
    let end = 0;
    for (const event of this.#queue.slice(0, batchEvents)) {
      bytes += bytesOf(event);
      if (end > 0 && bytes > batchBytes) break;
      end += 1;
    }
    return end;
  }
}

function isFrom(event: GuestEvent, peer: PeerId): boolean {
  return "peer" in event && event.peer === peer && event.type !== "flow";
}

function bytesOf(event: GuestEvent): number {
  return "data" in event ? event.data.length : 0;
}

export type Message = Extract<GuestEvent, { readonly type: "text" | "binary" | "ping" | "pong" }>;

interface InboundOptions {
  readonly peer: Peer;
  /** Messages per second; null for no limit. */
  readonly rate: TokenBucket | null;
  /** True when the inbox accepts another message. */
  hasRoom(): boolean;
  deliver(event: GuestEvent): void;
  /** Called the first time that the socket exceeds its rate. */
  onTooFast(): void;
  /** Called when nothing is waiting any more. */
  onEmpty(): void;
}

/** Messages that enter from one socket before the next socket's turn. */
const sliceEvents = 64;
const minWaitMs = 10;

/**
 * Messages from one socket. They enter the inbox immediately, or later when the socket is too fast or paused, or the inbox
 * is full.
 */
export class Inbound implements Disposable {
  readonly peer: Peer;
  readonly #options: InboundOptions;
  /** In order of arrival: taken back from the inbox by a pause, then received since, then the end of the socket. */
  #takenBack: GuestEvent[] = [];
  #backlog: Backlog;
  #end: GuestEvent[] = [];
  #paused = false;
  #unlimited = false;
  #wasTooFast = false;
  /** Since `countFrames`. */
  #messages = 0;
  /** Frames that began, less messages: one may still be on its way. */
  #incomplete = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: InboundOptions) {
    this.#options = options;
    this.peer = options.peer;
    this.#backlog = new Backlog(options.peer.id);
  }

  get empty(): boolean {
    return this.#takenBack.length === 0 && this.#backlog.empty && this.#end.length === 0;
  }

  /** Payload bytes of the messages that wait. */
  get waitingBytes(): number {
    return this.#takenBack.reduce((sum, event) => sum + bytesOf(event), this.#backlog.bytes);
  }

  get paused(): boolean {
    return this.#paused;
  }

  /** Counts frames without a message of their own, such as fragments: a socket beyond its rate is not read for a while. */
  countFrames(frames: number): void {
    const { rate } = this.#options;
    this.#incomplete += frames - this.#messages;
    this.#messages = 0;
    if (!rate || this.#incomplete <= 1) return;
    rate.take(this.#incomplete - 1, performance.now());
    this.#incomplete = 1;
    if (!this.#takeRate(0)) this.peer.hold("rate");
  }

  /** A message that cannot enter now waits, and the socket is not read meanwhile. */
  receive(message: Message) {
    const { deliver, hasRoom } = this.#options;
    this.#messages += 1;
    if (!this.peer.visible) return;
    if (!this.#paused && this.empty && hasRoom() && this.#takeRate()) return deliver(message);
    // A socket closed from this side is read to its end; its messages need not be kept.
    if (this.peer.closedHere) return;
    this.#backlog.push(message);
    this.peer.hold("backlog");
  }

  /** Queues the socket's `error` or `close` event behind its messages. */
  end(event: GuestEvent): void {
    if (!this.#paused && this.empty) this.#options.deliver(event);
    else this.#end.push(event);
  }

  /** Keeps everything until `resume`: `undelivered`, which the inbox gave back, and what arrives. */
  pause(undelivered: readonly GuestEvent[]): void {
    this.#paused = true;
    this.#takenBack = [...undelivered, ...this.#takenBack];
    this.peer.hold("handler");
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.drain();
    this.peer.release("handler");
  }

  /** The socket is gone: its remaining messages no longer wait for its rate. */
  removeLimit(): void {
    this.#unlimited = true;
    this[Symbol.dispose]();
    this.drain();
  }

  /** Drops waiting messages, but not the end of the socket. */
  dropMessages(): void {
    this.#takenBack = [];
    this.#backlog = new Backlog(this.peer.id);
    this.#paused = false;
    this.drain();
  }

  /** Delivers one slice of what may enter now; true if there was anything. */
  drain(): boolean {
    if (this.#paused || this.empty) return false;
    const { hasRoom, deliver, onEmpty } = this.#options;
    let entered = 0;
    for (; entered < sliceEvents && hasRoom(); entered++) {
      const event = this.#next();
      if (!event) break;
      deliver(event);
    }
    if (this.empty) {
      this.peer.release("backlog");
      onEmpty();
    }
    return entered > 0;
  }

  [Symbol.dispose](): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #next(): GuestEvent | undefined {
    if (this.#takenBack.length > 0) return this.#takenBack.shift();
    if (this.#backlog.empty) return this.#end.shift();
    return this.#takeRate() ? this.#backlog.shift() : undefined;
  }

  /** Counts one message if the rate allows it; otherwise draining continues later by itself. */
  #takeRate(messages = 1): boolean {
    const { rate, onTooFast } = this.#options;
    if (!rate || this.#unlimited) return true;
    if (this.#timer) return false;
    const now = performance.now();
    const waitMs = rate.waitMs(messages, now);
    if (waitMs === 0) {
      rate.take(messages, now);
      return true;
    }
    const readAgain = () => {
      this.#timer = null;
      this.peer.release("rate");
      this.drain();
    };
    this.#timer = setTimeout(readAgain, Math.max(waitMs, minWaitMs));
    if (!this.#wasTooFast) onTooFast();
    this.#wasTooFast = true;
    return false;
  }
}

const types = ["text", "binary", "ping", "pong"] as const satisfies readonly Message["type"][];
const initialBytes = 256;

/** Messages of one peer, packed: a chunk of 64 KiB can hold nine thousand of them. */
class Backlog {
  readonly #peer: PeerId;
  /** All payloads, concatenated. */
  #bytes = Buffer.alloc(0);
  #filled = 0;
  /** The length and type of each message in one number. */
  #headers: number[] = [];
  #next = 0;
  #nextByte = 0;

  constructor(peer: PeerId) {
    this.#peer = peer;
  }

  get empty(): boolean {
    return this.#next === this.#headers.length;
  }

  get bytes(): number {
    return this.#filled - this.#nextByte;
  }

  push({ type, data }: Message): void {
    this.#reserve(data.length);
    this.#bytes.set(data, this.#filled);
    this.#filled += data.length;
    this.#headers.push(data.length * types.length + types.indexOf(type));
  }

  shift(): Message | undefined {
    const header = this.#headers[this.#next];
    if (header === undefined) return undefined;
    const type = types[header % types.length] ?? "binary";
    const end = this.#nextByte + Math.floor(header / types.length);
    const data = this.#bytes.subarray(this.#nextByte, end);
    this.#next += 1;
    this.#nextByte = end;
    if (this.empty) this.#reset();
    return { type, peer: this.#peer, data };
  }

  #reserve(bytes: number): void {
    const needed = this.#filled + bytes;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#bytes.length, initialBytes));
    larger.set(this.#bytes.subarray(0, this.#filled));
    this.#bytes = larger;
  }

  // Messages that were shifted still point into the old bytes, so those are not reused.
  #reset(): void {
    this.#bytes = Buffer.alloc(0);
    this.#filled = 0;
    this.#headers = [];
    this.#next = 0;
    this.#nextByte = 0;
  }
}

/** Close frames from clients that are answered once the earlier messages have been, or after a time. */
export class PendingCloses implements Disposable {
  readonly #maxMs: number;
  readonly #byPeer = new Map<PeerId, { readonly reply: () => void; readonly timer: NodeJS.Timeout }>();

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
