// Computes the addresses by which other devices reach this server and the learner's room.
import type { PublicOrigins } from "../../../server/protocol/http.ts";

/** The page's own origin comes first, unless it is a loopback address. */
export function reachableOrigins(own: string, addresses: PublicOrigins | null): string[] {
  const others = addresses?.origins ?? [];
  return isLoopback(own) ? [...others] : [own, ...others.filter((origin) => origin !== own)];
}

export function isLoopback(origin: string): boolean {
  const { hostname } = new URL(origin);
  return /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/** The room's address at another origin. */
export function atOrigin(url: string, origin: string): string {
  const { pathname, search } = new URL(url);
  return origin.replace(/^http/, "ws") + pathname + search;
}

/** The page with a single client for this room. */
export function phoneAddress(url: string, origin: string): string {
  return `${origin}/phone/${new URL(url).pathname.split("/")[2] ?? ""}`;
}
