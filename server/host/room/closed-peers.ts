// Peers that are gone: kept for a while, since messages of theirs may not have been received yet.
import type { GuestEvent, PeerId } from "../../protocol/guest.ts";
import type { Inbound } from "./inbound.ts";
import type { Peer } from "./peer.ts";

const mostKept = 64;
/** Of so many who left, what they said waits for its time; beyond that the oldest is cut short. */
const mostWaiting = 16;

export interface ClosedPeer {
  readonly peer: Peer;
  readonly close: GuestEvent;
}

export class ClosedPeers {
  readonly #departed = new Map<PeerId, ClosedPeer>();
  #waiting: Inbound[] = [];

  all(): ClosedPeer[] {
    return [...this.#departed.values()];
  }

  has(peer: PeerId): boolean {
    return this.#departed.has(peer);
  }

  add(departed: ClosedPeer, intake: Inbound): void {
    this.#departed.set(departed.peer.id, departed);
    const [oldest] = this.#departed.keys();
    if (this.#departed.size > mostKept && oldest !== undefined) this.#departed.delete(oldest);
    if (!intake.empty) this.#addWaiting(intake);
  }

  #addWaiting(intake: Inbound): void {
    intake.hurry();
    this.#waiting = [...this.#waiting.filter(({ empty }) => !empty), intake];
    if (this.#waiting.length > mostWaiting) this.#waiting.shift()?.cutShort();
  }
}
