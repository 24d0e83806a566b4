// Hot swap: replaces one version of the learner's code by another, in steps, and without losing, repeating or reordering an event.
import type { Effect, Fault, GuestEvent, PeerId, Turn } from "../../protocol/guest.ts";
import type { ToHost } from "../../protocol/host.ts";
import { closeCodes } from "../../protocol/rfc6455.ts";
import type { CpuBudget } from "../cpu-budget.ts";
import type { Handler } from "./handler.ts";
import type { Outbound } from "./outbound.ts";
import type { ClosedPeer, Peers, RoomParts } from "./peers.ts";

export type Load = Extract<ToHost, { readonly type: "load" }>;

/** After this long, a swap continues in the room's next turn. */
const sliceMs = 20;

const retire: GuestEvent = { type: "retire" };

type Unread = Extract<Effect, { readonly type: "unread" }>;

/** What a handler's versions have in common. */
export interface HandlerParts extends RoomParts {
  readonly cpu: CpuBudget;
  readonly peers: Peers;
  readonly outbound: Outbound;
}

interface HotSwapOptions extends HandlerParts {
  readonly load: Load;
  /** Null if there is none, or a fault has stopped it. */
  old(): Handler | null;
  readonly next: Handler;
  /** What `next` did at its top level. */
  readonly turn: Turn;
}

/**
 * Replaces the handler in steps, so that neighbouring rooms get turns in between. Sockets stay open ("keep") or are
 * closed with 1012 ("restart").
 */
export class HotSwap implements Disposable {
  readonly options: HotSwapOptions;
  readonly #steps: Iterator<undefined, Unread[]>;
  #done = false;

  constructor(options: HotSwapOptions) {
    this.options = options;
    this.#steps = this.#retire();
  }

  /** True once the old handler has finished and its sockets are handed over. */
  continue(): boolean {
    const deadline = performance.now() + sliceMs;
    for (let step = this.#steps.next(); ; step = this.#steps.next()) {
      if (step.done) {
        this.#handOver(step.value);
        return true;
      }
      if (performance.now() > deadline) return false;
    }
  }

  /** Drops the new handler if the swap has not finished. */
  [Symbol.dispose](): void {
    if (!this.#done) this.options.next[Symbol.dispose]();
  }

  #handOver(unread: readonly Unread[]): void {
    const { load, peers, inbox } = this.options;
    this.#done = true;
    if (load.swap === "restart") peers.closeAll(closeCodes.serviceRestart, "new code was loaded");
    for (const event of firstEvents(peers, unread, inbox.takeAll())) inbox.push(event);
    peers.handOver();
  }

  /** Lets the old handler answer what it has received, then ends it. Returns the messages that it never read. */
  *#retire(): Generator<undefined, Unread[]> {
    const { outbound, reports } = this.options;
    const old = this.options.old();
    const unread: Unread[] = [];
    if (!old) return unread;
    const fault = yield* this.#finish(old, [], (turn) => outbound.apply(turn.effects, old.program));
    if (fault) return unread;
    yield* this.#finish(old, [retire], (turn) => {
      reports.apply(turn.effects, old.program.version);
      unread.push(...turn.effects.filter((effect) => effect.type === "unread"));
    });
    return unread;
  }

  /** Delivers events and runs the jobs that follow, within one turn's fuel. Returns the fault that ended it, if any. */
  *#finish(old: Handler, events: GuestEvent[], onTurn: (turn: Turn) => void): Generator<undefined, Fault | null> {
    const { clock, cpu, reports, services } = this.options;
    let waiting = events;
    let fuel = 0;
    while ((waiting.length > 0 || old.jobsPending) && fuel < services.limits.turnFuel) {
      const turn = old.deliver(waiting, clock.now());
      waiting = waiting.slice(turn.consumed);
      fuel += turn.fuel;
      cpu.addTurn(turn.fuel);
      onTurn(turn);
      if (turn.fault) reports.reportFault({ ...turn.fault, stops: false });
      if (turn.fault) return turn.fault;
      yield;
    }
    return null;
  }
}

/**
 * The first events of a new handler: each open socket and its unsent bytes, then messages that the old handler never
 * read, then the queue. Upgrades are repeated separately. For each peer, nothing is lost, repeated or reordered.
 */
function firstEvents(peers: Peers, unread: readonly Unread[], queued: readonly GuestEvent[]): GuestEvent[] {
  const unopened = new Set(queued.flatMap((event) => (event.type === "open" ? [event.peer] : [])));
  const open = peers.all().filter((peer) => !peer.closedHere && !unopened.has(peer.id));
  const closed = closedWithEvents(peers, unread, queued).filter(({ peer }) => !unopened.has(peer.id));
  const handedOver = [...open, ...closed.map(({ peer }) => peer)];
  const known = new Set<PeerId>([...unopened, ...handedOver.map(({ id }) => id)]);
  const closeQueued = new Set(queued.flatMap((event) => (event.type === "close" ? [event.peer] : [])));
  const closeFollows = (id: PeerId) => closeQueued.has(id) || peers.hasWaiting(id);
  return [
    ...handedOver.map((peer) => peer.openEvent(true)),
    ...open
      .filter(({ reportedUnsent }) => reportedUnsent > 0)
      .map(({ id, reportedUnsent }): GuestEvent => ({ type: "flow", peer: id, unsent: reportedUnsent })),
    ...unread
      .filter(({ peer }) => known.has(peer))
      .map(({ peer, kind, data }): GuestEvent => ({ type: kind, peer, data })),
    ...closed.filter(({ peer }) => !closeFollows(peer.id)).map(({ close }) => close),
    ...queued.filter((event) => "peer" in event && known.has(event.peer)),
  ];
}

/** Closed peers with events that no handler has received. */
function closedWithEvents(peers: Peers, unread: readonly Unread[], queued: readonly GuestEvent[]): ClosedPeer[] {
  const withEvents = new Set(unread.map(({ peer }) => peer));
  for (const event of queued) if ("peer" in event) withEvents.add(event.peer);
  const closed = peers.closed().filter(({ peer }) => !peer.closedHere);
  return closed.filter(({ peer: { id } }) => withEvents.has(id) || peers.hasWaiting(id));
}
