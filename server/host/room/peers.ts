// The sockets of a room: joining, leaving, and events on their way into the inbox.
import type { GuestEvent, PeerId } from "../../protocol/guest.ts";
import type { RoomPlan } from "../../protocol/host.ts";
import { TokenBucket } from "../../protocol/token-bucket.ts";
import type { HostServices } from "../host-services.ts";
import type { SlowRoom } from "../unsent-budget.ts";
import { Inbound, type Inbox, type Message, PendingCloses } from "./inbox.ts";
import { type Joining, Peer } from "./peer.ts";
import type { Reports } from "./reports.ts";
import type { RoomClock } from "./room-clock.ts";

/** A handler receives a `flow` event at each multiple of this many unsent bytes. */
const flowStepBytes = 64 << 10;
const probeMs = 1_000;
/** For reading in one of the room's turns. */
const readMs = 1;
const maxClosedPeers = 64;
/** Closed peers whose messages still wait for the room; beyond that the oldest one's are dropped. */
const maxWaitingClosed = 16;

export interface RoomParts {
  readonly plan: RoomPlan;
  readonly services: HostServices;
  readonly inbox: Inbox;
  readonly clock: RoomClock;
  readonly reports: Reports;
  requestTurn(): void;
}

interface PeersOptions extends RoomParts {
  /** True if a small chunk is read at once. */
  mayRead(): boolean;
  /** Such a chunk was read. */
  onChunk(frames: number, bytes: number): void;
  /** A socket has bytes to read: `readSome` or `readFrom` reads them. */
  requestRead(peer: Peer): void;
  /** A peer joined or left. */
  onChange(): void;
}

/** A peer that is gone; the handler may not have received all of its events yet. */
export interface ClosedPeer {
  readonly peer: Peer;
  readonly close: GuestEvent;
}

export class Peers implements Disposable {
  readonly #options: PeersOptions;
  readonly #slowRoom: SlowRoom;
  /** The sockets of a check may send at any rate, and no one else's slow clients matter to them. */
  readonly #isCheck: boolean;
  readonly #open = new Map<PeerId, Peer>();
  readonly #closed = new Map<PeerId, ClosedPeer>();
  /** One for each open peer, and for closed ones with waiting events. */
  readonly #inbound = new Map<PeerId, Inbound>();
  #waitingClosed: Inbound[] = [];
  readonly #pendingCloses: PendingCloses;
  #probeTimer: NodeJS.Timeout | null = null;
  #lastId = 0;
  /** The room has closed. Its front counts none of its sockets any more, but perhaps those of its successor here. */
  #isOver = false;
  /** An `Inbound` may hold waiting events. */
  #mayWait = false;
  /** Whose bytes can be read, in the order of reading; some have become unreadable since. */
  readonly #unread = new Set<Peer>();
  /** The scheduler's round in which a socket was last read. */
  #readInRound = 0;

  constructor(options: PeersOptions) {
    this.#options = options;
    this.#pendingCloses = new PendingCloses(options.services.limits.closeMs);
    this.#slowRoom = { owner: options.plan.owner, cutOff: (peer) => this.#cutOff(peer) };
    this.#isCheck = options.plan.budget === "check";
  }

  get size(): number {
    return this.#open.size;
  }

