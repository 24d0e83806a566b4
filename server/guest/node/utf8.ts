// Text to UTF-8 and back through the host: a loop in the guest costs 0.1 µs a byte, this less than a hundredth of it.
import { type GuestAbi, guestAbiName } from "../../protocol/guest-abi.ts";

// Captured: the door is gone once a learner's code runs.
const { encode: toBytes, decode: toText } = (globalThis as unknown as Record<typeof guestAbiName, GuestAbi>)[
  guestAbiName
];

/** Half a surrogate pair becomes U+FFFD. */
export function encode(text: string): Uint8Array<ArrayBuffer> {
  return toBytes(text);
}

/** Invalid bytes become U+FFFD, as the encoding standard says. */
export function decode(bytes: Uint8Array): string {
  return toText(bytes, false);
}

/** null when the bytes are not UTF-8. */
export function decodeStrict(bytes: Uint8Array): string | null {
  return toText(bytes, true);
}

/** How many bytes the text has in UTF-8; half a surrogate pair becomes U+FFFD, three bytes. */
export function byteLength(text: string): number {
  return toBytes(text).length;
}
