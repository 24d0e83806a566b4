// Bytes and UTF-8, the only encoding of WebSocket text, with TextEncoder, TextDecoder, and Buffer from npm's "buffer". The host
// converts text: a loop in the guest costs 0.1 µs per byte, over a hundred times more.
import { Buffer } from "buffer/index.js";
import { type GuestAbi, guestAbiName } from "../../protocol/guest-abi.ts";

// Captured: a learner may replace globals, and the ABI is removed before their code runs.
const { isView } = ArrayBuffer;
const NativeBytes = Uint8Array;
const NativeBuffer = ArrayBuffer;
const { encode: toBytes, decode: toText } = (globalThis as unknown as Record<typeof guestAbiName, GuestAbi>)[
  guestAbiName
];

export type Bytes = ArrayBufferView | ArrayBuffer;

export function isBytes(value: unknown): value is Bytes {
  return isView(value) || value instanceof NativeBuffer;
}

/** A view of the same memory. */
export function bytesOf(value: Bytes): Uint8Array {
  if (value instanceof NativeBytes) return value;
  if (value instanceof NativeBuffer) return new NativeBytes(value);
  return new NativeBytes(value.buffer, value.byteOffset, value.byteLength);
}

/** Lone surrogates become U+FFFD. */
export function encode(text: string): Uint8Array<ArrayBuffer> {
  return toBytes(text);
}

/** Invalid bytes become U+FFFD, as in the encoding standard. */
export function decode(bytes: Uint8Array): string {
  return toText(bytes, false);
}

export function messageTooBig(bytes: number, limit: number): RangeError {
  return new RangeError(
    `A message of ${bytes} bytes exceeds the limit of ${limit} bytes (LIMIT_MESSAGE_BYTES). Send it in parts.`,
  );
}

/** The length in UTF-8. */
export function byteLength(text: string): number {
  return toBytes(text).length;
}

export class TextEncoder {
  get encoding(): string {
    return "utf-8";
  }

  encode(text: unknown = ""): Uint8Array<ArrayBuffer> {
    return encode(String(text));
  }

  /** Writes whole characters only. */
  encodeInto(text: unknown, target: Uint8Array): { read: number; written: number } {
    let read = 0;
    let written = 0;
    for (const character of String(text)) {
      const bytes = encode(character);
      if (written + bytes.length > target.length) break;
      target.set(bytes, written);
      read += character.length;
      written += bytes.length;
    }
    return { read, written };
  }
}

const labels = new Set(["utf-8", "utf8", "unicode-1-1-utf-8", "unicode11utf8", "unicode20utf8", "x-unicode20utf8"]);

export class TextDecoder {
  readonly fatal: boolean;
  readonly ignoreBOM: boolean;
  /** The first bytes of a character that is not complete yet. */
  #pending = new Uint8Array(0);
  #started = false;

  constructor(label: unknown = "utf-8", options: { fatal?: unknown; ignoreBOM?: unknown } = {}) {
    if (!labels.has(String(label).trim().toLowerCase()))
      throw new RangeError(
        `TextDecoder supports only UTF-8 here, not "${String(label)}": WebSocket text is always UTF-8.`,
      );
    this.fatal = Boolean(options.fatal);
    this.ignoreBOM = Boolean(options.ignoreBOM);
  }

  get encoding(): string {
    return "utf-8";
  }

  decode(input?: unknown, options: { stream?: unknown } = {}): string {
    if (input !== undefined && !isBytes(input)) throw new TypeError("TextDecoder.decode() takes bytes.");
    const all = concat(this.#pending, input === undefined ? this.#pending.subarray(0, 0) : bytesOf(input));
    const kept = options.stream ? incompleteBytes(all) : 0;
    this.#pending = all.slice(all.length - kept);
    const text = this.#text(all.subarray(0, all.length - kept));
    const marked = !this.ignoreBOM && !this.#started && text.startsWith("\ufeff");
    this.#started = Boolean(options.stream) && (this.#started || text !== "");
    return marked ? text.slice(1) : text;
  }

  #text(bytes: Uint8Array): string {
    if (!this.fatal) return decode(bytes);
    const text = toText(bytes, true);
    if (text === null) throw new TypeError("The encoded data was not valid for encoding utf-8");
    return text;
  }
}

function concat(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}

/** The number of trailing bytes that start an incomplete character. */
function incompleteBytes(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
    if (byte < 0x80) return 0;
  }
  return 0;
}

export { Buffer };

// Captured: a learner may replace them, and every message of the events style uses them.
const { setPrototypeOf } = Object;
const { prototype } = Buffer;

/** Turns the array into a Buffer without copying. */
export function bufferOver(bytes: Uint8Array): Buffer {
  return setPrototypeOf(bytes, prototype);
}

/** Called once, at boot. */
export function makeBufferNative(): void {
  const { from, byteLength: slowLength, isEncoding } = Buffer;
  const slowText = Buffer.prototype.toString;
  replace(Buffer, {
    from(value: unknown, encoding?: unknown, length?: unknown): Buffer {
      if (typeof value === "string" && isUtf8(encoding)) return bufferOver(encode(value));
      // As lenient as Node: accepts both alphabets and skips other characters.
      if (typeof value === "string" && encoding === "base64url")
        return Buffer.from(value.replace(/-/g, "+").replace(/_/g, "/"), "base64");
      return Reflect.apply(from, Buffer, [value, encoding, length]);
    },
    byteLength(value: unknown, encoding?: unknown): number {
      if (typeof value === "string" && isUtf8(encoding)) return byteLength(value);
      return Reflect.apply(slowLength, Buffer, [value, encoding]);
    },
    isEncoding(encoding: unknown): boolean {
      return encoding === "base64url" || Reflect.apply(isEncoding, Buffer, [encoding]);
    },
  });
  replace(Buffer.prototype, {
    toString(this: Buffer, encoding?: unknown, start?: unknown, end?: unknown): string {
      const native = isUtf8(encoding) || encoding === "base64url";
      if (!native || !isBytes(this))
        return Reflect.apply(slowText, this, start === undefined ? [encoding] : [encoding, start, end]);
      const bytes = start === undefined && end === undefined ? this : cut(this, start, end);
      if (encoding !== "base64url") return decode(bytes);
      return Uint8Array.prototype.toBase64.call(bytes, { alphabet: "base64url", omitPadding: true });
    },
  });
  const custom = Symbol.for("nodejs.util.inspect.custom");
  Object.defineProperty(Buffer.prototype, custom, { value: inspectBuffer, writable: true, configurable: true });
}

const shownBytes = 50;

/** As in Node; the package omits how many bytes are missing. */
function inspectBuffer(this: Buffer): string {
  const bytes = bytesOf(this);
  const shown = Array.from(bytes.subarray(0, shownBytes), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  const rest = bytes.length - shownBytes;
  return `<Buffer ${shown}${rest > 0 ? ` ... ${rest} more byte${rest > 1 ? "s" : ""}` : ""}>`;
}

function replace(target: object, methods: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(methods))
    Object.defineProperty(target, name, { value, writable: true, configurable: true });
}

function isUtf8(encoding: unknown): boolean {
  return encoding === undefined || encoding === null || encoding === "utf8" || encoding === "utf-8";
}

function cut(bytes: Uint8Array, start: unknown, end: unknown): Uint8Array {
  const from = Math.max(0, Number(start ?? 0) || 0);
  const to = end === undefined ? bytes.length : Math.max(from, Number(end) || 0);
  return Uint8Array.prototype.subarray.call(bytes, from, to);
}
