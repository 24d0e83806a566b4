// The one edit that makes a text another: what editors carry out on a take-over, so that the caret keeps its place.

export interface TextEdit {
  /** Characters `start` to `end` of the text before give way to `insert`. */
  readonly start: number;
  readonly end: number;
  readonly insert: string;
}

export function editBetween(before: string, after: string): TextEdit {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  // No edit begins or ends inside of a pair or of a line break.
  if (isInside(before, head) || isInside(after, head)) head--;
  let tail = 0;
  while (tail < shorter - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  if (isInside(before, before.length - tail) || isInside(after, after.length - tail)) tail--;
  return { start: head, end: before.length - tail, insert: after.slice(head, after.length - tail) };
}

function isInside(text: string, at: number): boolean {
  return at > 0 && /^(?:[\ud800-\udbff][\udc00-\udfff]|\r\n)$/.test(text.slice(at - 1, at + 1));
}

/** Where a caret goes: behind the edit with what stands behind it, to its end when it was inside. */
export function movedCaret({ start, end, insert }: TextEdit, caret: number): number {
  if (caret <= start) return caret;
  return caret >= end ? caret - (end - start) + insert.length : start + insert.length;
}
