// Converts the guest's calls into effects, under the output limits of a turn.
import { isUtf8 } from "node:buffer";
import { type Effect, logLevels, type MessageKind, type PeerId, type Storage } from "../../protocol/guest.ts";
import { type GuestAbiFunction, guestAbiFunctions } from "../../protocol/guest-abi.ts";
import type { Limits } from "../../protocol/limits.ts";
import type { QuickJs } from "./engine.ts";
import { type Address, CallArguments, intValue, nullValue, undefinedValue, type Value } from "./engine-memory.ts";
import { type Stop, StopSignal, type Thrown } from "./fault.ts";
import { freeNames } from "./free-names.ts";

/** The run that the effects belong to. */
export interface EffectsOwner {
  readonly limits: Limits;
  readonly storage: Storage;
  readonly engine: QuickJs;
  /** Ends the turn immediately. */
  stop(stop: Stop): never;
  lineOf(stack: string): number | null;
  /** The line that makes the current call; null unless the room is watched. */
  lineNow(): number | null;
  reportThrown(kind: "error" | "rejection", thrown: Thrown, peer: PeerId | null): void;
  /** The bytecode of a package; undefined for an unknown name. */
  packageOf(name: string): Uint8Array | undefined;
}

/** A function that the guest can call; most return nothing. */
// biome-ignore lint/suspicious/noConfusingVoidType: most of them return exactly void
type Call = (args: CallArguments) => Value | void;

/** Effects of a turn other than messages and log lines: closes, pauses, upgrade answers. */
const maxOthers = 4096;
/** Fuel per byte. One unit is about 5 ns: the host copies and validates 8 bytes in it, or repairs invalid UTF-8 at 40 ns a byte. */
const readingFuel = 1 / 8;
const repairFuel = 8;
/** Fuel per character of a source that is parsed. */
const parsingFuel = 100;
/** For each use of the storage. */
const storingFuel = 500;
const wholeText = Number.POSITIVE_INFINITY;
const unreadKinds = ["text", "binary", "ping", "pong"] as const satisfies readonly MessageKind[];
/** Functions that one version of a handler may offload. */
const maxOffloaders = 64;
/** The most bytes read of a keyword, a sentence and a stack. */
const maxWord = 64;
const maxSentence = 4096;
export const maxStack = 8192;

export const nothingThrown: Thrown = { name: "", message: "", stack: "" };

export class Effects {
  /** The result of the entry `describe` or `where`. */
  described: Thrown = nothingThrown;
  /** The result of the entry `loaded`. */
  found: Found | null = null;
  wakeAtMs: number | null = null;
  /** The result of the entry `offloaded`. */
  result: { readonly ok: boolean; readonly value: Buffer } | null = null;
  /** Ignores calls other than `describe`: the handler is being stopped. */
  ignoresCalls = false;
  /** Only counts console lines. */
  muted = false;
  readonly #owner: EffectsOwner;
  readonly #arguments: CallArguments;
  readonly #calls: readonly Call[];
  readonly #upgrades = new UpgradeAnswers();
  #list: Effect[] = [];
  #messages = 0;
  #bytes = 0;
  #others = 0;
  #logs = 0;
  #droppedLogs = 0;
  #offloaders = 0;
  #offloadedBytes = 0;

  constructor(owner: EffectsOwner) {
    this.#owner = owner;
    this.#arguments = new CallArguments(owner.engine.memory, owner.engine.values);
    const calls = this.#table();
    this.#calls = guestAbiFunctions.map((name) => calls[name]);
  }

  /** Handles one call from the guest. Invalid arguments are ignored: only a bug in ws101 or a broken engine passes them. */
  call(op: number, argc: number, argv: Address): Value {
    if (this.ignoresCalls && guestAbiFunctions[op] !== "describe") return undefinedValue;
    return this.#calls[op]?.(this.#arguments.read(argv, argc)) ?? undefinedValue;
  }

