// Reads a socket in slices, so that no client's bytes occupy the process for long.
import type { Socket } from "node:net";

/** About so many frames are read at a time: the smallest have 6 bytes. */
const sliceFrames = 256;
const minBytes = 6 * sliceFrames;
const maxBytes = 16 << 10;

export class SliceReader {
  readonly #raw: Socket;
  readonly #framesRead: () => number;
  readonly #onReadable: () => void;
  #paused = false;
  /** Bytes, or the end, have arrived since the last `read`. */
  #arrived = false;
  #bytes = minBytes;

  /**
   * While there is a listener for "readable", nothing is read but by `read`, and each slice goes to the listeners for "data":
   * `ws` and the wire. `framesRead` counts frames. Calls `onReadable` when there is something to read.
   */
  constructor(raw: Socket, framesRead: () => number, onReadable: () => void) {
    this.#raw = raw;
    this.#framesRead = framesRead;
    this.#onReadable = onReadable;
    raw.on("readable", () => {
      this.#arrived = true;
      this.#notify();
    });
  }

  /** Bytes, or the end, can be read. */
  get waiting(): boolean {
    return !this.#paused && (this.#arrived || this.#raw.readableLength > 0);
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#notify();
  }

  /** Reads one slice. The next one is smaller if this one had many frames. Returns the number of frames. */
  read(): number {
    if (this.#paused) return 0;
    this.#arrived = false;
    const isWhole = this.#raw.readableLength <= this.#bytes;
    const before = this.#framesRead();
    // Without a size, this also reads the end of the stream, which follows the last byte.
    this.#raw.read(isWhole ? undefined : this.#bytes);
    const frames = this.#framesRead() - before;
    if (!isWhole) this.#bytes = clamp(Math.floor((this.#bytes * sliceFrames) / Math.max(1, frames)));
    return frames;
  }

  #notify(): void {
    if (!this.#paused) this.#onReadable();
  }
}

function clamp(bytes: number): number {
  return Math.max(minBytes, Math.min(maxBytes, bytes));
}
