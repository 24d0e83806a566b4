// Edits between two texts: the smallest replacement, and where carets and lines move.

export interface TextEdit {
  /** Characters `start` to `end` of the old text are replaced by `insert`. */
  readonly start: number;
  readonly end: number;
  readonly insert: string;
}

/** Editors apply this one edit instead of the whole text, so that the caret keeps its place. */
export function editBetween(before: string, after: string): TextEdit {
  let head = sameAtStart(before, after);
  // No edit splits a surrogate pair or a CRLF.
  if (isInside(before, head) || isInside(after, head)) head--;
  let tail = sameAtEnd(before, after, head);
  if (isInside(before, before.length - tail) || isInside(after, after.length - tail)) tail--;
  return { start: head, end: before.length - tail, insert: after.slice(head, after.length - tail) };
}

/** How many characters or lines are the same. */
function sameAtStart(before: ArrayLike<string>, after: ArrayLike<string>): number {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  return head;
}

function sameAtEnd(before: ArrayLike<string>, after: ArrayLike<string>, head: number): number {
  const most = Math.min(before.length, after.length) - head;
  let tail = 0;
  while (tail < most && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  return tail;
}

function isInside(text: string, at: number): boolean {
  return at > 0 && /^(?:[\ud800-\udbff][\udc00-\udfff]|\r\n)$/.test(text.slice(at - 1, at + 1));
}

/** A caret after the edit moves with its text; a caret inside the edit moves to the end of the edit. */
export function movedCaret({ start, end, insert }: TextEdit, caret: number): number {
  if (caret <= start) return caret;
  return caret >= end ? caret - (end - start) + insert.length : start + insert.length;
}

/** Lines `from` to `to` of the old text (1-based; empty when `to` is before `from`) were replaced. */
export interface LineChange {
  readonly from: number;
  readonly to: number;
  readonly addedLines: number;
}

export function changeOf(before: string, after: string): LineChange {
  const old = before.split("\n");
  const now = after.split("\n");
  const head = sameAtStart(old, now);
  return { from: head + 1, to: old.length - sameAtEnd(old, now, head), addedLines: now.length - old.length };
}

/** The line's new number; null if the line was changed or removed. */
export function movedLine({ from, to, addedLines }: LineChange, line: number): number | null {
  if (line < from) return line;
  return line > to ? line + addedLines : null;
}
