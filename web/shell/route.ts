// Where the page is: the address read into data, and moving about without loading the page again.
import { useSyncExternalStore } from "react";

export type Route =
  | { readonly page: "course" }
  | { readonly page: "lesson"; readonly slug: string }
  | { readonly page: "preflight" }
  | { readonly page: "not-found" };

const moved = "ws101:moved";

export function readRoute(path: string): Route {
  if (path === "/" || path === "/lessons" || path === "/lessons/") return { page: "course" };
  if (path === "/preflight" || path === "/preflight/") return { page: "preflight" };
  const slug = /^\/lessons\/([a-z0-9-]{1,64})\/?$/.exec(path)?.[1];
  return slug === undefined ? { page: "not-found" } : { page: "lesson", slug };
}

export function goTo(href: string): void {
  window.history.pushState(null, "", href);
  window.dispatchEvent(new Event(moved));
  window.scrollTo(0, 0);
}

export function usePath(): string {
  return useSyncExternalStore(onMove, () => window.location.pathname);
}

function onMove(listener: () => void): () => void {
  window.addEventListener("popstate", listener);
  window.addEventListener(moved, listener);
  return () => {
    window.removeEventListener("popstate", listener);
    window.removeEventListener(moved, listener);
  };
}

/** One value of the address's query that this page keeps there, such as the pane on a narrow screen. */
export function readQuery(name: string): string | null {
  return new URLSearchParams(window.location.search).get(name);
}

/** Empty: it goes from the address. */
export function writeQuery(name: string, value: string): void {
  const url = new URL(window.location.href);
  if (value === "") url.searchParams.delete(name);
  else url.searchParams.set(name, value);
  window.history.replaceState(null, "", url);
}
