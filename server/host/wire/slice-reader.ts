// Reads a socket in slices, so that no client's bytes occupy the process for long.
import type { Socket } from "node:net";

/** About this many frames are read at a time: the smallest have 6 bytes. */
const sliceFrames = 256;
const minBytes = 6 * sliceFrames;
const maxBytes = 16 << 10;

export interface SliceListener {
  /** Asked when a chunk arrives that is no larger than a slice: true if it is read at once. */
  mayRead(): boolean;
  /** Such a chunk was read. */
  onChunk(frames: number, bytes: number): void;
  /** The reader has something to read. */
  onWaiting(): void;
}

/**
 * Most chunks are small and go straight to the socket's listeners for "data", `ws` and the wire, as without this class.
 * Before any other one the socket is paused, so that the chunk waits in its buffer.
 */
export class SliceReader {
  readonly #raw: Socket;
  readonly #framesRead: () => number;
  readonly #listener: SliceListener;
  readonly #push: Socket["push"];
  #paused = true;
  #bytes = minBytes;

  /** `framesRead` counts frames. Nothing is read until `resume`. */
  constructor(raw: Socket, framesRead: () => number, listener: SliceListener) {
    this.#raw = raw;
    this.#framesRead = framesRead;
    this.#listener = listener;
    this.#push = raw.push;
    raw.pause();
    raw.push = (chunk: Buffer | null) => this.#receive(chunk);
    // `ws` would read everything at once. A client that resets its connection cannot expect all of it to arrive.
    raw.prependOnceListener("close", () => {
      const rest: unknown = raw.readableLength > 0 ? raw.read() : null;
      if (rest instanceof Uint8Array) raw.emit("data", rest.subarray(0, this.#bytes));
    });
  }

  get waiting(): boolean {
    return !this.#paused && this.#raw.readableLength > 0;
  }

  pause(): void {
    this.#paused = true;
    this.#raw.pause();
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    if (this.waiting) this.#listener.onWaiting();
    else this.#raw.resume();
  }

  /** Reads one slice. The next one is smaller if this one had many frames. Returns the number of frames. */
  read(): number {
    if (this.#paused) return 0;
    const raw = this.#raw;
    const bytes = Math.min(raw.readableLength, this.#bytes);
    const before = this.#framesRead();
    raw.read(bytes);
    const frames = this.#framesRead() - before;
    this.#adapt(bytes, frames);
    if (raw.readableLength === 0 && !this.#paused) raw.resume();
    return frames;
  }

  #receive(chunk: Buffer | null): boolean {
    const raw = this.#raw;
    if (chunk === null || this.#paused) return this.#push.call(raw, chunk);
    const isFirst = raw.readableFlowing === true && raw.readableLength === 0;
    if (isFirst && chunk.length <= this.#bytes && this.#listener.mayRead()) return this.#pass(chunk);
    raw.pause();
    this.#push.call(raw, chunk);
    this.#listener.onWaiting();
    // The listener may have read, which asks for more already: after `false` that would never come.
    return raw.readableLength < raw.readableHighWaterMark;
  }

  #pass(chunk: Buffer): boolean {
    const before = this.#framesRead();
    const mayContinue = this.#push.call(this.#raw, chunk);
    const frames = this.#framesRead() - before;
    this.#adapt(chunk.length, frames);
    this.#listener.onChunk(frames, chunk.length);
    return mayContinue;
  }

  #adapt(bytes: number, frames: number): void {
    if (bytes !== this.#bytes && frames <= sliceFrames) return;
    const next = Math.floor((bytes * sliceFrames) / Math.max(1, frames));
    this.#bytes = Math.max(minBytes, Math.min(maxBytes, next));
  }
}
