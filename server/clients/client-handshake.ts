// The opening handshake of a server-run client: what it may request, also as a raw request, and why it was refused.
import type { IncomingMessage } from "node:http";
import { z } from "zod";
import type { ServerClientCommand, ServerClientEvent } from "../protocol/clients.ts";
import type { Limits } from "../protocol/limits.ts";
import { isToken } from "../protocol/rfc6455.ts";

export interface ClientPlace {
  /** Our own server, `ws://address:port`. */
  readonly socketUrl: string;
  readonly room: string;
  readonly client: string;
}

/** What a client of a page needs, with the request that opens its connection. */
export interface ClientOptions<Request> {
  readonly name: string;
  readonly request: Request;
  readonly limits: Limits;
  /** False while the client should report only what it must: its own state, but no messages, pings, pongs or bytes. */
  mayReport(bytes: number): boolean;
  report(event: ServerClientEvent): void;
  /** Called after the last event. */
  onEnd(): void;
}

export type OpenCommand = Extract<ServerClientCommand, { readonly do: "open" }>;
export type RequestCommand = Extract<ServerClientCommand, { readonly do: "request" }>;
export type ConnectedCommand = Exclude<ServerClientCommand, OpenCommand | RequestCommand>;

export interface ClientRequest {
  readonly url: string;
  readonly protocols: readonly string[];
  readonly headers: Readonly<Record<string, string[]>>;
}

/** What can be sent as a header's value without encoding (RFC 9110 §5.5). */
const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/;
/** Headers that perform the handshake, identify the sender, or frame the request. */
const reserved =
  /^(host|upgrade|connection|sec-websocket-.*|cookie2?|origin|content-length|transfer-encoding|te|trailer|expect|keep-alive|proxy-.*|forwarded|x-forwarded-.*|x-real-ip)$/i;

const leadsOut = "This address leads out of your room. Remove the `..`.";

/** Keeps a client in its learner's room. `problem` is a sentence for the learner. */
export function clientRequest(
  { socketUrl, room, client }: ClientPlace,
  { protocols, headers, query, page }: OpenCommand,
): ClientRequest | { readonly problem: string } {
  const problem = queryProblem(query) ?? protocolProblem(protocols) ?? headerProblem(headers);
  if (problem !== null) return { problem };
  const own = `ws101-client=${encodeURIComponent(client)}${page === undefined ? "" : `&ws101-page=${page}`}`;
  const url = roomUrl(socketUrl, room, query, own);
  if (url === null) return { problem: leadsOut };
  return { url: url.href, protocols, headers: grouped(headers) };
}

/**
 * The room's URL with what follows it, such as `/chat?token=1`, and with `own` in front of the query. Null for an address
 * outside the room. URL's setters escape what they are given: `#` and `@` have no meaning there.
 */
function roomUrl(socketUrl: string, room: string, rest: string, own = ""): URL | null {
  const url = new URL(`${socketUrl}/ws/${room}`);
  const { host } = url;
  const [path = "", ...query] = rest.split("?");
  const isPath = path.startsWith("/");
  if (isPath) url.pathname += path;
  const theirs = isPath ? query.join("?") : rest.replace(/^\?/, "");
  url.search = [own, theirs].filter((part) => part !== "").join("&");
  const inside = url.pathname === `/ws/${room}` || url.pathname.startsWith(`/ws/${room}/`);
  return inside && url.host === host ? url : null;
}

export interface RawRequest {
  readonly host: string;
  readonly port: number;
  /** The request line and headers, with the empty line that ends them. */
  readonly head: string;
}

/** Headers that would make the server wait for a body, or that speak for a browser's session or a proxy. */
const unsendable =
  /^(cookie2?|content-length|transfer-encoding|expect|proxy-.*|forwarded|x-forwarded-.*|x-real-ip|via)$/i;

/** A request as the page wrote it, to its learner's room. It is one request, however its parts are written. */
export function rawRequest(
  { socketUrl, room }: Pick<ClientPlace, "socketUrl" | "room">,
  { method, version, query, headers }: RequestCommand,
): RawRequest | { readonly problem: string } {
  const problem = queryProblem(query) ?? syntaxProblem(headers);
  if (problem !== null) return { problem };
  const unsent = headers.find(([name]) => unsendable.test(name));
  if (unsent !== undefined) return { problem: `The header ${unsent[0]} is not sent from here. Remove it.` };
  const url = roomUrl(socketUrl, room, query);
  if (url === null) return { problem: leadsOut };
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  const head = [`${method} ${url.pathname}${url.search} HTTP/${version}`, ...lines, "", ""].join("\r\n");
  return { host: url.hostname.replace(/^\[|\]$/g, ""), port: Number(url.port), head };
}

function queryProblem(query: string): string | null {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to reject
  const hasControl = /[\u0000-\u001f\u007f]/.test(query);
  return hasControl ? "The address contains control characters, such as a line break. Remove them." : null;
}

function protocolProblem(protocols: readonly string[]): string | null {
  const invalid = protocols.find((name) => !isToken(name));
  if (invalid !== undefined) {
    return `${JSON.stringify(invalid)} is not a valid subprotocol name. Use letters, digits, - . or _.`;
  }
  return new Set(protocols).size < protocols.length ? "A subprotocol is listed twice. List each one once." : null;
}

function headerProblem(headers: OpenCommand["headers"]): string | null {
  const own = headers.find(([name]) => reserved.test(name));
  if (own === undefined) return syntaxProblem(headers);
  const [name] = own;
  const other = `X-My-${name.replace(/^x-/i, "").slice(0, 40)}`;
  return `The header ${name} belongs to the handshake and cannot be set. Remove it, or use a name such as ${other}.`;
}

function syntaxProblem(headers: OpenCommand["headers"]): string | null {
  for (const [name, value] of headers) {
    if (!isToken(name)) return `${JSON.stringify(name)} is not a valid header name. Use letters, digits and -.`;
    if (!fieldValue.test(value)) {
      return `The header ${name} contains characters that no header can carry, such as a line break. Remove them.`;
    }
  }
  return null;
}

/** Names are case-insensitive. A repeated header is sent as several lines. */
function grouped(headers: OpenCommand["headers"]): Record<string, string[]> {
  const groups = Map.groupBy(headers, ([name]) => name.toLowerCase());
  // `fromEntries` also creates a header that is named `__proto__`.
  return Object.fromEntries([...groups.values()].map((same) => [same[0]?.[0] ?? "", same.map(([, value]) => value)]));
}

const shownBytes = 4096;
const bodyMs = 1_000;
const problemSchema = z.object({ detail: z.string() });

/** Why a handshake was refused: the body's problem detail or text, or else the status line. Never rejects. */
export async function refusalReason(response: IncomingMessage): Promise<string> {
  const timer = setTimeout(() => response.destroy(), bodyMs);
  const text = (await firstBytes(response)).toString("utf8").trim();
  clearTimeout(timer);
  const reason = text === "" ? (response.statusMessage ?? "") : (problemDetail(text) ?? text);
  return reason.slice(0, 1024);
}

async function firstBytes(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response) {
      if (!(chunk instanceof Buffer)) continue;
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= shownBytes) break;
    }
  } catch {
    // The connection broke: the reason is what arrived before.
  }
  return Buffer.concat(chunks).subarray(0, shownBytes);
}

function problemDetail(text: string): string | null {
  try {
    return problemSchema.parse(JSON.parse(text)).detail;
  } catch {
    return null;
  }
}
