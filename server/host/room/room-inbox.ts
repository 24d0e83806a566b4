// What a room's handler has not heard yet and may hear now: events in the order they came.
import type { GuestEvent, PeerId } from "../../protocol/guest.ts";

/** With so much in it a room takes no more messages until it has delivered some. */
const fullEvents = 1024;
const fullBytes = 512 << 10;
/** What is handed over at once. */
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

  /** True while something of this peer waits. */
  holdsFor(peer: PeerId): boolean {
    return this.#queue.some((event) => isOf(event, peer));
  }

  push(event: GuestEvent): void {
    this.#queue.push(event);
    this.#bytes += bytesOf(event);
  }

  /** The next batch, which is no longer here; what the handler did not consume comes back by `putBack`. */
  take(): GuestEvent[] {
    const end = this.#batchEnd();
    if (end < this.#queue.length) {
      const batch = this.#queue.slice(0, end);
      this.#replace(this.#queue.slice(end));
      return batch;
    }
    return this.takeAll();
  }

  takeAll(): GuestEvent[] {
    const all = this.#queue;
    this.#queue = [];
    this.#bytes = 0;
    return all;
  }

  /** Takes out what this peer said, and how it ended; how much waits for it stays. */
  takeFrom(peer: PeerId): GuestEvent[] {
    const taken = this.#queue.filter((event) => isOf(event, peer));
    if (taken.length > 0) this.#replace(this.#queue.filter((event) => !isOf(event, peer)));
    return taken;
  }

  /** Before anything that came since. */
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

function isOf(event: GuestEvent, peer: PeerId): boolean {
  return "peer" in event && event.peer === peer && event.type !== "flow";
}

function bytesOf(event: GuestEvent): number {
  return "data" in event ? event.data.length : 0;
}
