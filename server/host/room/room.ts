// A room: one running handler and its sockets. What comes in is queued and delivered in turns; what comes out is applied.

import type { GuestEvent, RequestInfo, UpgradeAnswer } from "../../protocol/guest.ts";
import type { ClientBytes, ClockMode, RoomPlan, RoomState } from "../../protocol/host.ts";
import { closeCodes } from "../../protocol/rfc6455.ts";
import type { Opening } from "../handshake.ts";
import type { HostServices } from "../host-services.ts";
import type { Runner } from "../scheduler.ts";
import { Tap } from "../wire/tap.ts";
import { toWire } from "./faults.ts";
import type { Handler } from "./handler.ts";
import { HandlerSlot, type Load, stoppedSentence } from "./handler-slot.ts";
import { Idleness } from "./idleness.ts";
import type { Joining, Peer } from "./peer.ts";
import { accepting, refusing } from "./pending-upgrades.ts";
import { closeRoomServices, createRoomServices, type RoomServices } from "./room-services.ts";
import { StatePublisher } from "./state-publisher.ts";

const wake: GuestEvent = { type: "wake" };

export class Room implements Runner, Disposable {
  readonly id: string;
  readonly #parts: RoomServices;
  readonly #tenure: HandlerSlot;
  readonly #teller: StatePublisher;
  readonly #idleness: Idleness;
  readonly #check: boolean;
  #tap: Tap | null = null;
  #toldWakeAtMs: number | null = null;
  #ended = false;

