// Tells a handler's style from its source.
import type { Style } from "./lesson.ts";

const defaultExport = /^\s*export\s+(?:default\b|\{[^}]*\bas\s+default\b)/m;

/** A handler in loop style is the default export of its file; any other file creates a server. */
export function styleOf(source: string): Style {
  return defaultExport.test(source) ? "loop" : "events";
}
