// Events that wait for a room's handler, in order of arrival.
import type { GuestEvent, PeerId } from "../../protocol/guest.ts";

/** At either limit no more messages enter until some have been delivered. */
const fullEvents = 1024;
const fullBytes = 512 << 10;
/** The most that one turn delivers. */
const batchEvents = 256;
const batchBytes = 256 << 10;

export class Inbox {
  #queue: GuestEvent[] = [];
  #bytes = 0;

  get empty(): boolean {
    return this.#queue.length === 0;
  }

  get full(): boolean {
    return this.#queue.length >= fullEvents || this.#bytes >= fullBytes;
  }

  /** True while an event from this peer is waiting. */
  hasFrom(peer: PeerId): boolean {
    return this.#queue.some((event) => isFrom(event, peer));
  }

  push(event: GuestEvent): void {
    this.#queue.push(event);
    this.#bytes += bytesOf(event);
  }

  /** Removes and returns the next batch; return what the handler did not consume with `putBack`. */
  take(): GuestEvent[] {
    const end = this.#batchEnd();
    if (end === this.#queue.length) return this.takeAll();
    const batch = this.#queue.slice(0, end);
    this.#replace(this.#queue.slice(end));
    return batch;
  }

  takeAll(): GuestEvent[] {
    const all = this.#queue;
    this.#queue = [];
    this.#bytes = 0;
    return all;
  }

  /** Removes and returns the peer's messages and its end; `flow` events stay. */
  takeFrom(peer: PeerId): GuestEvent[] {
    const taken = this.#queue.filter((event) => isFrom(event, peer));
    if (taken.length > 0) this.#replace(this.#queue.filter((event) => !isFrom(event, peer)));
    return taken;
  }

  /** Puts events before all others. */
  putBack(events: readonly GuestEvent[]): void {
    if (events.length > 0) this.#replace([...events, ...this.#queue]);
  }

  #replace(queue: GuestEvent[]): void {
    this.#queue = queue;
    this.#bytes = 0;
    for (const event of queue) this.#bytes += bytesOf(event);
  }

  #batchEnd(): number {
    if (this.#queue.length <= batchEvents && this.#bytes <= batchBytes) return this.#queue.length;
    let bytes = 0;
    let end = 0;
    for (const event of this.#queue.slice(0, batchEvents)) {
      bytes += bytesOf(event);
      if (end > 0 && bytes > batchBytes) break;
      end += 1;
    }
    return end;
  }
}

function isFrom(event: GuestEvent, peer: PeerId): boolean {
  return "peer" in event && event.peer === peer && event.type !== "flow";
}

function bytesOf(event: GuestEvent): number {
  return "data" in event ? event.data.length : 0;
}
