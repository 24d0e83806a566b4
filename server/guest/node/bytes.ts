// Bytes and UTF-8. Text is converted by the host: a loop in the guest costs 0.1 µs per byte, over a hundred times more.
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

/** null for invalid UTF-8. */
export function decodeStrict(bytes: Uint8Array): string | null {
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
