// Which version of the code serves in a room: how one takes over from another, and how a fault ends it.

import type { Fault, Problem, Turn } from "../../protocol/guest.ts";
import type { FromHost, ToHost } from "../../protocol/host.ts";
import { closeCodes } from "../../protocol/rfc6455.ts";
import { closeReason } from "../terminal-text.ts";
import { fitFault, toWire } from "./faults.ts";
import { type Handler, type Loading, loadHandler } from "./handler.ts";
import { HotSwap } from "./hot-swap.ts";
import { accepting, refusing } from "./pending-upgrades.ts";
import type { RoomServices } from "./room-services.ts";

export type Load = Extract<ToHost, { readonly type: "load" }>;
type Loaded = Extract<FromHost, { readonly type: "loaded" }>;
type BadLoading = Extract<Loading, { readonly ok: false }>;

const mostProblems = 100;

export class HandlerSlot {
  readonly #parts: RoomServices;
  readonly #onServing: () => void;
  readonly #loads: Load[] = [];
  #handler: Handler | null = null;
  #stopped: Fault | null = null;
  #succession: HotSwap | null = null;
  #version = 0;
  #watched = false;
  #loadMs = 0;

  /** `onServing` is called when a version has taken over, before whoever asked for it is answered. */
  constructor(parts: RoomServices, onServing: () => void) {
    this.#parts = parts;
    this.#onServing = onServing;
  }

  /** The handler that serves; null before the first and after a fault that stopped it. */
  get handler(): Handler | null {
    return this.#handler;
  }

  /** The version that serves or, between two, that served last. */
  get version(): number {
    return this.#version;
  }

  /** The fault that stopped it; null while it serves. */
  get stopped(): Fault | null {
    return this.#stopped;
  }

  /** A load waits for the room's CPU, or for the old code to end. */
  get loading(): boolean {
    return this.#loads.length > 0 || this.#succession !== null;
  }

  /** While watched, what serves tells which line sent each frame. */
  watch(on: boolean): void {
    this.#watched = on;
    this.#handler?.watch(on);
  }

  /** Asks for a load. When the room has used up its CPU it waits; of several that wait, the newest is loaded. */
  load(load: Load): void {
    for (const older of this.#loads.splice(0)) this.#answer(older.id, superseded);
    this.#loads.push(load);
    this.goOn();
  }

  /** Goes on with what is being loaded, when the room may. Nothing is delivered meanwhile. */
  goOn(): void {
    if (!this.#parts.pace.mayGo()) return;
    if (!this.#succession) this.#loadNext();
    if (this.#succession?.goOn()) this.#complete(this.#succession);
  }

  #loadNext(): void {
    const load = this.#loads.shift();
    if (!load) return;
    const startedMs = performance.now();
    const { house, id, seed, clock } = this.#parts;
    const loading = loadHandler(house, id, seed, load.program, clock.now());
    this.#loadMs = performance.now() - startedMs;
    if (loading.ok) this.#succession = new HotSwap(this.#parts, this.#handler, loading, load);
    else this.#refuse(load, loading);
  }

  #refuse({ program, id }: Load, { problems, turn }: BadLoading): void {
    const { pace, effects } = this.#parts;
    pace.spend(turn?.fuel ?? 0);
    effects.applySpoken(turn?.effects ?? [], program.version);
    const fault = turn?.fault ? toWire(fitFault(turn.fault)) : null;
    const shown = problems.slice(0, mostProblems).map(fitProblem);
    this.#answer(id, { ok: false, problems: shown, fault, loadMs: this.#loadMs, style: null });
  }

  #complete({ load, successor: { handler, turn } }: HotSwap): void {
    this.#succession = null;
    this.#dismiss();
    this.#handler = handler;
    handler.watch(this.#watched);
    this.#version = handler.version;
    this.#stopped = null;
    this.#parts.wakeTimer.silence();
    this.#askAgain(handler);
    this.apply(turn, handler);
    this.#onServing();
    this.#answer(load.id, { ok: true, problems: [], fault: null, loadMs: this.#loadMs, style: handler.style });
  }

  /** Applies a turn of the serving handler; a fault in it stops the room. */
  apply(turn: Turn, handler: Handler): void {
    const { effects, pace, wakeTimer } = this.#parts;
    pace.spend(turn.fuel);
    effects.applyAll(turn.effects, handler.version);
    if (turn.fault) this.#stop(turn.fault);
    else wakeTimer.set(handler.wakeAtMs);
  }

  /** Ends without a successor. */
  end(): void {
    if (this.#succession) this.#answer(this.#succession.load.id, superseded);
    this.#succession?.[Symbol.dispose]();
    this.#succession = null;
    this.#dismiss();
    for (const load of this.#loads.splice(0)) this.#answer(load.id, superseded);
  }

  /** The clients at the door wait for the new code's answer now. */
  #askAgain(handler: Handler) {
    const { upgrades, inbox } = this.#parts;
    if (!handler.hasUpgrade) return upgrades.answerAll(accepting);
    for (const event of upgrades.again()) inbox.push(event);
  }

  #stop(raw: Fault): void {
    const { faults, members, inbox, upgrades, wakeTimer } = this.#parts;
    const fault = faults.report(raw);
    this.#stopped = fault;
    this.#dismiss();
    wakeTimer.silence();
    members.dismissAll(closeCodes.internalError, closeReason(fault.message));
    inbox.takeAll();
    upgrades.answerAll(refusing(503, stoppedSentence(fault)));
  }

  #dismiss(): void {
    this.#handler?.[Symbol.dispose]();
    this.#handler = null;
  }

  #answer(id: number, outcome: Omit<Loaded, "type" | "id" | "serving">): void {
    const serving = this.#handler?.version ?? 0;
    this.#parts.house.channel.tell({ type: "loaded", id, serving, ...outcome });
  }
}

/** For a client that asks for a stopped room. */
export function stoppedSentence({ message, line }: Fault): string {
  return `This handler is stopped until it is changed${line === null ? "" : ` (line ${line})`}: ${message}`;
}

const superseded: Omit<Loaded, "type" | "id" | "serving"> = {
  ok: false,
  problems: [{ line: 1, column: 1, severity: "warning", message: "A newer version came before this one was loaded." }],
  fault: null,
  loadMs: 0,
  style: null,
};

function fitProblem(problem: Problem): Problem {
  return { ...problem, message: problem.message.slice(0, 4000) };
}
