// Bytes and UTF-8, the only encoding of WebSocket text, with TextEncoder and TextDecoder. The host converts text: a loop in
// the guest costs 0.1 µs per byte, over a hundred times more.
import { type GuestAbi, guestAbiName } from "../../protocol/guest-abi.ts";
import { named } from "../names.ts";

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

/** null for invalid UTF-8. */
function decodeStrict(bytes: Uint8Array): string | null {
  return toText(bytes, true);
}

/** The error for a message above the room's limit. */
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
    const text = decodeStrict(bytes);
    if (text === null) throw new TypeError("The encoded data was not valid for encoding utf-8");
    return text;
  }
}

named(TextEncoder, "TextEncoder");
named(TextDecoder, "TextDecoder");

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
