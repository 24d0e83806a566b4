// The upgrade request of the loop style, and the answer that a handler's `upgrade(request)` returns.
import type { RequestInfo, UpgradeAnswer } from "../../protocol/guest.ts";
import { nearest } from "../../protocol/nearest.ts";
import { isToken } from "../../protocol/rfc6455.ts";
import { parseQuery } from "../node/url.ts";

export class UpgradeRequest {
  readonly url: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly protocols: readonly string[];
  readonly remoteAddress: string;
  #query: URLSearchParams | null = null;

  constructor(info: RequestInfo) {
    const mark = info.url.indexOf("?");
    this.url = info.url;
    this.path = mark === -1 ? info.url : info.url.slice(0, mark);
    this.headers = info.headers;
    this.protocols = info.protocols;
    this.remoteAddress = info.remoteAddress;
  }

  /** Parsed on first use: most handlers never read it. */
  get query(): URLSearchParams {
    const mark = this.url.indexOf("?");
    this.#query ??= parseQuery(mark === -1 ? "" : this.url.slice(mark + 1));
    return this.#query;
  }
}

/** The answer when `upgrade` threw; the learner sees the fault. */
export const upgradeFailed: UpgradeAnswer = { accept: false, status: 500, reason: "upgrade() failed", headers: {} };

/** Throws a TypeError or RangeError with the remedy. */
export function parseUpgradeAnswer(returned: unknown, request: RequestInfo): UpgradeAnswer {
  if (returned === undefined || returned === true) return { accept: true, protocol: null, headers: {} };
  if (returned === false) return { accept: false, status: 403, reason: "Forbidden", headers: {} };
  if (typeof returned !== "object" || returned === null) throw new TypeError(usage);
  for (const key of Object.keys(returned)) if (!answerKeys.includes(key)) throw new TypeError(unknownKey(key));
  const headers = parseHeaders("headers" in returned ? returned.headers : undefined);
  const { status, reason, protocol, maxMessageBytes: most }: Readonly<Record<string, unknown>> = Object(returned);
  if (status !== undefined) return { accept: false, status: parseStatus(status), reason: parseReason(reason), headers };
  const answer = { accept: true, protocol: parseProtocol(protocol, request.protocols), headers } as const;
  return most === undefined ? answer : { ...answer, maxMessageBytes: parseMaxMessageBytes(most) };
}

const answerKeys: readonly string[] = ["protocol", "headers", "maxMessageBytes", "status", "reason"];

/** A key that was ignored would accept a client that the handler means to refuse. */
function unknownKey(key: string): string {
  const guess = nearest(key, answerKeys);
  const remedy =
    guess === null ? `Use ${answerKeys.slice(0, -1).join(", ")} or ${answerKeys.at(-1)}.` : `Did you mean "${guess}"?`;
  return `upgrade() returned an object with the key "${key}", which means nothing here. ${remedy}`;
}

function parseMaxMessageBytes(most: unknown): number {
  if (typeof most === "number" && Number.isInteger(most) && most > 0 && most <= maxInt) return most;
  throw new RangeError("maxMessageBytes is a positive number of bytes, for example { maxMessageBytes: 4096 }.");
}

const maxInt = 2 ** 31 - 1;

const usage =
  'upgrade() returns nothing or true to accept the client, { protocol: "chat" } to choose a subprotocol, { maxMessageBytes: 4096 } to limit its messages, { status: 401, reason: "…" } or false to refuse.';

function parseStatus(status: unknown): number {
  if (typeof status === "number" && Number.isInteger(status) && status >= 300 && status <= 599) return status;
  throw new RangeError("upgrade() refuses with an HTTP status from 300 to 599, for example { status: 401 }.");
}

function parseReason(reason: unknown): string {
  if (reason === undefined) return "";
  if (typeof reason === "string") return reason;
  throw new TypeError("The reason of a refusal must be a string.");
}

/** RFC 6455 §4.2.2: a server selects one of the subprotocols that the client offered, or none. */
function parseProtocol(protocol: unknown, offered: readonly string[]): string | null {
  if (protocol === undefined || protocol === null || protocol === "") return null;
  if (typeof protocol !== "string") throw new TypeError("A subprotocol must be a string.");
  if (offered.includes(protocol)) return protocol;
  const list = offered.length === 0 ? "none" : offered.join(", ");
  throw new RangeError(
    `upgrade() chose the subprotocol "${protocol}", but the client offers ${list}. Choose one that the client offers.`,
  );
}

function parseHeaders(headers: unknown): Record<string, string> {
  if (headers === undefined) return {};
  if (typeof headers !== "object" || headers === null)
    throw new TypeError("The headers of an answer are an object of strings.");
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => parseHeader(name, String(value))));
}

function parseHeader(name: string, value: string): [string, string] {
  if (!isToken(name)) throw new TypeError(`"${name}" is not a valid header name.`);
  if (/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) return [name, value];
  throw new TypeError("A header value is a single line of Latin-1 characters.");
}
