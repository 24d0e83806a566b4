// By which origins another device may reach this server, seen from the page's own.
import type { Addresses } from "../../server/protocol/http.ts";

/** The best first: the page's own, unless it is one that means "this machine". */
export function reachableOrigins(own: string, addresses: Addresses | null): string[] {
  const others = addresses?.origins ?? [];
  return isThisMachine(own) ? [...others] : [own, ...others.filter((origin) => origin !== own)];
}

export function isThisMachine(origin: string): boolean {
  const { hostname } = new URL(origin);
  return /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/** The same room, asked for by another origin. */
export function atOrigin(url: string, origin: string): string {
  const { pathname, search } = new URL(url);
  return origin.replace(/^http/, "ws") + pathname + search;
}

/** The small page that talks to a room, and to nothing else. */
export function phoneAddress(url: string, origin: string): string {
  return `${origin}/phone/${new URL(url).pathname.split("/")[2] ?? ""}`;
}
