// The version of the learner's code that runs in a room: loading it, replacing it, and stopping it after a fault.
import type { Fault, GuestEvent, Loaded, Program, Sandbox, Storage, Turn } from "../../protocol/guest.ts";
import type { FromHost } from "../../protocol/host.ts";
import { closeCodes } from "../../protocol/rfc6455.ts";
import { acceptance, type PendingUpgrades, refusal } from "../handshake.ts";
import type { RoomCalls } from "../offload/room-calls.ts";
import { closeReason } from "../terminal-text.ts";
import type { Dials } from "./dials.ts";
import { Handler, type LoadedProgram } from "./handler.ts";
import { type HandlerParts, HotSwap, type Load } from "./hot-swap.ts";
import { sanitizeFault, toMessage } from "./reports.ts";

type LoadResult = Omit<Extract<FromHost, { readonly type: "loaded" }>, "type" | "id" | "serving">;

const maxProblems = 100;
const shutdown: GuestEvent = { type: "shutdown" };

interface HandlerSlotOptions extends HandlerParts {
  readonly upgrades: PendingUpgrades;
  readonly calls: RoomCalls;
  readonly dials: Dials;
  readonly storage: Storage;
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
  #awaitsShutdown: Program | null = null;
  #stopping = false;
  /** The time that an old handler has to close its sockets before they are closed for it. */
  #pauseTimer: NodeJS.Timeout | undefined;

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
    return this.#nextLoad !== null || (this.#swap !== null && !this.#isPaused);
  }

  watch(on: boolean): void {
    this.#watched = on;
    this.#handler?.sandbox.watch(on);
  }

  /** The handler wants a `shutdown` event. */
  get awaitsShutdown(): boolean {
    return this.#handler !== null && this.#awaitsShutdown === this.#handler.program;
  }

  awaitShutdown(program: Program): void {
    this.#awaitsShutdown = program;
  }

  /** The handler has been asked to stop: no sockets are admitted until the next version. */
  get stopping(): boolean {
    return this.#stopping;
  }

  shutdown(): void {
    if (this.#handler === null || this.#stopping) return;
    this.#stopping = true;
    this.#options.inbox.push(shutdown);
  }

  /** Queues a load for the room's next turns; of several that wait, only the newest is run. */
  load(load: Load): void {
    if (this.#nextLoad) this.#answer(this.#nextLoad.id, superseded);
    this.#nextLoad = load;
  }

  /** Continues a load if the room has CPU left. Events are not delivered meanwhile. */
  continueLoad(): void {
    if (!this.#options.cpu.hasBudget()) return;
    if (!this.#swap || this.#isPaused) this.#startLoad();
    if (!this.#isPaused && this.#swap?.continue()) this.#finishSwap(this.#swap);
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
    this.#dropSwap();
    this.#endPause();
    this.#dropHandler();
    if (this.#nextLoad) this.#answer(this.#nextLoad.id, superseded);
    this.#nextLoad = null;
  }

  #startLoad() {
    const load = this.#nextLoad;
    if (!load) return;
    this.#nextLoad = null;
    if (load.swap === "crash") this.#crash();
    const startedMs = performance.now();
    const [loaded, handler] = this.#evaluate(load.program);
    this.#loadMs = performance.now() - startedMs;
    if (!handler) return this.#reject(load, loaded);
    this.#dropSwap();
    const old = () => this.#handler;
    this.#swap = new HotSwap({ ...this.#options, load, old, next: handler, turn: loaded.turn });
    if (load.swap !== "restart" || !this.awaitsShutdown || this.#options.peers.size === 0) return;
    this.shutdown();
    this.#beginPause();
  }

  /** False once the time is over or no socket is left. */
  get #isPaused(): boolean {
    return this.#pauseTimer !== undefined && this.#options.peers.size > 0;
  }

  /** Real time, also in a room whose clock stands still. */
  #beginPause(): void {
    const { services, requestTurn } = this.#options;
    this.#pauseTimer ??= setTimeout(() => {
      this.#endPause();
      requestTurn();
    }, services.limits.shutdownMs);
  }

  #endPause(): void {
    clearTimeout(this.#pauseTimer);
    this.#pauseTimer = undefined;
  }

  #dropSwap(): void {
    if (this.#swap) this.#answer(this.#swap.options.load.id, superseded);
    this.#swap?.[Symbol.dispose]();
    this.#swap = null;
  }

  /** Evaluates a program in a new sandbox, which is released if the program does not load. */
  #evaluate(program: Program): [Loaded, null] | [LoadedProgram, Handler] {
    const { services, plan, clock, reports, cpu, storage } = this.#options;
    const beforeTurn = (sandbox: Sandbox) => {
      services.crashMarker.enter(plan.room);
      sandbox.curb(cpu.suspect);
      sandbox.mute(reports.full);
    };
    services.crashMarker.enter(plan.room);
    const sandbox = services.pool.acquire(BigInt(plan.seed), services.limits, storage);
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
    const found = loaded.ok ? [] : loaded.problems.slice(0, maxProblems);
    const problems = found.map((problem) => ({ ...problem, message: problem.message.slice(0, 4000) }));
    this.#answer(id, { ok: false, problems, fault, loadMs: this.#loadMs, style: null });
  }

  #finishSwap({ options: { load, next, turn } }: HotSwap): void {
    const { cpu, clock, upgrades, inbox, onServing } = this.#options;
    this.#swap = null;
    this.#stopping = false;
    this.#endPause();
    this.#dropHandler();
    cpu.restart();
    this.#handler = next;
    next.sandbox.watch(this.#watched);
    this.#version = next.program.version;
    this.#fault = null;
    clock.cancelWake();
    // Clients that wait for `upgrade()` now get the new handler's answer.
    if (next.hasUpgrade) for (const event of upgrades.events()) inbox.push(event);
    else upgrades.resolveAll(acceptance);
    this.applyTurn(turn, next);
    onServing();
    this.#answer(load.id, { ok: true, problems: [], fault: null, loadMs: this.#loadMs, style: next.style });
  }

  /** As if its process had been killed: the handler learns nothing, and neither do its clients. */
  #crash(): void {
    const { peers, inbox, clock } = this.#options;
    this.#dropHandler();
    clock.cancelWake();
    peers.terminateAll();
    inbox.takeAll();
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
    this.#options.dials.clear();
  }

  #answer(id: number, result: LoadResult): void {
    const serving = this.#handler?.program.version ?? 0;
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
