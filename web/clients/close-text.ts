// How a connection ended, in words: what each close code means to somebody who learns (RFC 6455 §7.4, and ours).
import { limitTable } from "../../server/protocol/limits.ts";
import { reasonProblem } from "./control-frames.ts";

const meanings: Readonly<Record<number, string>> = {
  1000: "done, as intended",
  1001: "one side is leaving: the server stops, or the page was left",
  1002: "protocol error: a frame broke the rules of RFC 6455",
  1003: "this kind of message is not taken",
  1005: "the close frame carried no code",
  1006: "no close frame came: the connection was cut",
  1007: "text that was not UTF-8",
  1008: "against the rules of the one who closed",
  1009: `a message was too big: ${limitTable.messageBytes.value / 1024} KiB at most`,
  1010: "an extension that the client needs was not offered",
  1011: "an error on the server’s side; the console says more",
  1012: "new code was loaded with “restart”: connect again to reach it",
  1013: "too slow: more waited for this client than may wait",
  1014: "a server in between got a bad answer",
  1015: "the TLS handshake failed",
  4000: "a code of the application's own; ws101 sends it when a room is gone",
};

export function codeMeaning(code: number): string {
  const known = meanings[code];
  if (known !== undefined) return known;
  if (code >= 4000 && code <= 4999) return "a code of the application's own";
  if (code >= 3000 && code <= 3999) return "a code of a library or framework";
  return "a code that RFC 6455 does not define";
}

/** `closed 4001 enough: a code of the application's own`. */
export function closedText(code: number, reason: string): string {
  if (code === 1006) return `cut (1006): ${codeMeaning(code)}`;
  const shown = code === 1005 ? "without a code (1005)" : `${code} ${reason.replace(/\.$/, "")}`.trimEnd();
  return `closed ${shown}: ${codeMeaning(code)}`;
}

/** A browser tells its page nothing of a handshake that failed: neither status nor reason. */
export const noConnection =
  "no connection: the server refused it or does not answer. A browser does not say why; a client on the server does.";

export function refusedText(status: number, reason: string): string {
  return `refused with ${status}${reason === "" ? "" : `: ${reason}`}. No socket came of it.`;
}

/** Why a browser may not close so, or null (the WebSocket API takes 1000 and 3000 to 4999). */
export function browserCloseProblem(code: number | null, reason: string): string | null {
  if (code !== null && code !== 1000 && !(code >= 3000 && code <= 4999)) {
    return "A browser closes with 1000 or 3000 to 4999 only.";
  }
  return reasonProblem(code, reason);
}
