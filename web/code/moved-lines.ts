// Where a line of an earlier text stands in a later one, as far as their equal beginning and end tell.

/** Lines `from` to `to` of the earlier text (1-based; empty when `to` is before `from`) became something else. */
export interface Change {
  readonly from: number;
  readonly to: number;
  /** Lines more than before. */
  readonly grown: number;
}

export function changeOf(before: string, after: string): Change {
  const old = before.split("\n");
  const now = after.split("\n");
  const shorter = Math.min(old.length, now.length);
  let head = 0;
  while (head < shorter && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < shorter - head && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
  return { from: head + 1, to: old.length - tail, grown: now.length - old.length };
}

/** Null for a line that is not there any more as it was. */
export function movedLine({ from, to, grown }: Change, line: number): number | null {
  if (line < from) return line;
  return line > to ? line + grown : null;
}
