// Compares expected and received: by character, by byte, or by JSON key.
import { diffArrays } from "diff";
import type { ComparisonData } from "../../server/protocol/checks.ts";
import type { Span } from "../code/text-diff.ts";
import { attempt } from "../ui/attempt.ts";
import { printable } from "../ui/printable.ts";
import { cut } from "./transcript-text.ts";

export type Comparison =
  | { readonly kind: "spans"; readonly expected: readonly Span[]; readonly received: readonly Span[] }
  /** `left`: the number of keys that are not listed. */
  | { readonly kind: "keys"; readonly keys: readonly KeyRow[]; readonly left: number };

export interface KeyRow {
  /** `user.name`, `list[2]`; `(whole value)` for a value that is neither object nor array. */
  readonly path: string;
  /** JSON; null for a missing key. */
  readonly expected: string | null;
  readonly received: string | null;
  /** `free`: additional and allowed. */
  readonly state: "same" | "different" | "missing" | "extra" | "free";
}

const maxEdits = 600;
const maxKeys = 60;

export function compare({ kind, expected, received, subset }: ComparisonData): Comparison {
  switch (kind) {
    case "json":
      return byKey(expected, received, subset) ?? byPiece([...expected], [...received], "");
    case "text":
      return byPiece([...expected], [...received], "");
    case "bytes":
      return byPiece(expected.split(" "), received.split(" "), " ");
    case "words":
      return { kind: "spans", expected: [whole(expected)], received: [whole(received)] };
    default:
      return kind satisfies never;
  }
}

/** Up to `most` characters around the first difference. */
export function elidedSpans(spans: readonly Span[], most: number): readonly Span[] {
  const length = lengthOf(spans);
  if (length <= most) return spans;
  const changed = spans.findIndex(({ isChanged }) => isChanged);
  const difference = changed < 0 ? 0 : lengthOf(spans.slice(0, changed));
  const from = Math.max(0, Math.min(difference - most / 4, length - most));
  let at = 0;
  const shown = spans.flatMap(({ text, isChanged }) => {
    const [start, end] = [from - at, from + most - at];
    at += text.length;
    return start < text.length && end > 0 ? [{ text: cut(text, Math.max(0, start), end), isChanged }] : [];
  });
  const sign = (isMissing: boolean) => (isMissing ? [whole("…")] : []);
  return [...sign(from > 0), ...shown, ...sign(from + most < length)];
}

export const lengthOf = (spans: readonly Span[]): number => spans.reduce((sum, { text }) => sum + text.length, 0);

const whole = (text: string): Span => ({ text, isChanged: false });

function byPiece(expected: string[], received: string[], separator: string): Comparison {
  const changes = diffArrays(expected, received, { maxEditLength: maxEdits });
  if (changes === undefined) {
    return { kind: "spans", expected: [whole(expected.join(separator))], received: [whole(received.join(separator))] };
  }
  const side = (other: "added" | "removed") =>
    changes
      .filter((change) => !change[other])
      .map(({ value, added, removed }, at, all) => ({
        text: value.join(separator) + (at < all.length - 1 ? separator : ""),
        isChanged: added || removed,
      }));
  return { kind: "spans", expected: side("added"), received: side("removed") };
}

function byKey(expected: string, received: string, subset: boolean): Comparison | null {
  const [want, got] = [leavesOf(expected), leavesOf(received)];
  if (want === null || got === null) return null;
  const paths = [...new Set([...want.keys(), ...got.keys()])];
  const all = paths.map((path) => keyRow(path, want.get(path), got.get(path), subset));
  // If there are many keys, only the wrong ones matter.
  const keys = all.length <= maxKeys ? all : all.filter(isWrong).slice(0, maxKeys);
  return { kind: "keys", keys, left: all.length - keys.length };
}

const isWrong = ({ state }: KeyRow): boolean => state !== "same" && state !== "free";

function keyRow(path: string, expected: string | undefined, received: string | undefined, subset: boolean): KeyRow {
  const row = { path, expected: expected ?? null, received: received ?? null };
  if (expected === undefined) return { ...row, state: subset ? "free" : "extra" };
  if (received === undefined) return { ...row, state: "missing" };
  return { ...row, state: expected === received ? "same" : "different" };
}

/** Each leaf value by its path. Null for invalid or truncated JSON. */
function leavesOf(text: string): Map<string, string> | null {
  const leaves = new Map<string, string>();
  const walk = (value: unknown, path: string): void => {
    const entries = Array.isArray(value)
      ? value.map((each, at) => [`${path}[${at}]`, each] as const)
      : typeof value === "object" && value !== null
        ? Object.entries(value).map(([key, each]) => [path === "" ? key : `${path}.${key}`, each] as const)
        : [];
    if (entries.length === 0) leaves.set(path === "" ? "(whole value)" : path, JSON.stringify(value));
    for (const [under, each] of entries) walk(each, under);
  };
  return attempt(() => walk(JSON.parse(text), "") ?? leaves) ?? null;
}

export interface Piece {
  readonly text: string;
  /** Represents an invisible character. */
  readonly isSign: boolean;
}

const signs: Record<string, string> = { " ": "·", "\t": "→", "\n": "⏎\n", "\r": "␍" };

/** Text with visible signs for spaces, tabs, line breaks and control characters. */
export function visiblePieces(text: string): readonly Piece[] {
  const pieces: { text: string; isSign: boolean }[] = [];
  for (const char of text) {
    const shown = signs[char] ?? printable(char);
    const isSign = shown !== char;
    const last = pieces.at(-1);
    if (last?.isSign === isSign) last.text += shown;
    else pieces.push({ text: shown, isSign });
  }
  return pieces;
}
