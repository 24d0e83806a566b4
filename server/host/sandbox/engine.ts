// One QuickJS instance and the few calls ws101 makes of it; nothing here knows what a room or a handler is.
import { isUtf8 } from "node:buffer";
import {
  type Address,
  assertEngineExports,
  type EngineExports,
  tags,
  undefinedValue,
  type Value,
} from "./engine-exports.ts";
import { engineImports } from "./engine-imports.ts";
import { EngineMemory } from "./engine-memory.ts";

/** What an engine asks of whoever owns it while it runs. Whatever these throw ends the run, and the engine with it. */
export interface EngineOwner {
  /** Asked now and then, and whenever the fuel is below zero. True stops JavaScript with an error nobody can catch. */
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
const scratchBytes = 8192;

export class QuickJs {
  readonly exports: EngineExports;
  readonly memory: EngineMemory;
  owner: EngineOwner;
  #context: Address = 0;
  #runtime: Address = 0;
  #arguments: Address = 0;
  #scratch: Address = 0;
  #answer: Address = 0;
  /** Where the guest's way to `port` stands among the engine's functions. */
  readonly portIndex: number;

  constructor(module: WebAssembly.Module, owner: EngineOwner) {
    this.owner = owner;
    const { exports } = new WebAssembly.Instance(module, engineImports(this));
    assertEngineExports(exports);
    this.exports = exports;
    this.memory = new EngineMemory(exports.memory);
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

  /** The places of a started runtime; they are the same in every instance with the same snapshot. */
  get places(): EnginePlaces {
    return {
      context: this.#context,
      runtime: this.#runtime,
      arguments: this.#arguments,
      scratch: this.#scratch,
      answer: this.#answer,
    };
  }

  adopt(places: EnginePlaces): void {
    this.#context = places.context;
    this.#runtime = places.runtime;
    this.#arguments = places.arguments;
    this.#scratch = places.scratch;
    this.#answer = places.answer;
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
    const at = exports.qjs_compile(source.at, source.length - 1, name, evalFlags.script, strip, this.#scratch);
    return at === 0 ? null : this.memory.read(at, this.memory.int(this.#scratch));
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
    this.memory.setInt(this.#arguments + index * 8, value, tags.int);
  }

  argumentValue(index: number, value: Value): void {
    this.memory.setValue(this.#arguments + index * 8, value);
  }

  call(fn: Value, self: Value, argc: number): Value {
    return this.exports.JS_Call(this.#context, fn, self, argc, this.#arguments);
  }

  /** Where the guest finds the owner's answer to a call of the port. */
  placeAnswer(value: Value): Address {
    this.memory.setValue(this.#answer, value);
    return this.#answer;
  }

  runJob(): number {
    return this.exports.JS_ExecutePendingJob(this.#runtime, this.#scratch);
  }

  get hasJobs(): boolean {
    return this.exports.JS_IsJobPending(this.#runtime) !== 0;
  }

  exception(): Value {
    return this.exports.JS_GetException(this.#context);
  }

  free(value: Value): void {
    if (value !== undefinedValue) this.exports.JS_FreeValue(this.#context, value);
  }

  freeBox(box: Address): void {
    this.exports.qjs_free_value(box);
  }

  /** A guest string of UTF-8 bytes. `exceptionValue` when memory has run out. */
  newText(bytes: Uint8Array): Value {
    return this.#fromBytes(bytes, this.exports.JS_NewStringLen);
  }

  newBytes(bytes: Uint8Array): Value {
    return this.#fromBytes(bytes, this.exports.JS_NewUint8ArrayCopy);
  }

  #fromBytes(bytes: Uint8Array, make: EngineExports["JS_NewStringLen"]): Value {
    if (bytes.length <= scratchBytes) {
      this.memory.write(bytes, this.#scratch);
      return make(this.#context, this.#scratch, bytes.length);
    }
    const place = this.exports.wasm_malloc(bytes.length);
    if (place === 0) throw new EngineFull();
    this.memory.write(bytes, place);
    const value = make(this.#context, place, bytes.length);
    this.exports.wasm_free(place);
    return value;
  }

  /** The bytes of a guest string as UTF-8, a copy of at most `most` bytes. Runs no guest code; null for other values. */
  textBytes(value: Value, most: number): Buffer | null {
    const tag = Number(value >> 32n);
    if (tag !== tags.string && tag !== tags.stringRope) return null;
    const at = this.exports.JS_ToCStringLen2(this.#context, this.#scratch, value, 0);
    if (at === 0) return null;
    const bytes = this.memory.readText(at, this.memory.int(this.#scratch), most);
    this.exports.JS_FreeCString(this.#context, at);
    return bytes;
  }

  /** A copy of what a guest Uint8Array holds; null for other values. */
  bytes(value: Value): Buffer | null {
    const place = this.#bytesAt(value);
    if (place === null) return null;
    return place.length === 0 ? Buffer.alloc(0) : this.memory.read(place.at, place.length);
  }

  #bytesAt(value: Value): { at: Address; length: number } | null {
    const uint8 = 2;
    if (Number(value >> 32n) !== tags.object || this.exports.JS_GetTypedArrayType(value) !== uint8) return null;
    const at = this.exports.JS_GetUint8Array(this.#context, this.#scratch, value);
    const length = at === 0 ? 0 : this.memory.int(this.#scratch);
    this.memory.check(at === 0 ? this.#scratch : at, length);
    return { at, length };
  }

  /** A guest string from what a guest Uint8Array holds; null for other values, and for bytes that are no UTF-8. */
  decode(value: Value): Value | null {
    const place = this.#bytesAt(value);
    if (place === null) return null;
    const { at, length } = place;
    if (length > 0 && !isUtf8(this.memory.bytes.subarray(at, at + length))) return null;
    return this.exports.JS_NewStringLen(this.#context, length === 0 ? this.#scratch : at, length);
  }

  /** A guest number; NaN for other values. */
  number(value: Value): number {
    const tag = Number(value >> 32n);
    if (tag === tags.int) return Number(BigInt.asIntN(32, value));
    const isFloat = tag < tags.first || tag > tags.last;
    if (!isFloat || this.exports.JS_ToFloat64(this.#context, this.#scratch, value) !== 0) return Number.NaN;
    return this.memory.float(this.#scratch);
  }

  global(): Value {
    return this.exports.JS_GetGlobalObject(this.#context);
  }

  /** `pending`, `fulfilled` or `rejected` as 0, 1, 2 (quickjs.h, JSPromiseStateEnum). */
  promiseState(promise: Value): number {
    return this.exports.JS_PromiseState(this.#context, promise);
  }

  promiseResult(promise: Value): Value {
    return this.exports.JS_PromiseResult(this.#context, promise);
  }

  /** Leaves a TypeError pending in the guest. */
  throwTypeError(message: string): void {
    this.withString(message.replaceAll("%", "%%"), (at) =>
      this.exports.JS_ThrowTypeError(this.#context, at, this.#scratch),
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

export interface EnginePlaces {
  readonly context: Address;
  readonly runtime: Address;
  readonly arguments: Address;
  readonly scratch: Address;
  readonly answer: Address;
}

/** The instance has no memory left for what the host must write into it. */
export class EngineFull extends Error {}
