// Boots a guest once: evaluates the guest library, defines its modules, and takes a snapshot that other instances restore.
import {
  type EntryName,
  entryNames,
  guestAbiFunctions,
  guestAbiName,
  type ListenerName,
  listenerNames,
} from "../../protocol/guest-abi.ts";
import type { Limits } from "../../protocol/limits.ts";
import { type EngineOwner, QuickJs } from "./engine.ts";
import { type Address, type EngineAddresses, exceptionValue, undefinedValue, type Value } from "./engine-memory.ts";

/** The scripts that `server/cli/build-guest.ts` bundles. */
export interface GuestCode {
  /** The bridge and the guest library. */
  readonly library: string;
  /** By name. The value of each script is the package's exports. */
  readonly packages: ReadonlyMap<string, string>;
}

export interface BootImage {
  readonly module: WebAssembly.Module;
  readonly snapshot: Snapshot;
  readonly addresses: EngineAddresses;
  readonly entries: Readonly<Record<EntryName, Value>>;
  readonly listener: Value;
  readonly listenerEntries: Readonly<Record<ListenerName, Value>>;
  /** The modules that a handler may import. */
  readonly modules: ReadonlySet<string>;
  /** Bytecode of the packages that the guest library asks for, by name. */
  readonly packages: ReadonlyMap<string, Uint8Array>;
  readonly randomState: Address;
  readonly interruptCounter: Address;
}

/** Memory of the engine outside the JavaScript heap: the C stack, static data and allocator overhead. */
const outsideHeapBytes = (1 << 20) + (192 << 10);
const bootFuel = 400_000_000;

/** Throws if the guest library does not boot. */
export function bootImage(module: WebAssembly.Module, code: GuestCode, limits: Limits): BootImage {
  try {
    return boot(module, code, limits);
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError)) throw error;
    throw new Error("The guest library took too long to boot or crashed the engine.", { cause: error });
  }
}

function boot(module: WebAssembly.Module, code: GuestCode, limits: Limits): BootImage {
  const compiled = compileBundle(module, code.library, limits);
  const packages = [...code.packages].map(([name, bundle]) => [name, compileBundle(module, bundle, limits)] as const);
  const { engine, owner } = started(module, limits);
  installAbi(engine, limits);
  expect(engine, engine.runCompiled(compiled), "The guest library");
  const abi = property(engine, engine.global(), guestAbiName);
  const entries = functionsOf(engine, property(engine, abi, "entries"), entryNames);
  const listener = property(engine, abi, "listener");
  const image = {
    module,
    addresses: engine.addresses,
    entries,
    listener,
    listenerEntries: functionsOf(engine, listener, listenerNames),
    modules: defineModules(engine, owner, entries.modules, listener),
    packages: new Map(packages),
    randomState: findRandomState(engine),
    interruptCounter: findInterruptCounter(engine),
  };
  engine.free(abi);
  expect(engine, engine.evaluate(`delete globalThis.${guestAbiName}`, "boot", "script"), "Removing the ABI");
  engine.exports.qjs_run_gc();
  return { ...image, snapshot: takeSnapshot(engine) };
}

/** Compiles in a separate engine, so that the source and the parser's leftovers are not part of every sandbox's memory. */
function compileBundle(module: WebAssembly.Module, bundle: string, limits: Limits): Buffer {
  const { engine } = started(module, limits);
  const compiled = engine.compile(bundle, "guest.js");
  if (compiled === null) throw new Error(`The guest library does not compile: ${messageOf(engine)}`);
  return compiled;
}

function started(module: WebAssembly.Module, limits: Limits): { engine: QuickJs; owner: BootOwner } {
  const owner = new BootOwner();
  const engine = new QuickJs(module, owner);
  owner.engine = engine;
  engine.fuel = bootFuel;
  engine.start(limits.memoryBytes - outsideHeapBytes, limits.stackBytes);
  return { engine, owner };
}

/** The limits on which an image depends. */
export function bootLimits(limits: Limits): Record<string, number> {
  return { memoryBytes: limits.memoryBytes, stackBytes: limits.stackBytes, ...guestLimits(limits) };
}

/** The limits that the guest library enforces itself (server/guest/bridge.ts, GuestLimits). */
function guestLimits(limits: Limits): Record<string, number> {
  const { timers, timerMinMs, timerMaxMs, messageBytes, logLineBytes, unsentBytes, shutdownMs } = limits;
  return {
    timers,
    timerMinMs,
    timerMaxMs,
    messageBytes,
    logLineBytes,
    unsentBytes,
    unsentHighBytes: unsentBytes >> 4,
    shutdownMs,
  };
}

