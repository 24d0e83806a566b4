// Parses the arguments of `send`, `ping`, `pong` and `close`, with the rules and errors of npm's ws.
import { closeReasonBytes, controlPayloadBytes, maySendCloseCode } from "../../protocol/rfc6455.ts";
import { Buffer } from "../node/buffer.ts";
import { byteLength, bytesOf, decode, isBytes } from "../node/text-coding.ts";

export type Payload = string | Uint8Array;
export type SendCallback = (error?: Error) => unknown;

// Captured: a learner may replace globals.
const NativeBytes = Uint8Array;
const empty = new NativeBytes(0);

/** As in ws, numbers become text, and other falsy values an empty message. */
export function parsePayload(data: unknown): Payload {
  if (typeof data === "string" || data instanceof NativeBytes) return data;
  if (typeof data === "number") return String(data);
  if (!data) return empty;
  if (isBytes(data)) return bytesOf(data);
  if (Array.isArray(data)) return bytesOf(Buffer.from(data));
  throw Object.assign(
    new TypeError(
      `The first argument must be a string, a Buffer, an ArrayBuffer, a typed array or an array of bytes. Received ${received(data)}.${hint(data)}`,
    ),
    { code: "ERR_INVALID_ARG_TYPE" },
  );
}

function sizeOf(payload: Payload): number {
  return typeof payload === "string" ? byteLength(payload) : payload.length;
}

export function parseControlPayload(data: unknown): Payload {
  const payload = parsePayload(data);
  if (sizeOf(payload) > controlPayloadBytes)
    throw new RangeError(`The data size must not be greater than ${controlPayloadBytes} bytes`);
  return payload;
}

/** Throws for a code or reason that RFC 6455 §7.4 does not let an endpoint send. */
export function parseClosePayload(code: unknown, reason: unknown): { code: number | null; reason: string } {
  if (code === undefined) return { code: null, reason: "" };
  if (typeof code !== "number" || !maySendCloseCode(code))
    throw new TypeError(
      "First argument must be a valid error code number: 1000 to 1014 (except 1004, 1005 and 1006) or 3000 to 4999.",
    );
  if (reason === undefined || reason === "") return { code, reason: "" };
  if (typeof reason !== "string" && !(reason instanceof Uint8Array))
    throw new TypeError("Second argument must be a string or a Uint8Array");
  if (sizeOf(reason) > closeReasonBytes)
    throw new RangeError(`The message must not be greater than ${closeReasonBytes} bytes`);
  return { code, reason: typeof reason === "string" ? reason : decode(reason) };
}

/** The first of two arguments that is a function: options are optional. */
export function callbackIn(first: unknown, second: unknown): SendCallback | null {
  if (isCallback(first)) return first;
  return isCallback(second) ? second : null;
}

function isCallback(value: unknown): value is SendCallback {
  return typeof value === "function";
}

function received(data: unknown): string {
  if (typeof data !== "object" || data === null) return `type ${typeof data}`;
  const type: unknown = Object.getPrototypeOf(data)?.constructor?.name;
  return typeof type === "string" && type !== "" ? `an instance of ${type}` : "an object";
}

function hint(data: unknown): string {
  return typeof data === "object" ? " Convert an object to text first: ws.send(JSON.stringify(value))." : "";
}
