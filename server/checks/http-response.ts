// HTTP responses to a handshake: the 101, a refusal, or the answer to a request that a check wrote by hand.
import { request as httpRequest, type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { quote } from "./format.ts";

/** Header names are in lower case. The body is text, without the line break at its end, and empty for a 101. */
export interface HttpResponse {
  readonly status: number;
  /** The reason phrase: `Unauthorized`. */
  readonly reason: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** All that is given must match. A header that must be absent is null. */
export interface ResponseExpected {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | RegExp | null>>;
  readonly body?: string | RegExp;
}

export interface HandshakeOptions {
  /** `GET` by default. */
  readonly method?: string;
  /** Appended to the room's own path. */
  readonly path?: string;
  readonly query?: Readonly<Record<string, string>>;
  /**
   * Added to those of a correct handshake, or in their place: Host, Connection, Upgrade, Sec-WebSocket-Version and
   * Sec-WebSocket-Key (`dGhlIHNhbXBsZSBub25jZQ==`, the example of RFC 6455 §1.3). Null leaves one out.
   */
  readonly headers?: Readonly<Record<string, string | null>>;
}

const ownHeaders = {
  Connection: "Upgrade",
  Upgrade: "websocket",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
};

/** Sends one request; rejects if there is no response. The socket is open after a 101, and null otherwise. */
export function requestHandshake(url: URL, { method = "GET", headers = {} }: HandshakeOptions) {
  const request = httpRequest({
    host: url.hostname,
    port: url.port,
    path: url.pathname + url.search,
    method,
    headers: mergeHeaders({ Host: url.host, ...ownHeaders }, headers),
    setHost: false,
    agent: false,
  });
  return new Promise<{ readonly response: HttpResponse; readonly socket: Socket | null }>((resolve, reject) => {
    request.on("error", reject);
    request.on("upgrade", (response, socket: Socket) => {
      socket.on("error", () => socket.destroy());
      resolve({ response: responseOf(response, ""), socket });
    });
    request.on("response", (response) => {
      void readBody(response).then((body) => resolve({ response: responseOf(response, body), socket: null }));
    });
    request.end();
  });
}

function mergeHeaders(own: Readonly<Record<string, string>>, given: Readonly<Record<string, string | null>>) {
  const replaced = new Set(Object.keys(given).map((name) => name.toLowerCase()));
  const kept = Object.entries(own).filter(([name]) => !replaced.has(name.toLowerCase()));
  const added = Object.entries(given).flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
  return Object.fromEntries([...kept, ...added]);
}

const maxBodyCharacters = 16_000;

export async function readBody(response: IncomingMessage): Promise<string> {
  let text = "";
  response.setEncoding("utf8");
  try {
    for await (const part of response) if (text.length < maxBodyCharacters) text += part;
  } catch {
    // The connection ended early: what has arrived is the body.
  }
  return text.slice(0, maxBodyCharacters).replace(/\r?\n$/, "");
}

export function responseOf(
  { statusCode = 0, statusMessage = "", headers }: IncomingMessage,
  body: string,
): HttpResponse {
  const fields = Object.entries(headers).map(([name, value]) => [name, [value].flat().join(", ")]);
  return { status: statusCode, reason: statusMessage, headers: Object.fromEntries(fields), body };
}

/** Null for a match, else what differs; an empty string if the status does. */
export function responseMismatch(response: HttpResponse, expected: number | ResponseExpected): string | null {
  const { status, headers = {}, body } = typeof expected === "number" ? { status: expected } : expected;
  if (status !== undefined && response.status !== status) return "";
  for (const [name, value] of Object.entries(headers)) {
    const found = response.headers[name.toLowerCase()];
    if (value === null ? found === undefined : found !== undefined && fits(found, value)) continue;
    return found === undefined ? `there is no header ${name}` : `the header ${name} is ${quote(found)}`;
  }
  return body === undefined || fits(response.body, body) ? null : `the body is ${quote(response.body)}`;
}

export function fits(text: string, expected: string | RegExp): boolean {
  return typeof expected === "string" ? text === expected : text.search(expected) >= 0;
}

/** `401`, `302 with the header Location "/login"`; empty if anything will do. */
export function describeResponse(expected: number | ResponseExpected): string {
  const { status, headers = {}, body } = typeof expected === "number" ? { status: expected } : expected;
  const parts = Object.entries(headers).map(([name, value]) =>
    value === null ? `no header ${name}` : `the header ${name} ${describeValue(value)}`,
  );
  if (body !== undefined) parts.push(`the body ${describeValue(body)}`);
  return [status === undefined ? "" : String(status), parts.join(" and ")].filter((part) => part !== "").join(" and ");
}

function describeValue(value: string | RegExp): string {
  return typeof value === "string" ? quote(value) : `matching ${value}`;
}
