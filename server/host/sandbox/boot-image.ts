// Boots a guest once: evaluates the guest library, defines its modules, and takes a snapshot.
import {
  type EntryName,
  entryNames,
  guestAbiFunctions,
  guestAbiName,
  type ListenerName,
  listenerNames,
} from "../../protocol/guest-abi.ts";
import type { Limits } from "../../protocol/limits.ts";
import { findInterruptCounter, findRandomState } from "./context-fields.ts";
import { type EngineOwner, QuickJs } from "./engine.ts";
import { type Address, exceptionValue, undefinedValue, type Value } from "./engine-exports.ts";
import type { EngineAddresses } from "./engine-memory.ts";
import { type Snapshot, takeSnapshot } from "./snapshot.ts";

export interface BootImage {
  readonly module: WebAssembly.Module;
  readonly snapshot: Snapshot;
  readonly addresses: EngineAddresses;
  readonly entries: Readonly<Record<EntryName, Value>>;
  readonly listener: Value;
  readonly listenerEntries: Readonly<Record<ListenerName, Value>>;
  /** The modules that a handler may import. */
  readonly modules: ReadonlySet<string>;
  readonly randomState: Address;
  readonly interruptCounter: Address;
}

/** Memory of the engine outside the JavaScript heap: the C stack, static data and allocator overhead. */
const outsideHeapBytes = (1 << 20) + (192 << 10);
const bootFuel = 400_000_000;

/** Throws if the guest library does not boot. */
export function bootImage(module: WebAssembly.Module, guestBundle: string, limits: Limits): BootImage {
  try {
    return boot(module, guestBundle, limits);
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError)) throw error;
    throw new Error("The guest library took too long to boot or crashed the engine.", { cause: error });
  }
}

function boot(module: WebAssembly.Module, guestBundle: string, limits: Limits): BootImage {
  const compiled = compileBundle(module, guestBundle, limits);
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
    randomState: findRandomState(engine),
    interruptCounter: findInterruptCounter(engine),
  };
  engine.free(abi);
  expect(engine, engine.evaluate(`delete globalThis.${guestAbiName}`, "boot", "script"), "Removing the ABI");
  engine.exports.qjs_run_gc();
  return { ...image, snapshot: takeSnapshot(engine) };
}

/** Compiles in a separate engine, so that the source and the parser's leftovers are not part of every sandbox's memory. */
function compileBundle(module: WebAssembly.Module, guestBundle: string, limits: Limits): Buffer {
  const { engine } = started(module, limits);
  const compiled = engine.compile(guestBundle, "guest.js");
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

/** The limits that the guest library enforces itself (server/guest/host-interface.ts, GuestLimits). */
function guestLimits(limits: Limits): Record<string, number> {
  const { timers, timerMinMs, timerMaxMs, messageBytes, logLineBytes, unsentBytes } = limits;
  return { timers, timerMinMs, timerMaxMs, messageBytes, logLineBytes, unsentBytes, unsentHighBytes: unsentBytes >> 4 };
}

function installAbi(engine: QuickJs, limits: Limits): void {
  const abi = newObject(engine);
  guestAbiFunctions.forEach((name, op) => {
    setProperty(engine, abi, name, hostFunction(engine, name, op));
  });
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

export function newObject(engine: QuickJs): Value {
  return engine.exports.JS_NewObject(engine.addresses.context);
}

/** A guest function that calls the owner's `hostCall(op, …)`. */
export function hostFunction(engine: QuickJs, name: string, op: number): Value {
  return engine.withString(name, (at) =>
    engine.exports.JS_NewCFunction2(engine.addresses.context, engine.hostCallIndex, at, 0, withMagic, op),
  );
}

export function property(engine: QuickJs, object: Value, name: string): Value {
  return engine.withString(name, (at) => engine.exports.JS_GetPropertyStr(engine.addresses.context, object, at));
}

/** Takes ownership of `value`. */
export function setProperty(engine: QuickJs, object: Value, name: string, value: Value): void {
  const done = engine.withString(name, (at) =>
    engine.exports.JS_SetPropertyStr(engine.addresses.context, object, at, value),
  );
  if (done < 0) throw new Error(`The engine could not set ${name}.`);
}
