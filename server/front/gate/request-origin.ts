// Origin of a request: its client, the name under which it reached this server, and the URLs that lead its client back here.
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { hostname } from "node:os";
import type { Config } from "../../config.ts";

/** Headers by which proxies describe the request they forward. */
export const forwardingHeaders = [
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-forwarded-port",
  "x-real-ip",
  "via",
] as const;

const hostShape = /^(\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(?::(\d{1,5}))?$/i;

export class RequestOrigins {
  readonly #publicUrl: URL | null;
  readonly #trustProxy: number;
  readonly #ownNames: ReadonlySet<string>;

  constructor({ publicUrl, trustProxy }: Pick<Config, "publicUrl" | "trustProxy">) {
    this.#publicUrl = publicUrl;
    this.#trustProxy = trustProxy;
    const [machine = ""] = hostname().toLowerCase().split(".");
    const names = ["localhost", hostname().toLowerCase(), machine, `${machine}.local`];
    this.#ownNames = new Set(publicUrl === null ? names : [...names, publicUrl.hostname]);
  }

  /** The requested host and port; null if they are missing or malformed. */
  hostOf(request: IncomingMessage): string | null {
    const host = this.#forwarded(request, "x-forwarded-host") ?? request.headers.host ?? "";
    return hostShape.test(host) ? host.toLowerCase() : null;
  }

  /** False for a name that another site's DNS, or a neighbour's mDNS, may have pointed here (DNS rebinding). */
  isOwnHost(host: string): boolean {
    const name = nameOf(host);
    return this.#ownNames.has(name) || isIP(name) !== 0 || name.endsWith(".localhost");
  }

  /** True for a page of this server at `host`; false for every other site and for the opaque origin `null`. */
  isOwnOrigin(origin: string, host: string): boolean {
    if (!URL.canParse(origin) || !URL.canParse(`http://${host}`)) return false;
    const url = new URL(origin);
    // Browsers send the bare origin; anything more was not sent by a browser.
    if (url.origin !== origin) return false;
    if (this.#publicUrl !== null && url.origin === this.#publicUrl.origin) return true;
    return /^https?:$/.test(url.protocol) && new URL(`${url.protocol}//${host}`).host === url.host;
  }

  isSecure(request: IncomingMessage): boolean {
    return this.#publicUrl?.protocol === "https:" || this.#forwarded(request, "x-forwarded-proto") === "https";
  }

  /** The client's IP address, as the outermost trusted proxy saw it. */
  clientOf(request: IncomingMessage): string {
    const direct = request.socket.remoteAddress ?? "";
    const forwarded = this.#trustProxy > 0 && entryFromRight(request.headers["x-forwarded-for"], this.#trustProxy);
    return (forwarded || direct).replace(/^::ffff:(?=\d+\.)/i, "");
  }

  /**
   * True for a program on this machine that addressed it by a loopback name. A proxy on this machine connects from here
   * too, but it forwards a public name, or adds a header.
   */
  isLocal(request: IncomingMessage): boolean {
    if (this.#trustProxy === 0 && forwardingHeaders.some((name) => request.headers[name] !== undefined)) return false;
    const name = nameOf(this.hostOf(request) ?? "");
    return isLoopback(this.clientOf(request)) && (name === "localhost" || isLoopback(name));
  }

  /** The origin of this server for the request's client: `https://host`. */
  originOf(request: IncomingMessage): string {
    const scheme = this.isSecure(request) ? "https" : "http";
    return `${scheme}://${this.#publicUrl?.host ?? this.hostOf(request) ?? "localhost"}`;
  }

  /** Hosts, with ports, at which the request's client may reach this server: the one it named, and the one of `PUBLIC_URL`. */
  hostsOf(request: IncomingMessage): string[] {
    const named = this.hostOf(request);
    return [...new Set([...(named === null ? [] : [named]), new URL(this.originOf(request)).host])];
  }

  /** The room's URL for the request's client: `ws://…/ws/<room>`. */
  roomUrl(request: IncomingMessage, room: string): string {
    return `${this.originOf(request).replace(/^http/, "ws")}/ws/${room}`;
  }

  #forwarded(request: IncomingMessage, header: string): string | undefined {
    return this.#trustProxy === 0 ? undefined : entryFromRight(request.headers[header], 1);
  }
}

export function isLoopback(address: string): boolean {
  return /^(127\.\d+\.\d+\.\d+|::1)$/.test(address);
}

function nameOf(host: string): string {
  return (hostShape.exec(host)?.[1] ?? "").replace(/^\[|\]$/g, "").replace(/\.$/, "");
}

/** The entry `steps` from the right of a comma-separated header: each proxy appends one. */
function entryFromRight(header: string | string[] | undefined, steps: number): string | undefined {
  const entries = (Array.isArray(header) ? header.join(",") : (header ?? "")).split(",").map((entry) => entry.trim());
  return entries.at(-Math.min(steps, entries.length)) || undefined;
}
