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

const functionNames = `
  ws101_fuel_set ws101_fuel_get ws101_host_call _initialize qjs_init qjs_get_context_ptr qjs_get_runtime_ptr
  qjs_set_interrupt_handler qjs_set_promise_rejection_handler qjs_set_module_loader qjs_set_memory_limit
  qjs_set_max_stack_size qjs_run_gc qjs_set_gc_threshold qjs_eval qjs_compile qjs_eval_bytecode qjs_free_value
  wasm_malloc wasm_free JS_ExecutePendingJob JS_IsJobPending JS_Call JS_NewStringLen JS_NewUint8ArrayCopy
  JS_NewObject JS_NewCFunction2 JS_GetGlobalObject JS_GetPropertyStr JS_SetPropertyStr JS_GetException JS_FreeValue
  JS_ToCStringLen2 JS_FreeCString JS_GetTypedArrayType JS_GetUint8Array JS_ToFloat64 JS_PromiseState
  JS_PromiseResult JS_ThrowTypeError
`
  .trim()
  .split(/\s+/);

export function assertEngineExports(
  exports: WebAssembly.Exports | EngineExports,
): asserts exports is WebAssembly.Exports & EngineExports {
  const missing = functionNames.find((name) => typeof Reflect.get(exports, name) !== "function");
  const memory = exports.memory instanceof WebAssembly.Memory;
  const table = exports.__indirect_function_table instanceof WebAssembly.Table;
  const stack = exports.__stack_pointer instanceof WebAssembly.Global;
  if (missing !== undefined || !memory || !table || !stack) {
    throw new Error(`The engine's .wasm does not export ${missing ?? "its memory, table and stack pointer"}.`);
  }
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
