// One QuickJS instance, the calls that ws101 makes to it, and its fuel. Independent of rooms and handlers.
import type { Limits } from "../../protocol/limits.ts";
import { threadCpuMs } from "./cpu-clock.ts";
import {
  type Address,
  assertEngineExports,
  type EngineAddresses,
  type EngineExports,
  EngineFull,
  EngineMemory,
  EngineValues,
  noAddresses,
  scratchBytes,
  tags,
  undefinedValue,
  type Value,
} from "./engine-memory.ts";

/** Callbacks from a running engine. An exception from any of them ends the run and makes the engine unusable. */
export interface EngineOwner {
  /** Called periodically by running JavaScript. True stops it with an error that cannot be caught. */
  interrupt(): boolean;
  /** The guest called function number `op` with `argc` arguments at `argv`. The guest owns the result. */
  hostCall(op: number, argc: number, argv: Address): Value;
  /** A promise was rejected without a handler, or got one later. The owner takes the boxes; 0 for none. */
  rejection(promise: Address, reason: Address, handled: boolean): void;
  /** Null if the module may be imported, otherwise the error message. */
  refuseImport(name: string): string | null;
  nowMs(): number;
  random(bytes: Uint8Array): void;
}

const evalFlags = { script: 0, module: 1 } as const;
/** JS_WRITE_OBJ_STRIP_SOURCE and JS_WRITE_OBJ_STRIP_DEBUG (quickjs.h). */
const strip = 16 | 32;
/** Half of the stack in the engine's .wasm. */
const liftedStackBytes = 512 << 10;
const maxArguments = 8;

export class QuickJs {
  readonly exports: EngineExports;
  readonly memory: EngineMemory;
  owner: EngineOwner;
  readonly values: EngineValues;
  /** In the started runtime; the same in every instance with the same snapshot. */
  addresses: EngineAddresses = noAddresses;
  /** The index of `ws101_host_call` in the engine's function table. */
  readonly hostCallIndex: number;

  constructor(module: WebAssembly.Module, owner: EngineOwner) {
    this.owner = owner;
    const { exports } = new WebAssembly.Instance(module, engineImports(this));
    assertEngineExports(exports);
    this.exports = exports;
    this.memory = new EngineMemory(exports.memory);
    this.values = new EngineValues(exports, this.memory);
    this.hostCallIndex = exports.__indirect_function_table.grow(1, exports.ws101_host_call);
  }

  /** Creates the runtime. In other instances, a snapshot replaces this call. */
  start(memoryBytes: number, stackBytes: number): void {
    const { exports } = this;
    exports._initialize();
    if (exports.qjs_init() !== 0) throw new Error("The engine did not start: its memory limit may be too small.");
    exports.qjs_set_memory_limit(memoryBytes);
    exports.qjs_set_max_stack_size(stackBytes);
    exports.qjs_set_interrupt_handler(1);
    exports.qjs_set_promise_rejection_handler(1);
    exports.qjs_set_module_loader(1);
    this.adopt({
      context: exports.qjs_get_context_ptr(),
      runtime: exports.qjs_get_runtime_ptr(),
      arguments: exports.wasm_malloc(maxArguments * 8),
      scratch: exports.wasm_malloc(scratchBytes),
      answer: exports.wasm_malloc(8),
    });
  }

  /** Lifts the engine's own limits (the instance's stay) and turns garbage collection off, for one last short call. */
  liftLimits(): void {
    this.exports.qjs_set_memory_limit(0);
    this.exports.qjs_set_max_stack_size(liftedStackBytes);
    this.exports.qjs_set_gc_threshold(-1);
  }

  adopt(addresses: EngineAddresses): void {
    this.addresses = addresses;
    this.values.addresses = addresses;
  }

  get fuel(): number {
    return this.exports.ws101_fuel_get();
  }

  set fuel(fuel: number) {
    this.exports.ws101_fuel_set(fuel);
  }