/** Each function of the ABI calls the owner's `hostCall(op, …)`. */
function installAbi(engine: QuickJs, limits: Limits): void {
  const { exports, addresses, hostCallIndex } = engine;
  const abi = exports.JS_NewObject(addresses.context);
  for (const [op, name] of guestAbiFunctions.entries()) {
    const hostFunction = engine.withString(name, (at) =>
      exports.JS_NewCFunction2(addresses.context, hostCallIndex, at, 0, withMagic, op),
    );
    setProperty(engine, abi, name, hostFunction);
  }
  setProperty(engine, abi, "limits", engine.values.newText(Buffer.from(JSON.stringify(guestLimits(limits)))));
  setProperty(engine, engine.global(), guestAbiName, abi);
}

/** Evaluates each module once, so that later imports find it by name without calling the loader. */
function defineModules(engine: QuickJs, owner: BootOwner, list: Value, self: Value): Set<string> {
  expect(engine, engine.call(list, self, 0), "The list of modules");
  for (const [name, source] of owner.modules) expect(engine, engine.evaluate(source, name, "module"), `Module ${name}`);
  for (let ran = engine.runJob(); ran !== 0; ran = engine.runJob()) {
    if (ran < 0) throw new Error(`A module of the guest library: ${messageOf(engine)}`);
  }
  return new Set(owner.modules.keys());
}

function functionsOf<Name extends string>(engine: QuickJs, object: Value, names: readonly Name[]): Record<Name, Value> {
  const found = {} as Record<Name, Value>;
  for (const name of names) found[name] = property(engine, object, name);
  return found;
}

function expect(engine: QuickJs, value: Value, what: string): void {
  if (value === exceptionValue) throw new Error(`${what} does not boot: ${messageOf(engine)}`);
  engine.free(value);
}

/** Only for errors in the guest library itself: reading them runs its code. */
function messageOf(engine: QuickJs): string {
  const error = engine.exception();
  const part = (name: string) => engine.values.textBytes(property(engine, error, name), 4096)?.toString() ?? "";
  return `${part("message")}\n${part("stack")}`;
}

/** Collects the modules. Never interrupts, because no learner code runs yet. */
class BootOwner implements EngineOwner {
  readonly modules = new Map<string, string>();
  engine: QuickJs | null = null;

  interrupt(): boolean {
    return false;
  }

  hostCall(op: number, argc: number, argv: Address): Value {
    const { engine } = this;
    if (engine === null || argc !== 2 || guestAbiFunctions[op] !== "module") return undefinedValue;
    const text = (at: Address) => engine.values.textBytes(engine.memory.valueAt(at), 1 << 20)?.toString() ?? "";
    this.modules.set(text(argv), text(argv + 8));
    return undefinedValue;
  }

  rejection(): void {}

  refuseImport(name: string): string | null {
    return `${name} is not defined yet`;
  }

  nowMs(): number {
    return 0;
  }

  random(bytes: Uint8Array): void {
    bytes.fill(1);
  }
}

/** JS_CFUNC_generic_magic (quickjs.h): a C function with a constant number as an extra argument. */
const withMagic = 1;

function property(engine: QuickJs, object: Value, name: string): Value {
  return engine.withString(name, (at) => engine.exports.JS_GetPropertyStr(engine.addresses.context, object, at));
}

/** Takes ownership of `value`. */
function setProperty(engine: QuickJs, object: Value, name: string, value: Value): void {
  const done = engine.withString(name, (at) =>
    engine.exports.JS_SetPropertyStr(engine.addresses.context, object, at, value),
  );
  if (done < 0) throw new Error(`The engine could not set ${name}.`);
}

const pageBytes = 1 << 16;
/** Shorter runs of zeroes are kept: one longer copy is faster than two short ones. */
const blockBytes = 4096;

/** The memory of a booted instance, without its zeroes. */
export interface Snapshot {
  readonly pages: number;
  readonly stackPointer: number;
  /** In ascending order, with only zeroes in between. */
  readonly runs: readonly { readonly at: number; readonly bytes: Uint8Array }[];
}

function takeSnapshot(engine: QuickJs): Snapshot {
  const { bytes } = engine.memory;
  const runs: { at: number; bytes: Uint8Array }[] = [];
  let start = -1;
  for (let at = 0; at <= bytes.length; at += blockBytes) {
    const empty = at === bytes.length || isZero(bytes, at, at + blockBytes);
    if (!empty && start < 0) start = at;
    if (!empty || start < 0) continue;
    runs.push({ at: start, bytes: Uint8Array.from(bytes.subarray(start, at)) });
    start = -1;
  }
  return { pages: bytes.length / pageBytes, stackPointer: engine.exports.__stack_pointer.value, runs };
}

