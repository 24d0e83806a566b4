// Taps a room's sockets: observes the frames of each, both ways, and sends those of a watched room to the front.
import type { Socket } from "node:net";
import type { Frame } from "../../protocol/frame.ts";
import type { Handshake } from "../../protocol/handshake.ts";
import { wireFramesPerSecond } from "../../protocol/limits.ts";
import { TokenBucket } from "../../protocol/token-bucket.ts";
import type { Channel } from "../channel.ts";
import { FrameReader, type SeenFrame } from "./frames.ts";

type OnFrame = (direction: "in" | "out", frame: SeenFrame) => void;

/**
 * Observes the bytes of one socket, alongside `ws`, and reports frames while its room is watched.
 * Create inside the `handleUpgrade` callback: earlier would include the handshake, later would miss frames.
 */
export class Overhear {
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

  /** Frames from the client so far. */
  get framesIn(): number {
    return this.#in.frames;
  }

  /** Starts or stops (null) reporting frames. Writes are only inspected meanwhile: each begins with a frame. */
  watch(onFrame: OnFrame | null): void {
    this.#in.watch(onFrame ? (frame) => onFrame("in", frame) : null);
    this.#unwrapWrite();
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

  #unwrapWrite(): void {
    this.#out.watch(null);
    Reflect.deleteProperty(this.#raw, "write");
  }
}

const flushMs = 50;
const batchFrames = 500;
/** Lower than for frames, because a handshake can be large. */
const handshakesPerSecond = 100;

/** The fields of a frame that are not on the wire. `atMs` is on the room's clock. */
type FrameContext = Pick<Frame, "peer" | "direction" | "atMs" | "version" | "line">;

/** Sends frames in batches, and no more than a wire panel can show. */
export class Tap implements Disposable {
  readonly #room: string;
  readonly #channel: Channel;
  readonly #rate = new TokenBucket(wireFramesPerSecond, wireFramesPerSecond, performance.now());
  readonly #handshakeRate = new TokenBucket(handshakesPerSecond, handshakesPerSecond, performance.now());
  #frames: Frame[] = [];
  #missing = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(room: string, channel: Channel) {
    this.#room = room;
    this.#channel = channel;
  }

  frame(context: FrameContext, seen: SeenFrame): void {
    this.#timer ??= setTimeout(() => this.flush(), flushMs);
    if (!this.#take(this.#rate)) {
      this.#missing += 1;
      return;
    }
    this.#frames.push({ ...context, ...seen, payload: seen.payload.toString("base64") });
    if (this.#frames.length >= batchFrames) this.flush();
  }

  /** Sends a handshake immediately, after the frames before it. */
  handshake(handshake: Handshake): void {
    if (!this.#take(this.#handshakeRate)) return;
    this.flush();
    this.#channel.send({ type: "handshake", room: this.#room, handshake });
  }

  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#frames.length + this.#missing === 0) return;
    this.#channel.send({ type: "frames", room: this.#room, frames: this.#frames, missing: this.#missing });
    this.#frames = [];
    this.#missing = 0;
  }

  [Symbol.dispose](): void {
    this.flush();
  }

  #take(rate: TokenBucket): boolean {
    const now = performance.now();
    if (this.#channel.congested || rate.waitMs(1, now) > 0) return false;
    rate.take(1, now);
    return true;
  }
}
