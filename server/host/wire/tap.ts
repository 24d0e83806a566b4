// The frames of one watched room on their way to the wire panel: in batches, and no more than a panel can show.

import type { Frame } from "../../protocol/frame.ts";
import type { Handshake } from "../../protocol/handshake.ts";
import { wireFramesPerSecond } from "../../protocol/limits.ts";
import { TokenBucket } from "../../protocol/token-bucket.ts";
import type { Channel } from "../channel.ts";
import type { SeenFrame } from "./frame-reader.ts";

const flushMs = 50;
const batchFrames = 500;

/** What a frame does not know itself. `atMs` is on the room's clock. */
export type FrameContext = Pick<Frame, "peer" | "direction" | "atMs" | "version" | "line">;

/** Of handshakes fewer are shown, since each may be large. */
const handshakesPerSecond = 100;

export class Tap implements Disposable {
  readonly #room: string;
  readonly #channel: Channel;
  readonly #rate = new TokenBucket(wireFramesPerSecond, wireFramesPerSecond, performance.now());
  readonly #handshakes = new TokenBucket(handshakesPerSecond, handshakesPerSecond, performance.now());
  #frames: Frame[] = [];
  #missing = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(room: string, channel: Channel) {
    this.#room = room;
    this.#channel = channel;
  }

  see(context: FrameContext, seen: SeenFrame): void {
    this.#timer ??= setTimeout(() => this.flush(), flushMs);
    const now = performance.now();
    if (this.#channel.crowded || this.#rate.waitMs(1, now) > 0) {
      this.#missing += 1;
      return;
    }
    this.#rate.take(1, now);
    this.#frames.push({ ...context, ...seen, payload: seen.payload.toString("base64") });
    if (this.#frames.length >= batchFrames) this.flush();
  }

  /** How a socket began, told at once and behind the frames before it. */
  greet(handshake: Handshake): void {
    const now = performance.now();
    if (this.#channel.crowded || this.#handshakes.waitMs(1, now) > 0) return;
    this.#handshakes.take(1, now);
    this.flush();
    this.#channel.tell({ type: "handshake", room: this.#room, handshake });
  }

  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#frames.length + this.#missing === 0) return;
    this.#channel.tell({ type: "frames", room: this.#room, frames: this.#frames, missing: this.#missing });
    this.#frames = [];
    this.#missing = 0;
  }

  [Symbol.dispose](): void {
    this.flush();
  }
}
