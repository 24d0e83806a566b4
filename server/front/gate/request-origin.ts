// By which names this server may be called, where a request came from, and the address a room has for the one who asks.
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { hostname } from "node:os";

export interface AddressOptions {
  readonly publicUrl: URL | null;
  readonly trustProxy: number;
}

export interface Addresses {
  /** The host and port the client asked for; null when the request does not say, or says it oddly. */
  hostOf(request: IncomingMessage): string | null;
  /** False for a name that somebody else's DNS may have pointed here (DNS rebinding). */
  isOurs(host: string): boolean;
  /** True for a page of our own at `host`; false for any other site, an opaque origin (`null`) included. */
  isOwnOrigin(origin: string, host: string): boolean;
  isSecure(request: IncomingMessage): boolean;
  /** The client's own address, behind as many proxies as are trusted. */
  clientOf(request: IncomingMessage): string;
  /** The client is a program of this machine, and no proxy speaks for somebody else. */
  isLocal(request: IncomingMessage): boolean;
  /** Where pages are for whoever sent this request: `https://host`. */
  originOf(request: IncomingMessage): string;
  /** Where a room is for whoever sent this request: `ws://…/ws/<room>`. */
  urlOf(request: IncomingMessage, room: string): string;
}

/** Headers by which proxies say for whom they ask, and that they do. */
export const forwardedBy = [
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-forwarded-port",
  "x-real-ip",
  "via",
] as const;

const hostShape = /^(\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(?::(\d{1,5}))?$/i;

export function createAddresses({ publicUrl, trustProxy }: AddressOptions): Addresses {
  const machine = hostname().toLowerCase();
  const known = new Set(["localhost", machine, machine.split(".")[0] ?? machine]);
  if (publicUrl !== null) known.add(publicUrl.hostname);
  const forwarded = (request: IncomingMessage, header: string) =>
    trustProxy === 0 ? undefined : fromRight(request.headers[header], 1);

  const addresses: Addresses = {
    hostOf(request) {
      const host = forwarded(request, "x-forwarded-host") ?? request.headers.host ?? "";
      return hostShape.test(host) ? host.toLowerCase() : null;
    },
    isOurs(host) {
      const name = nameOf(host);
      return known.has(name) || isIP(name) !== 0 || name.endsWith(".localhost") || name.endsWith(".local");
    },
    isOwnOrigin(origin, host) {
      if (!URL.canParse(origin) || !URL.canParse(`http://${host}`)) return false;
      const url = new URL(origin);
      // A browser sends the bare origin; anything around it is somebody's trick.
      if (url.origin !== origin) return false;
      if (publicUrl !== null && url.origin === publicUrl.origin) return true;
      return /^https?:$/.test(url.protocol) && new URL(`${url.protocol}//${host}`).host === url.host;
    },
    isSecure(request) {
      return publicUrl?.protocol === "https:" || forwarded(request, "x-forwarded-proto") === "https";
    },
    clientOf(request) {
      const direct = request.socket.remoteAddress ?? "";
      const address = trustProxy === 0 ? direct : (fromRight(request.headers["x-forwarded-for"], trustProxy) ?? direct);
      return address.replace(/^::ffff:(?=\d+\.)/i, "");
    },
    isLocal(request) {
      const isForwarded = trustProxy === 0 && forwardedBy.some((header) => request.headers[header] !== undefined);
      return !isForwarded && /^(127\.\d+\.\d+\.\d+|::1)$/.test(addresses.clientOf(request));
    },
    originOf(request) {
      const scheme = addresses.isSecure(request) ? "https" : "http";
      return `${scheme}://${publicUrl?.host ?? addresses.hostOf(request) ?? "localhost"}`;
    },
    urlOf(request, room) {
      return `${addresses.originOf(request).replace(/^http/, "ws")}/ws/${room}`;
    },
  };
  return addresses;
}

function nameOf(host: string): string {
  return (hostShape.exec(host)?.[1] ?? "").replace(/^\[|\]$/g, "").replace(/\.$/, "");
}

/** The entry `steps` from the right of a comma-separated header: each proxy appends one. */
function fromRight(header: string | string[] | undefined, steps: number): string | undefined {
  const entries = (Array.isArray(header) ? header.join(",") : (header ?? "")).split(",").map((entry) => entry.trim());
  return entries.at(-Math.min(steps, entries.length)) || undefined;
}
