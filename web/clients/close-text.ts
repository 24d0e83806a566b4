// Describes how a connection ended.
import { limitTable } from "../../server/protocol/limits.ts";
import { closeCodeMeaning, closeCodes, reportedCodes } from "../../server/protocol/rfc6455.ts";
import { reasonProblem } from "./control-frames.ts";

/** What these codes mean when ws101 sends them. */
const ours: Readonly<Record<number, string>> = {
  [closeCodes.messageTooBig]: `message too big: the limit is ${limitTable.messageBytes.value / 1024} KiB`,
  [closeCodes.internalError]: "internal error: the handler failed; see the console",
  [closeCodes.serviceRestart]: "service restart: new code was loaded with “restart”; reconnect to reach it",
  [closeCodes.tryAgainLater]: "try again later: too many unsent bytes were waiting for this client",
  [closeCodes.roomClosed]: "a private code; ws101 sends it when a room closes",
};

export function codeMeaning(code: number): string {
  return ours[code] ?? closeCodeMeaning(code);
}

/** `closed 4001 enough: a code of the application's own`. */
export function closedText(code: number, reason: string): string {
  if (code === reportedCodes.noCloseFrame) return `cut (1006): ${codeMeaning(code)}`;
  const shown =
    code === reportedCodes.noCode ? "without a code (1005)" : `${code} ${reason.replace(/\.$/, "")}`.trimEnd();
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
