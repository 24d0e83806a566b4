// Compares two texts line by line, and the words within changed lines.
import { diffLines, diffWordsWithSpace } from "diff";

export interface Span {
  readonly text: string;
  readonly isChanged: boolean;
}

export interface Line {
  /** From 1, in its own text. */
  readonly number: number;
  readonly spans: readonly Span[];
}

/** One row side by side: equal lines, a changed line, a removed line or an added line. */
export interface Row {
  readonly before: Line | null;
  readonly after: Line | null;
  readonly isSame: boolean;
}

/** Rows to show, or a gap of equal rows that can be expanded. */
export interface Part {
  readonly kind: "rows" | "gap";
  readonly rows: readonly Row[];
}

const linesTimeoutMs = 300;
const wordsTimeoutMs = 20;
/** Equal lines shown around a change. */
const contextLines = 3;

/** Null for texts that differ too much to be compared in time. */
export function diffRows(before: string, after: string): readonly Row[] | null {
  const changes = diffLines(withLineEnd(before), withLineEnd(after), { timeout: linesTimeoutMs });
  if (changes === undefined) return null;
  const rows: Row[] = [];
  const at = { before: 1, after: 1 };
  for (let index = 0; index < changes.length; index++) {
    const change = changes[index];
    if (!change) continue;
    if (!change.added && !change.removed) {
      for (const text of linesOf(change.value)) rows.push(sameRow(at.before++, at.after++, text));
      continue;
    }
    const next = changes[index + 1];
    const isPair = change.removed && next?.added === true;
    const removed = change.removed ? linesOf(change.value) : [];
    const added = change.added ? linesOf(change.value) : isPair ? linesOf(next.value) : [];
    rows.push(...changedRows(removed, added, at));
    at.before += removed.length;
    at.after += added.length;
    if (isPair) index++;
  }
  return rows;
}

const withLineEnd = (text: string): string => (text === "" || text.endsWith("\n") ? text : `${text}\n`);

const linesOf = (value: string): string[] => value.replace(/\n$/, "").split("\n");

function sameRow(before: number, after: number, text: string): Row {
  const spans = [{ text, isChanged: false }];
  return { before: { number: before, spans }, after: { number: after, spans }, isSame: true };
}

function changedRows(removed: readonly string[], added: readonly string[], at: { before: number; after: number }) {
  return pairLines(removed, added).map(([from, to]): Row => {
    const [before, after] = wordSpans(from === null ? undefined : removed[from], to === null ? undefined : added[to]);
    return {
      before: before && { number: at.before + (from ?? 0), spans: before },
      after: after && { number: at.after + (to ?? 0), spans: after },
      isSame: false,
    };
  });
}

type Spans = readonly Span[] | null;

/** Compares the words of two paired lines after their indentation. */
function wordSpans(removed: string | undefined, added: string | undefined): readonly [Spans, Spans] {
  if (removed === undefined || added === undefined) return [plain(removed), plain(added)];
  const words = diffWordsWithSpace(removed.trimStart(), added.trimStart(), { timeout: wordsTimeoutMs });
  if (!words) return [plain(removed), plain(added)];
  const spans = (line: string, other: "added" | "removed") => [
    { text: line.slice(0, line.length - line.trimStart().length), isChanged: false },
    ...words
      .filter((word) => !word[other])
      .map((word) => ({ text: word.value, isChanged: word.added || word.removed })),
  ];
  return [spans(removed, "added"), spans(added, "removed")];
}

function plain(text: string | undefined): Spans {
  return text === undefined ? null : [{ text, isChanged: false }];
}

/** Collapses long runs of equal lines, except for the context around each change. */
export function partsOf(rows: readonly Row[]): readonly Part[] {
  const isNear = rows.map(() => false);
  rows.forEach((row, at) => {
    if (!row.isSame) isNear.fill(true, Math.max(0, at - contextLines), at + contextLines + 1);
  });
  const parts: { kind: Part["kind"]; rows: Row[] }[] = [];
  rows.forEach((row, at) => {
    const kind = isNear[at] ? "rows" : "gap";
    const last = parts.at(-1);
    if (last?.kind === kind) last.rows.push(row);
    else parts.push({ kind, rows: [row] });
  });
  // A gap takes as much space as two lines.
  return parts.map(({ kind, rows: each }) => ({ kind: each.length < 3 ? "rows" : kind, rows: each }));
}

export function countOf(rows: readonly Row[]): { readonly removed: number; readonly added: number } {
  const changed = rows.filter(({ isSame }) => !isSame);
  return {
    removed: changed.filter(({ before }) => before).length,
    added: changed.filter(({ after }) => after).length,
  };
}

/** Blocks with more lines than this are paired in order. */
const mostPairedLines = 60;
/** Two lines that are less similar than this are not a pair. */
const leastSimilarity = 0.5;

type Pair = readonly [removed: number | null, added: number | null];

/** Pairs each removed line with the added line that it became. Lists each line of both once, in order. */
function pairLines(removed: readonly string[], added: readonly string[]): readonly Pair[] {
  const isLarge = removed.length > mostPairedLines || added.length > mostPairedLines;
  const matches = isLarge ? inOrder(removed, added) : bestMatches(removed, added);
  const pairs: Pair[] = [];
  let [from, to] = [0, 0];
  for (const [one, other] of [...matches, [removed.length, added.length] as const]) {
    while (from < one) pairs.push([from++, null]);
    while (to < other) pairs.push([null, to++]);
    if (one < removed.length) pairs.push([from++, to++]);
  }
  return pairs;
}

function inOrder(removed: readonly string[], added: readonly string[]): [number, number][] {
  return Array.from({ length: Math.min(removed.length, added.length) }, (_, at) => [at, at]);
}

/** The pairs with the greatest total similarity that keep both orders (longest common subsequence with weights). */
function bestMatches(removed: readonly string[], added: readonly string[]): [number, number][] {
  const [left, right] = [removed.map(wordsOf), added.map(wordsOf)];
  const similar = left.map((one) => right.map((other) => similarity(one, other)));
  const best = Array.from({ length: removed.length + 1 }, () => new Float64Array(added.length + 1));
  const sum = (one: number, other: number): number => best[one]?.[other] ?? 0;
  const paired = (one: number, other: number): number => {
    const found = similar[one]?.[other] ?? 0;
    return found < leastSimilarity ? Number.NEGATIVE_INFINITY : found + sum(one + 1, other + 1);
  };
  for (let one = removed.length - 1; one >= 0; one--) {
    for (let other = added.length - 1; other >= 0; other--) {
      const row = best[one];
      if (row) row[other] = Math.max(sum(one + 1, other), sum(one, other + 1), paired(one, other));
    }
  }
  const matches: [number, number][] = [];
  for (let [one, other] = [0, 0]; one < removed.length && other < added.length; ) {
    if (sum(one, other) === paired(one, other)) matches.push([one++, other++]);
    else if (sum(one, other) === sum(one + 1, other)) one++;
    else other++;
  }
  return matches;
}

const wordsOf = (line: string): ReadonlySet<string> => new Set(line.slice(0, 400).match(/\w+|[^\s\w]/g) ?? []);

/** The Dice coefficient: twice the shared words, divided by the words of both. */
function similarity(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  if (one.size + other.size === 0) return 1;
  return (2 * one.intersection(other).size) / (one.size + other.size);
}
