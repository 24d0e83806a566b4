// The log of one room's wire: numbered entries in bounded memory, built from live-channel messages.
import type { Frame } from "../../../server/protocol/frame.ts";
import type { Handshake } from "../../../server/protocol/handshake.ts";
import type { ToPage } from "../../../server/protocol/live.ts";
import { opcodeName } from "../../../server/protocol/rfc6455.ts";
import { entryBytes, type WireEntry } from "./entry.ts";
import { WirePeers } from "./peers.ts";
import { Ring, type RingLimits } from "./ring.ts";

export const wireLimits: RingLimits = { entries: 100_000, bytes: 64 << 20 };
/** Frames arrive in batches: a close frame may arrive this long after the state without its peer. */
export const closeFrameDelayMs = 300;

export interface WireLogOptions {
  readonly limits?: RingLimits;
  /** The token of this browser tab. */
  readonly page?: string;
  /** Runs a callback after `closeFrameDelayMs`. */
  readonly later: (run: () => void) => void;
  readonly onChange: () => void;
}

export class WireLog {
  readonly entries: Ring<WireEntry>;
  readonly peers: WirePeers;
  readonly #options: WireLogOptions;
  #room: string | null = null;
  #hasReconnected = false;
  #version: number | null = null;
  #frames = 0;
  #missing = 0;

  constructor(options: WireLogOptions) {
    this.#options = options;
    this.entries = new Ring(options.limits ?? wireLimits, entryBytes);
    this.peers = new WirePeers(options.page ?? "");
  }

  /** Frames received so far. */
  get frames(): number {
    return this.#frames;
  }

  /** Frames that the server dropped. */
  get missing(): number {
    return this.#missing;
  }

  receive(message: ToPage): void {
    if (message.type === "hello") this.#hasReconnected = this.#room !== null;
    if (message.type === "following") this.#follow(message);
    if (!("room" in message) || message.room !== this.#room) return;
    if (message.type === "state") this.#update(message.state);
    if (message.type === "frames") this.#addFrames(message.frames, message.missing);
    if (message.type === "handshake") this.#addHandshake(message.handshake);
  }

  #follow({ room, state }: Extract<ToPage, { type: "following" }>): void {
    this.#room = room;
    if (this.#hasReconnected && this.entries.next > 0) this.#push({ what: "offline" });
    this.#hasReconnected = false;
    for (const id of this.peers.update(state?.peers ?? [])) this.peers.remove(id);
    this.#options.onChange();
  }

  #update({ peers, nowMs }: Extract<ToPage, { type: "state" }>["state"]): void {
    const { renames } = this.peers;
    for (const id of this.peers.update(peers)) this.#options.later(() => this.#removePeer(id, nowMs));
    if (renames !== this.peers.renames) this.#options.onChange();
  }

  #removePeer(id: number, atMs: number): void {
    const isClosed = this.peers.isClosed(id);
    const peer = this.peers.remove(id);
    if (peer === null || isClosed) return;
    this.#push({ what: "gone", peer, atMs });
    this.#options.onChange();
  }

  #addFrames(frames: readonly Frame[], missing: number): void {
    if (missing > 0) this.#push({ what: "missing", count: missing });
    this.#missing += missing;
    for (const frame of frames) this.#addFrame(frame);
    this.#options.onChange();
  }

  #addFrame(frame: Frame): void {
    this.#addVersion(frame);
    const peer = this.peers.get(frame.peer);
    const isReply = opcodeName(frame.opcode) === "close" && this.peers.close(frame.peer, frame.direction);
    this.#frames += 1;
    this.#push({ what: "frame", peer, frame, isReply });
  }

  /** The first version needs no entry: each of its frames shows it. */
  #addVersion({ version, atMs }: Frame): void {
    if (this.#version !== null && version > this.#version) this.#push({ what: "version", version, atMs });
    this.#version = Math.max(version, this.#version ?? 0);
  }

  #addHandshake(handshake: Handshake): void {
    const peer = this.peers.start(handshake);
    if (peer === null) return;
    this.#push({ what: "handshake", peer, handshake });
    this.#options.onChange();
  }

  #push(entry: WireEntry): void {
    const number = this.entries.push(entry);
    if ("peer" in entry && !isUnknown(entry)) this.peers.addToLane(entry.peer.name, number);
    if (number % 1_024 === 0) this.peers.prune(this.entries.first);
  }
}

/** True for a refused client that the page does not know: it gets a row, but no lane. */
function isUnknown(entry: WireEntry): boolean {
  return entry.what === "handshake" && entry.handshake.peer === null && entry.handshake.client === "";
}
