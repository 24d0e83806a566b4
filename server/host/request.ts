// The upgrade request in the shapes that a handler and `ws` read.
import { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { RequestInfo } from "../protocol/guest.ts";
import type { UpgradeMeta } from "../protocol/host.ts";

/** Headers of which Node keeps the first and drops the rest. */
const single = new Set(["authorization", "host", "user-agent", "referer", "content-type", "content-length", "from"]);

/** The request as a handler sees it. The front has validated it. */
export function requestInfoOf({ url, rawHeaders, protocols, remoteAddress }: UpgradeMeta): RequestInfo {
  return { url, headers: foldHeaders(rawHeaders), protocols, remoteAddress };
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

/** The request in the shape that `ws` reads it. */
export function toIncomingMessage(raw: Socket, meta: UpgradeMeta, info: RequestInfo): IncomingMessage {
  const request = new IncomingMessage(raw);
  request.method = meta.method;
  request.url = info.url;
  request.headers = { ...info.headers };
  return request;
}
