// The version of the learner's code that runs in a room: loading it, replacing it, and stopping it after a fault.
import type {
  Effect,
  Fault,
  GuestEvent,
  Loaded,
  PeerId,
  Problem,
  Program,
  Sandbox,
  Turn,
} from "../../protocol/guest.ts";
import type { FromHost, RoomPlan, ToHost } from "../../protocol/host.ts";
import { closeCodes } from "../../protocol/rfc6455.ts";
import type { CpuBudget } from "../cpu-budget.ts";
import { acceptance, type PendingUpgrades, refusal } from "../handshake.ts";
import type { HostServices } from "../host-services.ts";
import type { RoomCalls } from "../offload/room-calls.ts";
import { closeReason } from "../terminal-text.ts";
import type { Inbox } from "./inbox.ts";
import type { Outbound } from "./outbound.ts";
import type { Peer } from "./peer.ts";
import type { ClosedPeer, Peers } from "./peers.ts";
import { type Reports, sanitizeFault, toMessage } from "./reports.ts";
import type { RoomClock } from "./room-clock.ts";

export type Load = Extract<ToHost, { readonly type: "load" }>;
type LoadedProgram = Extract<Loaded, { readonly ok: true }>;

/** One version of the code, running in its sandbox. */
export class Handler implements Disposable {
  readonly program: Program;
  readonly style: LoadedProgram["style"];
  readonly hasUpgrade: boolean;
  /** Promise jobs are left from the last turn. */
  jobsPending: boolean;
  /** When it needs its next wake-up, on the room's clock. */
  wakeAtMs: number | null;
  readonly #sandbox: Sandbox;
  readonly #beforeTurn: (sandbox: Sandbox) => void;

  constructor(program: Program, sandbox: Sandbox, loaded: LoadedProgram, beforeTurn: (sandbox: Sandbox) => void) {
    this.program = program;
    this.style = loaded.style;
    this.hasUpgrade = loaded.hasUpgrade;
    this.jobsPending = loaded.turn.pending;
    this.wakeAtMs = loaded.turn.wakeAtMs;
    this.#sandbox = sandbox;
    this.#beforeTurn = beforeTurn;
  }

  get version(): number {
    return this.program.version;
  }

  get memoryBytes(): number {
    return this.#sandbox.memoryBytes;
  }

  deliver(events: readonly GuestEvent[], nowMs: number): Turn {
    this.#beforeTurn(this.#sandbox);
    const turn = this.#sandbox.deliver(events, nowMs);
    this.jobsPending = turn.pending && !turn.fault;
    this.wakeAtMs = turn.fault ? null : turn.wakeAtMs;
    return turn;
  }

  /** While watched, each frame carries the line that sent it. */
  watch(on: boolean): void {
    this.#sandbox.watch(on);
  }

  [Symbol.dispose](): void {
    this.#sandbox[Symbol.dispose]();
  }
}

type LoadResult = Omit<Extract<FromHost, { readonly type: "loaded" }>, "type" | "id" | "serving">;

const maxProblems = 100;

interface HandlerSlotOptions {
  readonly plan: RoomPlan;
  readonly services: HostServices;
  readonly clock: RoomClock;
  readonly cpu: CpuBudget;
  readonly inbox: Inbox;
  readonly peers: Peers;
  readonly upgrades: PendingUpgrades;
  readonly calls: RoomCalls;
  readonly outbound: Outbound;
  readonly reports: Reports;
  /** Called when a version has taken over, before the load is answered. */
  onServing(): void;
}

export class HandlerSlot implements Disposable {
  readonly #options: HandlerSlotOptions;
  #handler: Handler | null = null;
  #fault: Fault | null = null;
  #nextLoad: Load | null = null;
  #swap: HotSwap | null = null;
  #version = 0;
  #watched = false;
  #loadMs = 0;

  constructor(options: HandlerSlotOptions) {
    this.#options = options;
  }

  /** The current handler; null before the first one and after a fault that stopped it. */
  get handler(): Handler | null {
    return this.#handler;
  }

  /** The current version, or the last one if none runs. */
  get version(): number {
    return this.#version;
  }

  /** The fault that stopped the handler; null while it runs. */
  get stopped(): Fault | null {
    return this.#fault;
  }

  /** A load waits for the room's CPU, or for the old code to finish. */
  get loading(): boolean {
    return this.#nextLoad !== null || this.#swap !== null;
  }

  /** While watched, each frame carries the line that sent it. */
  watch(on: boolean): void {
    this.#watched = on;
    this.#handler?.watch(on);
  }

