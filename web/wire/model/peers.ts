// The peers of a room: the names that the page shows for them, and the lane of each name.
import type { Frame } from "../../../server/protocol/frame.ts";
import type { Handshake } from "../../../server/protocol/handshake.ts";
import type { RoomState } from "../../../server/protocol/host.ts";

/** One socket. Its name may become known only after its first frames. */
export class WirePeer {
  name: string;

  constructor(name: string) {
    this.name = name;
  }
}

interface PeerRecord {
  readonly peer: WirePeer;
  startedAtMs: number | null;
  /** The direction of the first close frame. */
  closedBy: Frame["direction"] | null;
  isInState: boolean;
}

/** What the server knows of a socket's origin; `page` identifies the browser tab that opened it. */
type Origin = Pick<Handshake, "client" | "page">;

export class WirePeers {
  readonly #page: string;
  readonly #records = new Map<number, PeerRecord>();
  /** The number of each name's latest entry, in order of first appearance. */
  readonly #lanes = new Map<string, number>();
  /** Incremented when a peer's name changes, because filters by name must run again. */
  renames = 0;

  /** `page`: the token of this browser tab. */
  constructor(page: string) {
    this.#page = page;
  }

  get(id: number): WirePeer {
    return this.#recordOf(id, { client: "" }).peer;
  }

  /** Returns null for a handshake that was already reported. */
  start({ peer: id, client, page, atMs }: Handshake): WirePeer | null {
    if (id === null) return new WirePeer(this.#nameOf({ client, page }) ?? "unknown");
    const before = this.#records.get(id);
    if (before?.startedAtMs === atMs) return null;
    // A room that moves to another process numbers its peers from the start again.
    if (before && before.startedAtMs !== null) this.#records.delete(id);
    const record = this.#recordOf(id, { client, page });
    record.startedAtMs = atMs;
    return record.peer;
  }

  /** Returns true for a close frame that replies to the other side's. */
  close(id: number, direction: Frame["direction"]): boolean {
    const record = this.#recordOf(id, { client: "" });
    record.closedBy ??= direction;
    return record.closedBy !== direction;
  }

  isClosed(id: number): boolean {
    return this.#records.get(id)?.closedBy !== null;
  }

  /** Learns names; returns the peers that have left since the last state. */
  update(peers: RoomState["peers"]): number[] {
    for (const { peer: id, client, page } of peers) this.#recordOf(id, { client, page }).isInState = true;
    const present = new Set(peers.map(({ peer }) => peer));
    return [...this.#records].filter(([id, { isInState }]) => isInState && !present.has(id)).map(([id]) => id);
  }

  remove(id: number): WirePeer | null {
    const peer = this.#records.get(id)?.peer ?? null;
    this.#records.delete(id);
    return peer;
  }

  /** Records that the entry with this number belongs to this name's lane. */
  addToLane(name: string, number: number): void {
    this.#lanes.set(name, number);
  }

  /** Names with an entry numbered `from` or later, in order of first appearance. */
  lanes(from: number): string[] {
    return [...this.#lanes].filter(([, last]) => last >= from).map(([name]) => name);
  }

  /** Removes the lanes whose entries are all older than `first`. */
  prune(first: number): void {
    for (const [name, last] of this.#lanes) if (last < first) this.#lanes.delete(name);
  }

  /** Two tabs may both have a client A: only this tab's own goes by the plain name. */
  #nameOf({ client, page }: Origin): string | null {
    if (client === "") return null;
    return page === undefined || page === this.#page ? client : `${client} (other tab)`;
  }

  #recordOf(id: number, origin: Origin): PeerRecord {
    const record = this.#records.get(id);
    const name = this.#nameOf(origin);
    if (!record) {
      const peer = new WirePeer(name ?? `#${id}`);
      const created: PeerRecord = { peer, startedAtMs: null, closedBy: null, isInState: false };
      this.#records.set(id, created);
      return created;
    }
    if (name !== null && record.peer.name !== name) this.#rename(record.peer, name);
    return record;
  }

  #rename(peer: WirePeer, name: string): void {
    const last = this.#lanes.get(peer.name);
    if (last !== undefined) this.addToLane(name, Math.max(last, this.#lanes.get(name) ?? 0));
    this.#lanes.delete(peer.name);
    peer.name = name;
    this.renames += 1;
  }
}
