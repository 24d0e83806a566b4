// Turns the guest's calls of its door into effects, under the output limits of a turn.
import { isUtf8 } from "node:buffer";
import { type Effect, logLevels, type MessageKind, type PeerId } from "../../protocol/guest.ts";
import { type GuestAbiFunction, guestAbiFunctions } from "../../protocol/guest-abi.ts";
import type { Limits } from "../../protocol/limits.ts";
import { CallArguments, mostSentence, mostStack, mostWord } from "./arguments.ts";
import type { QuickJs } from "./engine.ts";
import { type Address, intValue, nullValue, undefinedValue, type Value } from "./engine-exports.ts";
import type { Stop, Thrown } from "./fault.ts";
import { type Found, foundFrom, thrownFrom } from "./guest-reports.ts";
import { StopSignal } from "./stop-reason.ts";
import { UpgradeAnswers } from "./upgrade-answers.ts";

/** What effects need of the run that they come from. */
export interface EffectsOwner {
  readonly limits: Limits;
  readonly engine: QuickJs;
  /** Ends the turn at once. */
  stop(stop: Stop): never;
  lineOf(stack: string): number | null;
  /** The line that makes the call which is being answered; null while nobody wants to know. */
  lineNow(): number | null;
  threw(kind: "error" | "rejection", thrown: Thrown, peer: PeerId | null): void;
}

/** One of the door's functions; most have no answer. */
// biome-ignore lint/suspicious/noConfusingVoidType: what most of them are is exactly void
type Call = (given: CallArguments) => Value | void;

/** Effects of a turn that are neither messages nor log lines: closing, pausing, answers to upgrades. */
const mostOthers = 4096;
/** For a byte. Fuel is about 5 ns: the host copies and checks eight bytes in it; replacing what is no UTF-8 takes 40 ns. */
const readingFuel = 1 / 8;
const mendingFuel = 8;
const wholeText = Number.POSITIVE_INFINITY;
const unreadKinds = ["text", "binary", "ping", "pong"] as const satisfies readonly MessageKind[];

export const nothingThrown: Thrown = { name: "", message: "", stack: "" };

export class Effects {
  /** The answer to the entry `describe` or `where`. */
  described: Thrown = nothingThrown;
  /** The answer to the entry `loaded`. */
  found: Found | null = null;
  wakeAtMs: number | null = null;
  /** Takes nothing any more but answers: the handler is being ended. */
  deaf = false;
  readonly #owner: EffectsOwner;
  readonly #arguments: CallArguments;
  readonly #calls: readonly Call[];
  readonly #upgrades = new UpgradeAnswers();
  #list: Effect[] = [];
  #messages = 0;
  #bytes = 0;
  #others = 0;
  #logs = 0;

  constructor(owner: EffectsOwner) {
    this.#owner = owner;
    this.#arguments = new CallArguments(owner.engine);
    const calls = this.#table();
    this.#calls = guestAbiFunctions.map((name) => calls[name]);
  }

  /** One call from the guest. Wrong arguments are ignored: only broken code of ours or a broken engine gives them. */
  call(op: number, argc: number, argv: Address): Value {
    if (this.deaf && guestAbiFunctions[op] !== "describe") return undefinedValue;
    return this.#calls[op]?.(this.#arguments.read(argv, argc)) ?? undefinedValue;
  }

  /** A new event: its own output limits. */
  beginTurn(): void {
    if (this.#logs > this.#owner.limits.logLinesPerSecond) this.#addDroppedLines();
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

  #table(): Record<GuestAbiFunction, Call> {
    return {
      send: (given) => this.#send(given),
      sendText: (given) => this.#sendText(given),
      ping: (given) => this.#control("ping", given),
      pong: (given) => this.#control("pong", given),
      close: (given) => this.#close(given),
      terminate: (given) => this.#other({ type: "terminate", peer: given.int(0) }),
      pause: (given) => this.#other({ type: "pause", peer: given.int(0) }),
      resume: (given) => this.#other({ type: "resume", peer: given.int(0) }),
      wakeAt: (given) => this.#wakeAt(given.number(0)),
      unread: (given) => this.#unread(given),
      header: (given) => this.#upgrades.header(given),
      accept: (given) => this.#other(this.#upgrades.accept(given)),
      refuse: (given) => this.#other(this.#upgrades.refuse(given)),
      log: (given) => this.#log(given),
      fault: (given) => this.#fault(given),
      describe: (given) => {
        this.described = thrownFrom(given, 0);
      },
      loaded: (given) => {
        this.found = foundFrom(given);
      },
      // Modules are defined while the guest boots; later there is nothing to add them to.
      module: () => {},
      encode: (given) => this.#encode(given),
      decode: (given) => this.#decode(given),
    };
  }

  #send(given: CallArguments): Value {
    const text = given.textBytes(1, wholeText);
    return text === null ? this.#message("binary", given.bytes(1), given) : this.#message("text", text, given);
  }

