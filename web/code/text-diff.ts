// Compares two texts line by line, and the words within changed lines.
import { type ChangeObject, diffLines, diffWordsWithSpace } from "diff";

export interface Span {
  readonly text: string;
  readonly isChanged: boolean;
}

/** Consecutive lines. A gap is a run of equal lines that can be expanded. */
export interface Block {
  readonly kind: "same" | "gap" | "removed" | "added";
  readonly lines: number;
  readonly spans: readonly Span[];
}

type Change = ChangeObject<string>;

const linesTimeoutMs = 300;
const wordsTimeoutMs = 20;
/** Equal lines shown around a change. */
const contextLines = 3;

/** Null for texts that differ too much to be compared in time. */
export function diffBlocks(before: string, after: string): readonly Block[] | null {
  const changes = diffLines(withLineEnd(before), withLineEnd(after), { timeout: linesTimeoutMs });
  return changes?.flatMap((change, at) => blocksOf(change, changes[at - 1], changes[at + 1])) ?? null;
}

const withLineEnd = (text: string): string => (text === "" || text.endsWith("\n") ? text : `${text}\n`);

function blocksOf(change: Change, previous: Change | undefined, next: Change | undefined): readonly Block[] {
  const { value, count: lines, added, removed } = change;
  if (removed)
    return [{ kind: "removed", lines, spans: spansOf(value, next?.added ? words(change, next) : null, "added") }];
  if (added)
    return [
      { kind: "added", lines, spans: spansOf(value, previous?.removed ? words(previous, change) : null, "removed") },
    ];
  return withGap(value.split(/(?<=\n)/), previous ? contextLines : 0, next ? contextLines : 0);
}

const words = (removed: Change, added: Change): readonly Change[] | null =>
  diffWordsWithSpace(removed.value, added.value, { timeout: wordsTimeoutMs }) ?? null;

/** The words of one side, without those of the `other`. */
function spansOf(value: string, changes: readonly Change[] | null, other: "added" | "removed"): readonly Span[] {
  if (!changes) return [{ text: value, isChanged: false }];
  return changes
    .filter((word) => !word[other])
    .map((word) => ({ text: word.value, isChanged: word.added || word.removed }));
}

function withGap(lines: readonly string[], head: number, tail: number): readonly Block[] {
  const end = lines.length - tail;
  // A gap takes as much space as two lines.
  if (end - head < 3) return [same("same", lines)];
  const blocks = [
    same("same", lines.slice(0, head)),
    same("gap", lines.slice(head, end)),
    same("same", lines.slice(end)),
  ];
  return blocks.filter(({ lines: count }) => count > 0);
}

function same(kind: "same" | "gap", lines: readonly string[]): Block {
  return { kind, lines: lines.length, spans: [{ text: lines.join(""), isChanged: false }] };
}

export function countOf(blocks: readonly Block[], kind: "removed" | "added"): number {
  return blocks.reduce((sum, block) => (block.kind === kind ? sum + block.lines : sum), 0);
}
