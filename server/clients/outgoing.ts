// What a command sends, as the bytes of its frames; or why it cannot be sent.
import { closeReasonBytes, controlPayloadBytes, maySendCloseCode } from "../protocol/rfc6455.ts";
import type { ServerClientCommand } from "../protocol/server-client.ts";

type Send = Extract<ServerClientCommand, { readonly do: "send" }>;

/** One buffer a frame; null for what is no base64. Text may be cut inside a character, as RFC 6455 allows. */
export function partsOf({ kind, data, fragments }: Send): Buffer[] | null {
  const bytes = kind === "text" ? Buffer.from(data, "utf8") : fromBase64(data);
  if (bytes === null) return null;
  const size = Math.ceil(bytes.length / fragments);
  return Array.from({ length: fragments }, (_, index) => bytes.subarray(index * size, (index + 1) * size));
}

function fromBase64(text: string): Buffer | null {
  return /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0 ? Buffer.from(text, "base64") : null;
}

/** Null when it fits. */
export function controlProblem(what: "ping" | "pong", data: string): string | null {
  const bytes = Buffer.byteLength(data);
  if (bytes <= controlPayloadBytes) return null;
  return `A ${what} carries at most ${controlPayloadBytes} bytes (RFC 6455 §5.5); this has ${bytes}.`;
}

export function closeProblem(code: number | null, reason: string): string | null {
  if (code === null) return reason === "" ? null : "A reason needs a close code: give one, such as 1000.";
  if (!maySendCloseCode(code)) {
    return `Close code ${code} may not be sent. These may: 1000 to 1014, but not 1004, 1005 and 1006, and 3000 to 4999.`;
  }
  const bytes = Buffer.byteLength(reason);
  return bytes <= closeReasonBytes ? null : `A close reason has at most ${closeReasonBytes} bytes; this has ${bytes}.`;
}
