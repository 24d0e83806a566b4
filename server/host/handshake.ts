// A handshake in the forms that handlers, `ws` and the wire panel read, and the clients that wait for the handler's
// `upgrade()`. The front has validated the request.
import { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { GuestEvent, RequestInfo, UpgradeAnswer } from "../protocol/guest.ts";
import type { Handshake } from "../protocol/handshake.ts";
import type { UpgradeMeta } from "../protocol/host.ts";
import { headerPairs } from "../protocol/raw-headers.ts";

/** A handshake whose socket is not a peer yet. */
export type Opening = Omit<Handshake, "peer" | "atMs">;
type Headers = Handshake["request"]["headers"];

const maxHeaders = 100;
const maxNameLength = 256;
const maxValueLength = 2048;
/** For all values of the request or the response together. */
const maxTotalLength = 16 << 10;

/** Only the first of these headers is kept, as in Node. */
const singleValued = new Set([
  "authorization",
  "host",
  "user-agent",
  "referer",
  "content-type",
  "content-length",
  "from",
]);

/** For the handler. */
export function requestInfoOf({ url, rawHeaders, protocols, remoteAddress }: UpgradeMeta): RequestInfo {
  return { url, headers: foldHeaders(rawHeaders), protocols, remoteAddress };
}

/** Lower-case names; repeated headers are joined as Node joins them. */
export function foldHeaders(rawHeaders: readonly string[]): Record<string, string> {
  const folded = new Map<string, string>();
  for (const [originalName, value] of headerPairs(rawHeaders)) {
    const name = originalName.toLowerCase();
    const before = folded.get(name);
    if (before === undefined) folded.set(name, value);
    else if (!singleValued.has(name)) folded.set(name, before + (name === "cookie" ? "; " : ", ") + value);
  }
  // A header may be named `__proto__`; this makes it an own property.
  return Object.fromEntries(folded);
}

/** For `ws`. */
export function toIncomingMessage(raw: Socket, meta: UpgradeMeta, info: RequestInfo): IncomingMessage {
  const request = new IncomingMessage(raw);
  request.method = meta.method;
  request.url = info.url;
  request.headers = { ...info.headers };
  return request;
}

/** For the wire panel, with limited lengths. `lines` are the response's status line and headers as sent. */
export function openingOf(meta: UpgradeMeta, lines: readonly string[]): Opening {
  const [statusLine = "", ...headers] = lines.filter((line) => line !== "");
  const [, status = "0", reason = ""] = /^HTTP\/1\.1 (\d{3}) ?(.*)$/.exec(statusLine) ?? [];
  return {
    client: meta.client,
    page: meta.page,
    request: { method: meta.method.slice(0, 32), url: cut(meta.url), headers: bounded(headerPairs(meta.rawHeaders)) },
    response: { status: Number(status), reason: reason.slice(0, 1024), headers: bounded(headers.map(split)) },
  };
}

function split(line: string): [string, string] {
  const colon = line.indexOf(":");
  return [line.slice(0, colon), line.slice(colon + 1).trim()];
}

function bounded(headers: Headers): Headers {
  let left = maxTotalLength;
  return headers.slice(0, maxHeaders).map(([name, value]) => {
    const shown = cut(value.slice(0, left));
    left -= shown.length;
    return [name.slice(0, maxNameLength), shown.length < value.length && !shown.endsWith("…") ? `${shown}…` : shown];
  });
}

function cut(text: string): string {
  return text.length <= maxValueLength ? text : `${text.slice(0, maxValueLength)}…`;
}

interface PendingUpgrade {
  readonly request: RequestInfo;
  readonly timer: NodeJS.Timeout;
  readonly resolve: (answer: UpgradeAnswer) => void;
}

export class PendingUpgrades {
  readonly #pending = new Map<number, PendingUpgrade>();
  readonly #limitMs: number;
  #lastTicket = 0;

  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  get size(): number {
    return this.#pending.size;
  }

  /** Returns the event for the handler. Calls `resolve` once, with 504 when the handler takes too long. */
  add(request: RequestInfo, resolve: (answer: UpgradeAnswer) => void): GuestEvent {
    const ticket = ++this.#lastTicket;
    const late = `The handler's upgrade() did not answer within ${this.#limitMs} ms.`;
    const timer = setTimeout(() => this.resolve(ticket, refusal(504, late)), this.#limitMs);
    this.#pending.set(ticket, { request, timer, resolve });
    return { type: "upgrade", ticket, request };
  }

  /** Ignores tickets that are not pending. */
  resolve(ticket: number, answer: UpgradeAnswer): void {
    const pending = this.#pending.get(ticket);
    if (!pending) return;
    this.#pending.delete(ticket);
    clearTimeout(pending.timer);
    pending.resolve(answer);
  }

  resolveAll(answer: UpgradeAnswer): void {
    for (const ticket of [...this.#pending.keys()]) this.resolve(ticket, answer);
  }

  /** The same events again, for a handler that has taken over. */
  events(): GuestEvent[] {
    return [...this.#pending].map(([ticket, { request }]) => ({ type: "upgrade", ticket, request }));
  }
}

export function refusal(status: number, reason: string): UpgradeAnswer {
  return { accept: false, status, reason, headers: {} };
}

/** The answer for a handler without `upgrade()`. */
export const acceptance: UpgradeAnswer = { accept: true, protocol: null, headers: {} };
