// What arrives on a socket and what may be sent to it.
import { controlPayloadBytes, reportedCodes } from "../../protocol/rfc6455.ts";
import { bytesOf, isBytes } from "../node/bytes.ts";
import { encode } from "../node/utf8.ts";

export type Message =
  | { readonly type: "text"; readonly data: string }
  | { readonly type: "binary" | "ping" | "pong"; readonly data: Uint8Array }
  | { readonly type: "close"; readonly code: number; readonly reason: string };

/** What `send` was given, sorted out; a TypeError with the remedy for what cannot be sent. */
export function outgoing(data: unknown): Message {
  if (typeof data === "string") return { type: "text", data };
  if (isBytes(data)) return { type: "binary", data: bytesOf(data) };
  if (typeof data === "object" && data !== null && "type" in data) return wholeMessage(data);
  throw new TypeError(notSendable(data));
}

/** Bytes of a ping or a pong. */
export function controlBytes(data: unknown): Uint8Array {
  if (data === undefined) return new Uint8Array(0);
  const bytes = typeof data === "string" ? encode(data) : isBytes(data) ? bytesOf(data) : null;
  if (bytes === null) throw new TypeError("A ping carries a string or bytes, or nothing.");
  if (bytes.length > controlPayloadBytes)
    throw new RangeError(`A ping carries at most ${controlPayloadBytes} bytes; this is ${bytes.length}.`);
  return bytes;
}

function wholeMessage(message: { type: unknown }): Message {
  const { type } = message;
  const data = "data" in message ? message.data : undefined;
  if (type === "text" && typeof data === "string") return { type, data };
  if (type === "binary" && isBytes(data)) return { type, data: bytesOf(data) };
  if ((type === "ping" || type === "pong") && isBytes(data)) return { type, data: bytesOf(data) };
  if (type === "close") return closeMessage(message);
  throw new TypeError(
    'A message is { type: "text", data: string }, { type: "binary" | "ping" | "pong", data: Uint8Array } or { type: "close", code, reason }.',
  );
}

/** 1005 and 1006 stand for "no code was sent": sent back, they are a close without a code. */
function closeMessage(message: object): Message {
  const code = "code" in message && typeof message.code === "number" ? message.code : reportedCodes.noCode;
  const reason = "reason" in message && typeof message.reason === "string" ? message.reason : "";
  return { type: "close", code: code === reportedCodes.noCloseFrame ? reportedCodes.noCode : code, reason };
}

function notSendable(data: unknown): string {
  if (data === null || data === undefined) return `send(${data}): there is nothing to send. Send a string or bytes.`;
  if (typeof data === "object")
    return "send() takes a string, bytes or a Message. An object must be turned into text first: send(JSON.stringify(value)).";
  if (typeof data === "symbol" || typeof data === "function")
    return `send() takes a string, bytes or a Message, not a ${typeof data}.`;
  return `send() takes a string, bytes or a Message, not a ${typeof data}: send(String(value)).`;
}
