// Turns the guest's calls of its door into effects, under the output limits of a turn.
import { doorFunctions } from "../../protocol/door.ts";
import { type Effect, type LogLevel, logLevels, type PeerId, type UnreadKind } from "../../protocol/guest.ts";
import type { Limits } from "../../protocol/limits.ts";
import type { QuickJs } from "./engine.ts";
import type { Address } from "./engine-exports.ts";
import type { Stop, Thrown } from "./fault.ts";

/** What effects need of the sandbox whose guest they come from. */
export interface EffectsOwner {
  readonly limits: Limits;
  readonly engine: QuickJs;
  /** Ends the turn at once. */
  stop(stop: Stop): never;
  lineOf(stack: string): number | null;
  threw(kind: "error" | "rejection", thrown: Thrown, peer: PeerId | null): void;
}

const op = Object.fromEntries(doorFunctions.map((name, i) => [name, i])) as Record<
  (typeof doorFunctions)[number],
  number
>;

/** Effects of a turn that are neither messages nor log lines: closing, pausing, answers to upgrades. */
const mostOthers = 4096;
const mostHeaders = 64;
const mostReason = 4096;
const mostStack = 8192;
const wholeText = Number.POSITIVE_INFINITY;
const unreadKinds = ["text", "binary", "ping", "pong"] as const satisfies readonly UnreadKind[];

export class Effects {
  described: Thrown = { name: "", message: "", stack: "" };
  found: { style: "loop" | "events" | null; hasUpgrade: boolean; problem: string } | null = null;
  wakeAtMs: number | null = null;
  readonly #owner: EffectsOwner;
  #list: Effect[] = [];
  #headers = new Map<number, Record<string, string>>();
  #messages = 0;
  #bytes = 0;
  #others = 0;
  #logs = 0;

  constructor(owner: EffectsOwner) {
    this.#owner = owner;
  }

  /** A new event: its own output limits. */
  beginTurn(): void {
    if (this.#logs > this.#owner.limits.logLinesPerSecond) this.#tellCutLines();
    this.#messages = 0;
    this.#bytes = 0;
    this.#others = 0;
    this.#logs = 0;
  }

  /** All effects so far. */
  take(): Effect[] {
    this.beginTurn();
    const list = this.#list;
    this.#list = [];
    return list;
  }

  add(effect: Effect): void {
    this.#list.push(effect);
  }

  /** One call from the guest. Values are read without running guest code; wrong ones are ignored. */
  call(which: number, argc: number, argv: Address): void {
    if (argc < 1) return;
    switch (which) {
      case op.send:
        return this.#send(argv, argc);
      case op.ping:
      case op.pong:
        return this.#control(which === op.ping ? "ping" : "pong", argv, argc);
      case op.close:
        return this.#close(argv, argc);
      case op.terminate:
        return this.#other({ type: "terminate", peer: this.#int(argv) });
      case op.pause:
      case op.resume:
        return this.#other({ type: which === op.pause ? "pause" : "resume", peer: this.#int(argv) });
      case op.wakeAt:
        this.wakeAtMs = this.#timeOrNull(argv);
        return;
      case op.unread:
        return this.#unread(argv, argc);
      case op.header:
      case op.accept:
      case op.refuse:
        return this.#upgrade(which, argv, argc);
      case op.log:
        return this.#log(argv, argc);
      case op.fault:
        return this.#fault(argv, argc);
      case op.describe:
        this.described = this.#thrown(argv, argc);
        return;
      case op.loaded:
        return this.#loaded(argv, argc);
    }
  }

  #send(argv: Address, argc: number): void {
    if (argc < 2) return;
    const { engine } = this.#owner;
    const value = engine.memory.valueAt(argv + 8);
    const text = engine.textBytes(value, wholeText);
    const data = text ?? engine.bytes(value);
    if (data === null) return;
    this.#countMessage(data.length);
    this.#list.push({ type: text === null ? "binary" : "text", peer: this.#int(argv), data });
  }

  #unread(argv: Address, argc: number): void {
    if (argc < 3) return;
    const { engine } = this.#owner;
    const value = engine.memory.valueAt(argv + 16);
    const data = engine.textBytes(value, wholeText) ?? engine.bytes(value);
    const kind = unreadKinds.find((known) => known === this.#text(argv, argc, 1, 16));
    if (data !== null && kind !== undefined) this.#other({ type: "unread", peer: this.#int(argv), kind, data });
  }