  /** Queues a load for the room's next turns; of several that wait, only the newest is run. */
  load(load: Load): void {
    if (this.#nextLoad) this.#answer(this.#nextLoad.id, superseded);
    this.#nextLoad = load;
  }

  /** Continues a load if the room has CPU left. Events are not delivered meanwhile. */
  continueLoad(): void {
    if (!this.#options.cpu.hasBudget()) return;
    if (!this.#swap) this.#startLoad();
    if (this.#swap?.continue()) this.#finishSwap(this.#swap);
  }

  /** Applies a turn of `handler`, the current one. A fault in it stops the room. */
  applyTurn(turn: Turn, handler: Handler): void {
    const { outbound, cpu, clock } = this.#options;
    cpu.addTurn(turn.fuel);
    outbound.apply(turn.effects, handler.program);
    if (turn.fault) this.#stop(turn.fault);
    else clock.wakeAt(handler.wakeAtMs);
  }

  [Symbol.dispose](): void {
    if (this.#swap) this.#answer(this.#swap.options.load.id, superseded);
    this.#swap?.[Symbol.dispose]();
    this.#swap = null;
    this.#dropHandler();
    if (this.#nextLoad) this.#answer(this.#nextLoad.id, superseded);
    this.#nextLoad = null;
  }

  #startLoad(): void {
    const load = this.#nextLoad;
    if (!load) return;
    this.#nextLoad = null;
    const startedMs = performance.now();
    const [loaded, handler] = this.#evaluate(load.program);
    this.#loadMs = performance.now() - startedMs;
    if (handler)
      this.#swap = new HotSwap({ ...this.#options, load, old: this.#handler, next: handler, turn: loaded.turn });
    else this.#reject(load, loaded);
  }

  /** Evaluates a program in a new sandbox, which is released if the program does not load. */
  #evaluate(program: Program): [Loaded, null] | [LoadedProgram, Handler] {
    const { services, plan, clock, reports, cpu } = this.#options;
    const beforeTurn = (sandbox: Sandbox) => {
      services.crashMarker.enter(plan.room);
      sandbox.curb(cpu.suspect);
      sandbox.mute(reports.full);
    };
    services.crashMarker.enter(plan.room);
    const sandbox = services.pool.acquire(BigInt(plan.seed), services.limits);
    sandbox.curb(cpu.suspect);
    const loaded = sandbox.load(program, clock.now());
    if (loaded.ok && !loaded.turn.fault) return [loaded, new Handler(program, sandbox, loaded, beforeTurn)];
    sandbox[Symbol.dispose]();
    return [loaded, null];
  }

  #reject({ program, id }: Load, loaded: Loaded): void {
    const { cpu, reports } = this.#options;
    const { turn } = loaded;
    cpu.addTurn(turn?.fuel ?? 0);
    if (turn?.fault) cpu.stopped();
    reports.apply(turn?.effects ?? [], program.version);
    const fault = turn?.fault ? toMessage(sanitizeFault(turn.fault)) : null;
    const problems = loaded.ok ? [] : loaded.problems.slice(0, maxProblems).map(cutProblem);
    this.#answer(id, { ok: false, problems, fault, loadMs: this.#loadMs, style: null });
  }

  #finishSwap({ options: { load, next, turn } }: HotSwap): void {
    this.#swap = null;
    this.#dropHandler();
    this.#options.cpu.restart();
    this.#handler = next;
    next.watch(this.#watched);
    this.#version = next.version;
    this.#fault = null;
    this.#options.clock.cancelWake();
    this.#repeatUpgrades(next);
    this.applyTurn(turn, next);
    this.#options.onServing();
    this.#answer(load.id, { ok: true, problems: [], fault: null, loadMs: this.#loadMs, style: next.style });
  }

  /** Clients that wait for `upgrade()` now get the new handler's answer. */
  #repeatUpgrades(handler: Handler) {
    const { upgrades, inbox } = this.#options;
    if (!handler.hasUpgrade) return upgrades.resolveAll(acceptance);
    for (const event of upgrades.events()) inbox.push(event);
  }

  #stop(raw: Fault): void {
    const { reports, peers, inbox, upgrades, clock, cpu } = this.#options;
    cpu.stopped();
    const fault = reports.reportFault(raw);
    this.#fault = fault;
    this.#dropHandler();
    clock.cancelWake();
    peers.closeAll(closeCodes.internalError, closeReason(fault.message));
    inbox.takeAll();
    upgrades.resolveAll(refusal(503, stoppedMessage(fault)));
  }

  #dropHandler(): void {
    this.#handler?.[Symbol.dispose]();
    this.#handler = null;
    this.#options.calls.clear();
  }

  #answer(id: number, result: LoadResult): void {
    const serving = this.#handler?.version ?? 0;
    this.#options.services.channel.send({ type: "loaded", id, serving, ...result });
  }
}

/** For a client that connects to a stopped room. */
export function stoppedMessage({ message, line }: Fault): string {
  return `This handler was stopped by a fault${line === null ? "" : ` in line ${line}`}. Change it to restart it. ${message}`;
}

const superseded: LoadResult = {
  ok: false,
  problems: [{ line: 1, column: 1, severity: "warning", message: "Superseded by a newer version before it loaded." }],
  fault: null,
  loadMs: 0,
  style: null,
};

function cutProblem(problem: Problem): Problem {
  return { ...problem, message: problem.message.slice(0, 4000) };
}

/** After this long, a swap continues in the room's next turn. */
const sliceMs = 20;

const retire: GuestEvent = { type: "retire" };

type Unread = Extract<Effect, { readonly type: "unread" }>;

interface HotSwapOptions extends HandlerSlotOptions {
  readonly load: Load;
  readonly old: Handler | null;
  readonly next: Handler;
  /** What `next` did at its top level. */
  readonly turn: Turn;
}

/**
 * Replaces the handler in steps, so that neighbouring rooms get turns in between. Sockets stay open ("keep") or are
 * closed with 1012 ("restart").
 */
class HotSwap implements Disposable {
  readonly options: HotSwapOptions;
  readonly #steps: Iterator<undefined, Unread[]>;
  #done = false;

  constructor(options: HotSwapOptions) {
    this.options = options;
    this.#steps = this.#retire(options.old);
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
  *#retire(old: Handler | null): Generator<undefined, Unread[]> {
    const { outbound, reports } = this.options;
    const unread: Unread[] = [];
    if (!old) return unread;
    const fault = yield* this.#finish(old, [], (turn) => outbound.apply(turn.effects, old.program));
    if (fault) return unread;
    yield* this.#finish(old, [retire], (turn) => {
      reports.apply(turn.effects, old.version);
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
    ...open.flatMap(flowOf),
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

function flowOf({ id, reportedUnsent }: Peer): GuestEvent[] {
  return reportedUnsent > 0 ? [{ type: "flow", peer: id, unsent: reportedUnsent }] : [];
}