  /** Resets the output limits for a new event. */
  beginTurn(): void {
    if (this.#droppedLogs > 0) this.#list.push({ type: "dropped", lines: this.#droppedLogs });
    this.#droppedLogs = 0;
    this.#messages = 0;
    this.#bytes = 0;
    this.#others = 0;
    this.#logs = 0;
    this.#offloadedBytes = 0;
  }

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
      send: (args) => this.#send(args),
      sendText: (args) => this.#sendText(args),
      ping: (args) => this.#message("ping", args.bytes(1), args),
      pong: (args) => this.#message("pong", args.bytes(1), args),
      close: (args) => this.#close(args),
      terminate: (args) => this.#other({ type: "terminate", peer: args.int(0) }),
      pause: (args) => this.#other({ type: "pause", peer: args.int(0) }),
      resume: (args) => this.#other({ type: "resume", peer: args.int(0) }),
      wakeAt: (args) => {
        const ms = args.number(0);
        this.wakeAtMs = Number.isFinite(ms) ? ms : null;
      },
      unread: (args) => this.#unread(args),
      header: (args) => this.#upgrades.header(args),
      accept: (args) => this.#other(this.#upgrades.accept(args)),
      refuse: (args) => this.#other(this.#upgrades.refuse(args)),
      log: (args) => this.#log(args),
      fault: (args) => this.#fault(args),
      describe: (args) => {
        this.described = thrownFrom(args, 0);
      },
      loaded: (args) => {
        this.found = foundFrom(args);
      },
      // Modules are defined while the guest boots.
      module: () => {},
      encode: (args) => this.#encode(args),
      decode: (args) => this.#decode(args),
      stored: (args) => this.#stored(args),
      store: (args) => this.#store(args),
      storedKeys: () => this.#newText(JSON.stringify(this.#owner.storage.keys())),
      dial: (args) => this.#other({ type: "dial", id: args.int(0), url: args.text(1, maxSentence) }),
      cancelDial: (args) => this.#other({ type: "cancelDial", id: args.int(0) }),
      awaitShutdown: () => this.#other({ type: "awaitShutdown" }),
      freeNames: (args) => this.#freeNames(args),
      offloader: (args) => this.#offloader(args),
      offload: (args) => this.#offload(args),
      package: (args) => this.#package(args.text(0, maxWord)),
      cancelOffload: (args) => this.#other({ type: "cancelOffload", id: args.int(0) }),
      result: (args) => {
        this.result = { ok: args.int(0) === 1, value: args.bytes(1) ?? Buffer.alloc(0) };
      },
    };
  }

  #send(args: CallArguments): Value {
    const text = args.textBytes(1, wholeText);
    return text === null ? this.#message("binary", args.bytes(1), args) : this.#message("text", text, args);
  }

  #sendText(args: CallArguments): Value {
    const bytes = args.bytes(1);
    const isInvalid = bytes !== null && !isUtf8(bytes);
    return this.#message("text", isInvalid ? this.#toValidUtf8(bytes) : bytes, args);
  }

  /** The third argument allows the call to fail: the most bytes, or `true` for a ping or pong. */
  #message(type: MessageKind, data: Buffer | null, args: CallArguments): Value {
    if (data === null) return undefinedValue;
    if (args.has(2)) {
      if (data.length > args.number(2)) return this.#unsent(data, data.length);
      if (this.#mustWait(data.length)) {
        this.#other({ type: "reportFlow", peer: args.int(0) });
        return this.#unsent(data, -1);
      }
    }
    this.#countMessage(data.length);
    this.#list.push({ type, peer: args.int(0), data, line: this.#owner.lineNow() });
    return undefinedValue;
  }

  #unsent(data: Buffer, answer: number): Value {
    this.#charge(data.length * readingFuel);
    return intValue(answer);
  }

  /** A loop waits at half of a turn's output, which leaves the other half for sends that are not awaited. */
  #mustWait(bytes: number): boolean {
    if (this.#messages === 0 || this.found?.style !== "loop") return false;
    const { turnBytes, turnMessages } = this.#owner.limits;
    return this.#bytes + bytes > turnBytes / 2 || this.#messages >= turnMessages / 2;
  }

  #encode(args: CallArguments): Value {
    const bytes = args.textBytes(0, wholeText) ?? Buffer.alloc(0);
    this.#charge(bytes.length * readingFuel);
    return this.#owner.engine.values.newBytes(bytes);
  }

  #decode(args: CallArguments): Value {
    const { engine } = this.#owner;
    const text = engine.values.decode(args.value(0));
    if (text !== null) return text;
    this.#charge(engine.values.byteLength(args.value(0)) * readingFuel);
    return args.int(1) === 1 ? nullValue : engine.values.newText(this.#toValidUtf8(args.bytes(0) ?? Buffer.alloc(0)));
  }

  #freeNames(args: CallArguments): Value {
    const source = args.text(0, wholeText);
    this.#charge(source.length * parsingFuel);
    const names = source.length > this.#owner.limits.sourceBytes ? null : freeNames(source);
    return names === null ? nullValue : this.#owner.engine.values.newText(Buffer.from(names.join(" ")));
  }

  #stored(args: CallArguments): Value {
    const json = this.#owner.storage.get(args.text(0, wholeText));
    return json === undefined ? undefinedValue : this.#newText(json);
  }

  #store(args: CallArguments): Value {
    const { storage } = this.#owner;
    const key = args.text(0, wholeText);
    const json = args.textOrNull(1, wholeText);
    this.#charge(storingFuel + (key.length + (json?.length ?? 0)) * readingFuel);
    if (json === null) return intValue(storage.delete(key) ? 0 : -1);
    return intValue(storage.set(key, json));
  }

  /** Its exports, or `exceptionValue`. */
  #package(name: string): Value {
    const bytecode = this.#owner.packageOf(name);
    if (bytecode === undefined) return undefinedValue;
    this.#charge(bytecode.length * readingFuel);
    return this.#owner.engine.runCompiled(bytecode);
  }

  #newText(text: string): Value {
    const bytes = Buffer.from(text);
    this.#charge(storingFuel + bytes.length * readingFuel);
    return this.#owner.engine.values.newText(bytes);
  }

  #offloader(args: CallArguments): Value {
    if (this.#offloaders >= maxOffloaders) return intValue(-1);
    const offloader = this.#offloaders;
    this.#offloaders += 1;
    this.#other({ type: "offloader", offloader, source: args.text(0, wholeText), size: args.int(1) });
    return intValue(offloader);
  }

  #offload(args: CallArguments): Value {
    const value = args.bytes(2) ?? Buffer.alloc(0);
    this.#charge(value.length * readingFuel);
    if (this.#offloadedBytes + value.length > this.#owner.limits.offloadBytes) return intValue(0);
    this.#offloadedBytes += value.length;
    this.#other({ type: "offload", id: args.int(0), offloader: args.int(1), value });
    return intValue(1);
  }

  /** Replaces invalid UTF-8 with U+FFFD. */
  #toValidUtf8(bytes: Buffer): Buffer {
    this.#charge(bytes.length * repairFuel);
    return Buffer.from(bytes.toString("utf8"));
  }

  /** Charges for the host's work on the guest's bytes, which would otherwise be free. */
  #charge(fuel: number): void {
    const { engine } = this.#owner;
    engine.fuel -= Math.ceil(fuel);
    if (engine.fuel < 0) throw new StopSignal();
  }

  #countMessage(bytes: number): void {
    const { limits } = this.#owner;
    this.#messages += 1;
    this.#bytes += bytes;
    if (this.#messages > limits.turnMessages) this.#owner.stop({ kind: "output", limit: "turnMessages" });
    if (this.#bytes > limits.turnBytes) this.#owner.stop({ kind: "output", limit: "turnBytes" });
  }

  #unread(args: CallArguments): void {
    const data = args.textBytes(2, wholeText) ?? args.bytes(2);
    const word = args.text(1, maxWord);
    const kind = unreadKinds.find((known) => known === word);
    if (data !== null && kind !== undefined) this.#other({ type: "unread", peer: args.int(0), kind, data });
  }

  #close(args: CallArguments): void {
    const code = args.number(1);
    const reason = args.text(2, maxSentence);
    const whole = Number.isInteger(code) ? code : null;
    this.#other({ type: "close", peer: args.int(0), code: whole, reason, line: this.#owner.lineNow() });
  }

  #other(effect: Effect): void {
    this.#others += 1;
    if (this.#others > maxOthers) this.#owner.stop({ kind: "output", limit: "turnMessages" });
    this.#list.push(effect);
  }

  #log(args: CallArguments): void {
    const { limits } = this.#owner;
    this.#logs += 1;
    if (this.muted || this.#logs > limits.logLinesPerSecond) {
      this.#droppedLogs += 1;
      return;
    }
    const word = args.text(0, maxWord);
    const level = logLevels.find((known) => known === word) ?? "log";
    const line = this.#owner.lineOf(args.text(2, maxStack));
    this.#list.push({ type: "log", level, text: args.text(1, limits.logLineBytes), line });
  }

  #fault(args: CallArguments): void {
    const kind = args.text(0, maxWord) === "rejection" ? "rejection" : "error";
    const peer = args.int(1);
    this.#owner.reportThrown(kind, thrownFrom(args, 2), peer < 0 ? null : peer);
  }
}

