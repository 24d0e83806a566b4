// The exports of the metered engine that ws101 calls.

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

/** The engine's build is verified by its hash, so this only has to tell the engine from another module. */
export function assertEngineExports(
  exports: WebAssembly.Exports | EngineExports,
): asserts exports is WebAssembly.Exports & EngineExports {
  if (typeof exports.ws101_host_call !== "function") throw new Error("This is not the metered engine.");
}

/** Tags of values that cross the boundary. Below `first` and above `last`, the value is a float. */
export const tags = { first: -9, stringRope: -6, string: -7, object: -1, int: 0, last: 8 } as const;

/** A guest number of 32 bits. */
export function intValue(value: number): Value {
  return BigInt.asUintN(32, BigInt(value));
}

export const nullValue: Value = 2n << 32n;
export const undefinedValue: Value = 3n << 32n;
/** The result of a call that threw. */
export const exceptionValue: Value = 6n << 32n;
