// Taps a socket: observes its frames, both ways (RFC 6455 §5.2). Also encodes the frames that a room sends.
import type { Socket } from "node:net";
import { lengthEnd, payloadLength } from "../../protocol/rfc6455.ts";

type OnFrame = (direction: "in" | "out", frame: SeenFrame) => void;

/**
 * Observes the bytes of one socket, alongside `ws`, and reports frames while its room is watched.
 * Create inside the `handleUpgrade` callback: earlier would include the handshake, later would miss frames.
 */
export class Tap {
  readonly #raw: Socket;
  readonly #in = new FrameReader();
  #out = new FrameReader();

  constructor(raw: Socket) {
    this.#raw = raw;
    raw.prependListener("data", (chunk: Buffer) => this.#in.push(chunk));
    raw.once("close", () => {
      this.#in.end();
      this.#out.end();
    });
  }

  get framesIn(): number {
    return this.#in.frames;
  }

  /** Starts or stops (null) reporting frames. Writes are only inspected meanwhile: each begins with a frame. */
  watch(onFrame: OnFrame | null): void {
    this.#in.watch(onFrame ? (frame) => onFrame("in", frame) : null);
    this.#out.watch(null);
    Reflect.deleteProperty(this.#raw, "write");
    if (onFrame) this.#wrapWrite(onFrame);
  }

  #wrapWrite(onFrame: OnFrame): void {
    const raw = this.#raw;
    const reader = new FrameReader();
    reader.watch((frame) => onFrame("out", frame));
    this.#out = reader;
    const write = raw.write;
    Object.defineProperty(raw, "write", {
      configurable: true,
      // Node replaces `write` once the client has ended its side.
      writable: true,
      value: (...args: unknown[]) => {
        if (args[0] instanceof Uint8Array) reader.push(args[0]);
        return Reflect.apply(write, raw, args);
      },
    });
  }
}

/** A frame as on the wire; the payload is unmasked and cut to its first 4 KiB. */
export interface SeenFrame {
  readonly opcode: number;
  readonly fin: boolean;
  readonly masked: boolean;
  /** According to the header; the payload may end early. */
  readonly length: number;
  readonly payload: Buffer;
}

export const shownPayloadBytes = 4096;

/**
 * Parses frames, however the bytes are split.
 *
 * Without a listener it only tracks where frames begin, which costs next to nothing, so that watching can start in the
 * middle of a connection. It never keeps more than a header and the start of one payload.
 */
export class FrameReader {
  /** Frames that have begun. */
  frames = 0;
  #onFrame: ((frame: SeenFrame) => void) | null = null;
  readonly #header = Buffer.allocUnsafeSlow(14);
  #headerLength = 0;
  #headerNeeded = 2;
  /** Payload bytes left before the next header. */
  #left = 0;
  #length = 0;
  /** The start of the current payload; null if the frame began before watching did. */
  #shown: Buffer | null = null;
  #shownLength = 0;

  /** Reports frames that begin from now on; null stops. */
  watch(onFrame: ((frame: SeenFrame) => void) | null): void {
    this.#onFrame = onFrame;
    if (!onFrame) this.#shown = null;
  }

  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) at = this.#left > 0 ? this.#readPayload(chunk, at) : this.#readHeader(chunk, at);
  }

  /** The socket ended: reports an incomplete frame as far as it was received. */
  end(): void {
    if (this.#shown) this.#report(this.#shown.subarray(0, this.#shownLength));
  }

  #readHeader(chunk: Uint8Array, from: number): number {
    let at = from;
    while (at < chunk.length && this.#headerLength < this.#headerNeeded) {
      this.#header[this.#headerLength++] = chunk[at++] ?? 0;
      if (this.#headerLength === 2) this.#headerNeeded = headerBytes(this.#header);
    }
    if (this.#headerLength === this.#headerNeeded) this.#beginPayload();
    return at;
  }

  #beginPayload(): void {
    this.frames += 1;
    // `ws` refuses lengths over 2^53; here they only have to be an integer.
    this.#length = Math.min(payloadLength(this.#header), Number.MAX_SAFE_INTEGER);
    this.#left = this.#length;
    this.#headerLength = 0;
    this.#headerNeeded = 2;
    if (!this.#onFrame) return;
    this.#shown = Buffer.allocUnsafe(Math.min(this.#length, shownPayloadBytes));
    this.#shownLength = 0;
    if (this.#length === 0) this.#report(this.#shown);
  }

  #readPayload(chunk: Uint8Array, at: number): number {
    const end = Math.min(chunk.length, at + this.#left);
    this.#left -= end - at;
    if (this.#shown) this.#keep(this.#shown, chunk.subarray(at, end));
    return end;
  }

  #keep(shown: Buffer, bytes: Uint8Array): void {
    const kept = bytes.subarray(0, shown.length - this.#shownLength);
    shown.set(kept, this.#shownLength);
    this.#shownLength += kept.length;
    if (this.#shownLength === shown.length) this.#report(shown);
  }

  #report(payload: Buffer): void {
    const first = this.#header[0] ?? 0;
    const masked = isMasked(this.#header);
    const mask = this.#header.subarray(lengthEnd(this.#header));
    this.#shown = null;
    if (masked) for (let i = 0; i < payload.length; i++) payload[i] = (payload[i] ?? 0) ^ (mask[i & 3] ?? 0);
    this.#onFrame?.({ opcode: first & 0x0f, fin: (first & 0x80) !== 0, masked, length: this.#length, payload });
  }
}

function isMasked(header: Buffer): boolean {
  return ((header[1] ?? 0) & 0x80) !== 0;
}

function headerBytes(header: Buffer): number {
  return lengthEnd(header) + (isMasked(header) ? 4 : 0);
}

export interface OutFrame {
  readonly opcode: number;
  readonly data: Uint8Array;
}

/** Unmasked and unfragmented, in one buffer. */
export function encodeFrames(frames: readonly OutFrame[]): Buffer {
  let total = 0;
  for (const { data } of frames) total += headerLength(data.length) + data.length;
  const bytes = Buffer.allocUnsafe(total);
  let at = 0;
  for (const frame of frames) at = writeFrame(bytes, at, frame);
  return bytes;
}

function writeFrame(bytes: Buffer, from: number, { opcode, data }: OutFrame): number {
  const length = data.length;
  bytes[from] = 0x80 | opcode;
  if (length < 126) bytes[from + 1] = length;
  else if (length < 65_536) {
    bytes[from + 1] = 126;
    bytes.writeUInt16BE(length, from + 2);
  } else {
    bytes[from + 1] = 127;
    bytes.writeUInt32BE(0, from + 2);
    bytes.writeUInt32BE(length, from + 6);
  }
  const at = from + headerLength(length);
  bytes.set(data, at);
  return at + length;
}

function headerLength(payload: number): number {
  return payload < 126 ? 2 : payload < 65_536 ? 4 : 10;
}
