// Describes how connections end, and what fits into a close or ping frame.
import { limitTable } from "../../../server/protocol/limits.ts";
import {
  closeCodeMeaning,
  closeCodes,
  closeReasonBytes,
  controlPayloadBytes,
  maySendCloseCode,
  reportedCodes,
} from "../../../server/protocol/rfc6455.ts";
import { byteLength } from "../composer/compose.ts";

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

/** For example `closed 4001 enough: private: client and server agree on the meaning`. */
export function closedText(code: number, reason: string): string {
  if (code === reportedCodes.noCloseFrame) return `cut (1006): ${codeMeaning(code)}`;
  if (code === reportedCodes.noCode) return "closed without a code (1005)";
  const shown = `${code} ${reason.replace(/\.$/, "")}`.trimEnd();
  return `closed ${shown}: ${codeMeaning(code)}`;
}

/** Browsers do not tell a page the status or the reason of a failed handshake. */
export function handshakeFailed(offered: readonly string[] = []): string {
  const causes =
    offered.length === 0
      ? "refused the connection or did not respond"
      : "refused the connection, did not respond, or selected none of the subprotocols offered";
  return `${couldNotConnect}: the server ${causes}. Browsers hide the reason; a client on the server shows it.`;
}

const couldNotConnect = "could not connect";

/** `ending`: how the client's connection ended, for example `handshakeFailed()`. */
export function connectProblem(name: string, ending: string): string {
  if (ending === "" || ending.startsWith(couldNotConnect)) return `${name} ${ending || couldNotConnect}`;
  return `${name} ${couldNotConnect}: ${ending}`;
}

export function refusedText(status: number, reason: string): string {
  return `refused with ${status}${reason === "" ? "" : `: ${reason}`}`;
}

/** Codes that the WebSocket API accepts: 1000 and 3000 to 4999. */
export function mayBrowserClose(code: number | null): boolean {
  return code === null || code === 1000 || (code >= 3000 && code <= 4999);
}

/** Why a browser cannot close with this code and reason, or null. */
export function browserCloseProblem(code: number | null, reason: string): string | null {
  if (!mayBrowserClose(code)) return "Browsers can close only with 1000 or 3000 to 4999.";
  return reasonProblem(code, reason);
}

/** Why no client can close with this code and reason, or null. */
export function closeProblem(code: number | null, reason: string): string | null {
  if (code === null || maySendCloseCode(code)) return reasonProblem(code, reason);
  return `No close frame can have the code ${code}. Use 1000 to 1014, except 1004, 1005 and 1006, or 3000 to 4999.`;
}

export function reasonProblem(code: number | null, reason: string): string | null {
  if (code === null && reason !== "") return "A reason needs a code: the code comes first in the close frame.";
  const bytes = byteLength(reason);
  if (bytes <= closeReasonBytes) return null;
  return `A reason can be at most ${closeReasonBytes} bytes (RFC 6455 §5.5); this one is ${bytes}.`;
}

export function pingProblem(text: string): string | null {
  const bytes = byteLength(text);
  if (bytes <= controlPayloadBytes) return null;
  return `A ping can carry at most ${controlPayloadBytes} bytes (RFC 6455 §5.5); this text is ${bytes}.`;
}
