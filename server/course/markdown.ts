// Markdown as lessons write it: safe HTML, code taken from the lesson's files, links that focus a line of the editor.
//
// What the page finds in the HTML:
//   figure.listing[data-file][data-from][data-to]   code from a file (`data-style` is loop, events or axum)
//   figure.listing > pre.shiki                      highlighted code; colours are --shiki-light and --shiki-dark
//   a.focus-line[data-find]                         focuses the first line of the editor that holds the text
//   a.lesson-link[data-lesson]                      leads to another lesson, href `/lessons/<slug>`
//   a[rel=noopener]                                 leads outside
import MarkdownIt, { type Token } from "markdown-it";
import { CourseError } from "./course-error.ts";
import type { Highlight } from "./highlight.ts";
import { cut, findQuoted, type LineRange, type Listing } from "./listing.ts";
import { readAttributes } from "./outline.ts";

export interface MarkdownSource {
  /** As error messages name it. */
  readonly file: string;
  /** The lesson's source files by their path in its folder, for example `loop/start.ts`. */
  readonly listings: ReadonlyMap<string, Listing>;
  readonly highlight: Highlight;
}

/** Renders one passage that begins on `line` of the file; throws `CourseError` for code or lines that do not exist. */
export type RenderMarkdown = (text: string, line: number) => string;

export function createMarkdown(source: MarkdownSource): RenderMarkdown {
  const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false }).disable("image");
  let passageLine = 1;
  markdown.renderer.rules.fence = (tokens, index) => {
    const token = tokens[index];
    return token ? renderFence(source, token, passageLine + (token.map?.[0] ?? 0)) : "";
  };
  markdown.core.ruler.push("links", (state) => {
    for (const block of state.tokens) {
      for (const token of block.children ?? []) {
        if (token.type === "link_open") aimLink(source, token, passageLine + (block.map?.[0] ?? 0));
      }
    }
  });
  return (text, line) => {
    passageLine = line;
    return markdown.render(text);
  };
}

/** ```` ```ts ```` with its own code, or ```` ```ts file=loop/solution.ts region=answer ```` with a file's. */
function renderFence(source: MarkdownSource, token: Token, line: number): string {
  const [language = "text"] = token.info.trim().split(/\s+/);
  const attributes = readAttributes(token.info);
  const file = attributes.get("file");
  if (file === undefined) return `<figure class="listing">${source.highlight(token.content, language)}</figure>\n`;
  const listing = source.listings.get(file);
  if (!listing) throw new CourseError(source.file, line, `There is no \`${file}\`.`, `Name one of: ${names(source)}.`);
  if (token.content.trim() !== "") {
    throw new CourseError(source.file, line, `Code from \`${file}\` has code of its own.`, "Leave the fence empty.");
  }
  const range = rangeOf(source, listing, attributes.get("region"), line);
  const data = `data-file="${file}" data-style="${styleOf(file)}" data-from="${range.from}" data-to="${range.to}"`;
  return `<figure class="listing" ${data}>${source.highlight(cut(listing, range), language)}</figure>\n`;
}

function rangeOf(source: MarkdownSource, listing: Listing, region: string | undefined, line: number): LineRange {
  if (region === undefined) return { from: 1, to: listing.lines.length };
  const range = listing.regions.get(region);
  if (range) return range;
  const known = [...listing.regions.keys()].join(", ") || "none";
  throw new CourseError(source.file, line, `There is no region \`${region}\`.`, `The file's regions: ${known}.`);
}

function styleOf(file: string): string {
  if (file === "axum.rs") return "axum";
  return file.startsWith("events/") ? "events" : "loop";
}

/** `line:` and `lesson:` become links of the page; everything else must be https or a place in this text. */
function aimLink(source: MarkdownSource, token: Token, line: number) {
  const href = String(token.attrGet("href") ?? "");
  const [scheme = "", rest = ""] = splitScheme(href);
  if (scheme === "line") return aimAtLine(source, token, decodeURIComponent(rest), line);
  if (scheme === "lesson" && /^[a-z][a-z0-9-]*$/.test(rest)) {
    token.attrs = [["class", "lesson-link"], ["href", `/lessons/${rest}`], ["data-lesson", rest]]; // biome-ignore format: a list of pairs
    return;
  }
  if (scheme === "https") return token.attrSet("rel", "noopener noreferrer");
  if (href.startsWith("#")) return;
  throw new CourseError(source.file, line, `\`${href}\` is no link of a lesson.`, "Use https:, line:, lesson: or #.");
}

function splitScheme(href: string): string[] {
  const colon = href.indexOf(":");
  return colon === -1 ? [] : [href.slice(0, colon), href.slice(colon + 1)];
}

function aimAtLine(source: MarkdownSource, token: Token, quoted: string, line: number) {
  const starts = ["loop/start.ts", "events/start.ts"].map((file) => source.listings.get(file));
  if (!starts.some((start) => start && findQuoted(start, [quoted]).ok)) {
    throw new CourseError(source.file, line, `No start holds the line \`${quoted}\` once.`, "Quote a line of a start.");
  }
  token.attrs = [["class", "focus-line"], ["href", "#code"], ["data-find", quoted]]; // biome-ignore format: a list of pairs
}

function names(source: MarkdownSource): string {
  return [...source.listings.keys()].join(", ");
}
