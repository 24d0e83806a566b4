// What a handler's `upgrade(request)` answered, as the room understands it.

import type { RequestInfo, UpgradeAnswer } from "../../protocol/guest.ts";
import { isToken } from "../../protocol/rfc6455.ts";

const accepted: UpgradeAnswer = { accept: true, protocol: null, headers: {} };
const forbidden: UpgradeAnswer = { accept: false, status: 403, reason: "Forbidden", headers: {} };

/** Throws a TypeError or RangeError with the remedy for what is no answer. */
export function upgradeAnswer(returned: unknown, request: RequestInfo): UpgradeAnswer {
  if (returned === undefined || returned === true) return accepted;
  if (returned === false) return forbidden;
  if (typeof returned !== "object" || returned === null) throw new TypeError(shape);
  const headers = headersOf("headers" in returned ? returned.headers : undefined);
  if ("status" in returned && returned.status !== undefined) {
    const reason = "reason" in returned ? returned.reason : undefined;
    return { accept: false, status: statusOf(returned.status), reason: reasonOf(reason), headers };
  }
  const protocol = "protocol" in returned ? returned.protocol : undefined;
  return { accept: true, protocol: protocolOf(protocol, request.protocols), headers };
}

/** What the client gets when `upgrade` failed; the learner is told by a fault. */
export const broken: UpgradeAnswer = { accept: false, status: 500, reason: "upgrade() failed", headers: {} };

const shape =
  'upgrade() returns nothing or true to let the client in, { protocol: "chat" } to choose a subprotocol, { status: 401, reason: "…" } or false to refuse.';

function statusOf(status: unknown): number {
  if (typeof status === "number" && Number.isInteger(status) && status >= 300 && status <= 599) return status;
  throw new RangeError("upgrade() refuses with an HTTP status from 300 to 599, for example { status: 401 }.");
}

function reasonOf(reason: unknown): string {
  if (reason === undefined) return "";
  if (typeof reason === "string") return reason;
  throw new TypeError("The reason of a refusal is a string.");
}

/** RFC 6455 §4.2.2: a server answers with one of the subprotocols that it was offered, or with none. */
function protocolOf(protocol: unknown, offered: readonly string[]): string | null {
  if (protocol === undefined || protocol === null || protocol === "") return null;
  if (typeof protocol !== "string") throw new TypeError("A subprotocol is a string.");
  if (offered.includes(protocol)) return protocol;
  const list = offered.length === 0 ? "none" : offered.join(", ");
  throw new RangeError(
    `upgrade() chose the subprotocol "${protocol}", but the client offers ${list}: only what was offered may be chosen.`,
  );
}

function headersOf(headers: unknown): Record<string, string> {
  if (headers === undefined) return {};
  if (typeof headers !== "object" || headers === null) throw new TypeError("headers is an object of strings.");
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [headerName(name), headerValue(value)]));
}

function headerName(name: string): string {
  if (isToken(name)) return name;
  throw new TypeError(`"${name}" is no name for a header.`);
}

function headerValue(value: unknown): string {
  const text = String(value);
  if (/^[\t\x20-\x7e\x80-\xff]*$/.test(text)) return text;
  throw new TypeError("A header's value is one line of Latin letters.");
}
