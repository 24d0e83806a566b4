// Buffer from npm's "buffer", with native text conversions.

import { Buffer } from "buffer/index.js";
import { byteLength, bytesOf, decode, encode, isBytes } from "./text-coding.ts";

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
      if (typeof value === "string" && encoding === "base64url") return bufferOver(fromBase64Url(value));
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
      return encoding === "base64url" ? toBase64Url(bytes) : decode(bytes);
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

function toBase64Url(bytes: Uint8Array): string {
  return Uint8Array.prototype.toBase64.call(bytes, { alphabet: "base64url", omitPadding: true });
}

/** As lenient as Node: accepts both alphabets and skips other characters. */
function fromBase64Url(text: string): Uint8Array {
  return bytesOf(Buffer.from(text.replace(/-/g, "+").replace(/_/g, "/"), "base64"));
}
