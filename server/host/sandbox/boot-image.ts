// A booted guest: the bundle evaluated, its modules defined, what the host calls of it, kept as a snapshot.
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
import type { EnginePlaces } from "./engine-values.ts";
import { newObject, portFunction, property, setProperty } from "./objects.ts";
import { type Snapshot, takeSnapshot } from "./snapshot.ts";

export interface BootImage {
  readonly module: WebAssembly.Module;
  readonly snapshot: Snapshot;
  readonly places: EnginePlaces;
  readonly entries: Readonly<Record<EntryName, Value>>;
  readonly listener: Value;
  readonly listenerEntries: Readonly<Record<ListenerName, Value>>;
  /** What a handler may import. */
  readonly modules: ReadonlySet<string>;
  readonly randomState: Address;
  readonly interruptCounter: Address;
}

/** What the engine's own structures outside JavaScript's heap take: the C stack, static data, the allocator's slack. */
const outsideHeapBytes = (1 << 20) + (192 << 10);
const bootFuel = 400_000_000;

/** Throws when the guest library does not boot. */
export function bootImage(module: WebAssembly.Module, guestBundle: string, limits: Limits): BootImage {
  try {
    return boot(module, guestBundle, limits);
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError)) throw error;
    throw new Error("The guest library takes too long to boot, or broke the engine.", { cause: error });
  }
}

function boot(module: WebAssembly.Module, guestBundle: string, limits: Limits): BootImage {
  const compiled = compileBundle(module, guestBundle, limits);
  const { engine, owner } = started(module, limits);
  openDoor(engine, limits);
  expect(engine, engine.runCompiled(compiled), "The guest library");
  const door = property(engine, engine.global(), guestAbiName);
  const entries = functionsOf(engine, property(engine, door, "entries"), entryNames);
  const listener = property(engine, door, "listener");
  const image = {
    module,
    places: engine.places,
    entries,
    listener,
    listenerEntries: functionsOf(engine, listener, listenerNames),
    modules: defineModules(engine, owner, entries.modules, listener),
    randomState: findRandomState(engine),
    interruptCounter: findInterruptCounter(engine),
  };
  engine.free(door);
  expect(engine, engine.evaluate(`delete globalThis.${guestAbiName}`, "boot", "script"), "Closing the door");
  engine.exports.qjs_run_gc();
  return { ...image, snapshot: takeSnapshot(engine) };
}

/** In an engine of its own, so that neither the source nor what parsing it left stands in every sandbox's memory. */
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

/** What the guest library may tell the bridge, a limit each (server/guest/host-interface.ts, GuestLimits). */
function guestLimits(limits: Limits): Record<string, number> {
  const { timers, timerMinMs, timerMaxMs, messageBytes, logLineBytes, unsentBytes } = limits;
  return { timers, timerMinMs, timerMaxMs, messageBytes, logLineBytes, unsentBytes, unsentHighBytes: unsentBytes >> 4 };
}

function openDoor(engine: QuickJs, limits: Limits): void {
  const door = newObject(engine);
  guestAbiFunctions.forEach((name, op) => {
    setProperty(engine, door, name, portFunction(engine, name, op));
  });
  setProperty(engine, door, "limits", engine.values.newText(Buffer.from(JSON.stringify(guestLimits(limits)))));
  setProperty(engine, engine.global(), guestAbiName, door);
}

/** Evaluates each module once: from then on an import finds it by its name and the loader is never asked. */
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

/** Only for errors of the guest library itself: reading them runs its code. */
function messageOf(engine: QuickJs): string {
  const error = engine.exception();
  const part = (name: string) => engine.values.textBytes(property(engine, error, name), 4096)?.toString() ?? "";
  return `${part("message")}\n${part("stack")}`;
}

/** Collects the modules and grants all the fuel: nothing of a learner runs yet. */
class BootOwner implements EngineOwner {
  readonly modules = new Map<string, string>();
  engine: QuickJs | null = null;

  interrupt(): boolean {
    return false;
  }

  port(op: number, argc: number, argv: Address): Value {
    const { engine } = this;
    if (engine === null || argc !== 2 || guestAbiFunctions[op] !== "module") return undefinedValue;
    const text = (at: Address) => engine.values.textBytes(engine.memory.valueAt(at), 1 << 20)?.toString() ?? "";
    this.modules.set(text(argv), text(argv + 8));
    return undefinedValue;
  }

  rejection(): void {}

  refuseImport(name: string): string | null {
    return `${name} is not there yet`;
  }

  nowMs(): number {
    return 0;
  }

  random(bytes: Uint8Array): void {
    bytes.fill(1);
  }
}
