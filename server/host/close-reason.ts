// The reason in a close frame: at most 123 bytes of UTF-8 (RFC 6455 §5.5).
import { plainText } from "./terminal-text.ts";

export const closeReasonBytes = 123;

/** Cut where a character ends, without controls. */
export function closeReason(text: string): string {
  return plainText(text, closeReasonBytes).replaceAll("\n", " ");
}
