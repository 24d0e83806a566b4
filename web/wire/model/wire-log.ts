// What passed on the wire of one room, as the live channel tells it: numbered rows in bounded memory.
import type { Frame } from "../../../server/protocol/frame.ts";
import type { Handshake } from "../../../server/protocol/handshake.ts";
import type { ToPage } from "../../../server/protocol/live.ts";
import { Callers } from "./callers.ts";
import { entryBytes, frameKind, type WireEntry } from "./entry.ts";
import { Ring, type RingLimits } from "./ring.ts";

export const keptOnWire: RingLimits = { entries: 100_000, bytes: 64 << 20 };
/** Frames are told in batches: a close frame may come this much later than the news that its socket is gone. */
export const closeFrameWithinMs = 300;

export interface WireLogOptions {
  readonly limits?: RingLimits;
  /** Runs what is given once the last frames of a socket that is gone must have come. */
  readonly later: (run: () => void) => void;
  /** Rows were added, or a name was learned. */
  readonly changed: () => void;
}

export class WireLog {
  readonly entries: Ring<WireEntry>;
  readonly callers = new Callers();
  readonly #options: WireLogOptions;
  #room: string | null = null;
  /** The server has said hello again: there was a time without it. */
  #isBack = false;
  #version: number | null = null;
  #frames = 0;
  #missing = 0;

  constructor(options: WireLogOptions) {
    this.#options = options;
    this.entries = new Ring(options.limits ?? keptOnWire, entryBytes);
  }

  /** Frames that came. */
  get frames(): number {
    return this.#frames;
  }

  /** Frames that the server saw and did not pass on. */
  get missing(): number {
    return this.#missing;
  }

  hear(message: ToPage): void {
    if (message.type === "hello") this.#isBack = this.#room !== null;
    if (message.type === "following") this.#following(message);
    if (!("room" in message) || message.room !== this.#room) return;
    if (message.type === "state") this.#present(message.state);
    if (message.type === "frames") this.#framesCame(message.frames, message.missing);
    if (message.type === "handshake") this.#handshake(message.handshake);
  }

  #following({ room, state }: Extract<ToPage, { type: "following" }>): void {
    this.#room = room;
    if (this.#isBack && this.entries.next > 0) this.#push({ what: "away" });
    this.#isBack = false;
    for (const peer of this.callers.present(state?.peers ?? [])) this.callers.forget(peer);
    this.#options.changed();
  }

  #present({ peers, nowMs }: Extract<ToPage, { type: "state" }>["state"]): void {
    const { renamed } = this.callers;
    for (const peer of this.callers.present(peers)) this.#options.later(() => this.#gone(peer, nowMs));
    if (renamed !== this.callers.renamed) this.#options.changed();
  }

  #gone(peer: number, atMs: number): void {
    const isClosed = this.callers.hasClosed(peer);
    const caller = this.callers.forget(peer);
    if (caller === null || isClosed) return;
    this.#push({ what: "gone", caller, atMs });
    this.#options.changed();
  }

  #framesCame(frames: readonly Frame[], missing: number): void {
    if (missing > 0) this.#push({ what: "missing", count: missing });
    this.#missing += missing;
    for (const frame of frames) this.#frame(frame);
    this.#options.changed();
  }

  #frame(frame: Frame): void {
    this.#serves(frame);
    const caller = this.callers.of(frame.peer);
    const isAnswer = frameKind(frame.opcode) === "close" && this.callers.closes(frame.peer, frame.direction);
    this.#frames += 1;
    this.#push({ what: "frame", caller, frame, isAnswer });
  }

  /** The first version is no news: every row of it says so. */
  #serves({ version, atMs }: Frame): void {
    if (this.#version !== null && version > this.#version) this.#push({ what: "version", version, atMs });
    this.#version = Math.max(version, this.#version ?? 0);
  }

  #handshake(handshake: Handshake): void {
    const caller = this.callers.begin(handshake);
    if (caller === null) return;
    this.#push({ what: "handshake", caller, handshake });
    this.#options.changed();
  }

  #push(entry: WireEntry): void {
    const number = this.entries.push(entry);
    if ("caller" in entry && !isStranger(entry)) this.callers.stood(entry.caller.name, number);
    if (number % 1_024 === 0) this.callers.prune(this.entries.first);
  }
}

/** Refused, and nobody that the page knows: worth a row, not a lane. */
function isStranger(entry: WireEntry): boolean {
  return entry.what === "handshake" && entry.handshake.peer === null && entry.handshake.client === "";
}
