// How a connection ends: which codes and reasons may be sent, and what is said to those who send afterwards.
import { closeReasonBytes, maySendCloseCode } from "../../protocol/rfc6455.ts";
import { byteLength } from "../node/utf8.ts";
import { type EndedBy, SocketClosed } from "./errors.ts";

export interface Ending {
  readonly code: number;
  readonly reason: string;
}
export interface Ended extends Ending {
  readonly by: EndedBy;
}

/** RFC 6455 §7.4: which codes may be sent, and how long a reason may be. Throws with the remedy. */
export function checkedEnding(code: unknown, reason: unknown): { code: number | null; reason: string } {
  if (reason !== undefined && typeof reason !== "string") throw new TypeError("The reason of a close is a string.");
  if (code === undefined) {
    if (reason !== undefined && reason !== "") throw new TypeError("A reason needs a code: close(1000, reason).");
    return { code: null, reason: "" };
  }
  if (typeof code !== "number") throw new TypeError("The code of a close is a number, for example 1000.");
  if (!maySendCloseCode(code)) throw new RangeError(cannotSend(code));
  const text = reason ?? "";
  const bytes = byteLength(text);
  if (bytes > closeReasonBytes)
    throw new RangeError(`The reason of a close is at most ${closeReasonBytes} bytes; this is ${bytes}.`);
  return { code, reason: text };
}

/** What `call` is answered with on a connection that has ended. */
export function refusalOf(call: string, { code, reason, by }: Ended): SocketClosed {
  const how = reason === "" ? `code ${code}` : `code ${code}, "${reason}"`;
  const sentences = {
    client: `${call}() on a connection that is over: the client left (${how}).`,
    handler: `${call}() after close(): you ended this connection yourself (${how}).`,
    swap: `${call}() by code that newer code has replaced: the connection belongs to the newer code now.`,
  };
  return new SocketClosed(sentences[by], code, reason, by);
}

function cannotSend(code: number): string {
  if (code === 1005 || code === 1006 || code === 1015)
    return `Close code ${code} may not be sent: it stands for what was not said. Use 1000, or one from 3000 to 4999 of your own.`;
  return `Close code ${code} may not be sent: use 1000 to 1014 (but not 1004, 1005, 1006), or one from 3000 to 4999 of your own.`;
}
