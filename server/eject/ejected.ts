// What a learner takes home: a handler, perhaps with its client page, and with its lesson's checks.
import type { Style } from "../protocol/lesson.ts";

export interface Ejected {
  readonly slug: string;
  readonly title: string;
  readonly style: Style;
  /** The handler, as written. */
  readonly source: string;
  /** The client page, served at `/`; null for none. */
  readonly page: string | null;
  /** The lesson's, which become tests; null for a program of the playground. */
  readonly checks: { readonly file: string; readonly clock: "real" | "stepped" } | null;
}

/** Nothing else of a project needs the module "ws101". */
export function usesLibrary({ style, source, page, checks }: Ejected): boolean {
  return style === "loop" || page !== null || checks !== null || importsLibrary(source);
}

export function importsLibrary(source: string): boolean {
  return /["']ws101["']/.test(source);
}