  #sendText(given: CallArguments): Value {
    const bytes = given.bytes(1);
    const mends = bytes !== null && !isUtf8(bytes);
    return this.#message("text", mends ? this.#mended(bytes) : bytes, given);
  }

  #message(type: "text" | "binary", data: Buffer | null, given: CallArguments): Value {
    if (data === null) return undefinedValue;
    if (given.has(2)) {
      if (data.length > given.number(2)) return this.#unsent(data, data.length);
      if (this.#mustWait(data.length)) return this.#wait(data, given.int(0));
    }
    this.#countMessage(data.length);
    this.#list.push({ type, peer: given.int(0), data, line: this.#owner.lineNow() });
    return undefinedValue;
  }

  #wait(data: Buffer, peer: PeerId): Value {
    this.#other({ type: "reportFlow", peer });
    return this.#unsent(data, -1);
  }

  #unsent(data: Buffer, answer: number): Value {
    this.#charge(data.length * readingFuel);
    return intValue(answer);
  }

  /** A loop waits at half of a turn's output, which leaves the other half to what it does not await. */
  #mustWait(bytes: number): boolean {
    if (this.#messages === 0 || this.found?.style !== "loop") return false;
    const { turnBytes, turnMessages } = this.#owner.limits;
    return this.#bytes + bytes > turnBytes / 2 || this.#messages >= turnMessages / 2;
  }

  #encode(given: CallArguments): Value {
    const bytes = given.textBytes(0, wholeText) ?? Buffer.alloc(0);
    this.#charge(bytes.length * readingFuel);
    return this.#owner.engine.values.newBytes(bytes);
  }

  #decode(given: CallArguments): Value {
    const { engine } = this.#owner;
    const text = engine.values.decode(given.value(0));
    if (text !== null) return text;
    this.#charge(engine.values.byteLength(given.value(0)) * readingFuel);
    return given.int(1) === 1 ? nullValue : engine.values.newText(this.#mended(given.bytes(0) ?? Buffer.alloc(0)));
  }

  /** With U+FFFD for what is no UTF-8. */
  #mended(bytes: Buffer): Buffer {
    this.#charge(bytes.length * mendingFuel);
    return Buffer.from(bytes.toString("utf8"));
  }

  /** For the host's own work on the guest's bytes: without a price it could be had at will. */
  #charge(fuel: number): void {
    const { engine } = this.#owner;
    engine.fuel -= Math.ceil(fuel);
    if (engine.fuel < 0) throw new StopSignal();
  }

  #control(type: "ping" | "pong", given: CallArguments): Value {
    const data = given.bytes(1);
    if (data === null) return undefinedValue;
    if (given.has(2) && this.#mustWait(data.length)) return this.#wait(data, given.int(0));
    this.#countMessage(data.length);
    this.#list.push({ type, peer: given.int(0), data, line: this.#owner.lineNow() });
    return undefinedValue;
  }

  #countMessage(bytes: number): void {
    const { limits } = this.#owner;
    this.#messages += 1;
    this.#bytes += bytes;
    if (this.#messages > limits.turnMessages) this.#owner.stop({ kind: "output", limit: "turnMessages" });
    if (this.#bytes > limits.turnBytes) this.#owner.stop({ kind: "output", limit: "turnBytes" });
  }

  #unread(given: CallArguments): void {
    const data = given.textBytes(2, wholeText) ?? given.bytes(2);
    const word = given.text(1, mostWord);
    const kind = unreadKinds.find((known) => known === word);
    if (data !== null && kind !== undefined) this.#other({ type: "unread", peer: given.int(0), kind, data });
  }

  #close(given: CallArguments): void {
    const code = given.number(1);
    const reason = given.text(2, mostSentence);
    const whole = Number.isInteger(code) ? code : null;
    this.#other({ type: "close", peer: given.int(0), code: whole, reason, line: this.#owner.lineNow() });
  }

  #other(effect: Effect): void {
    this.#others += 1;
    if (this.#others > mostOthers) this.#owner.stop({ kind: "output", limit: "turnMessages" });
    this.#list.push(effect);
  }

  #wakeAt(ms: number): void {
    this.wakeAtMs = Number.isFinite(ms) ? ms : null;
  }

  #log(given: CallArguments): void {
    const { limits } = this.#owner;
    this.#logs += 1;
    if (this.#logs > limits.logLinesPerSecond) return;
    const word = given.text(0, mostWord);
    const level = logLevels.find((known) => known === word) ?? "log";
    const line = this.#owner.lineOf(given.text(2, mostStack));
    this.#list.push({ type: "log", level, text: given.text(1, limits.logLineBytes), line });
  }

  #addDroppedLines(): void {
    this.#list.push({ type: "dropped", lines: this.#logs - this.#owner.limits.logLinesPerSecond });
  }

  #fault(given: CallArguments): void {
    const kind = given.text(0, mostWord) === "rejection" ? "rejection" : "error";
    const peer = given.int(1);
    this.#owner.threw(kind, thrownFrom(given, 2), peer < 0 ? null : peer);
  }
}