  /** `onIdle` is called when it had no sockets and no loads for a while. */
  constructor(plan: RoomPlan, house: HostServices, onIdle: () => void) {
    this.id = plan.room;
    this.#check = plan.budget === "check";
    this.#parts = createRoomServices(plan, house, {
      onNews: () => this.#wantTurn(),
      onGo: () => this.#goOn(),
      onChange: () => this.#changed(),
    });
    this.#tenure = new HandlerSlot(this.#parts, () => this.#teller.now());
    this.#teller = new StatePublisher(this.id, house.channel, () => this.#told());
    this.#idleness = new Idleness(house.limits.idleRoomMs, onIdle);
  }

  get sockets(): number {
    return this.#parts.members.size;
  }

  get heavy(): boolean {
    return this.#parts.pace.heavy;
  }

  state(): RoomState {
    const { pace, clock, members, wakeTimer } = this.#parts;
    return {
      state: this.#tenure.stopped ? "stopped" : pace.waiting ? "waiting" : "running",
      version: this.#tenure.handler?.version ?? 0,
      clock: clock.mode,
      nowMs: clock.now(),
      nextWakeAtMs: wakeTimer.nextMs,
      peers: members.all().map(({ id, port, protocol, client, page }) => {
        return { peer: id, port, protocol: protocol.slice(0, 1024), client, page };
      }),
    };
  }

  /** Asks whether this client may become a peer; `answer` is called once. */
  admit(request: RequestInfo, answer: (answer: UpgradeAnswer) => void) {
    const { house, inbox, upgrades, members } = this.#parts;
    const { handler, stopped } = this.#tenure;
    const { socketsPerRoom } = house.limits;
    if (stopped) return answer(refusing(503, stoppedSentence(stopped)));
    if (!handler) return answer(refusing(503, "No version of this handler has loaded yet: mend its problems first."));
    if (members.size >= socketsPerRoom) {
      return answer(refusing(503, `This room has its ${socketsPerRoom} sockets: close one first.`));
    }
    if (!handler.hasUpgrade) return answer(accepting);
    inbox.push(upgrades.ask(request, answer));
    this.#wantTurn();
  }

  /** A socket whose handshake is done. */
  join(joining: Joining): void {
    const peer = this.#parts.members.join(joining);
    peer.joinedMs = this.#parts.clock.now();
    this.#listen(peer);
    this.#greet(peer);
    if (!this.#tenure.handler) peer.close(closeCodes.internalError, "this handler is stopped");
  }

  /** A client was turned away at the door. */
  sawRefusal(opening: Opening): void {
    this.#tap?.greet({ ...opening, peer: null, atMs: this.#parts.clock.now() });
  }

  /** A sentence for the learner's console. */
  note(text: string): void {
    this.#parts.console.note(text, this.#parts.clock.now());
  }

  load(load: Load): void {
    this.#tenure.load(load);
    this.#changed();
    this.#wantTurn();
  }

  /** Tells the front every frame from now on, or no longer. */
  watch(on: boolean): void {
    if (on === (this.#tap !== null)) return;
    this.#tap?.[Symbol.dispose]();
    this.#tap = on ? new Tap(this.id, this.#parts.house.channel) : null;
    this.#tenure.watch(on);
    for (const peer of this.#parts.members.all()) this.#listen(peer);
    if (on) for (const peer of this.#parts.members.all()) this.#greet(peer);
    this.#teller.soon();
  }

  /** Switches or moves the clock; `done` once the room is quiet again. */
  setClock(mode: ClockMode | undefined, advanceMs: number, done: (nowMs: number, nextWakeAtMs: number | null) => void) {
    const { wakeTimer, clock } = this.#parts;
    if (mode && mode !== clock.mode) wakeTimer.switchTo(mode);
    wakeTimer.advance(clock.mode === "stepped" ? advanceMs : 0, () => {
      this.#tellAll();
      done(clock.now(), wakeTimer.nextMs);
    });
  }

  /** Answers `settled` once the room has seen all that these clients sent and has nothing left to do. */
  settle(id: number, clients: readonly ClientBytes[]) {
    const { settling, faults, wakeTimer, clock, house } = this.#parts;
    settling.wait(clients, (settled) => {
      const fault = faults.last && toWire(faults.last);
      const time = { nextWakeAtMs: wakeTimer.nextMs, nowMs: clock.now() };
      house.channel.tell({ type: "settled", id, clients: settled, ...time, fault });
    });
    this.#wantTurn();
  }

  /** Takes one turn, when there is something to do and the room may. */
  run() {
    const { pace } = this.#parts;
    if (this.#tenure.loading) this.#tenure.goOn();
    if (this.#tenure.loading) return this.#waitForLoad();
    const { handler } = this.#tenure;
    if (!handler || !this.#hasWork(handler)) return this.#rest();
    if (!pace.mayGo()) return this.#teller.soon();
    this.#takeTurn(handler);
    const after = this.#tenure.handler;
    if (after && this.#hasWork(after)) this.#wantTurn();
    else this.#rest();
  }

  /** Closes every socket with this code and ends. */
  end(code: number, reason: string): void {
    this.#parts.members.dismissAll(code, reason);
    this[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    const { house, upgrades, members } = this.#parts;
    this.#ended = true;
    this.#tenure.end();
    upgrades.answerAll(refusing(503, "This room was closed."));
    members.dismissAll(closeCodes.roomClosed, "this room was closed");
    closeRoomServices(this.#parts);
    this.#idleness[Symbol.dispose]();
    this.#teller[Symbol.dispose]();
    this.#tap?.[Symbol.dispose]();
    this.#tap = null;
    house.scheduler.remove(this);
  }

  #told(): RoomState {
    const state = this.state();
    this.#toldWakeAtMs = state.nextWakeAtMs;
    return state;
  }

  #waitForLoad(): void {
    this.#teller.soon();
    if (!this.#parts.pace.waiting) this.#wantTurn();
  }

  #hasWork(handler: Handler): boolean {
    return handler.pending || !this.#parts.inbox.empty || this.#parts.wakeTimer.due;
  }

  #takeTurn(handler: Handler): void {
    const { inbox, wakeTimer, clock, members } = this.#parts;
    const batch = wakeTimer.due ? [wake, ...inbox.take()] : inbox.take();
    const turn = handler.deliver(batch, clock.now());
    const rest = turn.consumed < batch.length ? batch.slice(turn.consumed) : [];
    if (rest[0] === wake) rest.shift();
    else wakeTimer.delivered();
    inbox.putBack(rest);
    this.#tenure.apply(turn, handler);
    members.afterTurn(handler.pending);
    if (turn.fault) this.#changed();
  }

  /** What happened so far, before an answer that says it has happened. */
  #tellAll() {
    if (this.#ended) return;
    if (!this.#tap) return this.#teller.soon();
    this.#tap.flush();
    this.#parts.console.hurry();
    this.#teller.now();
  }

  /** Nothing is left to deliver: whoever waited for that is served. */
  #rest(): void {
    const { wakeTimer, settling, pongs } = this.#parts;
    if (this.#tap && wakeTimer.nextMs !== this.#toldWakeAtMs) this.#teller.later();
    // A check waits for its clients itself, step by step; people's clients get a moment of real time for their pongs.
    if (!this.#check && wakeTimer.moving && pongs.wait()) return;
    if (!wakeTimer.step()) settling.look();
    else this.#wantTurn();
  }

  #goOn(): void {
    this.#changed();
    this.#wantTurn();
  }

  /** Sockets may outlive the room by a moment; it takes no more turns for them. */
  #wantTurn(): void {
    if (!this.#ended) this.#parts.house.scheduler.add(this);
  }

  #changed(): void {
    if (this.#ended) return;
    this.#idleness.touch(this.#parts.members.size);
    this.#teller.soon();
  }

  #greet({ id, opening, joinedMs }: Peer): void {
    this.#tap?.greet({ ...opening, peer: id, atMs: joinedMs });
  }

  #listen(peer: Peer) {
    const tap = this.#tap;
    const { clock } = this.#parts;
    if (!tap) return peer.overhear.listen(null);
    peer.overhear.listen((direction, frame) => {
      const line = direction === "out" ? peer.takeLine() : null;
      tap.see({ peer: peer.id, direction, atMs: clock.now(), version: this.#tenure.version, line }, frame);
    });
  }
}