  evaluate(code: string, file: string, kind: "script" | "module"): Value {
    const { exports } = this;
    const source = this.#place(Buffer.from(`${code}\0`));
    const box = this.withString(file, (name) => exports.qjs_eval(source.at, source.length - 1, name, evalFlags[kind]));
    const value = this.memory.valueAt(box);
    exports.wasm_free(box);
    exports.wasm_free(source.at);
    return value;
  }

  /** Compiles a script to bytecode without source and line numbers. Only for the guest library, in the process that runs it. */
  compile(code: string, file: string): Buffer | null {
    const { exports } = this;
    const source = this.#place(Buffer.from(`${code}\0`));
    const name = this.copyString(file);
    const at = exports.qjs_compile(source.at, source.length - 1, name, evalFlags.script, strip, this.addresses.scratch);
    return at === 0 ? null : this.memory.read(at, this.memory.int(this.addresses.scratch));
  }

  /** Never pass bytes that a guest could have influenced: bytecode is not validated. */
  runCompiled(code: Uint8Array): Value {
    const { exports } = this;
    const place = this.#place(code);
    const box = exports.qjs_eval_bytecode(place.at, place.length);
    const value = this.memory.valueAt(box);
    exports.wasm_free(box);
    // Zeroed so that it does not become part of a snapshot.
    this.memory.bytes.fill(0, place.at, place.at + place.length);
    exports.wasm_free(place.at);
    return value;
  }

  argumentInt(index: number, value: number): void {
    this.memory.setInt(this.addresses.arguments + index * 8, value, tags.int);
  }

  argumentValue(index: number, value: Value): void {
    this.memory.setValue(this.addresses.arguments + index * 8, value);
  }

  call(fn: Value, self: Value, argc: number): Value {
    return this.exports.JS_Call(this.addresses.context, fn, self, argc, this.addresses.arguments);
  }

  /** Stores the result of a host call and returns its address. */
  storeResult(value: Value): Address {
    this.memory.setValue(this.addresses.answer, value);
    return this.addresses.answer;
  }

  runJob(): number {
    return this.exports.JS_ExecutePendingJob(this.addresses.runtime, this.addresses.scratch);
  }

  get hasJobs(): boolean {
    return this.exports.JS_IsJobPending(this.addresses.runtime) !== 0;
  }

  exception(): Value {
    return this.exports.JS_GetException(this.addresses.context);
  }

  free(value: Value): void {
    if (value !== undefinedValue) this.exports.JS_FreeValue(this.addresses.context, value);
  }

  freeBox(box: Address): void {
    this.exports.qjs_free_value(box);
  }

  global(): Value {
    return this.exports.JS_GetGlobalObject(this.addresses.context);
  }

  /** `pending`, `fulfilled` or `rejected` as 0, 1, 2 (quickjs.h, JSPromiseStateEnum). */
  promiseState(promise: Value): number {
    return this.exports.JS_PromiseState(this.addresses.context, promise);
  }

  promiseResult(promise: Value): Value {
    return this.exports.JS_PromiseResult(this.addresses.context, promise);
  }

  /** Leaves a TypeError pending in the guest. */
  throwTypeError(message: string): void {
    this.withString(message.replaceAll("%", "%%"), (at) =>
      this.exports.JS_ThrowTypeError(this.addresses.context, at, this.addresses.scratch),
    );
  }

  /** Passes `use` a zero-terminated copy of the text in the engine's memory, and frees it afterwards. */
  withString<T>(text: string, use: (at: Address) => T): T {
    const at = this.copyString(text);
    const result = use(at);
    this.exports.wasm_free(at);
    return result;
  }

  copyString(text: string): Address {
    return this.#place(Buffer.from(`${text}\0`)).at;
  }

  #place(bytes: Uint8Array): { at: Address; length: number } {
    const at = this.exports.wasm_malloc(bytes.length);
    if (at === 0) throw new EngineFull();
    this.memory.write(bytes, at);
    return { at, length: bytes.length };
  }
}

