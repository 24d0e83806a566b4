// What a room's handler has not heard yet: events in the order they came, those of paused peers set aside.
import type { GuestEvent, PeerId } from "../../protocol/guest.ts";

/** Above this a room reads no more from its sockets; below half of it, again. */
const fullEvents = 1024;
const fullBytes = 512 << 10;
/** What is handed over at once. */
const batchEvents = 256;
const batchBytes = 256 << 10;

export class Inbox {
  #queue: GuestEvent[] = [];
  /** Per paused peer what waits for its `resume`. None of its events stands in the queue, save `flow`. */
  readonly #aside = new Map<PeerId, GuestEvent[]>();
  #bytes = 0;

  /** True when nothing can be delivered now. */
  get idle(): boolean {
    return this.#queue.length === 0;
  }

  /** What is set aside does not count: its sockets are not read. */
  get full(): boolean {
    return this.#queue.length > fullEvents || this.#bytes > fullBytes;
  }

  get hasRoom(): boolean {
    return this.#queue.length <= fullEvents / 2 && this.#bytes <= fullBytes / 2;
  }

  isPaused(peer: PeerId): boolean {
    return this.#aside.has(peer);
  }

  /** True while something of this peer can be delivered. */
  holdsFor(peer: PeerId): boolean {
    return this.#queue.some((event) => "peer" in event && event.peer === peer);
  }

  push(event: GuestEvent): void {
    const aside = this.#asideFor(event);
    if (aside) aside.push(event);
    else this.#append(event);
  }

  /** The next batch, which is no longer here; what the handler did not consume comes back by `putBack`. */
  take(): GuestEvent[] {
    const end = this.#batchEnd();
    if (end < this.#queue.length) {
      const batch = this.#queue.slice(0, end);
      this.#replace(this.#queue.slice(end));
      return batch;
    }
    const batch = this.#queue;
    this.#queue = [];
    this.#bytes = 0;
    return batch;
  }

  /** Before anything that came since. */
  putBack(events: readonly GuestEvent[]): void {
    if (events.length > 0) this.#replace([...events, ...this.#queue]);
  }

  /** Sets aside what waits for this peer and what will come, until `resume`. */
  pause(peer: PeerId): void {
    if (this.#aside.has(peer)) return;
    const aside: GuestEvent[] = [];
    this.#aside.set(peer, aside);
    const rest = this.#queue.filter((event) => !this.#asideFor(event));
    if (rest.length === this.#queue.length) return;
    for (const event of this.#queue) if (this.#asideFor(event)) aside.push(event);
    this.#replace(rest);
  }

  resume(peer: PeerId): void {
    const aside = this.#aside.get(peer);
    if (!aside) return;
    this.#aside.delete(peer);
    for (const event of aside) this.#append(event);
  }

  /** Takes everything out, in order for each peer, and forgets who was paused. */
  empty(): GuestEvent[] {
    const all = [...this.#queue, ...[...this.#aside.values()].flat()];
    this.#aside.clear();
    this.#replace([]);
    return all;
  }

  #append(event: GuestEvent): void {
    this.#queue.push(event);
    this.#bytes += bytesOf(event);
  }

  #replace(queue: GuestEvent[]): void {
    this.#queue = queue;
    this.#bytes = 0;
    for (const event of queue) this.#bytes += bytesOf(event);
  }

  #asideFor(event: GuestEvent): GuestEvent[] | undefined {
    if (this.#aside.size === 0 || event.type === "flow" || !("peer" in event)) return undefined;
    return this.#aside.get(event.peer);
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

function bytesOf(event: GuestEvent): number {
  return "data" in event ? event.data.length : 0;
}