  #control(type: "ping" | "pong", argv: Address, argc: number): void {
    const { engine } = this.#owner;
    const data = argc < 2 ? null : engine.bytes(engine.memory.valueAt(argv + 8));
    if (data === null) return;
    this.#countMessage(data.length);
    this.#list.push({ type, peer: this.#int(argv), data });
  }

  #countMessage(bytes: number): void {
    const { limits } = this.#owner;
    this.#messages += 1;
    this.#bytes += bytes;
    if (this.#messages > limits.turnMessages) this.#owner.stop({ kind: "output", limit: "turnMessages" });
    if (this.#bytes > limits.turnBytes) this.#owner.stop({ kind: "output", limit: "turnBytes" });
  }

  #close(argv: Address, argc: number): void {
    if (argc < 3) return;
    const code = this.#owner.engine.number(this.#owner.engine.memory.valueAt(argv + 8));
    const reason = this.#text(argv, argc, 2, mostReason);
    this.#other({ type: "close", peer: this.#int(argv), code: Number.isInteger(code) ? code : null, reason });
  }

  #other(effect: Effect): void {
    this.#others += 1;
    if (this.#others > mostOthers) this.#owner.stop({ kind: "output", limit: "turnMessages" });
    this.#list.push(effect);
  }

  #upgrade(which: number, argv: Address, argc: number): void {
    const ticket = this.#int(argv);
    const headers = this.#headers.get(ticket) ?? {};
    if (which === op.header) {
      if (Object.keys(headers).length >= mostHeaders) return;
      const name = this.#text(argv, argc, 1, 256);
      if (name === "" || name === "__proto__") return;
      headers[name] = this.#text(argv, argc, 2, mostReason);
      if (this.#headers.size < mostHeaders) this.#headers.set(ticket, headers);
      return;
    }
    this.#headers.delete(ticket);
    const text = this.#text(argv, argc, which === op.accept ? 1 : 2, mostReason);
    if (which === op.accept) {
      const protocol = this.#isText(argv, argc, 1) ? text : null;
      return this.#other({ type: "upgraded", ticket, answer: { accept: true, protocol, headers } });
    }
    const status = argc < 2 ? 0 : this.#int(argv + 8);
    this.#other({ type: "upgraded", ticket, answer: { accept: false, status, reason: text, headers } });
  }

  #log(argv: Address, argc: number): void {
    const { limits } = this.#owner;
    this.#logs += 1;
    if (this.#logs > limits.logLinesPerSecond) return;
    const level = this.#text(argv, argc, 0, 16);
    const text = this.#text(argv, argc, 1, limits.logLineBytes);
    const line = this.#owner.lineOf(this.#text(argv, argc, 2, mostStack));
    this.#list.push({ type: "log", level: logLevels.find((known) => known === level) ?? "log", text, line });
  }

  #tellCutLines(): void {
    const { logLinesPerSecond } = this.#owner.limits;
    const cut = (this.#logs - logLinesPerSecond).toLocaleString("en");
    const text = `… ${cut} more lines of this turn are not shown (the limit is ${logLinesPerSecond}).`;
    this.#list.push({ type: "log", level: "warn" satisfies LogLevel, text, line: null });
  }

  #fault(argv: Address, argc: number): void {
    const kind = this.#text(argv, argc, 0, 16) === "rejection" ? "rejection" : "error";
    const peer = argc < 2 ? -1 : this.#int(argv + 8);
    this.#owner.threw(kind, this.#thrown(argv + 16, argc - 2), peer < 0 ? null : peer);
  }

  #thrown(argv: Address, argc: number): Thrown {
    return {
      name: this.#text(argv, argc, 0, 256),
      message: this.#text(argv, argc, 1, mostReason),
      stack: this.#text(argv, argc, 2, mostStack),
    };
  }

  #loaded(argv: Address, argc: number): void {
    const style = this.#text(argv, argc, 0, 16);
    this.found = {
      style: style === "loop" || style === "events" ? style : null,
      hasUpgrade: argc > 1 && this.#owner.engine.memory.int(argv + 8) === 1,
      problem: this.#text(argv, argc, 2, mostReason),
    };
  }

  #int(at: Address): number {
    return this.#owner.engine.memory.int(at);
  }

  #isText(argv: Address, argc: number, index: number): boolean {
    return (
      argc > index && this.#owner.engine.textBytes(this.#owner.engine.memory.valueAt(argv + index * 8), 0) !== null
    );
  }

  #text(argv: Address, argc: number, index: number, mostBytes: number): string {
    if (argc <= index) return "";
    const { engine } = this.#owner;
    return engine.textBytes(engine.memory.valueAt(argv + index * 8), mostBytes)?.toString("utf8") ?? "";
  }

  #timeOrNull(at: Address): number | null {
    const ms = this.#owner.engine.number(this.#owner.engine.memory.valueAt(at));
    return Number.isFinite(ms) ? ms : null;
  }
}