const refused = 8;
const maxModuleName = 1 << 16;

function engineImports(engine: QuickJs): WebAssembly.Imports {
  return {
    env: {
      host_interrupt: () => (engine.owner.interrupt() ? 1 : 0),
      host_call: (op: number, _context: Address, _self: number, argc: number, argv: Address) =>
        engine.storeResult(engine.owner.hostCall(op, argc, argv)),
      host_promise_rejection: (promise: Address, reason: Address, handled: number) =>
        engine.owner.rejection(promise, reason, handled !== 0),
      host_module_normalize: (_base: Address, name: Address) => resolveImport(engine, name),
      host_module_load: () => 0,
      // All rooms use UTC, whatever the server's time zone.
      host_get_timezone_offset: () => 0,
    },
    wasi_snapshot_preview1: {
      clock_time_get: (_clock: number, _precision: bigint, out: Address) => {
        engine.memory.setValue(out, BigInt(Math.round(engine.owner.nowMs() * 1000)) * 1000n);
        return 0;
      },
      random_get: (at: Address, length: number) => {
        const bytes = new Uint8Array(Math.min(length >>> 0, 4096));
        engine.owner.random(bytes);
        engine.memory.write(bytes, at);
        return 0;
      },
      fd_close: () => refused,
      fd_fdstat_get: () => refused,
      fd_seek: () => refused,
      fd_write: () => refused,
    },
  };
}

/** The address of the module's name if it may be imported; otherwise 0, with a pending exception. */
function resolveImport(engine: QuickJs, name: Address): Address {
  const specifier = engine.memory.cString(name, maxModuleName);
  const refusal = engine.owner.refuseImport(specifier);
  if (refusal === null) return engine.copyString(specifier);
  engine.throwTypeError(refusal);
  return 0;
}

/** JavaScript is interrupted when this share of its fuel is left, which reveals its position; native code may use the rest. */
const interruptShare = 0.1;
/** The engine counts fuel in 32 bits. */
const maxFuel = 2 ** 31 - 1;

/** What bounds the fuel of a turn or a top level. */
export type FuelLimit = "turnFuel" | "loadFuel" | "newcomerFuel";

/** Measures the fuel of a delivery and limits its wall-clock time. */
export class FuelMeter {
  readonly #engine: QuickJs;
  readonly #limits: Limits;
  #allowance = 0;
  #since = 0;
  /** Read at the first interrupt, because reading it costs as much as a small turn. */
  #cpuSince: number | null = null;
  /** Fuel used by earlier entries. */
  #used = 0;
  /** The limit that was reached, if any. */
  reached: "fuel" | "wall" | null = null;

  constructor(engine: QuickJs, limits: Limits) {
    this.#engine = engine;
    this.#limits = limits;
  }

  /** Starts a delivery: resets the count. */
  reset(): void {
    this.#used = 0;
    this.#allowance = 0;
    this.#engine.fuel = 0;
    this.#since = performance.now();
    this.#cpuSince = null;
  }

  /** Starts an entry with its own fuel. */
  grant(fuel: number): void {
    this.#used = this.used;
    this.#allowance = Math.min(fuel, maxFuel);
    this.#engine.fuel = this.#allowance;
  }

  /** Fuel since `reset`. */
  get used(): number {
    return this.#used + this.#allowance - this.#engine.fuel;
  }

  /** Called by the engine at some of its loops and calls. */
  shouldInterrupt(): boolean {
    if (this.#isPastWall()) this.reached = "wall";
    else if (this.#engine.fuel < this.#allowance * interruptShare) this.reached = "fuel";
    else return false;
    return true;
  }

  /** Counts only the time that this thread was running, so a busy machine does not stop a handler. */
  #isPastWall(): boolean {
    this.#cpuSince ??= threadCpuMs();
    const most = this.#limits.turnWallMs;
    return performance.now() - this.#since > most && threadCpuMs() - this.#cpuSince > most;
  }
}
