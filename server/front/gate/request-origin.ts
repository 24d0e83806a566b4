// Origin of a request: its client, the learner whom its cookie names, the name under which it reached this server, and the URLs that
// lead its client, or another machine, back here.
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { hostname, networkInterfaces } from "node:os";
import type { Config } from "../../config.ts";
import type { PublicOrigins } from "../../protocol/http.ts";

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

type Interfaces = ReturnType<typeof networkInterfaces>;

/**
 * IPv4 only, since an IPv6 address with a scope is not valid in a link. Private networks come first, those of virtual
 * machines, containers and tunnels last.
 */
export function publicOrigins(
  { host, port, publicUrl }: Pick<Config, "host" | "port" | "publicUrl">,
  interfaces: Interfaces = networkInterfaces(),
): PublicOrigins {
  if (publicUrl !== null) return { open: true, origins: [publicUrl.origin] };
  const isWildcard = host === "" || host === "0.0.0.0" || host === "::";
  if (!isWildcard && (host === "localhost" || isLoopback(host))) return { open: false, origins: [] };
  const addresses = isWildcard ? addressesIn(interfaces) : [isIP(host) === 6 ? `[${host}]` : host];
  return { open: true, origins: addresses.map((address) => `http://${address}:${port}`) };
}

/** Interfaces that lead to no other machine in the room. */
const virtual = /^(docker|br-|veth|virbr|vmnet|vboxnet|vEthernet|VMware|VirtualBox|tun|utun|tap|wg|zt|tailscale|ppp)/i;

function addressesIn(interfaces: Interfaces): string[] {
  const all = Object.entries(interfaces).flatMap(([name, addresses]) =>
    (addresses ?? []).map((each) => ({ ...each, rank: rankOf(name, each.address) })),
  );
  const isLinkLocal = (address: string) => address.startsWith("169.254.");
  const usable = all.filter(({ family, internal, address }) => family === "IPv4" && !internal && !isLinkLocal(address));
  return usable.toSorted((a, b) => a.rank - b.rank).map(({ address }) => address);
}

function rankOf(name: string, address: string): number {
  if (virtual.test(name)) return 2;
  return /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address) ? 0 : 1;
}

const sessionCookieName = "ws101";
export const instructorCookieName = "ws101-instructor";
const maxAgeSeconds = 365 * 24 * 60 * 60;
const cookieValue = /^([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})$/;

export function createSessions(secret: string) {
  const sign = (learner: string) => createHmac("sha256", secret).update(`learner:${learner}`).digest();
  const verify = (value: string) => {
    const [, learner, signature] = cookieValue.exec(value) ?? [];
    if (learner === undefined || signature === undefined) return null;
    return timingSafeEqual(Buffer.from(signature, "base64url"), sign(learner)) ? learner : null;
  };
  const cookieOf = (learner: string, secure: boolean) => {
    const value = `${learner}.${sign(learner).toString("base64url")}`;
    const attributes = `Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;
    return `${sessionCookieName}=${value}; ${attributes}`;
  };
  return {
    /** The Set-Cookie header that makes a browser this learner. */
    cookieOf,
    /** The learner that the Cookie header authenticates; null for none. Of several session cookies the first valid one counts. */
    learnerOf(cookieHeader: string | undefined): string | null {
      const [learner = null] = cookiesOf(sessionCookieName, cookieHeader).flatMap((value) => verify(value) ?? []);
      return learner;
    },
    /** A new learner and its Set-Cookie header. */
    issue(secure: boolean) {
      const learner = newLearner();
      return { learner, setCookie: cookieOf(learner, secure) };
    },
  };
}

/** The id of a learner who is in no cookie yet. */
export function newLearner(): string {
  return randomBytes(16).toString("base64url");
}

/** Every value that the header gives this cookie, in order: a browser may hold several for different paths. */
export function cookiesOf(cookie: string, header = ""): string[] {
  return pairsIn(header).flatMap(({ name, value }) => (name === cookie ? [value] : []));
}

const ownCookies = new Set([sessionCookieName, instructorCookieName]);

/** The header without the cookies of this server; null when nothing is left. */
export function withoutOwnCookies(header: string): string | null {
  const kept = pairsIn(header).filter(({ name }) => !ownCookies.has(name));
  return kept.length === 0 ? null : kept.map(({ name, value }) => `${name}=${value}`).join("; ");
}

function pairsIn(header: string): { name: string; value: string }[] {
  return header.split(";").flatMap((pair) => {
    const equals = pair.indexOf("=");
    return equals < 0 ? [] : [{ name: pair.slice(0, equals).trim(), value: pair.slice(equals + 1).trim() }];
  });
}