/** For a new instance, whose memory contains only its data segments. */
export function restoreSnapshot(snapshot: Snapshot, engine: QuickJs): void {
  const missing = snapshot.pages - engine.memory.bytes.length / pageBytes;
  if (missing > 0) engine.memory.grow(missing);
  const { bytes } = engine.memory;
  for (const run of snapshot.runs) bytes.set(run.bytes, run.at);
  engine.exports.__stack_pointer.value = snapshot.stackPointer;
}

/** A new instance that has booted. It has no owner yet. */
export function engineFrom({ module, snapshot, addresses }: BootImage): QuickJs {
  const engine = new QuickJs(module, noOwner);
  restoreSnapshot(snapshot, engine);
  engine.adopt(addresses);
  return engine;
}

/** The owner of an unused instance, which must not run. */
export const noOwner: EngineOwner = {
  interrupt: throwUnowned,
  hostCall: throwUnowned,
  rejection: throwUnowned,
  refuseImport: throwUnowned,
  nowMs: throwUnowned,
  random: throwUnowned,
};

function throwUnowned(): never {
  throw new Error("An engine ran without an owner.");
}

/** For a used instance: nothing of its memory remains. */
export function resetToSnapshot(snapshot: Snapshot, engine: QuickJs): void {
  const { bytes } = engine.memory;
  let at = 0;
  for (const run of snapshot.runs) {
    clear(bytes, at, run.at);
    at = run.at + run.bytes.length;
  }
  clear(bytes, at, bytes.length);
  restoreSnapshot(snapshot, engine);
}

/** Only writes to blocks that are not zero: writing to an untouched page would allocate physical memory. */
function clear(bytes: Buffer, from: number, to: number): void {
  for (let at = from; at < to; at += blockBytes) {
    const end = Math.min(at + blockBytes, to);
    if (!isZero(bytes, at, end)) bytes.fill(0, at, end);
  }
}

const zeroes = Buffer.alloc(blockBytes);

function isZero(bytes: Buffer, from: number, to: number): boolean {
  return bytes.compare(zeroes, 0, to - from, from, to) === 0;
}

const contextBytes = 2048;
const mask = (1n << 64n) - 1n;

/** The address of Math.random's state: the only field of the context that changes as xorshift64 does (quickjs.c). */
function findRandomState(engine: QuickJs): Address {
  const { context } = engine.addresses;
  const valueAt = (i: number) => BigInt.asUintN(64, engine.memory.valueAt(context + i * 8));
  const before = Array.from({ length: contextBytes / 8 }, (_, i) => valueAt(i));
  engine.free(engine.evaluate("Math.random()", "seed", "script"));
  const found = before.findIndex((state, i) => state !== 0n && nextState(state) === valueAt(i));
  if (found >= 0) return context + found * 8;
  throw new Error("Could not locate Math.random's state: this is not the engine build that ws101 expects.");
}

/**
 * The address of the interrupt counter (quickjs.c): the only number in the context that every iteration of a loop
 * decrements. At 1, the engine calls the interrupt handler at its next loop or call.
 */
function findInterruptCounter(engine: QuickJs): Address {
  const { context } = engine.addresses;
  const turns = 500;
  const numbers = () => Array.from({ length: contextBytes / 4 }, (_, i) => engine.memory.int(context + i * 4));
  // The counter may restart during the first loop.
  for (let attempt = 0; attempt < 2; attempt++) {
    const before = numbers();
    engine.free(engine.evaluate(`for (let i = 0; i < ${turns}; i++);`, "count", "script"));
    const steps = numbers().map((now, i) => (before[i] ?? 0) - now);
    const found = steps.findIndex((step) => step >= turns && step <= turns * 3);
    if (found >= 0) return context + found * 4;
  }
  throw new Error("Could not locate the interrupt counter: this is not the engine build that ws101 expects.");
}

function nextState(state: bigint): bigint {
  let next = state ^ (state >> 12n);
  next = (next ^ (next << 25n)) & mask;
  return next ^ (next >> 27n);
}

/** Derives a state from a seed with splitmix64, so that adjacent seeds are unrelated; never zero. */
export function seedState(seed: bigint): bigint {
  let mixed = (seed + 0x9e3779b97f4a7c15n) & mask;
  mixed = ((mixed ^ (mixed >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
  mixed = ((mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn) & mask;
  return mixed ^ (mixed >> 31n) || 1n;
}
