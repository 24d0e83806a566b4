// Messages of the loop style, and the values that `send` and `ping` accept.
import { controlPayloadBytes, reportedCodes } from "../../protocol/rfc6455.ts";
import { bytesOf, encode, isBytes } from "../node/bytes.ts";

export type Message =
  | { readonly type: "text"; readonly data: string }
  | { readonly type: "binary" | "ping" | "pong"; readonly data: Uint8Array }
  | { readonly type: "close"; readonly code: number; readonly reason: string };

/** Parses the argument of `send`; throws a TypeError with the remedy. */
export function parseOutgoing(data: unknown): Message {
  if (typeof data === "string") return { type: "text", data };
  if (isBytes(data)) return { type: "binary", data: bytesOf(data) };
  if (typeof data === "object" && data !== null && "type" in data) return parseMessage(data);
  throw new TypeError(notSendable(data));
}

/** Parses the payload of a ping or pong. */
export function parseControlData(data: unknown): Uint8Array {
  if (data === undefined) return new Uint8Array(0);
  const bytes = typeof data === "string" ? encode(data) : isBytes(data) ? bytesOf(data) : null;
  if (bytes === null) throw new TypeError("A ping carries a string, bytes or nothing.");
  if (bytes.length > controlPayloadBytes)
    throw new RangeError(`A ping carries at most ${controlPayloadBytes} bytes; this is ${bytes.length}.`);
  return bytes;
}

function parseMessage(message: { type: unknown }): Message {
  const { type } = message;
  const data = "data" in message ? message.data : undefined;
  if (type === "text" && typeof data === "string") return { type, data };
  if ((type === "binary" || type === "ping" || type === "pong") && isBytes(data)) return { type, data: bytesOf(data) };
  if (type === "close") return parseCloseMessage(message);
  throw new TypeError(
    'A message is { type: "text", data: string }, { type: "binary" | "ping" | "pong", data: Uint8Array } or { type: "close", code, reason }.',
  );
}

/** 1005 and 1006 mean that no code was received: sent back, they become a close without a code. */
function parseCloseMessage(message: object): Message {
  const code = "code" in message && typeof message.code === "number" ? message.code : reportedCodes.noCode;
  const reason = "reason" in message && typeof message.reason === "string" ? message.reason : "";
  return { type: "close", code: code === reportedCodes.noCloseFrame ? reportedCodes.noCode : code, reason };
}

function notSendable(data: unknown): string {
  if (data === null || data === undefined) return `send(${data}): there is nothing to send. Send a string or bytes.`;
  if (typeof data === "object")
    return "send() takes a string, bytes or a Message. Convert an object to text first: send(JSON.stringify(value)).";
  if (typeof data === "symbol" || typeof data === "function")
    return `send() takes a string, bytes or a Message, not a ${typeof data}.`;
  return `send() takes a string, bytes or a Message, not a ${typeof data}: send(String(value)).`;
}
