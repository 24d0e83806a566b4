// What fits into control frames: RFC 6455 §5.5 gives them 125 bytes, of which a close takes two for its code.
import { byteLength } from "./compose.ts";

const mostBytes = 125;
const reasonBytes = mostBytes - 2;

/** These answer why it cannot go, or null. */
export function pingProblem(text: string): string | null {
  const bytes = byteLength(text);
  if (bytes <= mostBytes) return null;
  return `A ping carries at most ${mostBytes} bytes (RFC 6455 §5.5); this text has ${bytes}.`;
}

export function reasonProblem(code: number | null, reason: string): string | null {
  if (code === null && reason !== "") return "A reason needs a code: the code comes first in the close frame.";
  const bytes = byteLength(reason);
  if (bytes <= reasonBytes) return null;
  return `A reason has at most ${reasonBytes} bytes (RFC 6455 §5.5); this one has ${bytes}.`;
}
