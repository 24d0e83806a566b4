// Who is at the other end: the peers of the room, what the page calls them, and the lane that each name keeps.
import type { Frame } from "../../../server/protocol/frame.ts";
import type { Handshake } from "../../../server/protocol/handshake.ts";
import type { RoomState } from "../../../server/protocol/host.ts";

/** One socket's far end. Its name may become known only after its first frames. */
export class Caller {
  name: string;

  constructor(name: string) {
    this.name = name;
  }
}

interface Known {
  readonly caller: Caller;
  beganAtMs: number | null;
  /** Who sent the first close frame. */
  closedBy: Frame["direction"] | null;
  isInState: boolean;
}

type Peers = RoomState["peers"];

const nameOf = (peer: number | null, client: string): string => client || (peer === null ? "elsewhere" : `#${peer}`);

export class Callers {
  #known = new Map<number, Known>();
  /** For each name the number of its last entry; in the order in which the names came. */
  readonly #lanes = new Map<string, number>();
  /** Grows when a name was learned late: what was filtered by name is to be filtered again. */
  renamed = 0;

  of(peer: number): Caller {
    return this.#knownAs(peer, "").caller;
  }

  /** null for a handshake that was told before. */
  begin({ peer, client, atMs }: Handshake): Caller | null {
    if (peer === null) return new Caller(nameOf(null, client));
    const before = this.#known.get(peer);
    if (before?.beganAtMs === atMs) return null;
    // The same number begins again when the room has moved to another process.
    if (before && before.beganAtMs !== null) this.#known.delete(peer);
    const known = this.#knownAs(peer, client);
    known.beganAtMs = atMs;
    return known.caller;
  }

  /** True for a close frame that answers the other side's. */
  closes(peer: number, direction: Frame["direction"]): boolean {
    const known = this.#knownAs(peer, "");
    known.closedBy ??= direction;
    return known.closedBy !== direction;
  }

  hasClosed(peer: number): boolean {
    return this.#known.get(peer)?.closedBy !== null;
  }

  /** Learns names; answers the peers that were there and are no longer. */
  present(peers: Peers): number[] {
    for (const { peer, client } of peers) this.#knownAs(peer, client).isInState = true;
    const here = new Set(peers.map(({ peer }) => peer));
    return [...this.#known].filter(([peer, { isInState }]) => isInState && !here.has(peer)).map(([peer]) => peer);
  }

  forget(peer: number): Caller | null {
    const caller = this.#known.get(peer)?.caller ?? null;
    this.#known.delete(peer);
    return caller;
  }

  /** A row of this name stands at this number. */
  stood(name: string, number: number): void {
    this.#lanes.set(name, number);
  }

  /** Names with a row at `from` or later, in the order in which they came. */
  lanes(from: number): string[] {
    return [...this.#lanes].filter(([, last]) => last >= from).map(([name]) => name);
  }

  /** What fell out of the ring needs no lane any more. */
  prune(first: number): void {
    for (const [name, last] of this.#lanes) if (last < first) this.#lanes.delete(name);
  }

  #knownAs(peer: number, client: string): Known {
    const known = this.#known.get(peer);
    if (!known) {
      const made = { caller: new Caller(nameOf(peer, client)), beganAtMs: null, closedBy: null, isInState: false };
      this.#known.set(peer, made);
      return made;
    }
    if (client && known.caller.name !== client) this.#rename(known.caller, client);
    return known;
  }

  #rename(caller: Caller, name: string): void {
    const last = this.#lanes.get(caller.name);
    if (last !== undefined) this.stood(name, Math.max(last, this.#lanes.get(name) ?? 0));
    this.#lanes.delete(caller.name);
    caller.name = name;
    this.renamed += 1;
  }
}
