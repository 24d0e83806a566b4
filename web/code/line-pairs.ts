// Which line that went became which line that came: the most alike ones, in their order.

/** Blocks with more lines than this are paired one by one from the top. */
const mostLines = 60;
/** Two lines that have less than this in common are two lines. */
const leastAlike = 0.5;

export type Pair = readonly [gone: number | null, came: number | null];

/** Every line of both once, in order; those that are a pair stand together. */
export function pairLines(gone: readonly string[], came: readonly string[]): readonly Pair[] {
  const isLarge = gone.length > mostLines || came.length > mostLines;
  const matches = isLarge ? inOrder(gone, came) : bestMatches(gone, came);
  const pairs: Pair[] = [];
  let [from, to] = [0, 0];
  for (const [one, other] of [...matches, [gone.length, came.length] as const]) {
    while (from < one) pairs.push([from++, null]);
    while (to < other) pairs.push([null, to++]);
    if (one < gone.length) pairs.push([from++, to++]);
  }
  return pairs;
}

type Match = readonly [number, number];

function inOrder(gone: readonly string[], came: readonly string[]): Match[] {
  return Array.from({ length: Math.min(gone.length, came.length) }, (_, at) => [at, at]);
}

/** The pairs with the most in common altogether that keep both orders. */
function bestMatches(gone: readonly string[], came: readonly string[]): Match[] {
  const [left, right] = [gone.map(wordsOf), came.map(wordsOf)];
  const like = left.map((one) => right.map((other) => likeness(one, other)));
  const best = Array.from({ length: gone.length + 1 }, () => new Float64Array(came.length + 1));
  const sum = (one: number, other: number): number => best[one]?.[other] ?? 0;
  const paired = (one: number, other: number): number => {
    const found = like[one]?.[other] ?? 0;
    return found < leastAlike ? Number.NEGATIVE_INFINITY : found + sum(one + 1, other + 1);
  };
  for (let one = gone.length - 1; one >= 0; one--) {
    for (let other = came.length - 1; other >= 0; other--) {
      const row = best[one];
      if (row) row[other] = Math.max(sum(one + 1, other), sum(one, other + 1), paired(one, other));
    }
  }
  const matches: Match[] = [];
  for (let [one, other] = [0, 0]; one < gone.length && other < came.length; ) {
    if (sum(one, other) === paired(one, other)) matches.push([one++, other++]);
    else if (sum(one, other) === sum(one + 1, other)) one++;
    else other++;
  }
  return matches;
}

const wordsOf = (line: string): ReadonlySet<string> => new Set(line.slice(0, 400).match(/\w+|[^\s\w]/g) ?? []);

/** Twice what both have, of what they have together. */
function likeness(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  if (one.size + other.size === 0) return 1;
  return (2 * one.intersection(other).size) / (one.size + other.size);
}
