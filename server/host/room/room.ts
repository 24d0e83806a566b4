// A room: one running handler and its sockets. Queues events, delivers them in turns, and applies their effects.
import type { GuestEvent, RequestInfo, UpgradeAnswer } from "../../protocol/guest.ts";
import type { ClientBytes, ClockMode, DialAnswer, HowToSettle, RoomPlan, RoomState } from "../../protocol/host.ts";
import { closeCodes } from "../../protocol/rfc6455.ts";
import { CpuBudget } from "../cpu-budget.ts";
import { acceptance, type Opening, PendingUpgrades, refusal } from "../handshake.ts";
import type { HostServices } from "../host-services.ts";
import { RoomCalls } from "../offload/room-calls.ts";
import type { Runner } from "../scheduler.ts";
import { Dials } from "./dials.ts";
import type { Handler } from "./handler.ts";
import { HandlerSlot, stoppedMessage } from "./handler-slot.ts";
import type { Load } from "./hot-swap.ts";
import { Inbox } from "./inbox.ts";
import { Outbound } from "./outbound.ts";
import type { Joining, Peer } from "./peer.ts";
import { Peers } from "./peers.ts";
import { Quiescence } from "./quiescence.ts";
import { FrameReports, Reports, StatePublisher, toMessage } from "./reports.ts";
import { RoomClock } from "./room-clock.ts";
import { RoomStorage } from "./room-storage.ts";

const wake: GuestEvent = { type: "wake" };
/** About what `ws` needs. */
const msPerFrame = 0.002;
const msPerByte = 0.000_002;

export class Room implements Runner, Disposable {
  readonly id: string;
  readonly isCheck: boolean;
  readonly #services: HostServices;
  readonly #clock: RoomClock;
  /** The room's CPU, and what the scheduler knows of it. */
  readonly cpu: CpuBudget;
  readonly #reports: Reports;
  readonly #inbox = new Inbox();
  readonly #upgrades: PendingUpgrades;
  readonly #calls: RoomCalls;
  readonly #storage: RoomStorage;
  readonly #dials: Dials;
  readonly #peers: Peers;
  readonly #slot: HandlerSlot;
  readonly #quiescence: Quiescence;
  readonly #publisher: StatePublisher;
  readonly #onIdle: () => void;
  #idleTimer: NodeJS.Timeout | null = null;
  #frameReports: FrameReports | null = null;
  #ended = false;
  /** A check holds back the results of offloaded calls. */
  #holdsCalls = false;

