// structuredClone (HTML standard §2.7): copies data deeply, including cycles.
import { bytesOf } from "./bytes.ts";

export function structuredClone(value: unknown): unknown {
  return new Cloner().clone(value);
}

/** The most general one is last. */
export const errorTypes = [EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError, Error];

class Cloner {
  readonly #copies = new Map<object, object>();

  clone(value: unknown): unknown {
    if (typeof value === "symbol" || typeof value === "function") throw uncloneable(value);
    if (typeof value !== "object" || value === null) return value;
    return this.#copies.get(value) ?? this.#object(value);
  }

  #object(value: object): object {
    if (Array.isArray(value)) return this.#filled(value, this.#remember(value, new Array(value.length)));
    if (value instanceof Map) return this.#map(value);
    if (value instanceof Set) return this.#set(value);
    if (value instanceof Error) return this.#error(value);
    if (value instanceof ArrayBuffer) return this.#remember(value, value.slice(0));
    if (ArrayBuffer.isView(value)) return this.#view(value);
    return this.#simple(value) ?? this.#filled(value, this.#remember(value, {}));
  }

  /** Copies wrappers of a single value; null for other objects. */
  #simple(value: object): object | null {
    if (value instanceof Date) return this.#remember(value, new Date(value.getTime()));
    if (value instanceof RegExp) return this.#remember(value, new RegExp(value.source, value.flags));
    if (value instanceof Boolean || value instanceof Number || value instanceof String)
      return this.#remember(value, Object(value.valueOf()));
    refuseUncloneable(value);
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
    const copy = this.#remember(value, new Map<unknown, unknown>());
    for (const [key, own] of [...value]) copy.set(this.clone(key), this.clone(own));
    return copy;
  }

  #set(value: Set<unknown>): object {
    const copy = this.#remember(value, new Set<unknown>());
    for (const own of [...value]) copy.add(this.clone(own));
    return copy;
  }

  #error(value: Error): object {
    const Type = errorTypes.find((type) => type.name === value.name) ?? Error;
    const copy = this.#remember(value, new Type(value.message));
    Object.defineProperty(copy, "stack", { value: value.stack, writable: true, configurable: true });
    if ("cause" in value)
      Object.defineProperty(copy, "cause", { value: this.clone(value.cause), writable: true, configurable: true });
    return copy;
  }

  /** Copies the whole buffer, so that two views of one buffer still share it. */
  #view(value: ArrayBufferView): object {
    const buffer = this.clone(value.buffer);
    if (!(buffer instanceof ArrayBuffer)) throw uncloneable(value);
    if (value instanceof DataView)
      return this.#remember(value, new DataView(buffer, value.byteOffset, value.byteLength));
    const Type = viewTypes.find((type) => value instanceof type);
    if (Type === undefined) return this.#remember(value, bytesOf(value).slice());
    return this.#remember(value, new Type(buffer, value.byteOffset, value.byteLength / Type.BYTES_PER_ELEMENT));
  }

  #remember<T extends object>(value: object, copy: T): T {
    this.#copies.set(value, copy);
    return copy;
  }
}

export const viewTypes = [
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

export function refuseUncloneable(value: object): void {
  if (value instanceof Promise || value instanceof WeakMap || value instanceof WeakSet || value instanceof WeakRef)
    throw uncloneable(value);
}

export function uncloneable(value: unknown): DOMException {
  const what = typeof value === "object" ? Object.prototype.toString.call(value) : String(value);
  return new DOMException(`${what} could not be cloned.`, "DataCloneError");
}
