// What new code takes over from old code when sockets stay open: who is there, what nobody received, what was queued.
import type { Effect, GuestEvent, PeerId } from "../../protocol/guest.ts";
import type { ClosedPeer } from "./closed-peers.ts";
import type { Peer } from "./peer.ts";
import type { Peers } from "./peers.ts";

export type Unread = Extract<Effect, { readonly type: "unread" }>;

export interface Estate {
  readonly members: Peers;
  /** The old handler's answer to `retire`, oldest first. */
  readonly unread: readonly Unread[];
  /** What the inbox held, in order for each peer. */
  readonly queued: readonly GuestEvent[];
}

/**
 * The first events of the new handler: each open socket again, how much waits for it, then the messages that no code
 * has received, then what was queued; who waits at the door is asked about anew. None is lost, repeated or out of order for its peer.
 */
export function inherit({ members, unread, queued }: Estate): GuestEvent[] {
  const unopened = new Set(queued.flatMap((event) => (event.type === "open" ? [event.peer] : [])));
  const peers = members.all().filter((peer) => !peer.ended && !unopened.has(peer.id));
  const gone = stillSpokenOf({ members, unread, queued }, unopened);
  const known = new Set<PeerId>([...unopened, ...peers.map(({ id }) => id), ...gone.map(({ peer }) => peer.id)]);
  const closesQueued = new Set(queued.flatMap((event) => (event.type === "close" ? [event.peer] : [])));
  const toldLater = (id: PeerId) => closesQueued.has(id) || members.waitsToEnter(id);
  return [
    ...[...peers, ...gone.map(({ peer }) => peer)].map((peer) => peer.openEvent(true)),
    ...peers.flatMap(flowOf),
    ...unread.filter(({ peer }) => known.has(peer)).map(toEvent),
    ...gone.filter(({ peer }) => !toldLater(peer.id)).map(({ close }) => close),
    ...queued.filter((event) => "peer" in event && known.has(event.peer)),
  ];
}

/** Peers that left, of whom the new handler has still to hear. */
function stillSpokenOf({ members, unread, queued }: Estate, unopened: ReadonlySet<PeerId>): ClosedPeer[] {
  const spokenOf = new Set(unread.map(({ peer }) => peer));
  for (const event of queued) if ("peer" in event) spokenOf.add(event.peer);
  const isSpokenOf = (id: PeerId) => !unopened.has(id) && (spokenOf.has(id) || members.waitsToEnter(id));
  return members.departed().filter(({ peer }) => !peer.ended && isSpokenOf(peer.id));
}

function flowOf({ id, toldUnsent }: Peer): GuestEvent[] {
  return toldUnsent > 0 ? [{ type: "flow", peer: id, unsent: toldUnsent }] : [];
}

function toEvent({ peer, kind, data }: Unread): GuestEvent {
  return { type: kind, peer, data };
}
