// Parses Markdown with directives (`:::name{key=value}` … `:::`) into an outline of passages and directives.
import { CourseError } from "./front-matter.ts";

export interface Passage {
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

type Head<Name extends string> = Omit<Directive<Name>, "children">;

interface OpenDirective<Name extends string> {
  /** Null for the top level. */
  readonly directive: Head<Name> | null;
  readonly children: Outline<Name>[];
}

/** `line` is the file's line on which `text` begins. Throws `CourseError` for other directives than `names`. */
export function parseOutline<Name extends string>(
  names: readonly Name[],
  file: string,
  text: string,
  line: number,
): readonly Outline<Name>[] {
  const stack: OpenDirective<Name>[] = [{ directive: null, children: [] }];
  let openFence: string | null = null;
  for (const [index, row] of text.split("\n").entries()) {
    const at = line + index;
    const mark = fence.exec(row)?.[1];
    if (mark && (openFence === null || mark.startsWith(openFence))) openFence = openFence === null ? mark : null;
    if (openFence === null && closing.test(row)) closeDirective(file, at, stack);
    else if (openFence === null && opening.test(row))
      stack.push({ directive: parseDirective(names, file, at, row), children: [] });
    else appendRow(stack, row, at);
  }
  const unclosed = stack.slice(1).at(-1)?.directive;
  if (unclosed) {
    throw new CourseError(file, unclosed.line, `\`:::${unclosed.name}\` is never closed.`, "End it with a line `:::`.");
  }
  return stack[0]?.children ?? [];
}

function parseDirective<Name extends string>(
  names: readonly Name[],
  file: string,
  line: number,
  row: string,
): Head<Name> {
  const [, word = "", attributes = ""] = opening.exec(row) ?? [];
  const name = names.find((known) => known === word);
  if (!name) {
    const remedy = `Known directives: ${names.join(", ")}.`;
    throw new CourseError(file, line, `No directive is called \`${word}\`.`, remedy);
  }
  return { kind: "directive", name, attributes: parseAttributes(attributes), line };
}

/** `key=word other="several words" third='words with "quotes"'` */
export function parseAttributes(text: string): ReadonlyMap<string, string> {
  const pairs = text.matchAll(/([\w-]+)=(?:"([^"]*)"|'([^']*)'|(\S+))/g);
  return new Map([...pairs].map(([, key = "", double, single, word]) => [key, double ?? single ?? word ?? ""]));
}

function closeDirective<Name extends string>(file: string, line: number, stack: OpenDirective<Name>[]) {
  const closed = stack.length > 1 ? stack.pop() : undefined;
  if (!closed?.directive) {
    throw new CourseError(file, line, "This `:::` closes nothing.", "Remove it, or open a directive before it.");
  }
  stack.at(-1)?.children.push({ ...closed.directive, children: closed.children });
}

function appendRow<Name extends string>(stack: readonly OpenDirective<Name>[], row: string, line: number) {
  const children = stack.at(-1)?.children;
  const last = children?.at(-1);
  if (last?.kind === "passage") children?.splice(-1, 1, { ...last, text: `${last.text}\n${row}` });
  else children?.push({ kind: "passage", text: row, line });
}