  get unread(): boolean {
    for (const peer of this.#unread) if (peer.reader.waiting) return true;
    return false;
  }

  /** A frame that was just read may be invalid: `ws` reports that, and closes the socket, in a later tick. */
  get hasJustRead(): boolean {
    return this.#readInRound === this.#options.services.scheduler.rounds;
  }

  get(id: PeerId): Peer | undefined {
    return this.#open.get(id);
  }

  all(): Peer[] {
    return [...this.#open.values()];
  }

  byPort(port: number): Peer | undefined {
    for (const peer of this.#open.values()) if (peer.joining.port === port) return peer;
    return undefined;
  }

  /** Recently closed peers, the oldest first. */
  closed(): ClosedPeer[] {
    return [...this.#closed.values()];
  }

  /** True while events of this peer wait to enter the inbox. */
  hasWaiting(id: PeerId): boolean {
    return this.#inbound.get(id)?.empty === false;
  }

  /** See `Peer.stall`. The handler learns that something was passed on. */
  stall(port: number, messages: number | null): void {
    const peer = this.byPort(port);
    if (peer?.stall(messages)) this.#sendFlow(peer, peer.unsent);
  }

  /** Payload bytes of this peer's messages that wait to enter the inbox. */
  waitingBytes(id: PeerId): number {
    return this.#inbound.get(id)?.waitingBytes ?? 0;
  }

  join(joining: Joining): Peer {
    const { services, plan, clock, mayRead, onChunk, requestRead, onChange } = this.#options;
    const peer: Peer = new Peer(++this.#lastId, joining, {
      mayRead,
      onChunk: (frames, bytes) => {
        onChunk(frames, bytes);
        this.#afterRead(peer, frames);
      },
      onWaiting: () => {
        this.#unread.add(peer);
        requestRead(peer);
      },
      // Node does not notice that a socket is broken while it is neither read nor written.
      onHold: () => {
        this.#mayWait = true;
        this.#probeTimer ??= setInterval(() => this.#probe(), probeMs);
      },
    });
    peer.joinedMs = clock.now();
    const inbound = this.#createInbound(peer);
    this.#open.set(peer.id, peer);
    this.#inbound.set(peer.id, inbound);
    this.#listen(inbound, joining);
    this.#push(peer.openEvent(false));
    services.channel.send({ type: "joined", room: plan.room, peer: peer.id, port: joining.port });
    onChange();
    peer.reader.resume();
    return peer;
  }

  readFrom(peer: Peer): void {
    const frames = peer.reader.read();
    if (!peer.reader.waiting) this.#unread.delete(peer);
    this.#afterRead(peer, frames);
  }

  /** Reads slices of the sockets that have bytes, in turn, for a short while; false if bytes are left. `closing`: of those only. */
  readSome(closing: boolean): boolean {
    if (this.#unread.size === 0) return true;
    const deadline = performance.now() + readMs;
    for (const peer of this.#unread) {
      if (closing && peer.open) continue;
      if (performance.now() > deadline) return false;
      // The others come before its next slice.
      this.#unread.delete(peer);
      if (!peer.reader.waiting) continue;
      this.#unread.add(peer);
      this.readFrom(peer);
    }
    return true;
  }

  pause(id: PeerId): void {
    this.#inbound.get(id)?.pause(this.#options.inbox.takeFrom(id));
  }

  resume(id: PeerId): void {
    this.#inbound.get(id)?.resume();
  }

  /** After each turn: lets waiting events in, and answers close frames with nothing left before them. */
  afterTurn(jobsPending: boolean): void {
    this.#drainAll();
    if (jobsPending) return;
    this.#pendingCloses.answerAll((id) => !this.#isUndelivered(id));
  }

  /** Call after each write: what waits for all slow clients of the host is limited. */
  countUnsent(peer: Peer): void {
    if (!this.#isCheck) this.#options.services.unsent.count(peer, this.#slowRoom);
  }

  /** Reports the peer's unsent bytes to the handler if they have changed enough. */
  afterWrite(peer: Peer): void {
    const { unsent } = peer;
    if (unsent > flowStepBytes && Math.abs(unsent - peer.reportedUnsent) >= flowStepBytes) this.#sendFlow(peer, unsent);
  }

  /** Sends a `flow` event even if nothing is unsent: the handler waits for one. */
  reportFlow(peer: Peer): void {
    peer.reportedUnsent = -1;
    this.#sendFlow(peer, peer.unsent);
  }

  /** Closes every socket; the handler receives no more events of them. */
  closeAll(code: number, reason: string): void {
    this.#endAll((peer) => peer.close(code, reason));
  }

  /** Cuts every socket without a close frame; the handler receives no more events of them. */
  terminateAll(): void {
    this.#endAll((peer) => peer.terminate());
  }

  /** A new handler has taken over: hides sockets that were closed from this side, and ends every pause. */
  handOver(): void {
    for (const { peer } of this.#inbound.values()) if (peer.closedHere) peer.visible = false;
    this.#forgetInvisible();
    for (const inbound of this.#inbound.values()) inbound.resume();
    this.#drainAll();
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    this.#stopProbe();
    this.#pendingCloses[Symbol.dispose]();
  }

  #endAll(end: (peer: Peer) => void): void {
    for (const { peer } of this.#inbound.values()) peer.visible = false;
    for (const peer of this.#open.values()) end(peer);
    this.#forgetInvisible();
  }

  #afterRead(peer: Peer, frames: number): void {
    this.#readInRound = this.#options.services.scheduler.rounds;
    this.#inbound.get(peer.id)?.countFrames(frames);
    if (peer.answerPings()) {
      if (peer.unsent > this.#options.services.limits.unsentBytes) this.#cutOffForPings(peer);
      else this.countUnsent(peer);
    }
    this.#options.requestTurn();
  }

  /** A client that never reads must not pile up pongs. */
  #cutOffForPings(peer: Peer): void {
    const { reports, services } = this.#options;
    const waiting = `over ${services.limits.unsentBytes >> 10} KiB was waiting for it`;
    reports.note(`Socket ${peer.id} sends pings and does not read: ${waiting}, so its connection was cut.`);
    peer.terminate();
  }

  #createInbound(peer: Peer): Inbound {
    const { services, inbox, reports } = this.#options;
    const { messagesPerSecond, messagesBurst } = services.limits;
    return new Inbound({
      peer,
      rate: this.#isCheck ? null : new TokenBucket(messagesPerSecond, messagesBurst, performance.now()),
      hasRoom: () => !inbox.full,
      deliver: (event) => this.#push(event),
      onTooFast: () =>
        reports.note(
          `Socket ${peer.id} sends more than ${messagesPerSecond} messages a second. It is now read more slowly; no messages are lost.`,
        ),
      onEmpty: () => {
        if (!this.#open.has(peer.id)) this.#inbound.delete(peer.id);
      },
    });
  }

  #listen(inbound: Inbound, { ws, raw }: Joining): void {
    const { peer } = inbound;
    const { clock, requestTurn } = this.#options;
    const receive = (type: Message["type"], data: Uint8Array) => inbound.receive({ type, peer: peer.id, data });
    ws.onClosing = (reply) => this.#onClosing(peer, reply);
    ws.on("message", (data, isBinary) => {
      if (data instanceof Uint8Array) receive(isBinary ? "binary" : "text", data);
    });
    ws.on("ping", (data) => {
      peer.pinged(data);
      receive("ping", data);
    });
    ws.on("pong", (data) => {
      receive("pong", data);
      clock.pongs.settled(peer.id);
    });
    ws.on("error", ({ code = "ERROR", message }: NodeJS.ErrnoException) => {
      if (peer.visible) inbound.end({ type: "error", peer: peer.id, code, message });
    });
    ws.on("close", (code, reason) => this.#leave(inbound, code, reason.toString()));
    raw.on("drain", () => {
      this.#sendFlow(peer, 0);
      requestTurn();
    });
  }

  #leave(inbound: Inbound, code: number, reason: string): void {
    const { services, plan, clock, onChange, requestTurn } = this.#options;
    const { peer } = inbound;
    this.#open.delete(peer.id);
    this.#unread.delete(peer);
    this.#pendingCloses.cancel(peer.id);
    services.unsent.forget(peer);
    clock.pongs.settled(peer.id);
    this.#sendFlow(peer, 0);
    if (peer.visible) this.#addClosed(inbound, { type: "close", peer: peer.id, code, reason });
    if (!peer.visible || inbound.empty) this.#forget(peer.id, inbound);
    const { port } = peer.joining;
    if (!this.#isOver) services.channel.send({ type: "left", room: plan.room, peer: peer.id, port, code });
    onChange();
    requestTurn();
  }

  #cutOff(peer: Peer): void {
    const { reports, services } = this.#options;
    peer.terminate();
    const limit = `${services.limits.hostUnsentBytes >> 20} MiB`;
    reports.note(
      `Socket ${peer.id} reads too slowly and was cut off: over ${limit} was waiting for all slow clients of this server (limit hostUnsentBytes).`,
    );
  }

  #addClosed(inbound: Inbound, close: GuestEvent): void {
    inbound.end(close);
    this.#closed.set(inbound.peer.id, { peer: inbound.peer, close });
    const [oldest] = this.#closed.keys();
    if (this.#closed.size > maxClosedPeers && oldest !== undefined) this.#closed.delete(oldest);
    if (inbound.empty) return;
    inbound.removeLimit();
    this.#waitingClosed = [...this.#waitingClosed.filter(({ empty }) => !empty), inbound];
    if (this.#waitingClosed.length > maxWaitingClosed) this.#waitingClosed.shift()?.dropMessages();
  }

  #forgetInvisible(): void {
    for (const [id, inbound] of this.#inbound) {
      const isNeeded = inbound.peer.visible && (this.#open.has(id) || this.#closed.has(id));
      if (!isNeeded) this.#forget(id, inbound);
    }
  }

  #forget(id: PeerId, inbound: Inbound): void {
    inbound[Symbol.dispose]();
    this.#inbound.delete(id);
  }

  /** The answer to a close frame waits for the answers to earlier messages, unless the handler is not reading. */
  #onClosing(peer: Peer, reply: () => void) {
    peer.beforeClose();
    if (!peer.visible || !this.#isUndelivered(peer.id)) return reply();
    this.#pendingCloses.add(peer.id, reply);
    this.#options.requestTurn();
  }

  #isUndelivered(id: PeerId): boolean {
    const inbound = this.#inbound.get(id);
    return this.#options.inbox.hasFrom(id) || (inbound !== undefined && !inbound.paused && !inbound.empty);
  }

  /** Drains sockets in slices, one after the other, while the inbox has room. */
  #drainAll(): void {
    if (!this.#mayWait) return;
    let entered = true;
    while (entered && !this.#options.inbox.full) {
      entered = false;
      for (const inbound of this.#inbound.values()) entered = inbound.drain() || entered;
    }
    this.#mayWait = [...this.#inbound.values()].some(({ empty }) => !empty);
  }

  #probe(): void {
    const held = this.all().filter((peer) => peer.held);
    for (const peer of held) peer.probe();
    if (held.length === 0) this.#stopProbe();
  }

  #stopProbe(): void {
    if (this.#probeTimer) clearInterval(this.#probeTimer);
    this.#probeTimer = null;
  }

  #sendFlow(peer: Peer, unsent: number): void {
    if (peer.reportedUnsent === unsent) return;
    peer.reportedUnsent = unsent;
    if (peer.visible) this.#push({ type: "flow", peer: peer.id, unsent });
  }

  #push(event: GuestEvent): void {
    this.#options.inbox.push(event);
    this.#options.requestTurn();
  }
}
