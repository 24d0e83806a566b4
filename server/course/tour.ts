// A lesson's tour as its author wrote it: steps over its listings, each with the lines it lights and a sentence or two, and three takeaways.
//
//   ## loop/solution.ts            a listing of the lesson
//   ```                            a fence quotes lines: the step lights the first to the last of them
//   for await (const message
//   ```
//   A sentence or two. {4s}        the text; the seconds are optional
//   ```                            a region instead of quoted lines
//   #answer
//   ```
//   ## Takeaways                   a list of three
//   ## Related                     a list of lessons' slugs
import { CourseError } from "./course-error.ts";
import { type Found, findQuoted, type LineRange, type Listing } from "./listing.ts";
import type { RenderMarkdown } from "./markdown.ts";

export interface WrittenStep {
  readonly lines: LineRange;
  readonly html: string;
  /** How long to stay when it plays by itself; null for as long as the text needs. */
  readonly seconds: number | null;
}
export interface WrittenListing {
  readonly file: string;
  readonly source: string;
  readonly steps: readonly WrittenStep[];
}
export interface WrittenTour {
  readonly listings: readonly WrittenListing[];
  readonly takeaways: readonly string[];
  readonly related: readonly string[];
}

export interface TourSource {
  readonly file: string;
  readonly text: string;
  readonly listings: ReadonlyMap<string, Listing>;
  readonly markdown: RenderMarkdown;
}

interface Row {
  readonly text: string;
  readonly line: number;
}
interface Section {
  readonly heading: Row;
  readonly rows: readonly Row[];
}

const listed = ["loop/solution.ts", "events/solution.ts", "axum.rs"];
const lists = ["Takeaways", "Related"];

/** Reads a tour; throws `CourseError` when a step lights no line, a listing has no steps, or takeaways are not three. */
export function readTour(source: TourSource): WrittenTour {
  const sections = readSections(source);
  const tours = sections.filter(({ heading }) => !lists.includes(heading.text));
  const missing = listed.find((file) => !tours.some(({ heading }) => heading.text === file));
  if (missing) throw new CourseError(source.file, null, `\`${missing}\` has no steps.`, `Add \`## ${missing}\`.`);
  const takeaways = readList(sections, "Takeaways");
  if (takeaways.length !== 3) {
    throw new CourseError(
      source.file,
      null,
      `There are ${takeaways.length} takeaways.`,
      "Give three under `## Takeaways`.",
    );
  }
  return {
    listings: tours.map((section) => readListingTour(source, section)),
    takeaways: takeaways.map(({ text, line }) => source.markdown(text, line)),
    related: readList(sections, "Related").map(({ text }) => text),
  };
}

function readSections({ file, text }: TourSource): Section[] {
  const sections: { heading: Row; rows: Row[] }[] = [];
  for (const [index, row] of text.split(/\r?\n/).entries()) {
    const heading = /^## (.+?)\s*$/.exec(row)?.[1];
    if (heading !== undefined) sections.push({ heading: { text: heading, line: index + 1 }, rows: [] });
    else if (sections.length > 0) sections.at(-1)?.rows.push({ text: row, line: index + 1 });
    else if (row.trim() !== "")
      throw new CourseError(file, index + 1, "Text stands before a heading.", "Begin with `## `.");
  }
  return sections;
}

function readList(sections: readonly Section[], heading: string): Row[] {
  const rows = sections.filter((section) => section.heading.text === heading).flatMap((section) => section.rows);
  return rows
    .filter(({ text }) => text.startsWith("- "))
    .map(({ text, line }) => ({ text: text.slice(2).trim(), line }));
}

function readListingTour(source: TourSource, { heading, rows }: Section): WrittenListing {
  const listing = source.listings.get(heading.text);
  if (!listing) throw new CourseError(source.file, heading.line, `There is no \`${heading.text}\`.`, "Name a listing.");
  const steps = readSteps(rows).map((step) => readStep(source, listing, step));
  if (steps.length === 0) throw new CourseError(source.file, heading.line, "This listing has no steps.", "Add one.");
  return { file: heading.text, source: listing.source, steps };
}

interface RawStep {
  readonly quoted: string[];
  readonly text: string[];
  readonly line: number;
}

/** A step begins at each fence and holds the text up to the next one. */
function readSteps(rows: readonly Row[]): RawStep[] {
  const steps: RawStep[] = [];
  let quoting = false;
  for (const { text, line } of rows) {
    const fence = text.startsWith("```");
    if (fence) quoting = !quoting;
    if (fence && quoting) steps.push({ quoted: [], text: [], line });
    if (!fence) steps.at(-1)?.[quoting ? "quoted" : "text"].push(text);
  }
  return steps;
}

function readStep(source: TourSource, listing: Listing, step: RawStep): WrittenStep {
  const found = findLines(listing, step.quoted);
  if (!found.ok) throw new CourseError(source.file, step.line, found.problem, "Quote a line that stands there once.");
  const text = step.text.join("\n").trim();
  if (text === "")
    throw new CourseError(source.file, step.line, "This step says nothing.", "Write a sentence below it.");
  const seconds = /\{(\d+)s\}$/.exec(text)?.[1];
  const html = source.markdown(text.replace(/\s*\{\d+s\}$/, ""), step.line + step.quoted.length + 2);
  return { lines: found.range, html, seconds: seconds === undefined ? null : Number(seconds) };
}

function findLines(listing: Listing, quoted: readonly string[]): Found {
  const region = quoted.length === 1 ? /^#([\w-]+)$/.exec(quoted[0] ?? "")?.[1] : undefined;
  if (region === undefined) return findQuoted(listing, quoted);
  const range = listing.regions.get(region);
  return range ? { ok: true, range } : { ok: false, problem: `There is no region \`${region}\`.` };
}
