// What was expected beside what came instead, in a form that a page can compare character by character or key by key.
import type { ComparisonData } from "../protocol/checks.ts";
import type { Exact } from "./expected.ts";
import { cutPair, duration, hexShown, payloadShown } from "./printable.ts";
import type { Received } from "./received.ts";

const most = 2_000;

interface Unmet {
  /** As a part of a sentence, for what is not one value. */
  readonly wanted: string;
  readonly exact?: Exact | undefined;
  readonly came?: Received | undefined;
  readonly withinMs: number;
}

/** Like with like: bytes beside text are said in words, for nothing in them can be compared. */
export function comparisonOf({ wanted, exact, came, withinMs }: Unmet): ComparisonData {
  const received = exact === undefined ? null : alike(exact.kind, came);
  if (exact === undefined || received === null) return inWords(wanted, cameShown(came, withinMs));
  return {
    kind: exact.kind,
    expected: cutPair(exact.expected, most),
    received: cutPair(received, most),
    subset: exact.subset,
  };
}

function inWords(expected: string, received: string): ComparisonData {
  return { kind: "words", expected: cutPair(expected, most), received: cutPair(received, most), subset: false };
}

function alike(kind: Exact["kind"], came: Received | undefined): string | null {
  if (kind === "bytes") return came?.kind === "binary" ? hexShown(came.data) : null;
  return came?.kind === "text" ? came.text : null;
}

function cameShown(came: Received | undefined, withinMs: number): string {
  switch (came?.kind) {
    case undefined:
      return withinMs === 0 ? "nothing" : `nothing within ${duration(withinMs)}`;
    case "text":
      return `text "${came.text}"`;
    case "binary":
      return `a binary message of ${came.data.length} bytes: ${hexShown(came.data)}`;
    case "ping":
    case "pong":
      return came.data.length === 0 ? `a ${came.kind}` : `a ${came.kind} with ${payloadShown(came.data)}`;
    case "close":
      return `the socket closed with ${came.code} ${came.reason}`.trim();
    default:
      throw new Error(`No such kind: ${came satisfies never}`);
  }
}
