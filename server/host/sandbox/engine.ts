// One QuickJS instance and the few calls ws101 makes of it; nothing here knows what a room or a handler is.
import {
  type Address,
  assertEngineExports,
  type EngineExports,
  tags,
  undefinedValue,
  type Value,
} from "./engine-exports.ts";
import { engineImports } from "./engine-imports.ts";
import { EngineFull, EngineMemory } from "./engine-memory.ts";
import { type EnginePlaces, EngineValues, nowhere, scratchBytes } from "./engine-values.ts";

/** What an engine asks of whoever owns it while it runs. Whatever these throw ends the run, and the engine with it. */
export interface EngineOwner {
  /** Asked now and then by running JavaScript. True stops it with an error nobody can catch. */
  interrupt(): boolean;
  /** The guest called the port's function number `op`; its `argc` arguments stand at `argv`. The answer is the guest's. */
  port(op: number, argc: number, argv: Address): Value;
  /** A promise was rejected without a handler, or got one later. The boxes belong to the owner now; 0 for none. */
  rejection(promise: Address, reason: Address, handled: boolean): void;
  /** Null when the module may be imported, else the sentence that refuses it. */
  refuseImport(name: string): string | null;
  nowMs(): number;
  random(bytes: Uint8Array): void;
}

const evalFlags = { script: 0, module: 1 } as const;
/** JS_WRITE_OBJ_STRIP_SOURCE and JS_WRITE_OBJ_STRIP_DEBUG (quickjs.h). */
const strip = 16 | 32;
/** Half of what the engine's .wasm has. */
const loosenedStackBytes = 512 << 10;
const mostArguments = 8;

export class QuickJs {
  readonly exports: EngineExports;
  readonly memory: EngineMemory;
  owner: EngineOwner;
  readonly values: EngineValues;
  /** Of the started runtime; the same in every instance with the same snapshot. */
  places: EnginePlaces = nowhere;
  /** Where the guest's way to `port` stands among the engine's functions. */
  readonly portIndex: number;

  constructor(module: WebAssembly.Module, owner: EngineOwner) {
    this.owner = owner;
    const { exports } = new WebAssembly.Instance(module, engineImports(this));
    assertEngineExports(exports);
    this.exports = exports;
    this.memory = new EngineMemory(exports.memory);
    this.values = new EngineValues(exports, this.memory);
    this.portIndex = exports.__indirect_function_table.grow(1, exports.ws101_port);
  }

  /** Makes the runtime. A snapshot taken later stands in for this call in other instances. */
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
      arguments: exports.wasm_malloc(mostArguments * 8),
      scratch: exports.wasm_malloc(scratchBytes),
      answer: exports.wasm_malloc(8),
    });
  }

  /** Lifts the engine's own limits (the instance's stay), and collects no garbage: for one last short call. */
  loosen(): void {
    this.exports.qjs_set_memory_limit(0);
    this.exports.qjs_set_max_stack_size(loosenedStackBytes);
    this.exports.qjs_set_gc_threshold(-1);
  }

  adopt(places: EnginePlaces): void {
    this.places = places;
    this.values.places = places;
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

  /** A script as bytecode without its source and lines. Only for our own library, in the process that runs it. */
  compile(code: string, file: string): Buffer | null {
    const { exports } = this;
    const source = this.#place(Buffer.from(`${code}\0`));
    const name = this.copyString(file);
    const at = exports.qjs_compile(source.at, source.length - 1, name, evalFlags.script, strip, this.places.scratch);
    return at === 0 ? null : this.memory.read(at, this.memory.int(this.places.scratch));
  }

  /** Never with bytes that a guest had a hand in: bytecode is not checked. */
  runCompiled(code: Uint8Array): Value {
    const { exports } = this;
    const place = this.#place(code);
    const box = exports.qjs_eval_bytecode(place.at, place.length);
    const value = this.memory.valueAt(box);
    exports.wasm_free(box);
    // Zeroes, so that a snapshot has nothing to keep of it.
    this.memory.bytes.fill(0, place.at, place.at + place.length);
    exports.wasm_free(place.at);
    return value;
  }

  argumentInt(index: number, value: number): void {
    this.memory.setInt(this.places.arguments + index * 8, value, tags.int);
  }

  argumentValue(index: number, value: Value): void {
    this.memory.setValue(this.places.arguments + index * 8, value);
  }

  call(fn: Value, self: Value, argc: number): Value {
    return this.exports.JS_Call(this.places.context, fn, self, argc, this.places.arguments);
  }

  /** Where the guest finds the owner's answer to a call of the port. */
  placeAnswer(value: Value): Address {
    this.memory.setValue(this.places.answer, value);
    return this.places.answer;
  }

  runJob(): number {
    return this.exports.JS_ExecutePendingJob(this.places.runtime, this.places.scratch);
  }

  get hasJobs(): boolean {
    return this.exports.JS_IsJobPending(this.places.runtime) !== 0;
  }

  exception(): Value {
    return this.exports.JS_GetException(this.places.context);
  }

  free(value: Value): void {
    if (value !== undefinedValue) this.exports.JS_FreeValue(this.places.context, value);
  }

  freeBox(box: Address): void {
    this.exports.qjs_free_value(box);
  }

  global(): Value {
    return this.exports.JS_GetGlobalObject(this.places.context);
  }

  /** `pending`, `fulfilled` or `rejected` as 0, 1, 2 (quickjs.h, JSPromiseStateEnum). */
  promiseState(promise: Value): number {
    return this.exports.JS_PromiseState(this.places.context, promise);
  }

  promiseResult(promise: Value): Value {
    return this.exports.JS_PromiseResult(this.places.context, promise);
  }

  /** Leaves a TypeError pending in the guest. */
  throwTypeError(message: string): void {
    this.withString(message.replaceAll("%", "%%"), (at) =>
      this.exports.JS_ThrowTypeError(this.places.context, at, this.places.scratch),
    );
  }

  /** Lends `use` a copy of the text in the engine's memory, ended by a zero. */
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
