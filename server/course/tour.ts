// Parses a lesson's tour: steps through its listings, each with the lines it highlights and a sentence or two, and
// three takeaways.
//
//   ## loop/solution.ts            a listing of the lesson
//   ```                            a fence quotes lines: the step highlights the first to the last of them
//   for await (const message
//   ```
//   A sentence or two. {4s}        the text; the duration is optional
//   ```                            a region instead of quoted lines
//   #answer
//   ```
//   ## Takeaways                   a list of three
//   ## Related                     a list of lessons' slugs
import { type Tour, type TourKey, type TourListing, type TourStep, tourKeySchema } from "../protocol/tour.ts";
import { CourseError } from "./course-error.ts";
import { createMarkdown, type MarkdownSource, type RenderMarkdown } from "./lesson-text.ts";
import { type Found, findQuoted, type Listing } from "./listing.ts";

interface TourSource extends MarkdownSource {
  readonly markdown: RenderMarkdown;
}

interface Row {
  readonly text: string;
  readonly line: number;
}
type Section = ReturnType<typeof parseSections>[number];

const requiredListings = ["loop/solution.ts", "events/solution.ts", "axum.rs"];
const listHeadings = ["Takeaways", "Related"];
const listingTitles: Readonly<Record<TourKey, string>> = { loop: "Loop", events: "Events", axum: "Axum" };

/**
 * Throws `CourseError` if a step highlights no line, a listing has no steps, or there are not three takeaways. Related
 * lessons have their slug as title, since one lesson does not know the others.
 */
export function parseTour(given: MarkdownSource, text: string): Tour {
  const source = { ...given, markdown: createMarkdown(given) };
  const sections = parseSections(source.file, text);
  const tours = sections.filter(({ heading }) => !listHeadings.includes(heading.text));
  const missing = requiredListings.find((file) => !tours.some(({ heading }) => heading.text === file));
  if (missing) throw new CourseError(source.file, null, `\`${missing}\` has no steps.`, `Add \`## ${missing}\`.`);
  const takeaways = parseList(sections, "Takeaways");
  if (takeaways.length !== 3) {
    const problem = `There are ${takeaways.length} takeaways.`;
    throw new CourseError(source.file, null, problem, "List three under `## Takeaways`.");
  }
  return {
    listings: tours.map((section) => parseTourListing(source, section)),
    takeaways: takeaways.map(({ text, line }) => source.markdown(text, line).trim()),
    related: parseList(sections, "Related").map(({ text }) => ({ slug: text, title: text })),
  };
}

function parseSections(file: string, text: string) {
  const sections: { heading: Row; rows: Row[] }[] = [];
  for (const [index, row] of text.split(/\r?\n/).entries()) {
    const heading = /^## (.+?)\s*$/.exec(row)?.[1];
    if (heading !== undefined) sections.push({ heading: { text: heading, line: index + 1 }, rows: [] });
    else if (sections.length > 0) sections.at(-1)?.rows.push({ text: row, line: index + 1 });
    else if (row.trim() !== "")
      throw new CourseError(file, index + 1, "There is text before the first heading.", "Begin with `## `.");
  }
  return sections;
}

function parseList(sections: readonly Section[], heading: string): Row[] {
  const rows = sections.filter((section) => section.heading.text === heading).flatMap((section) => section.rows);
  return rows
    .filter(({ text }) => text.startsWith("- "))
    .map(({ text, line }) => ({ text: text.slice(2).trim(), line }));
}

function parseTourListing(source: TourSource, { heading, rows }: Section): TourListing {
  const listing = source.listings.get(heading.text);
  if (!listing) throw new CourseError(source.file, heading.line, `There is no \`${heading.text}\`.`, "Name a listing.");
  const steps = splitSteps(rows).map((step) => parseStep(source, listing, step));
  if (steps.length === 0) throw new CourseError(source.file, heading.line, "This listing has no steps.", "Add one.");
  // `axum.rs`, `loop/solution.ts` or `events/solution.ts`
  const key = tourKeySchema.parse(heading.text.split(/[/.]/)[0]);
  const html = source.highlight(listing.source.trimEnd(), key === "axum" ? "rust" : "ts");
  return { key, title: listingTitles[key], file: heading.text, lines: highlightedLines(html), steps };
}

