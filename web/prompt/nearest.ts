// The word that was probably meant: the one the fewest slips away.

/** null when none is near enough to be a slip of the fingers. */
export function nearest(word: string, words: readonly string[]): string | null {
  const typed = word.toLowerCase();
  const most = typed.length < 3 ? 1 : Math.ceil(typed.length / 3);
  let best: string | null = null;
  let bestSlips = most + 1;
  for (const candidate of words) {
    const slips = slipsBetween(typed, candidate.toLowerCase(), bestSlips);
    if (slips < bestSlips) [best, bestSlips] = [candidate, slips];
  }
  return best;
}

/** Letters added, left out, wrong, or two in the wrong order; `enough` when there are at least so many. */
function slipsBetween(from: string, to: string, enough: number): number {
  if (Math.abs(from.length - to.length) >= enough) return enough;
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const wrong = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      const swapped = from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1] ? (before[j - 2] ?? 0) + 1 : enough;
      next.push(Math.min(wrong, swapped, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    [before, row] = [row, next];
  }
  return row[to.length] ?? enough;
}
