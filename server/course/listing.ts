// A listing (a source file of a lesson) and the places in it that text and tours point at: regions and quoted lines.

/** Lines of a listing, 1-based, both included. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
}

export interface Listing {
  /** The source as it is shown: without the lines that only mark a region. */
  readonly source: string;
  readonly lines: readonly string[];
  readonly regions: ReadonlyMap<string, LineRange>;
}

export type Found = { readonly ok: true; readonly range: LineRange } | { readonly ok: false; readonly problem: string };

const opens = /^\s*\/\/ #region ([\w-]+)\s*$/;
const closes = /^\s*\/\/ #endregion\b/;

/** Reads a source file; regions stand between `// #region name` and `// #endregion` and may nest. */
export function readListing(text: string): Listing {
  const lines: string[] = [];
  const regions = new Map<string, LineRange>();
  const open: { name: string; from: number }[] = [];
  for (const line of text.replace(/\r?\n$/, "").split(/\r?\n/)) {
    const name = opens.exec(line)?.[1];
    if (name !== undefined) open.push({ name, from: lines.length + 1 });
    else if (closes.test(line)) closeRegion(open.pop(), lines.length, regions);
    else lines.push(line);
  }
  return { source: `${lines.join("\n")}\n`, lines, regions };
}

function closeRegion(region: { name: string; from: number } | undefined, to: number, into: Map<string, LineRange>) {
  if (region && to >= region.from) into.set(region.name, { from: region.from, to });
}

/** The lines a quotation lights: from the first quoted line to the last; the first must stand in exactly one place. */
export function findQuoted(listing: Listing, quoted: readonly string[]): Found {
  const [first, ...rest] = quoted.map((line) => line.trimEnd());
  if (!first) return { ok: false, problem: "Nothing is quoted." };
  const starts = linesWith(listing, first, 0);
  const [from] = starts;
  if (from === undefined) return { ok: false, problem: `No line holds \`${first}\`.` };
  if (starts.length > 1) return { ok: false, problem: `\`${first}\` stands on lines ${starts.join(" and ")}.` };
  let to = from;
  for (const line of rest) {
    const next = linesWith(listing, line, to)[0];
    if (next === undefined) return { ok: false, problem: `No line after line ${to} holds \`${line}\`.` };
    to = next;
  }
  return { ok: true, range: { from, to } };
}

/** Numbers of the lines after line `after`: those that are `text` with its indentation, else without, else that hold it. */
function linesWith(listing: Listing, text: string, after: number): number[] {
  const later = listing.lines
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ number }) => number > after);
  const bare = text.trim();
  const tests = [
    (line: string) => line === text && text !== bare,
    (line: string) => line.trim() === bare,
    (line: string) => line.includes(bare),
  ];
  const found = tests.map((test) => later.filter(({ line }) => test(line)).map(({ number }) => number));
  return found.find((numbers) => numbers.length > 0) ?? [];
}

/** The lines of a range with the indentation that they all share taken away. */
export function cut(listing: Listing, { from, to }: LineRange): string {
  const lines = listing.lines.slice(from - 1, to);
  const indents = lines.filter((line) => line.trim() !== "").map((line) => line.length - line.trimStart().length);
  const indent = Math.min(...indents, 80);
  return lines.map((line) => line.slice(indent)).join("\n");
}
