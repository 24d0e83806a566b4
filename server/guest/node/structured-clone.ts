// structuredClone (HTML standard §2.7): a deep copy of plain data, cycles included; what cannot be copied is refused.
import { bytesOf } from "./bytes.ts";

export function structuredClone(value: unknown): unknown {
  return new Cloner().clone(value);
}

const errorTypes: readonly ErrorConstructor[] = [
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
  Error,
];

class Cloner {
  readonly #copies = new Map<object, object>();

  clone(value: unknown): unknown {
    if (typeof value === "symbol" || typeof value === "function") throw uncloneable(value);
    if (typeof value !== "object" || value === null) return value;
    return this.#copies.get(value) ?? this.#object(value);
  }

  #object(value: object): object {
    if (Array.isArray(value)) return this.#filled(value, this.#kept(value, new Array(value.length)));
    if (value instanceof Map) return this.#map(value);
    if (value instanceof Set) return this.#set(value);
    if (value instanceof Error) return this.#error(value);
    if (value instanceof ArrayBuffer) return this.#kept(value, value.slice(0));
    if (ArrayBuffer.isView(value)) return this.#view(value);
    return this.#simple(value) ?? this.#filled(value, this.#kept(value, {}));
  }

  /** Objects that are their one value. null for plain ones. */
  #simple(value: object): object | null {
    if (value instanceof Date) return this.#kept(value, new Date(value.getTime()));
    if (value instanceof RegExp) return this.#kept(value, new RegExp(value.source, value.flags));
    if (value instanceof Boolean || value instanceof Number || value instanceof String)
      return this.#kept(value, Object(value.valueOf()));
    if (value instanceof Promise || value instanceof WeakMap || value instanceof WeakSet || value instanceof WeakRef)
      throw uncloneable(value);
    return null;
  }

  #filled<T extends object>(value: object, copy: T): T {
    for (const [key, own] of Object.entries(value))
      Object.defineProperty(copy, key, {
        value: this.clone(own),
        writable: true,
        enumerable: true,
        configurable: true,
      });
    return copy;
  }

  #map(value: Map<unknown, unknown>): object {
    const copy = this.#kept(value, new Map<unknown, unknown>());
    for (const [key, own] of [...value]) copy.set(this.clone(key), this.clone(own));
    return copy;
  }

  #set(value: Set<unknown>): object {
    const copy = this.#kept(value, new Set<unknown>());
    for (const own of [...value]) copy.add(this.clone(own));
    return copy;
  }

  #error(value: Error): object {
    const Type = errorTypes.find((type) => type.name === value.name) ?? Error;
    const copy = this.#kept(value, new Type(value.message));
    Object.defineProperty(copy, "stack", { value: value.stack, writable: true, configurable: true });
    if ("cause" in value)
      Object.defineProperty(copy, "cause", { value: this.clone(value.cause), writable: true, configurable: true });
    return copy;
  }

  /** A view of a copy of the whole buffer, so that two views of one buffer stay so. */
  #view(value: ArrayBufferView): object {
    const buffer = this.clone(value.buffer);
    if (!(buffer instanceof ArrayBuffer)) throw uncloneable(value);
    if (value instanceof DataView) return this.#kept(value, new DataView(buffer, value.byteOffset, value.byteLength));
    const Type = viewTypes.find((type) => value instanceof type);
    if (Type === undefined) return this.#kept(value, bytesOf(value).slice());
    return this.#kept(value, new Type(buffer, value.byteOffset, value.byteLength / Type.BYTES_PER_ELEMENT));
  }

  #kept<T extends object>(value: object, copy: T): T {
    this.#copies.set(value, copy);
    return copy;
  }
}

const viewTypes = [
  Uint8Array,
  Int8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
] as const;

function uncloneable(value: unknown): DOMException {
  const what = typeof value === "object" ? Object.prototype.toString.call(value) : String(value);
  return new DOMException(`${what} could not be cloned.`, "DataCloneError");
}
