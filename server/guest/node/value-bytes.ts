// Values as bytes, for another sandbox: everything that structuredClone copies, cycles included.
import { bytesOf, decode, encode } from "./bytes.ts";
import { errorTypes, refuseUncloneable, uncloneable, viewTypes } from "./structured-clone.ts";

/** Throws a `DataCloneError` for a value that cannot be copied. */
export function toBytes(value: unknown): Uint8Array {
  const writer = new Writer();
  writer.value(value);
  return writer.bytes();
}

export function fromBytes(bytes: Uint8Array): unknown {
  return new Reader(bytes).value();
}

/** The first byte of each value. */
const kinds = {
  undefined: 0,
  null: 1,
  false: 2,
  true: 3,
  number: 4,
  text: 5,
  wideText: 6,
  bigint: 7,
  reference: 8,
  array: 9,
  object: 10,
  map: 11,
  set: 12,
  error: 13,
  buffer: 14,
  dataView: 15,
  date: 16,
  regExp: 17,
  wrapper: 18,
  /** The first of the typed arrays, in the order of `viewTypes`. */
  view: 32,
} as const;

const initialBytes = 256;

class Writer {
  #bytes = new Uint8Array(initialBytes);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;
  /** Objects that were written, each with its number. */
  readonly #known = new Map<object, number>();

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  value(value: unknown) {
    switch (typeof value) {
      case "undefined":
        return this.#kind(kinds.undefined);
      case "boolean":
        return this.#kind(value ? kinds.true : kinds.false);
      case "number":
        return this.#number(value);
      case "string":
        return this.#text(value);
      case "bigint":
        this.#kind(kinds.bigint);
        return this.#text(value.toString());
      case "object":
        return value === null ? this.#kind(kinds.null) : this.#reference(value);
      default:
        throw uncloneable(value);
    }
  }

  #reference(value: object) {
    const number = this.#known.get(value);
    if (number === undefined) {
      this.#known.set(value, this.#known.size);
      this.#object(value);
      return;
    }
    this.#kind(kinds.reference);
    this.#size(number);
  }

  #object(value: object) {
    if (Array.isArray(value)) {
      this.#kind(kinds.array);
      this.#size(value.length);
      return this.#properties(value);
    }
    if (value instanceof Map) return this.#list(kinds.map, [...value].flat());
    if (value instanceof Set) return this.#list(kinds.set, [...value]);
    if (value instanceof Error) return this.#error(value);
    if (value instanceof ArrayBuffer) {
      this.#kind(kinds.buffer);
      this.#size(value.byteLength);
      return this.#append(new Uint8Array(value));
    }
    if (ArrayBuffer.isView(value)) return this.#bufferView(value);
    if (this.#simple(value)) return;
    this.#kind(kinds.object);
    this.#properties(value);
  }

  #properties(value: object): void {
    const keys = Object.keys(value);
    this.#size(keys.length);
    for (const key of keys) {
      this.#text(key);
      this.value(Reflect.get(value, key));
    }
  }

  #list(kind: number, values: readonly unknown[]): void {
    this.#kind(kind);
    this.#size(values.length);
    for (const each of values) this.value(each);
  }

  #error(value: Error): void {
    this.#kind(kinds.error);
    for (const part of [value.name, value.message, value.stack ?? ""]) this.#text(String(part));
    this.value("cause" in value);
    this.value(value.cause);
  }

  /** With its whole buffer, so that two views of one buffer still share it. */
  #bufferView(value: ArrayBufferView): void {
    const found = viewTypes.findIndex((type) => value instanceof type);
    this.#kind(value instanceof DataView ? kinds.dataView : kinds.view + Math.max(0, found));
    this.value(value.buffer);
    this.#size(value.byteOffset);
    this.#size(value.byteLength);
  }

  /** False for an object that is not a wrapper of a single value. */
  #simple(value: object): boolean {
    if (value instanceof Date) this.#list(kinds.date, [value.getTime()]);
    else if (value instanceof RegExp) this.#list(kinds.regExp, [value.source, value.flags]);
    else if (value instanceof Boolean || value instanceof Number || value instanceof String)
      this.#list(kinds.wrapper, [value.valueOf()]);
    else {
      refuseUncloneable(value);
      return false;
    }
    return true;
  }

  #kind(kind: number): void {
    this.#reserve(1);
    this.#view.setUint8(this.#length, kind);
    this.#length += 1;
  }

  #size(size: number): void {
    this.#reserve(4);
    this.#view.setUint32(this.#length, size);
    this.#length += 4;
  }

  #number(value: number): void {
    this.#kind(kinds.number);
    this.#reserve(8);
    this.#view.setFloat64(this.#length, value);
    this.#length += 8;
  }

  /** UTF-8 has no lone surrogates: a string that contains one is written in UTF-16. */
  #text(text: string): void {
    const isWide = !text.isWellFormed();
    this.#kind(isWide ? kinds.wideText : kinds.text);
    const bytes = isWide ? bytesOf(toUnits(text)) : encode(text);
    this.#size(bytes.length);
    this.#append(bytes);
  }

  #append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}

