// The reference of everything a handler can use, generated from the types and their comments.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import MarkdownIt from "markdown-it";
import { parseSync, type Statement } from "oxc-parser";
import { styleSchema } from "../protocol/lesson.ts";
import { type Cell, cellMarkup, createCell } from "./cell.ts";
import { CourseError } from "./course-error.ts";
import { annotationIn } from "./front-matter.ts";
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
 * The cells in `examples/`, each named by the entry that it shows; their first lines state what a run does. By the id of the entry,
 * for example `ws101-select`. Read once, on first use.
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

interface Declared {
  readonly name: string;
  /** False for a type that others mention and that cannot be imported. */
  readonly isExported: boolean;
  readonly isDefault: boolean;
  /** One per overload, without `export` and `declare`. */
  readonly signatures: readonly string[];
  /** Markdown, without the stars of the comment. */
  readonly comments: readonly string[];
}

interface DeclaredModule {
  /** Null for the globals. */
  readonly name: string | null;
  readonly entries: readonly Declared[];
}

const files = ["ws101", "ws", "globals", "buffer", "node"] as const;

let modules: readonly DeclaredModule[] | null = null;

/**
 * What handlers can use, from the types that the editor shows: the exports of each module, and the globals. In the order of the
 * reference: the two libraries, the globals, then Node's modules. Parsed once, on first use.
 */
function declaredModules(): readonly DeclaredModule[] {
  modules ??= merged(files.flatMap(readModules));
  return modules;
}

function readModules(file: (typeof files)[number]): readonly DeclaredModule[] {
  const source = readFileSync(new URL(`../guest/types/${file}.d.ts`, import.meta.url), "utf8");
  const { program, comments, errors } = parseSync(`${file}.d.ts`, source);
  if (errors[0]) throw new Error(`${file}.d.ts: ${errors[0].message}`);
  const documents = comments.filter(({ type, value }) => type === "Block" && value.startsWith("*"));
  const text: Text = { source, documents };
  const named = program.body.flatMap((statement) => moduleOf(statement, text));
  const globals = program.body.flatMap((statement) => declaredBy(statement, text));
  return globals.length > 0 ? [{ name: null, entries: entriesOf(globals, globalsExports) }, ...named] : named;
}

interface Text {
  readonly source: string;
  readonly documents: readonly { readonly value: string; readonly start: number; readonly end: number }[];
}

/** `node:events` and its siblings only repeat the module of the shorter name. */
function moduleOf(statement: Statement, text: Text): readonly DeclaredModule[] {
  if (statement.type !== "TSModuleDeclaration" || statement.id.type !== "Literal") return [];
  const name = String(statement.id.value);
  const body = statement.body?.type === "TSModuleBlock" ? statement.body.body : [];
  if (name.startsWith("node:")) return [];
  const declared = body.flatMap((each) => declaredBy(each, text));
  return [{ name, entries: entriesOf(declared, exportsOf(body)) }];
}

interface Declaration {
  readonly name: string;
  readonly isExported: boolean;
  readonly isType: boolean;
  readonly signature: string;
  readonly comment: string;
}

function declaredBy(statement: Statement, text: Text): readonly Declaration[] {
  const isExported = statement.type === "ExportNamedDeclaration";
  const inner = isExported ? statement.declaration : statement;
  const name = inner === null ? null : nameOf(inner);
  if (inner === null || name === null) return [];
  const isType = inner.type !== "VariableDeclaration";
  const signature = signatureOf(text.source, inner, statement.start);
  return [{ name, isExported, isType, signature, comment: commentBefore(text, statement.start) }];
}

function nameOf(node: { readonly type: string } & Statement): string | null {
  switch (node.type) {
    case "ClassDeclaration":
    case "TSDeclareFunction":
    case "TSInterfaceDeclaration":
    case "TSTypeAliasDeclaration":
      return node.id?.name ?? null;
    case "VariableDeclaration": {
      const id = node.declarations[0]?.id;
      return id?.type === "Identifier" ? id.name : null;
    }
    case "TSModuleDeclaration":
      return node.id.type === "Identifier" ? node.id.name : null;
    default:
      return null;
  }
}

/** The declaration as written, moved to the left margin. */
function signatureOf(source: string, { start, end }: { readonly start: number; readonly end: number }, from: number) {
  const column = from - (source.lastIndexOf("\n", from - 1) + 1);
  const lines = source.slice(start, end).split("\n");
  const kept = lines.filter((line) => !line.trimStart().startsWith("// biome-ignore"));
  const indent = new RegExp(`^\\s{0,${column}}`);
  const moved = kept.map((line, index) => (index === 0 ? line : line.replace(indent, "")));
  return moved.join("\n").replace(/^declare /, "");
}

/** The last `/** … *\/` with nothing but line comments after it. */
function commentBefore({ source, documents }: Text, start: number): string {
  const found = documents.findLast(({ end }) => end <= start);
  if (!found || !/^(?:\s|\/\/.*\n)*$/.test(source.slice(found.end, start))) return "";
  return found.value
    .slice(1)
    .replace(/^[^\S\n]*\* ?/gm, "")
    .trim();
}

type Exports = ReturnType<typeof exportsOf>;

const globalsExports: Exports = { names: new Map(), byDefault: null, isEverything: true };

/** `names`: those under which a module exports its declarations. */
function exportsOf(body: readonly Statement[]) {
  const names = new Map<string, string>();
  let byDefault: string | null = null;
  for (const statement of body) {
    if (statement.type === "ExportDefaultDeclaration" && statement.declaration.type === "Identifier") {
      byDefault = statement.declaration.name;
    }
    if (statement.type !== "ExportNamedDeclaration") continue;
    for (const { local, exported } of statement.specifiers) {
      if (local.type === "Identifier" && exported.type === "Identifier") names.set(local.name, exported.name);
    }
  }
  return { names, byDefault, isEverything: false };
}

function entriesOf(declarations: readonly Declaration[], exports: Exports): readonly Declared[] {
  const groups = Map.groupBy(declarations, ({ name }) => name);
  return [...groups.values()].flatMap((group) => entryOf(group, exports));
}

function entryOf(group: readonly Declaration[], { names, byDefault, isEverything }: Exports): readonly Declared[] {
  const [first] = group;
  if (!first) return [];
  const exported = names.get(first.name);
  const isExported = isEverything || exported !== undefined || first.isExported;
  const isDefault = byDefault === first.name;
  if (!isExported && !isDefault && !first.isType) return [];
  const name = exported ?? (isDefault && !isExported ? "default" : first.name);
  const shown = name === first.name ? group : [first];
  return [
    {
      name,
      isExported: isExported || isDefault,
      isDefault: isDefault && name !== "default",
      signatures: shown.map(({ signature }) => signature.replace(`const ${first.name}:`, `const ${name}:`)),
      comments: shown.map(({ comment }) => comment).filter((comment) => comment !== ""),
    },
  ];
}

/** Two files declare globals. */
function merged(found: readonly DeclaredModule[]): readonly DeclaredModule[] {
  const groups = Map.groupBy(found, ({ name }) => name);
  return [...groups].map(([name, same]) => ({ name, entries: same.flatMap(({ entries }) => entries) }));
}
