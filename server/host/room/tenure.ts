// Which version of the code serves in a room: how one takes over from another, and how a fault ends it.
import { closeCodes } from "../../protocol/close-codes.ts";
import type { Fault, Problem, Turn } from "../../protocol/guest.ts";
import type { FromHost, ToHost } from "../../protocol/host.ts";
import { closeReason } from "../close-reason.ts";
import { fitFault, toWire } from "./faults.ts";
import { type Handler, type Loading, loadHandler } from "./handler.ts";
import { inherit, type Unread } from "./inheritance.ts";
import type { Parts } from "./parts.ts";
import { accepting, refusing } from "./upgrades.ts";

export type Load = Extract<ToHost, { readonly type: "load" }>;
type Loaded = Extract<FromHost, { readonly type: "loaded" }>;
type GoodLoading = Extract<Loading, { readonly ok: true }>;

const mostProblems = 100;

export class Tenure {
  readonly #parts: Parts;
  readonly #loads: Load[] = [];
  #handler: Handler | null = null;
  #stopped: Fault | null = null;
  #version = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
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

  /** A load waits for the room's CPU. */
  get loading(): boolean {
    return this.#loads.length > 0;
  }

  /** Asks for a load. When the room has used up its CPU it waits; of several that wait, the newest is loaded. */
  load(load: Load): void {
    for (const older of this.#loads.splice(0)) this.#answer(older, superseded);
    this.#loads.push(load);
    if (this.#parts.pace.mayGo()) this.loadNext();
  }

  /** Loads what waits. */
  loadNext(): void {
    const load = this.#loads.shift();
    if (!load) return;
    const startedMs = performance.now();
    const { house, id, seed, clock, pace, effects } = this.#parts;
    const loading = loadHandler(house, id, seed, load.program, clock.now());
    if (loading.ok) this.#takeOver(loading, load);
    else {
      pace.spend(loading.turn?.fuel ?? 0);
      effects.applySpoken(loading.turn?.effects ?? [], load.program.version);
    }
    const loadMs = performance.now() - startedMs;
    this.#answer(load, {
      ok: loading.ok,
      problems: loading.ok ? [] : loading.problems.slice(0, mostProblems).map(fitProblem),
      fault: loading.turn?.fault ? toWire(fitFault(loading.turn.fault)) : null,
      loadMs,
      style: loading.ok ? loading.handler.style : null,
    });
  }

  /** Applies a turn of the serving handler; a fault in it stops the room. */
  apply(turn: Turn, handler: Handler): void {
    const { effects, pace, alarm } = this.#parts;
    pace.spend(turn.fuel);
    effects.applyAll(turn.effects, handler.version);
    if (turn.fault) this.#stop(turn.fault);
    else alarm.set(handler.wakeAtMs);
  }

  /** Ends without a successor. */
  end(): void {
    this.#dismiss();
    for (const load of this.#loads.splice(0)) this.#answer(load, superseded);
  }

  #takeOver({ handler, turn }: GoodLoading, { swap }: Load): void {
    const { members, inbox, alarm } = this.#parts;
    const unread = this.#handler ? this.#retire(this.#handler) : [];
    this.#dismiss();
    if (swap === "restart") members.dismissAll(closeCodes.newCode, "new code was loaded");
    for (const event of inherit({ members, unread, queued: inbox.takeAll() })) inbox.push(event);
    members.beginAnew();
    this.#handler = handler;
    this.#version = handler.version;
    this.#stopped = null;
    alarm.silence();
    this.#askAgain(handler);
    this.apply(turn, handler);
  }

  /** The clients at the door wait for the new code's answer now. */
  #askAgain(handler: Handler) {
    const { upgrades, inbox } = this.#parts;
    if (!handler.hasUpgrade) return upgrades.answerAll(accepting);
    for (const event of upgrades.again()) inbox.push(event);
  }

  /** Lets it answer what it has taken, tells it to end, and asks for what nobody has received. */
  #retire(old: Handler): Unread[] {
    const { clock, effects, faults, pace } = this.#parts;
    const crashed = old.finish(clock.now(), (turn) => {
      pace.spend(turn.fuel);
      effects.applyAll(turn.effects, old.version);
    });
    if (crashed) faults.report({ ...crashed, stops: false });
    if (crashed) return [];
    const last = old.retire(clock.now());
    pace.spend(last.fuel);
    effects.applySpoken(last.effects, old.version);
    if (last.fault) faults.report({ ...last.fault, stops: false });
    return last.effects.filter((effect) => effect.type === "unread");
  }

  #stop(raw: Fault): void {
    const { faults, members, inbox, upgrades, alarm } = this.#parts;
    const fault = faults.report(raw);
    this.#stopped = fault;
    this.#dismiss();
    alarm.silence();
    members.dismissAll(closeCodes.handlerCrashed, closeReason(fault.message));
    inbox.takeAll();
    upgrades.answerAll(refusing(503, stoppedSentence(fault)));
  }

  #dismiss(): void {
    this.#handler?.[Symbol.dispose]();
    this.#handler = null;
  }

  #answer({ id }: Load, outcome: Omit<Loaded, "type" | "id" | "serving">): void {
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