/** Stands for an object whose parts are being read. */
const unfinished = Object.freeze({});

class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  readonly #objects: object[] = [];

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  value(): unknown {
    const kind = this.#view.getUint8(this.#at);
    this.#at += 1;
    switch (kind) {
      case kinds.undefined:
        return undefined;
      case kinds.null:
        return null;
      case kinds.false:
        return false;
      case kinds.true:
        return true;
      case kinds.number:
        this.#at += 8;
        return this.#view.getFloat64(this.#at - 8);
      case kinds.text:
        return decode(this.#take());
      case kinds.wideText:
        return fromUnits(new Uint16Array(this.#take().slice().buffer));
      case kinds.bigint:
        return BigInt(this.#text());
      case kinds.reference:
        return this.#objects[this.#size()];
      default:
        return this.#object(kind);
    }
  }

  #object(kind: number): object {
    const number = this.#objects.length;
    // A view's buffer comes first and has the next number.
    this.#objects.push(unfinished);
    switch (kind) {
      case kinds.array:
        return this.#filled(this.#keep(number, new Array(this.#size())));
      case kinds.object:
        return this.#filled(this.#keep(number, {}));
      case kinds.map:
        return this.#map(this.#keep(number, new Map()));
      case kinds.set: {
        const set = this.#keep(number, new Set());
        for (const each of this.#values()) set.add(each);
        return set;
      }
      case kinds.error:
        return this.#error(number);
      case kinds.buffer:
        return this.#keep(number, this.#take().slice().buffer);
      case kinds.date:
        return this.#keep(number, new Date(Number(this.#values()[0])));
      case kinds.regExp: {
        const [source, flags] = this.#values();
        return this.#keep(number, new RegExp(String(source), String(flags)));
      }
      case kinds.wrapper:
        return this.#keep(number, Object(this.#values()[0]));
      default:
        return this.#keep(number, this.#bufferView(kind));
    }
  }

  #keep<T extends object>(number: number, object: T): T {
    this.#objects[number] = object;
    return object;
  }

  #filled<T extends object>(object: T): T {
    for (let left = this.#size(); left > 0; left--) {
      const key = this.#text();
      const value = this.value();
      Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
    }
    return object;
  }

  #map(map: Map<unknown, unknown>): object {
    for (let left = this.#size(); left > 0; left -= 2) map.set(this.value(), this.value());
    return map;
  }

  #error(number: number): object {
    const [name, message, stack] = [this.#text(), this.#text(), this.#text()];
    const Type = errorTypes.find((type) => type.name === name) ?? Error;
    const error = this.#keep(number, new Type(message));
    Object.defineProperty(error, "stack", { value: stack, writable: true, configurable: true });
    const hasCause = this.value() === true;
    const cause = this.value();
    if (hasCause) Object.defineProperty(error, "cause", { value: cause, writable: true, configurable: true });
    return error;
  }

  #bufferView(kind: number): object {
    const buffer = this.value();
    const [start, bytes] = [this.#size(), this.#size()];
    if (!(buffer instanceof ArrayBuffer)) throw new TypeError("These bytes are not a value.");
    if (kind === kinds.dataView) return new DataView(buffer, start, bytes);
    const Type = viewTypes[kind - kinds.view] ?? Uint8Array;
    return new Type(buffer, start, bytes / Type.BYTES_PER_ELEMENT);
  }

  #values(): unknown[] {
    const values: unknown[] = [];
    for (let left = this.#size(); left > 0; left--) values.push(this.value());
    return values;
  }

  #text(): string {
    return String(this.value());
  }

  #size(): number {
    this.#at += 4;
    return this.#view.getUint32(this.#at - 4);
  }

  #take(): Uint8Array {
    const length = this.#size();
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}

function toUnits(text: string): Uint16Array {
  const units = new Uint16Array(text.length);
  for (let i = 0; i < text.length; i++) units[i] = text.charCodeAt(i);
  return units;
}

function fromUnits(units: Uint16Array): string {
  let text = "";
  for (const unit of units) text += String.fromCharCode(unit);
  return text;
}
