// One handler's TypeScript as JavaScript that the sandbox runs, or the problems on its lines.
import { type TransformResult, transformSync } from "oxc-transform";
import type { CompileResult } from "../protocol/compile.ts";
import type { Problem } from "../protocol/guest.ts";
import { importProblems } from "./imports.ts";
import { deepestNesting } from "./nesting.ts";
import { fromOxc, problemAt, problemOn } from "./problems.ts";

/** Compiles `source`. May crash the process on hostile input: call it only where that is allowed to happen. */
export function transpile(source: string, file: string): CompileResult {
  const text = withoutPreamble(source);
  const early = unreadable(text);
  if (early !== null) return { ok: false, problems: [early] };
  const result = transformSync(file, text, options);
  const found = result.errors.slice(0, maxProblems).map((error) => fromOxc(text, error));
  if (found.some((problem) => problem.severity === "error"))
    return { ok: false, problems: jsxProblem(text, file) ?? found };
  const refused = [...unsupported(text, result), ...importProblems(text, result.code, maxProblems)];
  if (refused.length > 0) return { ok: false, problems: inOrder(refused) };
  return { ok: true, js: result.code, map: mapText(result, file), problems: found };
}

/** Deeper than anybody reads, and far below what crashes a parser. */
const maxNesting = 256;
/** Nobody reads more at once. */
const maxProblems = 20;
/** The output indents what it nests: a source of 64 KiB can become 256 MB. */
const maxOutput = 1 << 20;

const options = {
  lang: "ts",
  sourceType: "module",
  sourcemap: true,
  target: "esnext",
  // Not because a handler may have decorators: in this mode the result tells that there were any.
  decorator: { legacy: true },
} as const;

/** No byte-order mark; a shebang as a comment, since the engine evaluates modules, not files. */
function withoutPreamble(source: string): string {
  return source.replace(/^\uFEFF/, "").replace(/^#!/, "//");
}

function unreadable(source: string): Problem | null {
  const separator = source.search(/[\u2028\u2029]/);
  if (separator >= 0) return problemAt(source, separator, invisible);
  const { depth, line } = deepestNesting(source);
  return depth > maxNesting ? problemOn(line, tooDeep(depth)) : null;
}

const invisible =
  "There is an invisible line separator here (U+2028 or U+2029), most likely from a copy. Delete it, or write \\u2028 in a string.";

function tooDeep(depth: number): string {
  return `Brackets nest ${depth} deep here; at most ${maxNesting} can be compiled. Move some of it into functions of its own.`;
}

function unsupported(source: string, result: TransformResult): Problem[] {
  if (result.code.length > maxOutput)
    return [problemOn(deepestNesting(source, true).line, "This nests too deeply to compile.")];
  if (Object.keys(result.helpersUsed).length === 0) return [];
  const at = Math.max(0, source.search(/@[\w$(]/));
  return [problemAt(source, at, "Decorators do not run here. Call the function yourself instead.")];
}

/** A file that is right but for its JSX gets one sentence on that, not the parser's guesses. */
function jsxProblem(source: string, file: string): Problem[] | null {
  if (!/<\/|\/>/.test(source)) return null;
  const asJsx = transformSync(file, source, { ...options, lang: "tsx", jsx: "preserve" });
  if (asJsx.errors.length > 0) return null;
  const at = Math.max(0, source.search(/<(?:[\w.]+[^<>]*\/?)?>/));
  return [problemAt(source, at, "JSX is for pages: a handler sends text or bytes. Write the markup as a string.")];
}

function inOrder(problems: readonly Problem[]): Problem[] {
  return problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
}

/** The map without the source: whoever reads it has that. */
function mapText(result: TransformResult, file: string): string {
  return JSON.stringify({
    version: 3,
    sources: [file],
    names: result.map?.names ?? [],
    mappings: result.map?.mappings ?? "",
  });
}
