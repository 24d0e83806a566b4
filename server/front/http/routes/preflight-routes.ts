// The call that tells a page how its requests reach the server, to find the proxy that holds up its sockets.
import { isIPv6 } from "node:net";
import type { Request } from "express";
import type { PreflightInfo } from "../../../protocol/http.ts";
import { forwardedBy } from "../../gate/request-origin.ts";
import type { CallParts, Calls } from "../call.ts";

export interface PreflightParts extends CallParts {
  /** How many proxies are believed. */
  readonly trustProxy: number;
}

export function preflightCalls(parts: PreflightParts): Calls {
  return {
    "/preflight/info": {
      get: (request, response) => {
        response.setHeader("Cache-Control", "no-store");
        response.json(infoOf(parts, request));
      },
    },
  };
}

/** A proxy's headers are long when something is wrong with them. */
const mostChars = 300;

function infoOf({ addresses, trustProxy }: PreflightParts, request: Request): PreflightInfo {
  const forwarded = forwardedBy.flatMap((name) => {
    const value = request.get(name);
    return value === undefined ? [] : [{ name, value: value.slice(0, mostChars) }];
  });
  return {
    nowMs: Date.now(),
    protocol: addresses.isSecure(request) ? "https" : "http",
    httpVersion: request.httpVersion,
    host: addresses.hostOf(request) ?? "",
    family: familyOf(addresses.clientOf(request)),
    forwarded,
    trustedProxies: trustProxy,
  };
}

function familyOf(address: string): PreflightInfo["family"] {
  if (isIPv6(address)) return "IPv6";
  return /^\d+\.\d+\.\d+\.\d+$/.test(address) ? "IPv4" : "unknown";
}
