// Reads and writes the engine's memory and values. Every address is checked, because a broken guest can pass any.
import { isUtf8 } from "node:buffer";

export class EngineMemory {
  readonly #memory: WebAssembly.Memory;
  #bytes: Buffer;
  #view: DataView;

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
    this.#bytes = Buffer.from(memory.buffer);
    this.#view = new DataView(memory.buffer);
  }

  /** The whole memory. Do not keep it: growing the memory replaces it. */
  get bytes(): Buffer {
    if (this.#bytes.length === 0) this.#renew();
    return this.#bytes;
  }

  grow(pages: number): void {
    this.#memory.grow(pages);
    this.#renew();
  }

  write(bytes: Uint8Array, at: Address): void {
    this.check(at, bytes.length);
    this.#bytes.set(bytes, at);
  }

  /** A copy. */
  read(at: Address, length: number): Buffer {
    this.check(at, length);
    const copy = Buffer.allocUnsafe(length);
    this.#bytes.copy(copy, 0, at, at + length);
    return copy;
  }

  /** A copy of UTF-8 text, cut to `most` bytes between characters; lone surrogates become U+FFFD. */
  readText(at: Address, length: number, most: number): Buffer {
    this.check(at, length);
    const bytes = this.read(at, length <= most ? length : this.#characterStart(at, most) - at);
    return replaceSurrogates(bytes);
  }

  /** Zero-terminated text, at most `most` bytes of it. */
  cString(at: Address, most: number): string {
    this.check(at, 1);
    const end = this.#bytes.indexOf(0, at);
    const until = end < 0 ? this.#bytes.length : end;
    return this.#bytes.toString("utf8", at, Math.min(until, at + most));
  }

  int(at: Address): number {
    this.check(at, 4);
    return this.#view.getInt32(at, true);
  }

  setInt32(at: Address, value: number): void {
    this.check(at, 4);
    this.#view.setInt32(at, value, true);
  }

  float(at: Address): number {
    this.check(at, 8);
    return this.#view.getFloat64(at, true);
  }

  valueAt(at: Address): Value {
    this.check(at, 8);
    return this.#view.getBigInt64(at, true);
  }

  setInt(at: Address, low: number, high: number): void {
    this.check(at, 8);
    this.#view.setInt32(at, low, true);
    this.#view.setInt32(at + 4, high, true);
  }

  setValue(at: Address, value: Value): void {
    this.check(at, 8);
    this.#view.setBigInt64(at, value, true);
  }

  /** Throws unless the whole range is inside the memory. */
  check(at: Address, length: number): void {
    if (this.#bytes.length === 0) this.#renew();
    const inside = at > 0 && length >= 0 && at + length <= this.#bytes.length;
    if (!inside) throw new EngineBroken();
  }

  #characterStart(at: Address, most: number): Address {
    let end = at + most;
    while (end > at && ((this.#bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
    return end;
  }

  #renew(): void {
    this.#bytes = Buffer.from(this.#memory.buffer);
    this.#view = new DataView(this.#memory.buffer);
  }
}

/** The instance has no memory left for the host to write to. */
export class EngineFull extends Error {}

/** The engine passed an address outside its memory: it is broken. */
export class EngineBroken extends Error {}

/** The engine encodes a lone surrogate as three bytes, ED A0..BF xx, which is invalid UTF-8; U+FFFD has three bytes too. */
function replaceSurrogates(bytes: Buffer): Buffer {
  for (let at = bytes.indexOf(0xed); at >= 0; at = bytes.indexOf(0xed, at + 3)) {
    if ((bytes[at + 1] ?? 0) >= 0xa0) bytes.set([0xef, 0xbf, 0xbd], at);
  }
  return bytes;
}

/** Addresses in a started runtime: its context, and buffers that the host allocated. */
export interface EngineAddresses {
  readonly context: Address;
  readonly runtime: Address;
  readonly arguments: Address;
  /** `scratchBytes` bytes for lengths, short texts and small results. */
  readonly scratch: Address;
  readonly answer: Address;
}

export const noAddresses: EngineAddresses = { context: 0, runtime: 0, arguments: 0, scratch: 0, answer: 0 };
export const scratchBytes = 8192;

export class EngineValues {
  addresses = noAddresses;
  readonly #exports: EngineExports;
  readonly #memory: EngineMemory;

  constructor(exports: EngineExports, memory: EngineMemory) {
    this.#exports = exports;
    this.#memory = memory;
  }

  /** Creates a guest string from UTF-8 bytes. Returns `exceptionValue` if the guest is out of memory. */
  newText(bytes: Uint8Array): Value {
    return this.#fromBytes(bytes, this.#exports.JS_NewStringLen);
  }

  newBytes(bytes: Uint8Array): Value {
    return this.#fromBytes(bytes, this.#exports.JS_NewUint8ArrayCopy);
  }

  #fromBytes(bytes: Uint8Array, make: EngineExports["JS_NewStringLen"]): Value {
    if (bytes.length <= scratchBytes) {
      this.#memory.write(bytes, this.addresses.scratch);
      return make(this.addresses.context, this.addresses.scratch, bytes.length);
    }
    const place = this.#exports.wasm_malloc(bytes.length);
    if (place === 0) throw new EngineFull();
    this.#memory.write(bytes, place);
    const value = make(this.addresses.context, place, bytes.length);
    this.#exports.wasm_free(place);
    return value;
  }

  /** A copy of at most `most` bytes of a guest string, as UTF-8; null for other values. */
  textBytes(value: Value, most: number): Buffer | null {
    const tag = Number(value >> 32n);
    if (tag !== tags.string && tag !== tags.stringRope) return null;
    const at = this.#exports.JS_ToCStringLen2(this.addresses.context, this.addresses.scratch, value, 0);
    if (at === 0) return null;
    const bytes = this.#memory.readText(at, this.#memory.int(this.addresses.scratch), most);
    this.#exports.JS_FreeCString(this.addresses.context, at);
    return bytes;
  }

  /** A copy of the bytes of a guest Uint8Array; null for other values. */
  bytes(value: Value): Buffer | null {
    const place = this.#bytesAt(value);
    if (place === null) return null;
    return place.length === 0 ? Buffer.alloc(0) : this.#memory.read(place.at, place.length);
  }

  /** The length of a guest Uint8Array; 0 for other values. */
  byteLength(value: Value): number {
    return this.#bytesAt(value)?.length ?? 0;
  }

  #bytesAt(value: Value): { at: Address; length: number } | null {
    const uint8 = 2;
    if (Number(value >> 32n) !== tags.object || this.#exports.JS_GetTypedArrayType(value) !== uint8) return null;
    const at = this.#exports.JS_GetUint8Array(this.addresses.context, this.addresses.scratch, value);
    const length = at === 0 ? 0 : this.#memory.int(this.addresses.scratch);
    this.#memory.check(at === 0 ? this.addresses.scratch : at, length);
    return { at, length };
  }

  /** Decodes a guest Uint8Array to a guest string; null for other values and for invalid UTF-8. */
  decode(value: Value): Value | null {
    const place = this.#bytesAt(value);
    if (place === null) return null;
    const { at, length } = place;
    if (length > 0 && !isUtf8(this.#memory.bytes.subarray(at, at + length))) return null;
    return this.#exports.JS_NewStringLen(this.addresses.context, length === 0 ? this.addresses.scratch : at, length);
  }

  /** A guest number; NaN for other values. */
  number(value: Value): number {
    const tag = Number(value >> 32n);
    if (tag === tags.int) return Number(BigInt.asIntN(32, value));
    const isFloat = tag < tags.first || tag > tags.last;
    if (!isFloat || this.#exports.JS_ToFloat64(this.addresses.context, this.addresses.scratch, value) !== 0)
      return Number.NaN;
    return this.#memory.float(this.addresses.scratch);
  }
}

/** Reads the arguments of a call from the guest, without running guest code. */
export class CallArguments {
  readonly #memory: EngineMemory;
  readonly #values: EngineValues;
  #at: Address = 0;
  #count = 0;

  constructor(memory: EngineMemory, values: EngineValues) {
    this.#memory = memory;
    this.#values = values;
  }

  /** Switches to another call. One reader serves all calls, because every message makes one. */
  read(at: Address, count: number): this {
    this.#at = at;
    this.#count = count;
    return this;
  }

  has(index: number): boolean {
    return index < this.#count;
  }

  value(index: number): Value {
    return this.has(index) ? this.#memory.valueAt(this.#at + index * 8) : undefinedValue;
  }

  /** 0 for values that are not small integers. */
  int(index: number): number {
    return this.has(index) ? this.#memory.int(this.#at + index * 8) : 0;
  }

  /** NaN for values that are not numbers. */
  number(index: number): number {
    const small = this.has(index) && this.#memory.int(this.#at + index * 8 + 4) === tags.int;
    return small ? this.int(index) : this.#values.number(this.value(index));
  }

  /** Text cut to `most` bytes of UTF-8; null for values that are not strings. */
  textOrNull(index: number, most: number): string | null {
    return this.textBytes(index, most)?.toString("utf8") ?? null;
  }

  text(index: number, most: number): string {
    return this.textOrNull(index, most) ?? "";
  }

  textBytes(index: number, most: number): Buffer | null {
    return this.#values.textBytes(this.value(index), most);
  }

  bytes(index: number): Buffer | null {
    return this.#values.bytes(this.value(index));
  }
}

/** A JavaScript value as the engine holds it: NaN-boxed, with the tag in the upper half (quickjs.h, JS_NAN_BOXING). */
export type Value = bigint;
/** A byte address in the engine's memory; 0 for none. */
export type Address = number;

export interface EngineExports {
  readonly memory: WebAssembly.Memory;
  readonly __indirect_function_table: WebAssembly.Table;
  readonly __stack_pointer: WebAssembly.Global;
  ws101_fuel_set(fuel: number): void;
  ws101_fuel_get(): number;
  ws101_host_call(...parameters: never[]): Value;
  _initialize(): void;
  qjs_init(): number;
  qjs_get_context_ptr(): Address;
  qjs_get_runtime_ptr(): Address;
  qjs_set_interrupt_handler(on: number): void;
  qjs_set_promise_rejection_handler(on: number): void;
  qjs_set_module_loader(on: number): void;
  qjs_set_memory_limit(bytes: number): void;
  qjs_set_max_stack_size(bytes: number): void;
  qjs_run_gc(): void;
  qjs_set_gc_threshold(bytes: number): void;
  qjs_eval(code: Address, length: number, file: Address, flags: number): Address;
  qjs_compile(code: Address, length: number, file: Address, flags: number, strip: number, lengthOut: Address): Address;
  qjs_eval_bytecode(code: Address, length: number): Address;
  qjs_free_value(box: Address): void;
  wasm_malloc(bytes: number): Address;
  wasm_free(address: Address): void;
  JS_ExecutePendingJob(runtime: Address, contextOut: Address): number;
  JS_IsJobPending(runtime: Address): number;
  JS_Call(context: Address, fn: Value, self: Value, argc: number, argv: Address): Value;
  JS_NewStringLen(context: Address, bytes: Address, length: number): Value;
  JS_NewUint8ArrayCopy(context: Address, bytes: Address, length: number): Value;
  JS_NewObject(context: Address): Value;
  JS_NewCFunction2(context: Address, fn: number, name: Address, length: number, kind: number, magic: number): Value;
  JS_GetGlobalObject(context: Address): Value;
  JS_GetPropertyStr(context: Address, object: Value, name: Address): Value;
  JS_SetPropertyStr(context: Address, object: Value, name: Address, value: Value): number;
  JS_GetException(context: Address): Value;
  JS_FreeValue(context: Address, value: Value): void;
  JS_ToCStringLen2(context: Address, lengthOut: Address, value: Value, cesu8: number): Address;
  JS_FreeCString(context: Address, text: Address): void;
  JS_GetTypedArrayType(value: Value): number;
  JS_GetUint8Array(context: Address, lengthOut: Address, value: Value): Address;
  JS_ToFloat64(context: Address, out: Address, value: Value): number;
  JS_PromiseState(context: Address, promise: Value): number;
  JS_PromiseResult(context: Address, promise: Value): Value;
  JS_ThrowTypeError(context: Address, format: Address, values: Address): Value;
}

const usedExports: Readonly<Record<keyof EngineExports, true>> = {
  memory: true,
  __indirect_function_table: true,
  __stack_pointer: true,
  ws101_fuel_set: true,
  ws101_fuel_get: true,
  ws101_host_call: true,
  _initialize: true,
  qjs_init: true,
  qjs_get_context_ptr: true,
  qjs_get_runtime_ptr: true,
  qjs_set_interrupt_handler: true,
  qjs_set_promise_rejection_handler: true,
  qjs_set_module_loader: true,
  qjs_set_memory_limit: true,
  qjs_set_max_stack_size: true,
  qjs_run_gc: true,
  qjs_set_gc_threshold: true,
  qjs_eval: true,
  qjs_compile: true,
  qjs_eval_bytecode: true,
  qjs_free_value: true,
  wasm_malloc: true,
  wasm_free: true,
  JS_ExecutePendingJob: true,
  JS_IsJobPending: true,
  JS_Call: true,
  JS_NewStringLen: true,
  JS_NewUint8ArrayCopy: true,
  JS_NewObject: true,
  JS_NewCFunction2: true,
  JS_GetGlobalObject: true,
  JS_GetPropertyStr: true,
  JS_SetPropertyStr: true,
  JS_GetException: true,
  JS_FreeValue: true,
  JS_ToCStringLen2: true,
  JS_FreeCString: true,
  JS_GetTypedArrayType: true,
  JS_GetUint8Array: true,
  JS_ToFloat64: true,
  JS_PromiseState: true,
  JS_PromiseResult: true,
  JS_ThrowTypeError: true,
};

/** For metering, which leaves out the engine's other exports. */
export function isUsedExport(name: string): boolean {
  return Object.hasOwn(usedExports, name);
}

/** The engine's build is verified by its hash, so this only has to tell the engine from another module. */
export function assertEngineExports(
  exports: WebAssembly.Exports | EngineExports,
): asserts exports is WebAssembly.Exports & EngineExports {
  if (typeof exports.ws101_host_call !== "function") throw new Error("This is not the metered engine.");
}

/** Tags of values that cross the boundary. Below `first` and above `last`, the value is a float. */
export const tags = { first: -9, stringRope: -6, string: -7, object: -1, int: 0, last: 8 } as const;

export function intValue(value: number): Value {
  return BigInt.asUintN(32, BigInt(value));
}

export const nullValue: Value = 2n << 32n;
export const undefinedValue: Value = 3n << 32n;
/** The result of a call that threw. */
export const exceptionValue: Value = 6n << 32n;
