// Sends the frames of a watched room to the front: in batches, and no more than a wire panel can show.

import type { Frame } from "../../protocol/frame.ts";
import type { Handshake } from "../../protocol/handshake.ts";
import { wireFramesPerSecond } from "../../protocol/limits.ts";
import { TokenBucket } from "../../protocol/token-bucket.ts";
import type { Channel } from "../channel.ts";
import type { SeenFrame } from "./frame-reader.ts";

const flushMs = 50;
const batchFrames = 500;
/** Lower than for frames, because a handshake can be large. */
const handshakesPerSecond = 100;

/** The fields of a frame that are not on the wire. `atMs` is on the room's clock. */
export type FrameContext = Pick<Frame, "peer" | "direction" | "atMs" | "version" | "line">;

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
