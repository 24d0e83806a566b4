// The reference's examples: cells in `examples/`, each named by the entry that it shows. The first lines state what a run does.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Style, styleSchema } from "../protocol/lesson.ts";
import { type Cell, createCell } from "./cell.ts";
import { CourseError } from "./front-matter.ts";

const folder = fileURLToPath(new URL("examples/", import.meta.url));

let examples: ReadonlyMap<string, Cell> | null = null;

/** By the id of the entry, for example `ws101-select`. Read once, on first use. */
export function referenceExamples(): ReadonlyMap<string, Cell> {
  examples ??= new Map(readdirSync(folder).map((name) => [name.replace(/\.ts$/, ""), readExample(name)]));
  return examples;
}

const annotated = /^(?:\/\/ (?:style|run|shows): .*\n)+\n?/;

function readExample(name: string): Cell {
  const file = folder + name;
  const text = readFileSync(file, "utf8");
  const head = annotated.exec(text)?.[0] ?? "";
  const annotation = (key: string) => new RegExp(`^// ${key}: (.+)$`, "m").exec(head)?.[1] ?? "";
  return createCell({
    id: `reference.${name.replace(/\.ts$/, "")}`,
    title: "Example",
    label: `Example ${name.replace(/^[^-]*-|\.ts$/g, "")}`,
    style: styleOf(file, annotation("style")),
    file,
    firstLine: head.split("\n").length,
    source: text.slice(head.length),
    at: { file, line: 1 },
    run: annotation("run"),
    shows: annotation("shows"),
  });
}

function styleOf(file: string, text: string): Style {
  const style = styleSchema.safeParse(text);
  if (style.success) return style.data;
  throw new CourseError(file, 1, "The example does not state its style.", "Begin it with `// style: loop`.");
}