const maxHeaders = 64;
const maxPendingAnswers = 64;

class UpgradeAnswers {
  readonly #headers = new Map<number, Map<string, string>>();

  header(args: CallArguments): void {
    const ticket = args.int(0);
    const headers = this.#headers.get(ticket) ?? new Map<string, string>();
    const name = args.text(1, maxWord);
    if (name === "" || headers.size >= maxHeaders || this.#headers.size >= maxPendingAnswers) return;
    this.#headers.set(ticket, headers.set(name, args.text(2, maxSentence)));
  }

  accept(args: CallArguments): Effect {
    const ticket = args.int(0);
    const protocol = args.textOrNull(1, maxSentence);
    const answer = { accept: true, protocol, headers: this.#take(ticket) } as const;
    const most = args.has(2) ? args.int(2) : 0;
    return { type: "upgraded", ticket, answer: most > 0 ? { ...answer, maxMessageBytes: most } : answer };
  }

  refuse(args: CallArguments): Effect {
    const ticket = args.int(0);
    const answer = { accept: false, status: args.int(1), reason: args.text(2, maxSentence) } as const;
    return { type: "upgraded", ticket, answer: { ...answer, headers: this.#take(ticket) } };
  }

  #take(ticket: number): Record<string, string> {
    const headers = this.#headers.get(ticket) ?? [];
    this.#headers.delete(ticket);
    // A header may be named `__proto__`; this makes it an own property.
    return Object.fromEntries(headers);
  }
}

/** What the guest library found in a learner's module. */
interface Found {
  readonly style: "loop" | "events" | null;
  readonly hasUpgrade: boolean;
  readonly problem: string;
}

/** Name, message and stack, starting at argument `first`. */
function thrownFrom(args: CallArguments, first: number): Thrown {
  return {
    name: args.text(first, maxWord),
    message: args.text(first + 1, maxSentence),
    stack: args.text(first + 2, maxStack),
  };
}

function foundFrom(args: CallArguments): Found {
  const style = args.text(0, maxWord);
  return {
    style: style === "loop" || style === "events" ? style : null,
    hasUpgrade: args.int(1) === 1,
    problem: args.text(2, maxSentence),
  };
}
