// The reference of everything a handler can use, generated from the types and their comments.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import MarkdownIt from "markdown-it";
import { styleSchema } from "../protocol/lesson.ts";
import { type Cell, cellMarkup, createCell } from "./cell.ts";
import { type Declared, type DeclaredModule, declaredModules } from "./declarations.ts";
import { annotationIn, CourseError } from "./front-matter.ts";
import { createHighlighter, type Highlight } from "./highlight.ts";

export type Reference = ReturnType<typeof renderReference>;
export type ReferenceSection = Reference["sections"][number];
export type ReferenceEntry = ReferenceSection["entries"][number];

/** Renders Markdown. */
type ToHtml = (text: string) => string;

let loaded: Reference | null = null;

export function loadReference(): Reference {
  loaded ??= renderReference();
  return loaded;
}

function renderReference() {
  using highlighter = createHighlighter();
  const { highlight } = highlighter;
  const markdown = new MarkdownIt({ html: false, highlight: (code, language) => highlight(code, language) });
  const toHtml: ToHtml = (text) => markdown.render(text);
  return { sections: declaredModules().map((module) => sectionOf(module, toHtml, highlight)) };
}

let ids: ReadonlySet<string> | null = null;

/** The anchors that lesson text may link to. */
export function referenceIds(): ReadonlySet<string> {
  ids ??= new Set(declaredModules().flatMap((module) => module.entries.map((entry) => entryId(module, entry))));
  return ids;
}

function sectionOf(module: DeclaredModule, toHtml: ToHtml, highlight: Highlight) {
  const entries = module.entries.map((entry) => ({
    /** Its anchor in the page, for example `ws101-select`. */
    id: entryId(module, entry),
    name: entry.name,
    isExported: entry.isExported,
    isDefault: entry.isDefault,
    signatureHtml: highlight(entry.signatures.join("\n"), "ts"),
    /** With its examples. */
    commentHtml: entry.comments.map((comment) => toHtml(comment)).join(""),
    /** A program that runs, as a cell; empty for most types. */
    cellHtml: cellOf(entryId(module, entry), highlight),
  }));
  return { id: sectionId(module), module: module.name, entries };
}

function cellOf(id: string, highlight: Highlight): string {
  const cell = referenceExamples().get(id);
  return cell === undefined ? "" : cellMarkup(cell, highlight);
}

function sectionId({ name }: DeclaredModule): string {
  return name === null ? "globals" : name.replaceAll("/", "-");
}

function entryId(module: DeclaredModule, { name }: Declared): string {
  return `${sectionId(module)}-${name}`;
}

const examplesFolder = fileURLToPath(new URL("examples/", import.meta.url));

let examples: ReadonlyMap<string, Cell> | null = null;

/**
 * The cells in `examples/`, each named by the entry that it shows; their first lines state what a run does. By the id of the entry, for example
 * `ws101-select`. Read once, on first use.
 */
export function referenceExamples(): ReadonlyMap<string, Cell> {
  examples ??= new Map(readdirSync(examplesFolder).map((name) => [name.replace(/\.ts$/, ""), readExample(name)]));
  return examples;
}

const annotated = /^(?:\/\/ (?:style|run|shows): .*\n)+\n?/;

function readExample(name: string): Cell {
  const file = examplesFolder + name;
  const text = readFileSync(file, "utf8");
  const head = annotated.exec(text)?.[0] ?? "";
  const style = styleSchema.safeParse(annotationIn(head, "style"));
  if (!style.success)
    throw new CourseError(file, 1, "The example does not state its style.", "Begin it with `// style: loop`.");
  return createCell({
    id: `reference.${name.replace(/\.ts$/, "")}`,
    title: "Example",
    label: `Example ${name.replace(/^[^-]*-|\.ts$/g, "")}`,
    style: style.data,
    file,
    firstLine: head.split("\n").length,
    source: text.slice(head.length),
    at: { file, line: 1 },
    run: annotationIn(head, "run"),
    shows: annotationIn(head, "shows"),
  });
}