  /** Calls `onIdle` after the room has had no sockets and no loads for `idleRoomMs`. */
  constructor(plan: RoomPlan, shared: HostServices, onIdle: () => void) {
    const services = { ...shared, limits: { ...shared.limits, ...plan.limits } };
    const { limits, channel } = services;
    const requestTurn = () => this.#requestTurn();
    this.id = plan.room;
    this.isCheck = plan.budget === "check";
    this.#services = services;
    this.#onIdle = onIdle;
    this.#clock = new RoomClock(plan.clock, Date.now(), !this.isCheck, requestTurn);
    this.cpu = new CpuBudget(plan, services.accounts, () => {
      this.#onChange();
      this.#requestTurn();
    });
    this.#reports = new Reports(
      plan,
      services,
      () => this.#clock.now(),
      (work) => this.cpu.charge(work),
    );
    this.#upgrades = new PendingUpgrades(limits.upgradeMs);
    const parts = { plan, services, clock: this.#clock, reports: this.#reports, inbox: this.#inbox, requestTurn };
    this.#peers = new Peers({
      ...parts,
      mayRead: () => !this.#ended && !this.cpu.waiting && services.scheduler.mayRead,
      onChunk: (frames, bytes) => this.#onChunk(frames, bytes),
      requestRead: (peer) => this.#requestRead(peer),
      onChange: () => this.#onChange(),
    });
    this.#calls = new RoomCalls({
      plan,
      services,
      account: this.cpu.accounts.learner,
      now: () => this.#clock.now(),
      onReports: (effects, version) => this.#reports.apply(effects, version),
      onResult: (event) => {
        this.#inbox.push(event);
        requestTurn();
      },
      onChange: requestTurn,
    });
    this.#storage = new RoomStorage(plan, services);
    this.#dials = new Dials((event) => this.#inbox.push(event));
    const effectors = { dials: this.#dials, peers: this.#peers, upgrades: this.#upgrades, calls: this.#calls };
    const outbound = new Outbound({
      ...parts,
      ...effectors,
      // The guest applies the host's own limit to what it sends.
      limits: { ...limits, messageBytes: shared.limits.messageBytes },
      onAwaitShutdown: (program) => this.#slot.awaitShutdown(program),
    });
    this.#publisher = new StatePublisher(plan.room, channel, () => this.state());
    this.#slot = new HandlerSlot({
      ...parts,
      ...effectors,
      cpu: this.cpu,
      outbound,
      storage: this.#storage,
      onServing: () => this.#publisher.publish(),
    });
    this.#quiescence = new Quiescence(this.#peers);
    this.#restartIdleTimer();
  }

  /** The longest message that a client may send. */
  get messageBytes(): number {
    return this.#services.limits.messageBytes;
  }

  /** What its handler occupies in this process. */
  get memoryBytes(): number {
    return (this.#slot.handler?.sandbox.memoryBytes ?? 0) + this.#calls.bytes + this.#storage.bytes;
  }

  /** Nothing is connected and no page watches. */
  get isIdle(): boolean {
    return this.#peers.size === 0 && this.#frameReports === null;
  }

  /** Someone is connected, connects or watches, or waits for its code or its checks. */
  get isAttended(): boolean {
    return this.isCheck || !this.isIdle || this.#slot.loading || this.#upgrades.size > 0;
  }

  state(): RoomState {
    return {
      state: this.#slot.stopped ? "stopped" : this.cpu.waiting ? "waiting" : "running",
      version: this.#slot.handler?.program.version ?? 0,
      clock: this.#clock.mode,
      nowMs: this.#clock.now(),
      nextWakeAtMs: this.#clock.nextWakeAtMs,
      peers: this.#peers.all().map(({ id, joining: { port, ws, opening } }) => {
        return { peer: id, port, protocol: ws.protocol.slice(0, 1024), client: opening.client, page: opening.page };
      }),
    };
  }

  /** Decides whether this client becomes a peer; calls `resolve` once. */
  admit(request: RequestInfo, resolve: (answer: UpgradeAnswer) => void) {
    const { handler, stopped, stopping } = this.#slot;
    const { socketsPerRoom } = this.#services.limits;
    if (stopping) return resolve(refusal(503, "This handler is shutting down. Connect again in a moment."));
    if (stopped) return resolve(refusal(503, stoppedMessage(stopped)));
    if (!handler) return resolve(refusal(503, "No version of this handler has loaded yet. Fix its problems first."));
    if (this.#peers.size >= socketsPerRoom) {
      return resolve(refusal(503, `This room already has ${socketsPerRoom} sockets. Close one first.`));
    }
    if (!handler.hasUpgrade || this.#dials.expects(request)) return resolve(acceptance);
    this.#inbox.push(this.#upgrades.add(request, resolve));
    this.#requestTurn();
  }

  /** Adds a socket whose handshake is complete. */
  join(joining: Joining): void {
    const peer = this.#peers.join({ ...joining, dial: this.#dials.claim(joining.request) });
    this.#watchPeer(peer);
    if (!this.#slot.handler) peer.close(closeCodes.internalError, "this handler is stopped");
  }

  /** Shows a refused handshake to the page. */
  showRefusal(opening: Opening): void {
    this.#frameReports?.handshake({ ...opening, peer: null, atMs: this.#clock.now() });
  }

  note(text: string): void {
    this.#reports.note(text);
  }

  load(load: Load): void {
    this.#slot.load(load);
    this.#onChange();
    this.#requestTurn();
  }

  /** Starts the learner's client if necessary, and answers its next dial. */
  dial(id: number, answer: DialAnswer): void {
    this.#dials.start();
    const url = this.#dials.next;
    const token = answer === "accept" ? this.#dials.accept() : "";
    if (typeof answer === "number") this.#dials.refuse(answer);
    this.#services.channel.send({ type: "dial", id, url, token });
    this.#requestTurn();
  }

  /** Asks the handler to stop; with `end`, closes the sockets that are left. */
  shutdown(id: number, end: boolean): void {
    if (end) this.#peers.closeAll(closeCodes.serviceRestart, "the handler has stopped");
    else this.#slot.shutdown();
    const { awaitsShutdown: isAwaited } = this.#slot;
    const { channel, limits } = this.#services;
    channel.send({ type: "shutdown", id, isAwaited, graceMs: limits.shutdownMs });
    this.#requestTurn();
  }

  /** While watched, every frame is sent to the front. */
  watch(on: boolean): void {
    if (on === (this.#frameReports !== null)) return;
    this.#frameReports?.[Symbol.dispose]();
    this.#frameReports = on ? new FrameReports(this.id, this.#services.channel) : null;
    this.#slot.watch(on);
    this.#reports.watch(on);
    for (const peer of this.#peers.all()) this.#watchPeer(peer);
    this.#publisher.publishSoon();
  }

  /** Switches the clock or moves a stepped one; calls `done` once the room is idle again. */
  setClock(mode: ClockMode | undefined, advanceMs: number, done: (nowMs: number, nextWakeAtMs: number | null) => void) {
    const clock = this.#clock;
    if (mode && mode !== clock.mode) clock.switchTo(mode);
    clock.advance(clock.mode === "stepped" ? advanceMs : 0, () => {
      this.#flushReports();
      done(clock.now(), clock.nextWakeAtMs);
    });
  }

  /** Sends `settled` once the room has processed everything that these clients sent and is idle, after `advance`. */
  settle(id: number, clients: readonly ClientBytes[], { advance, holdsCalls = false }: HowToSettle) {
    this.#holdsCalls = holdsCalls;
    if (advance) this.#clock.advance(advance.ms, () => undefined, advance.quietMs);
    this.#quiescence.wait(clients, (settled) => {
      const { lastFault } = this.#reports;
      const time = { nextWakeAtMs: this.#clock.nextWakeAtMs, nowMs: this.#clock.now() };
      const fault = lastFault && toMessage(lastFault);
      const dialUrl = this.#dials.next;
      this.#services.channel.send({ type: "settled", id, clients: settled, ...time, dialUrl, fault });
    });
    this.#requestTurn();
  }

  /** Takes one turn, if there is work and the room has CPU left. */
  run(): void {
    this.cpu.charge((nowMs) => this.#run(nowMs));
  }

  /** Closes every socket with this code and ends the room. */
  close(code: number, reason: string): void {
    this.#peers.closeAll(code, reason);
    this[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    this.#ended = true;
    this.#slot[Symbol.dispose]();
    this.#upgrades.resolveAll(refusal(503, "This room was closed."));
    this.#peers.closeAll(closeCodes.roomClosed, "this room was closed");
    for (const part of [
      this.#clock,
      this.#quiescence,
      this.cpu,
      this.#peers,
      this.#reports,
      this.#storage,
      this.#publisher,
    ]) {
      part[Symbol.dispose]();
    }
    if (this.#idleTimer) clearTimeout(this.#idleTimer);
    this.#frameReports?.[Symbol.dispose]();
    this.#frameReports = null;
    this.#services.scheduler.remove(this);
  }

  #run(nowMs: number) {
    // Sockets can outlive the room, and its budget, for as long as they are closing.
    const isHeldUp = this.#ended || !this.cpu.hasBudget(nowMs);
    if (!this.#peers.readSome(isHeldUp)) this.#services.scheduler.add(this);
    if (this.#ended) return;
    if (this.#slot.loading) this.#slot.continueLoad();
    if (this.#slot.loading) {
      this.#publisher.publishSoon();
      return this.cpu.waiting ? undefined : this.#requestTurn();
    }
    const { handler } = this.#slot;
    if (!handler || !this.#hasWork(handler)) return this.#peers.unread ? undefined : this.#onQuiet();
    if (isHeldUp) return this.#publisher.publishSoon();
    this.#takeTurn(handler);
    const { handler: after } = this.#slot;
    if (after && this.#hasWork(after)) this.#requestTurn();
    else this.#onQuiet();
  }

  #hasWork(handler: Handler): boolean {
    return handler.jobsPending || !this.#inbox.empty || this.#clock.due;
  }

  #takeTurn(handler: Handler): void {
    const batch = this.#clock.due ? [wake, ...this.#inbox.take()] : this.#inbox.take();
    const turn = handler.deliver(batch, this.#clock.now());
    const rest = turn.consumed < batch.length ? batch.slice(turn.consumed) : [];
    if (rest[0] === wake) rest.shift();
    else this.#clock.delivered();
    this.#inbox.putBack(rest);
    const isQuiet = batch.every((event) => event === wake) && turn.effects.length === 0;
    if (!isQuiet) this.#clock.disturb();
    this.#slot.applyTurn(turn, handler);
    this.#peers.afterTurn(handler.jobsPending);
    if (turn.fault) this.#onChange();
  }

  /** Nothing is left to deliver: moves a stepped clock on, or answers `settle`, unless offloaded calls are pending. */
  #onQuiet() {
    if (this.#frameReports && this.#clock.nextWakeAtMs !== this.#publisher.publishedWakeAtMs)
      this.#publisher.publishLater();
    if (this.#peers.hasJustRead && this.#isAwaited) return void setImmediate(() => this.#requestTurn());
    if (this.#calls.pending && !this.#holdsCalls) return this.#calls.deliverNext();
    const step = this.#clock.step();
    if (step === "woken") this.#requestTurn();
    if (step === "idle") this.#quiescence.roomIdle();
  }

  /** Someone waits for the room to be quiet. */
  get #isAwaited(): boolean {
    return this.#quiescence.isAwaited || this.#clock.isAdvancing;
  }

  /** Sends frames, console lines and state before a message that implies them. */
  #flushReports() {
    if (this.#ended) return;
    if (!this.#frameReports) return this.#publisher.publishSoon();
    this.#frameReports.flush();
    this.#reports.flush();
    this.#publisher.publish();
  }

  /** Small chunks are charged by what is in them: measuring would cost about as much as reading. */
  #onChunk(frames: number, bytes: number): void {
    const ms = frames * msPerFrame + bytes * msPerByte;
    this.#services.scheduler.addRead(ms);
    this.cpu.addRead(ms);
  }

  /** Reads at once if that delays no one; otherwise in the room's next turn. */
  #requestRead(peer: Peer): void {
    const { scheduler } = this.#services;
    const read = () => this.cpu.charge(() => this.#peers.readFrom(peer));
    while (!this.#ended && this.cpu.ready && scheduler.readNow(read)) if (!peer.reader.waiting) return;
    scheduler.add(this);
  }

  /** Sockets can outlive the room for a moment; it takes no more turns for them. */
  #requestTurn(): void {
    if (!this.#ended) this.#services.scheduler.add(this);
  }

  #onChange(): void {
    if (this.#ended) return;
    if (this.#slot.loading) this.#requestTurn();
    this.#restartIdleTimer();
    this.#publisher.publishSoon();
  }

  #restartIdleTimer(): void {
    if (this.#idleTimer) clearTimeout(this.#idleTimer);
    this.#idleTimer = this.#peers.size === 0 ? setTimeout(this.#onIdle, this.#services.limits.idleRoomMs) : null;
  }

  /** While the room is watched, shows the peer's handshake and, from now on, its frames. */
  #watchPeer(peer: Peer) {
    const tap = this.#frameReports;
    if (!tap) return peer.tap.watch(null);
    peer.tap.watch((direction, frame) => {
      const line = direction === "out" ? peer.takeLine() : null;
      tap.frame({ peer: peer.id, direction, atMs: this.#clock.now(), version: this.#slot.version, line }, frame);
    });
    tap.handshake({ ...peer.joining.opening, peer: peer.id, atMs: peer.joinedMs });
  }
}
