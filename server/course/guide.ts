// Guides: pages of text with cells, in `guides/NN-slug` of a course's folder.
//
// `:::cells{name=owner run="connect a; a send hi" shows="a receives hi"}` shows `owner.events.ts` and `owner.loop.ts` side by side,
// each runnable, and `owner.rs` to read; those that exist. `shows-loop` and `shows-events` replace `shows` for one of them.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { escapeHtml, unescapeHtml } from "../protocol/html.ts";
import { type Style, styles } from "../protocol/lesson.ts";
import { type Cell, cellMarkup, createCell } from "./cell.ts";
import { CourseError, readText } from "./course-error.ts";
import { parseFrontMatter, parseValues } from "./front-matter.ts";
import type { Highlight } from "./highlight.ts";
import { createMarkdown, type RenderMarkdown } from "./lesson-text.ts";
import { type Directive, parseOutline } from "./outline.ts";

export type Guide = Awaited<ReturnType<typeof loadGuide>>;

const frontMatterSchema = z.strictObject({ title: z.string().min(1).max(80), summary: z.string().min(1).max(300) });

const directiveNames = ["cells"] as const;
type CellsDirective = Directive<(typeof directiveNames)[number]>;

/**
 * `sections`: its headings, by their anchors. `files`: its text, the programs of its cells, and the listings next to them.
 * Throws `CourseError` for the first thing that the guide's author has to fix.
 */
export async function loadGuide(folder: string, slug: string, highlight: Highlight) {
  const file = join(folder, "guide.md");
  const front = parseFrontMatter(file, await readText(file, "Write the guide's text."));
  const remedy = "Write a `title` of at most 80 characters and a `summary` of at most 300, and nothing else.";
  const { title, summary } = parseValues(frontMatterSchema, front.values, () => ({ ...front, remedy }));
  const programs = await readPrograms(folder);
  const outline = parseOutline(directiveNames, file, front.body, front.bodyLine);
  const markdown = createMarkdown({ file, listings: new Map(), highlight });
  const state: State = { slug, file, folder, programs, markdown, highlight, cells: [], files: [file] };
  const parts = outline.map((part) =>
    part.kind === "passage" ? markdown(part.text, part.line) : renderCells(state, part),
  );
  const { html, sections } = withAnchors(withRegions(parts.join("")));
  return { slug, title, summary, html, sections, cells: state.cells, folder, files: state.files };
}

interface State {
  readonly slug: string;
  readonly file: string;
  readonly folder: string;
  /** By file name. */
  readonly programs: ReadonlyMap<string, string>;
  readonly markdown: RenderMarkdown;
  readonly highlight: Highlight;
  readonly cells: Cell[];
  readonly files: string[];
}

async function readPrograms(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = (await readdir(folder)).filter((name) => /\.(ts|rs)$/.test(name));
  return new Map(await Promise.all(names.map(async (name) => [name, await readText(join(folder, name), "")] as const)));
}

const titles: Readonly<Record<Style, string>> = { events: "Events", loop: "Loop" };
const shownStyles: readonly Style[] = [...styles].sort();

function renderCells(state: State, directive: CellsDirective): string {
  const { attributes, children, line } = directive;
  const name = attributes.get("name") ?? "";
  const written = shownStyles.filter((style) => state.programs.has(`${name}.${style}.ts`));
  if (written.length === 0) {
    const remedy = `Write ${styles.map((style) => `\`${name}.${style}.ts\``).join(" or ")}.`;
    throw new CourseError(state.file, line, `There is no program for \`name=${name}\`.`, remedy);
  }
  const cells = written.map((style) => cellOf(state, directive, name, style));
  const rust = state.programs.get(`${name}.rs`);
  state.cells.push(...cells);
  state.files.push(...cells.map(({ file }) => file), ...(rust === undefined ? [] : [join(state.folder, `${name}.rs`)]));
  const text = children.map((part) => (part.kind === "passage" ? state.markdown(part.text, part.line) : "")).join("");
  const markup = cells.map((cell) => cellMarkup(cell, state.highlight)).join("");
  return `${text}<div class="cells" data-count="${cells.length}">\n${markup}</div>\n${axumMarkup(state, rust)}`;
}

function cellOf(state: State, { attributes, line }: CellsDirective, name: string, style: Style): Cell {
  const { slug, file, folder, programs } = state;
  const program = `${name}.${style}.ts`;
  return createCell({
    id: `${slug}.${name}.${style}`,
    title: attributes.get("title") ?? titles[style],
    label: `${name}, ${style}`,
    style,
    file: join(folder, program),
    firstLine: 1,
    source: programs.get(program) ?? "",
    at: { file, line },
    run: attributes.get("run") ?? "",
    shows: attributes.get(`shows-${style}`) ?? attributes.get("shows") ?? "",
  });
}

function axumMarkup({ highlight }: State, rust: string | undefined): string {
  if (rust === undefined) return "";
  return `<details class="cell-axum card"><summary>The same in Axum 0.8, to read</summary>\n${highlight(rust.trimEnd(), "rust")}\n</details>\n`;
}

/** A wide table scrolls by itself, by keyboard too. */
function withRegions(html: string): string {
  let count = 0;
  const open = () => `<div class="table" role="region" aria-label="Table ${++count}" tabindex="0"><table>`;
  return html.replaceAll("<table>", open).replaceAll("</table>", "</table></div>");
}

function withAnchors(html: string) {
  const sections: { id: string; title: string }[] = [];
  const anchored = html.replace(/<h2>(.*?)<\/h2>/g, (_all, inner: string) => {
    const title = unescapeHtml(inner.replace(/<[^>]+>/g, ""));
    const id = title
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-|-$/g, "");
    sections.push({ id, title });
    return `<h2 id="${escapeHtml(id)}"><a class="anchor bare-link" href="#${escapeHtml(id)}">${inner}</a></h2>`;
  });
  return { html: anchored, sections };
}
