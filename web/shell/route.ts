// Routing: the address parsed into data, and navigation without a page load.
import { useSyncExternalStore } from "react";

export type Route =
  | { readonly page: "course" }
  | { readonly page: "lesson"; readonly slug: string }
  /** `draft`: null for the newest one. */
  | { readonly page: "play"; readonly draft: string | null }
  | { readonly page: "preflight" }
  /** `code`: as in the address; null if it has none. */
  | { readonly page: "join"; readonly code: string | null }
  /** Null: the list of workshops. */
  | { readonly page: "instructor"; readonly workshop: string | null; readonly view: "dashboard" | "results" }
  /** A member's work. */
  | { readonly page: "look"; readonly workshop: string; readonly member: string }
  | { readonly page: "not-found" };

const navigated = "ws101:navigated";

export function readRoute(path: string): Route {
  if (path === "/lessons" || path === "/lessons/") return { page: "course" };
  if (path === "/preflight" || path === "/preflight/") return { page: "preflight" };
  const play = /^\/play(?:\/([a-z0-9]{1,64}))?\/?$/.exec(path);
  if (play !== null) return { page: "play", draft: play[1] ?? null };
  const join = /^\/join(?:\/([^/]{1,64}))?\/?$/.exec(path);
  if (join) return { page: "join", code: join[1] === undefined ? null : decoded(join[1]) };
  const look = /^\/instructor\/([A-Za-z0-9_-]{1,32})\/members\/([A-Za-z0-9_-]{1,32})\/?$/.exec(path);
  if (look !== null) return { page: "look", workshop: look[1] ?? "", member: look[2] ?? "" };
  const instructor = /^\/instructor(?:\/([A-Za-z0-9_-]{1,32})(\/results)?)?\/?$/.exec(path);
  if (instructor !== null) {
    const [, workshop = null, results] = instructor;
    return { page: "instructor", workshop, view: results === undefined ? "dashboard" : "results" };
  }
  const slug = /^\/lessons\/([a-z0-9-]{1,64})\/?$/.exec(path)?.[1];
  return slug === undefined ? { page: "not-found" } : { page: "lesson", slug };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The lesson at an address; null for other pages. */
export function lessonOf(path: string): string | null {
  const route = readRoute(path);
  return route.page === "lesson" ? route.slug : null;
}

export function goTo(href: string): void {
  window.history.pushState(null, "", href);
  window.dispatchEvent(new Event(navigated));
  window.scrollTo(0, 0);
}

/** As `goTo`, in place of the present entry of the history. */
export function redirectTo(href: string): void {
  window.history.replaceState(null, "", href);
  window.dispatchEvent(new Event(navigated));
}

export function usePath(): string {
  return useSyncExternalStore(onNavigate, () => window.location.pathname);
}

function onNavigate(listener: () => void): () => void {
  window.addEventListener("popstate", listener);
  window.addEventListener(navigated, listener);
  return () => {
    window.removeEventListener("popstate", listener);
    window.removeEventListener(navigated, listener);
  };
}

/** A value the page keeps in the query string, such as the pane on a narrow screen. */
export function readQuery(name: string): string | null {
  return new URLSearchParams(window.location.search).get(name);
}

/** An empty value removes the parameter. */
export function writeQuery(name: string, value: string): void {
  const url = new URL(window.location.href);
  if (value === "") url.searchParams.delete(name);
  else url.searchParams.set(name, value);
  window.history.replaceState(null, "", url);
}
