// Bounds what waits in this process for all clients that read slowly or not at all.
// Beyond the limit, clients of the heaviest network are cut off first.
import type { RoomOwner } from "../protocol/host.ts";
import type { Peer } from "./room/peer.ts";

export interface SlowRoom {
  readonly owner: RoomOwner;
  /** Frees what waits for a client, and reports that to the learner. */
  cutOff(peer: Peer): void;
}

interface Entry {
  readonly peer: Peer;
  readonly room: SlowRoom;
  /** As last measured. */
  readonly bytes: number;
}

/** This share is kept when the limit is exceeded, so that not every write exceeds it again. */
const keptShare = 7 / 8;

export class UnsentBudget {
  readonly #limitBytes: number;
  readonly #entries = new Map<Peer, Entry>();
  #bytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** As last measured: what clients have read since still counts. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Call after writing to a client. */
  count(peer: Peer, room: SlowRoom): void {
    const bytes = peer.waitingBytes;
    this.forget(peer);
    if (bytes === 0) return;
    this.#entries.set(peer, { peer, room, bytes });
    this.#bytes += bytes;
    if (this.#bytes > this.#limitBytes) this.#reduce();
  }

  /** The client is gone. */
  forget(peer: Peer): void {
    this.#bytes -= this.#entries.get(peer)?.bytes ?? 0;
    this.#entries.delete(peer);
  }

  #reduce(): void {
    const entries = this.#measure();
    for (const { peer, room } of inOrder(entries)) {
      if (this.#bytes <= this.#limitBytes * keptShare) return;
      this.forget(peer);
      room.cutOff(peer);
    }
  }

  #measure(): Entry[] {
    const entries = [...this.#entries.values()].map((entry) => ({ ...entry, bytes: entry.peer.waitingBytes }));
    this.#entries.clear();
    for (const entry of entries) if (entry.bytes > 0) this.#entries.set(entry.peer, entry);
    this.#bytes = sum(entries);
    return [...this.#entries.values()];
  }
}

/** Those for whom most is waiting come first: by network, then by learner, then by client. */
function inOrder(entries: readonly Entry[]): Entry[] {
  const networks = heaviestFirst(entries, ({ room }) => room.owner.network);
  const learners = networks.flatMap((network) => heaviestFirst(network, ({ room }) => room.owner.learner));
  return learners.flatMap((learner) => learner.toSorted((a, b) => b.bytes - a.bytes));
}

function heaviestFirst(entries: readonly Entry[], keyOf: (entry: Entry) => string): Entry[][] {
  const groups = [...Map.groupBy(entries, keyOf).values()].map((group) => ({ group, bytes: sum(group) }));
  return groups.sort((a, b) => b.bytes - a.bytes).map(({ group }) => group);
}

function sum(entries: readonly Entry[]): number {
  return entries.reduce((total, { bytes }) => total + bytes, 0);
}
