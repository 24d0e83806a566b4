// Parses Markdown with directives (`:::name{key=value}` … `:::`) into an outline of passages and directives.
import { CourseError } from "./course-error.ts";

interface Passage {
  readonly kind: "passage";
  readonly text: string;
  /** In the file, 1-based. */
  readonly line: number;
}
export interface Directive<Name extends string> {
  readonly kind: "directive";
  readonly name: Name;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly Outline<Name>[];
  readonly line: number;
}
export type Outline<Name extends string> = Passage | Directive<Name>;

const opening = /^:::\s*([\w-]+)\s*(?:\{(.*)\})?\s*$/;
const closing = /^:::\s*$/;
const fence = /^\s{0,3}(`{3,}|~{3,})/;

/** `line` is the file's line on which `text` begins. Throws `CourseError` for other directives than `names`. */
export function parseOutline<Name extends string>(
  names: readonly Name[],
  file: string,
  text: string,
  line: number,
): readonly Outline<Name>[] {
  const top: Outline<Name>[] = [];
  const open: { readonly head: Omit<Directive<Name>, "children">; readonly children: Outline<Name>[] }[] = [];
  let openFence: string | null = null;
  for (const [index, row] of text.split("\n").entries()) {
    const at = line + index;
    const mark = fence.exec(row)?.[1];
    if (mark && (openFence === null || mark.startsWith(openFence))) openFence = openFence === null ? mark : null;
    if (openFence === null && closing.test(row)) {
      const closed = open.pop();
      if (closed === undefined) throw closesNothing(file, at);
      (open.at(-1)?.children ?? top).push({ ...closed.head, children: closed.children });
    } else if (openFence === null && opening.test(row)) {
      open.push({ head: parseHead(names, file, at, row), children: [] });
    } else appendRow(open.at(-1)?.children ?? top, row, at);
  }
  const unclosed = open.at(-1)?.head;
  if (unclosed === undefined) return top;
  throw new CourseError(file, unclosed.line, `\`:::${unclosed.name}\` is never closed.`, "End it with a line `:::`.");
}

function closesNothing(file: string, line: number): CourseError {
  return new CourseError(file, line, "This `:::` closes nothing.", "Remove it, or open a directive before it.");
}

function parseHead<Name extends string>(names: readonly Name[], file: string, line: number, row: string) {
  const [, word = "", attributes = ""] = opening.exec(row) ?? [];
  const name = names.find((known) => known === word);
  requireOnlyAttributes(file, line, attributes);
  if (name !== undefined) return { kind: "directive", name, attributes: parseAttributes(attributes), line } as const;
  throw new CourseError(file, line, `No directive is called \`${word}\`.`, `Known directives: ${names.join(", ")}.`);
}

function appendRow<Name extends string>(siblings: Outline<Name>[], row: string, line: number): void {
  const last = siblings.at(-1);
  if (last?.kind === "passage") siblings.splice(-1, 1, { ...last, text: `${last.text}\n${row}` });
  else siblings.push({ kind: "passage", text: row, line });
}

const attribute = /([\w-]+)=(?:"([^"]*)"|'([^']*)'|(\S+))/g;

function requireOnlyAttributes(file: string, line: number, text: string): void {
  const rest = text.replaceAll(attribute, " ").trim();
  if (rest === "") return;
  const remedy = `Write \`key=value\`. Values with spaces need quotes, and those with \`"\` single quotes: \`key='a "b"'\`.`;
  throw new CourseError(file, line, `\`${rest}\` is not an attribute.`, remedy);
}

/** `key=word other="several words" third='words with "quotes"'` */
export function parseAttributes(text: string): ReadonlyMap<string, string> {
  const pairs = text.matchAll(attribute);
  return new Map([...pairs].map(([, key = "", double, single, word]) => [key, double ?? single ?? word ?? ""]));
}
