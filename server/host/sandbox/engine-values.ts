// Guest values as the host makes and reads them; no call here runs guest code.
import { isUtf8 } from "node:buffer";
import { type Address, type EngineExports, tags, type Value } from "./engine-exports.ts";
import { EngineFull, type EngineMemory } from "./engine-memory.ts";

/** Addresses of a started runtime: its context, and the host's own places in its memory. */
export interface EnginePlaces {
  readonly context: Address;
  readonly runtime: Address;
  readonly arguments: Address;
  /** `scratchBytes` for lengths, short texts and small results. */
  readonly scratch: Address;
  readonly answer: Address;
}

export const nowhere: EnginePlaces = { context: 0, runtime: 0, arguments: 0, scratch: 0, answer: 0 };
export const scratchBytes = 8192;

export class EngineValues {
  places = nowhere;
  readonly #exports: EngineExports;
  readonly #memory: EngineMemory;

  constructor(exports: EngineExports, memory: EngineMemory) {
    this.#exports = exports;
    this.#memory = memory;
  }

  /** A guest string of UTF-8 bytes. `exceptionValue` when memory has run out. */
  newText(bytes: Uint8Array): Value {
    return this.#fromBytes(bytes, this.#exports.JS_NewStringLen);
  }

  newBytes(bytes: Uint8Array): Value {
    return this.#fromBytes(bytes, this.#exports.JS_NewUint8ArrayCopy);
  }

  #fromBytes(bytes: Uint8Array, make: EngineExports["JS_NewStringLen"]): Value {
    if (bytes.length <= scratchBytes) {
      this.#memory.write(bytes, this.places.scratch);
      return make(this.places.context, this.places.scratch, bytes.length);
    }
    const place = this.#exports.wasm_malloc(bytes.length);
    if (place === 0) throw new EngineFull();
    this.#memory.write(bytes, place);
    const value = make(this.places.context, place, bytes.length);
    this.#exports.wasm_free(place);
    return value;
  }

  /** The bytes of a guest string as UTF-8, a copy of at most `most` bytes. Runs no guest code; null for other values. */
  textBytes(value: Value, most: number): Buffer | null {
    const tag = Number(value >> 32n);
    if (tag !== tags.string && tag !== tags.stringRope) return null;
    const at = this.#exports.JS_ToCStringLen2(this.places.context, this.places.scratch, value, 0);
    if (at === 0) return null;
    const bytes = this.#memory.readText(at, this.#memory.int(this.places.scratch), most);
    this.#exports.JS_FreeCString(this.places.context, at);
    return bytes;
  }

  /** A copy of what a guest Uint8Array holds; null for other values. */
  bytes(value: Value): Buffer | null {
    const place = this.#bytesAt(value);
    if (place === null) return null;
    return place.length === 0 ? Buffer.alloc(0) : this.#memory.read(place.at, place.length);
  }

  /** Of a guest Uint8Array; 0 for other values. */
  byteLength(value: Value): number {
    return this.#bytesAt(value)?.length ?? 0;
  }

  #bytesAt(value: Value): { at: Address; length: number } | null {
    const uint8 = 2;
    if (Number(value >> 32n) !== tags.object || this.#exports.JS_GetTypedArrayType(value) !== uint8) return null;
    const at = this.#exports.JS_GetUint8Array(this.places.context, this.places.scratch, value);
    const length = at === 0 ? 0 : this.#memory.int(this.places.scratch);
    this.#memory.check(at === 0 ? this.places.scratch : at, length);
    return { at, length };
  }

  /** A guest string from what a guest Uint8Array holds; null for other values, and for bytes that are no UTF-8. */
  decode(value: Value): Value | null {
    const place = this.#bytesAt(value);
    if (place === null) return null;
    const { at, length } = place;
    if (length > 0 && !isUtf8(this.#memory.bytes.subarray(at, at + length))) return null;
    return this.#exports.JS_NewStringLen(this.places.context, length === 0 ? this.places.scratch : at, length);
  }

  /** A guest number; NaN for other values. */
  number(value: Value): number {
    const tag = Number(value >> 32n);
    if (tag === tags.int) return Number(BigInt.asIntN(32, value));
    const isFloat = tag < tags.first || tag > tags.last;
    if (!isFloat || this.#exports.JS_ToFloat64(this.places.context, this.places.scratch, value) !== 0)
      return Number.NaN;
    return this.#memory.float(this.places.scratch);
  }
}
