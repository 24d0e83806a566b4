// Two texts held against each other: line by line, and within changed lines word by word.
import { diffLines, diffWordsWithSpace } from "diff";
import { pairLines } from "./line-pairs.ts";

export interface Span {
  readonly text: string;
  readonly isChanged: boolean;
}

export interface Line {
  /** From 1, in its own text. */
  readonly number: number;
  readonly spans: readonly Span[];
}

/** One row side by side: equal lines, a line that became another, one that went, one that came. */
export interface Row {
  readonly before: Line | null;
  readonly after: Line | null;
  readonly isSame: boolean;
}

/** What stands between two shown places and is equal; `rows` for who wants to see it. */
export type Part =
  | { readonly kind: "rows"; readonly rows: readonly Row[] }
  | { readonly kind: "gap"; readonly rows: readonly Row[] };

const mostMs = 300;
const mostWordsMs = 20;
/** Equal lines shown around a change. */
const around = 3;

/** Null for texts that are too different to be compared in a moment. */
export function diffRows(before: string, after: string): readonly Row[] | null {
  const changes = diffLines(closed(before), closed(after), { timeout: mostMs });
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
    const gone = change.removed ? linesOf(change.value) : [];
    const came = change.added ? linesOf(change.value) : isPair ? linesOf(next.value) : [];
    rows.push(...changedRows(gone, came, at));
    at.before += gone.length;
    at.after += came.length;
    if (isPair) index++;
  }
  return rows;
}

/** A last line without its line break is a line like the others. */
const closed = (text: string): string => (text === "" || text.endsWith("\n") ? text : `${text}\n`);

const linesOf = (value: string): string[] => value.replace(/\n$/, "").split("\n");

function sameRow(before: number, after: number, text: string): Row {
  const spans = [{ text, isChanged: false }];
  return { before: { number: before, spans }, after: { number: after, spans }, isSame: true };
}

function changedRows(gone: readonly string[], came: readonly string[], at: { before: number; after: number }): Row[] {
  return pairLines(gone, came).map(([from, to]) => {
    const [before, after] = wordSpans(from === null ? undefined : gone[from], to === null ? undefined : came[to]);
    return {
      before: before && { number: at.before + (from ?? 0), spans: before },
      after: after && { number: at.after + (to ?? 0), spans: after },
      isSame: false,
    };
  });
}

type Spans = readonly Span[] | null;

/** Of two lines that are a pair, behind their indentation. */
function wordSpans(gone: string | undefined, came: string | undefined): readonly [Spans, Spans] {
  if (gone === undefined || came === undefined) return [plain(gone), plain(came)];
  const words = diffWordsWithSpace(gone.trimStart(), came.trimStart(), { timeout: mostWordsMs });
  if (!words) return [plain(gone), plain(came)];
  const spans = (line: string, other: "added" | "removed") => [
    { text: line.slice(0, line.length - line.trimStart().length), isChanged: false },
    ...words
      .filter((word) => !word[other])
      .map(({ value, added, removed }) => ({ text: value, isChanged: added || removed })),
  ];
  return [spans(gone, "added"), spans(came, "removed")];
}

function plain(text: string | undefined): Spans {
  return text === undefined ? null : [{ text, isChanged: false }];
}

/** Long runs of equal lines fold up, all but a few beside each change. */
export function partsOf(rows: readonly Row[]): readonly Part[] {
  const isNear = rows.map(() => false);
  rows.forEach((row, at) => {
    if (!row.isSame) isNear.fill(true, Math.max(0, at - around), at + around + 1);
  });
  const parts: { kind: Part["kind"]; rows: Row[] }[] = [];
  rows.forEach((row, at) => {
    const kind = isNear[at] ? "rows" : "gap";
    const last = parts.at(-1);
    if (last?.kind === kind) last.rows.push(row);
    else parts.push({ kind, rows: [row] });
  });
  // A gap of one or two lines takes as much room as the lines.
  return parts.map(({ kind, rows: each }) => ({ kind: each.length < 3 ? "rows" : kind, rows: each }));
}

/** Lines that went and lines that came. */
export function countOf(rows: readonly Row[]): { readonly removed: number; readonly added: number } {
  const changed = rows.filter(({ isSame }) => !isSame);
  return {
    removed: changed.filter(({ before }) => before).length,
    added: changed.filter(({ after }) => after).length,
  };
}
