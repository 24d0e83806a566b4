// The upgrade request: what a client must ask so that it may become a peer, and what a handler may see of it.
import { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { RequestInfo } from "../protocol/guest.ts";
import type { UpgradeMeta } from "../protocol/host.ts";
import { isToken } from "../protocol/rfc6455.ts";
import type { Refusal } from "./refusal.ts";

/** 16 bytes in base64 (RFC 6455 §4.1). */
const keyShape = /^[+/0-9A-Za-z]{22}==$/;
/** Headers of which Node keeps the first and drops the rest. */
const single = new Set(["authorization", "host", "user-agent", "referer", "content-type", "content-length", "from"]);

export type Handshake =
  | { readonly ok: true; readonly info: RequestInfo }
  | { readonly ok: false; readonly refusal: Refusal };

/** Checks the request as RFC 6455 §4.2.1 asks; the first thing wrong with it is the answer. */
export function readHandshake(meta: UpgradeMeta): Handshake {
  const headers = foldHeaders(meta.rawHeaders);
  if (meta.method !== "GET") return bad(405, "A WebSocket begins with a GET request.", { allow: "GET" });
  if (headers.upgrade?.toLowerCase() !== "websocket") {
    return bad(426, "This address speaks WebSocket: send `Upgrade: websocket`.", { upgrade: "websocket" });
  }
  if (headers["sec-websocket-version"] !== "13") {
    return bad(426, "Only version 13 of the protocol is spoken here.", { "sec-websocket-version": "13" });
  }
  if (!keyShape.test(headers["sec-websocket-key"] ?? "")) {
    return bad(400, "Sec-WebSocket-Key must be 16 bytes in base64.");
  }
  const protocols = readProtocols(headers["sec-websocket-protocol"]);
  if (!protocols) return bad(400, "Sec-WebSocket-Protocol must be a list of different names, separated by commas.");
  return { ok: true, info: { url: meta.url, headers, protocols, remoteAddress: meta.remoteAddress } };
}

function bad(status: number, reason: string, headers: Record<string, string> = {}): Handshake {
  return { ok: false, refusal: { status, reason, headers } };
}

/** Lower-case names, repeated ones joined as Node joins them. */
export function foldHeaders(rawHeaders: readonly string[]): Record<string, string> {
  const folded = new Map<string, string>();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] ?? "").toLowerCase();
    const value = rawHeaders[i + 1] ?? "";
    const before = folded.get(name);
    if (before === undefined) folded.set(name, value);
    else if (!single.has(name)) folded.set(name, before + (name === "cookie" ? "; " : ", ") + value);
  }
  // A header may be called `__proto__`: an own property like any other.
  return Object.fromEntries(folded);
}

function readProtocols(value: string | undefined): string[] | null {
  if (value === undefined) return [];
  const names = value.split(",").map((name) => name.trim());
  const valid = names.every((name) => isToken(name)) && new Set(names).size === names.length;
  return valid ? names : null;
}

/** The request in the shape that `ws` reads it. */
export function toIncomingMessage(raw: Socket, meta: UpgradeMeta, info: RequestInfo): IncomingMessage {
  const request = new IncomingMessage(raw);
  request.method = meta.method;
  request.url = info.url;
  request.headers = { ...info.headers };
  return request;
}
