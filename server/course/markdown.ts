// Renders a lesson's Markdown as safe HTML, with code from the lesson's files and links to lines of the editor.
//
// Elements that the page uses:
//   figure.listing[data-file][data-from][data-to]   code from a file (`data-style` is loop, events or axum)
//   figure.listing > pre.shiki                      highlighted code; colours are --shiki-light and --shiki-dark
//   a.focus-line[data-find]                         focuses the editor's first line with the text; ` || ` separates alternatives
//   a.lesson-link[data-lesson]                      links to another lesson, href `/lessons/<slug>`
//   a[rel=noopener]                                 links to another site
import MarkdownIt, { type Token } from "markdown-it";
import { CourseError } from "./course-error.ts";
import type { Highlight } from "./highlight.ts";
import { dedentedLines, findQuoted, type LineRange, type Listing } from "./listing.ts";
import { parseAttributes } from "./outline.ts";

export interface MarkdownSource {
  /** The name to use in error messages. */
  readonly file: string;
  /** The lesson's source files by their path in its folder, for example `loop/start.ts`. */
  readonly listings: ReadonlyMap<string, Listing>;
  readonly highlight: Highlight;
}

/** Renders a passage that begins on `line` of the file; throws `CourseError` for code or lines that do not exist. */
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
        if (token.type === "link_open") resolveLink(source, token, passageLine + (block.map?.[0] ?? 0));
      }
    }
  });
  return (text, line) => {
    passageLine = line;
    return markdown.render(text);
  };
}

/** ```` ```ts ```` with its own code, or ```` ```ts file=loop/solution.ts region=answer ```` with code from a file. */
function renderFence(source: MarkdownSource, token: Token, line: number): string {
  const [language = "text"] = token.info.trim().split(/\s+/);
  const attributes = parseAttributes(token.info);
  const file = attributes.get("file");
  if (file === undefined) return `<figure class="listing">${source.highlight(token.content, language)}</figure>\n`;
  const listing = source.listings.get(file);
  if (!listing) {
    const known = [...source.listings.keys()].join(", ");
    throw new CourseError(source.file, line, `There is no \`${file}\`.`, `Name one of: ${known}.`);
  }
  if (token.content.trim() !== "") {
    throw new CourseError(source.file, line, `A fence with code from \`${file}\` is not empty.`, "Leave it empty.");
  }
  const range = rangeOf(source, listing, attributes.get("region"), line);
  const data = `data-file="${file}" data-style="${styleOf(file)}" data-from="${range.from}" data-to="${range.to}"`;
  return `<figure class="listing" ${data}>${source.highlight(dedentedLines(listing, range), language)}</figure>\n`;
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

/** `line:` and `lesson:` become links of the page; anything else must be https or an anchor in this text. */
function resolveLink(source: MarkdownSource, token: Token, line: number) {
  const href = String(token.attrGet("href") ?? "");
  const [, scheme, rest = ""] = /^(\w+):(.*)$/s.exec(href) ?? [];
  if (scheme === "line") return resolveLineLink(source, token, decodeURIComponent(rest), line);
  if (scheme === "lesson" && /^[a-z][a-z0-9-]*$/.test(rest)) {
    token.attrs = [["class", "lesson-link"], ["href", `/lessons/${rest}`], ["data-lesson", rest]]; // biome-ignore format: a list of pairs
    return;
  }
  if (scheme === "https") return token.attrSet("rel", "noopener noreferrer");
  if (href.startsWith("#")) return;
  throw new CourseError(source.file, line, `\`${href}\` is not a valid link.`, "Use https:, line:, lesson: or #.");
}

function resolveLineLink(source: MarkdownSource, token: Token, quoted: string, line: number) {
  const starts = ["loop/start.ts", "events/start.ts"].map((file) => source.listings.get(file));
  const alternatives = quoted.split(" || ");
  if (!alternatives.every((text) => starts.some((start) => start && findQuoted(start, [text]).ok))) {
    const problem = `\`${quoted}\` does not occur exactly once in a start.`;
    throw new CourseError(source.file, line, problem, "Quote a line of a start.");
  }
  token.attrs = [["class", "focus-line"], ["href", "#code"], ["data-find", quoted]]; // biome-ignore format: a list of pairs
}
