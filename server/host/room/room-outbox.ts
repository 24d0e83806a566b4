// What one turn sends: gathered for each peer, written in one go, in order.
import type { PeerId } from "../../protocol/guest.ts";
import { encodeFrames, type OutFrame } from "../wire/frame-writer.ts";
import type { Peer, Sent } from "./peer.ts";

type Sending = OutFrame & Sent;

export class Outbox {
  readonly #waiting = new Map<PeerId, { peer: Peer; frames: Sending[] }>();

  put(peer: Peer, frame: Sending): void {
    const waiting = this.#waiting.get(peer.id);
    if (waiting) waiting.frames.push(frame);
    else this.#waiting.set(peer.id, { peer, frames: [frame] });
  }

  /** Writes everything; the peers that were written to. */
  flushAll(): Peer[] {
    if (this.#waiting.size === 0) return [];
    const peers: Peer[] = [];
    for (const { peer, frames } of this.#waiting.values()) {
      if (!peer.open) continue;
      peer.write(encodeFrames(frames), frames);
      peers.push(peer);
    }
    this.#waiting.clear();
    return peers;
  }
}
