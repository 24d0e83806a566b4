// Parses a listing (a source file of a lesson) and finds the regions and quoted lines that text and tours refer to.

/** Lines of a listing, 1-based, inclusive. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
}

export interface Listing {
  /** The source without the lines that mark regions. */
  readonly source: string;
  readonly lines: readonly string[];
  readonly regions: ReadonlyMap<string, LineRange>;
}

export type Found = { readonly ok: true; readonly range: LineRange } | { readonly ok: false; readonly problem: string };

const regionStart = /^\s*\/\/ #region ([\w-]+)\s*$/;
const regionEnd = /^\s*\/\/ #endregion\b/;

/** Regions are enclosed in `// #region name` and `// #endregion`, and may nest. */
export function parseListing(text: string): Listing {
  const lines: string[] = [];
  const regions = new Map<string, LineRange>();
  const open: { name: string; from: number }[] = [];
  for (const line of text.replace(/\r?\n$/, "").split(/\r?\n/)) {
    const name = regionStart.exec(line)?.[1];
    if (name !== undefined) open.push({ name, from: lines.length + 1 });
    else if (regionEnd.test(line)) {
      const region = open.pop();
      if (region && lines.length >= region.from) regions.set(region.name, { from: region.from, to: lines.length });
    } else lines.push(line);
  }
  return { source: `${lines.join("\n")}\n`, lines, regions };
}

/** Finds the lines from the first quoted line to the last; the first must occur exactly once. */
export function findQuoted(listing: Listing, quoted: readonly string[]): Found {
  const [first, ...rest] = quoted.map((line) => line.trimEnd());
  if (!first) return { ok: false, problem: "No line is quoted." };
  const starts = linesWith(listing, first, 0);
  const [from] = starts;
  if (from === undefined) return { ok: false, problem: `No line contains \`${first}\`.` };
  if (starts.length > 1) return { ok: false, problem: `\`${first}\` occurs on lines ${starts.join(" and ")}.` };
  let to = from;
  for (const line of rest) {
    const next = linesWith(listing, line, to)[0];
    if (next === undefined) return { ok: false, problem: `No line after line ${to} contains \`${line}\`.` };
    to = next;
  }
  return { ok: true, range: { from, to } };
}

/** Numbers of the lines after `after` that equal `text` with its indentation, else without, else that contain it. */
function linesWith(listing: Listing, text: string, after: number): number[] {
  const later = listing.lines.map((line, index) => ({ line, number: index + 1 })).slice(after);
  const bare = text.trim();
  const tests = [
    (line: string) => line === text && text !== bare,
    (line: string) => line.trim() === bare,
    (line: string) => line.includes(bare),
  ];
  const found = tests.map((test) => later.filter(({ line }) => test(line)).map(({ number }) => number));
  return found.find((numbers) => numbers.length > 0) ?? [];
}

/** The lines of a range without their common indentation. */
export function dedentedLines(listing: Listing, { from, to }: LineRange): string {
  const lines = listing.lines.slice(from - 1, to);
  const indents = lines.filter((line) => line.trim() !== "").map((line) => line.length - line.trimStart().length);
  const indent = Math.min(...indents, 80);
  return lines.map((line) => line.slice(indent)).join("\n");
}