type RawStep = ReturnType<typeof splitSteps>[number];

/** A step begins at each fence and contains the text up to the next one. */
function splitSteps(rows: readonly Row[]) {
  const steps: { readonly quoted: string[]; readonly text: string[]; readonly line: number }[] = [];
  let isQuoting = false;
  for (const { text, line } of rows) {
    const isFence = text.startsWith("```");
    if (isFence) isQuoting = !isQuoting;
    if (isFence && isQuoting) steps.push({ quoted: [], text: [], line });
    if (!isFence) steps.at(-1)?.[isQuoting ? "quoted" : "text"].push(text);
  }
  return steps;
}

function parseStep(source: TourSource, listing: Listing, step: RawStep): TourStep {
  const found = findLines(listing, step.quoted);
  if (!found.ok) throw new CourseError(source.file, step.line, found.problem, "Quote a line that occurs exactly once.");
  const text = step.text.join("\n").trim();
  if (text === "")
    throw new CourseError(source.file, step.line, "This step has no text.", "Write a sentence below it.");
  const seconds = /\{(\d+)s\}$/.exec(text)?.[1];
  const html = source.markdown(text.replace(/\s*\{\d+s\}$/, ""), step.line + step.quoted.length + 2).trim();
  const { from, to } = found.range;
  return { from, to, html, seconds: seconds === undefined ? readingSeconds(html, to - from + 1) : Number(seconds) };
}

function findLines(listing: Listing, quoted: readonly string[]): Found {
  const region = quoted.length === 1 ? /^#([\w-]+)$/.exec(quoted[0] ?? "")?.[1] : undefined;
  if (region === undefined) return findQuoted(listing, quoted);
  const range = listing.regions.get(region);
  return range ? { ok: true, range } : { ok: false, problem: `There is no region \`${region}\`.` };
}

/** Assumes 15 characters per second plus time to find the lines; 4 to 14 s, in steps of half a second. */
export function readingSeconds(html: string, lines: number): number {
  const characters = html.replace(/<[^>]*>|&\w+;/g, "").trim().length;
  const seconds = 1.5 + characters / 15 + Math.min(lines - 1, 4) * 0.4;
  return Math.round(Math.min(14, Math.max(4, seconds)) * 2) / 2;
}

const lineMarkup = /^<span class="line">(.*)<\/span>$/;
/** A line that is too long to be highlighted has no style. */
const tokenMarkup = /<span(?: style="([^"]*)")?>([^<]*)<\/span>/g;
const foreground = /^<pre [^>]*style="(--shiki-light:#\w+;--shiki-dark:#\w+)/;

/** The theme's comments barely have enough contrast, and lines that are not highlighted are paler still. */
const commentColour = { theme: "--shiki-light:#66707B", darker: "--shiki-light:#424A53" } as const;

/** Splits highlighted HTML into lines with as little markup as possible: none for the default colour, one per run. */
export function highlightedLines(html: string): string[] {
  const plain = foreground.exec(html)?.[1]?.toLowerCase() ?? "";
  const inner = html.replace(/^<pre[^>]*><code>/, "").replace(/<\/code><\/pre>$/, "");
  const rows = inner.replaceAll(commentColour.theme, commentColour.darker).split("\n");
  return rows.map((row) => mergeTokens(lineMarkup.exec(row)?.[1] ?? "", plain));
}

function mergeTokens(row: string, plain: string): string {
  const runs: { style: string; text: string }[] = [];
  for (const [, colours = "", text = ""] of row.matchAll(tokenMarkup)) {
    const last = runs.at(-1);
    const colour = colours.toLowerCase() === plain ? "" : colours;
    // White space takes the colour of what precedes it.
    const style = text.trim() === "" ? (last?.style ?? "") : colour;
    if (last?.style === style) last.text += text;
    else runs.push({ style, text });
  }
  return runs.map(({ style, text }) => (style === "" ? text : `<span style="${style}">${text}</span>`)).join("");
}
