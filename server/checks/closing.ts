// How a socket may be expected to end.
import type { Closed } from "./received.ts";

export interface CloseExpected {
  readonly code?: number | readonly number[];
  readonly reason?: string | RegExp;
}

export function closesAs({ code, reason }: Closed, expected: CloseExpected): boolean {
  const codes = expected.code === undefined ? [code] : [expected.code].flat();
  if (!codes.includes(code)) return false;
  if (expected.reason === undefined) return true;
  return typeof expected.reason === "string" ? reason === expected.reason : reason.search(expected.reason) >= 0;
}

/** `the socket to close with 1000 "bye"`. */
export function closeWanted({ code, reason }: CloseExpected): string {
  const codes = code === undefined ? "" : ` with ${[code].flat().join(" or ")}`;
  const why = reason === undefined ? "" : ` ${typeof reason === "string" ? `"${reason}"` : `like ${reason}`}`;
  return `the socket to close${codes}${why}`;
}
