// What fits into control frames: RFC 6455 §5.5 gives them 125 bytes, of which a close takes two for its code.
import { closeReasonBytes, controlPayloadBytes } from "../../server/protocol/rfc6455.ts";
import { byteLength } from "./compose.ts";

/** These answer why it cannot go, or null. */
export function pingProblem(text: string): string | null {
  const bytes = byteLength(text);
  if (bytes <= controlPayloadBytes) return null;
  return `A ping carries at most ${controlPayloadBytes} bytes (RFC 6455 §5.5); this text has ${bytes}.`;
}

export function reasonProblem(code: number | null, reason: string): string | null {
  if (code === null && reason !== "") return "A reason needs a code: the code comes first in the close frame.";
  const bytes = byteLength(reason);
  if (bytes <= closeReasonBytes) return null;
  return `A reason has at most ${closeReasonBytes} bytes (RFC 6455 §5.5); this one has ${bytes}.`;
}
