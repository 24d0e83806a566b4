// The compiler process: compiles a handler's TypeScript to JavaScript, or reports problems at its lines. A source may crash
// or hang this process; the front then replaces it.
import { parseSync } from "oxc-parser";
import { type TransformResult, transformSync } from "oxc-transform";
import type { CompileRequest, CompileResult, FromCompiler } from "../protocol/compile.ts";
import type { Problem } from "../protocol/guest.ts";
import { unerasableIn } from "./erasable.ts";
import { importProblems } from "./import-problems.ts";
import { deepestNesting, fromOxcError, hardestLine, maxProblems, problemAt, problemOnLine } from "./problems.ts";

/** Far below the depth that crashes the parser. */
const maxNesting = 256;
/** The output indents nested code: a source of 64 KiB can become 256 MB. */
const maxOutputLength = 1 << 20;

const options = {
  lang: "ts",
  sourceType: "module",
  sourcemap: true,
  target: "esnext",
  // Decorators are not supported; in this mode the result reports that there were some.
  decorator: { legacy: true },
} as const;

const invisibleSeparator =
  "This line contains an invisible line separator (U+2028 or U+2029), probably from copied text. Delete it, or write \\u2028 in a string.";

/** Matches everything that TypeScript does not only remove, and more. */
const transformed =
  /\b(?:enum|namespace|module|constructor)\b|\bimport\s+(?:type\s+)?[\w$]+\s*=|(?:[^\w\s$)\]>]|\b(?:return|await|yield|case|typeof))\s*</;

const tooDeep = "This code nests too deeply to compile. Move some of it into functions.";

process.on("disconnect", () => process.exit());
process.on("message", (message) => {
  if (!isRequest(message)) throw new Error("The front sent something other than a source.");
  const { id, source, file } = message;
  send({ type: "compiled", id, result: compile(source, file) });
});
// Loads what is loaded lazily, so that the first learner does not wait for it.
compile('import type { Socket } from "ws101";\nexport default async (s: Socket) => { using x = s; };\n', "warm.ts");
send({ type: "ready" });

function send(message: FromCompiler): void {
  process.send?.(message);
}

/** The front is trusted, so no schema is needed. A schema library would double the time this process takes to start. */
function isRequest(message: unknown): message is CompileRequest {
  return typeof message === "object" && message !== null && "id" in message && "source" in message && "file" in message;
}

function compile(source: string, file: string): CompileResult {
  try {
    return transpile(source, file);
  } catch (error) {
    // The native parser panicked: its state is no longer reliable, and its message means nothing to a learner.
    process.nextTick(() => setImmediate(() => process.exit(1)));
    process.stderr.write(`${String(error)}\n`);
    const line = hardestLine(source);
    return { ok: false, problems: [problemOnLine(line, `The compiler could not read this file around line ${line}.`)] };
  }
}

/** Hostile input can crash the parser, and this process with it. */
function transpile(source: string, file: string): CompileResult {
  // Without a byte-order mark, and with a shebang as a comment: the engine evaluates modules, which have none.
  const text = source.replace(/^\uFEFF/, "").replace(/^#!/, "//");
  const unparsable = unparsableProblem(text);
  if (unparsable !== null) return { ok: false, problems: [unparsable] };
  const result = transformSync(file, text, options);
  const problems = result.errors.slice(0, maxProblems).map((error) => fromOxcError(text, error));
  if (problems.some(({ severity }) => severity === "error"))
    return { ok: false, problems: jsxProblem(text, file) ?? problems };
  const refused = [...unsupportedSyntax(text, result), ...importProblems(text, result.code)];
  if (refused.length > 0)
    return { ok: false, problems: refused.toSorted((a, b) => a.line - b.line || a.column - b.column) };
  const unerasable = transformed.test(text) ? unerasableIn(parseSync("handler.ts", text).program) : null;
  return { ok: true, js: result.code, map: sourceMap(result, file), problems, unerasable };
}

function unparsableProblem(source: string): Problem | null {
  const separator = source.search(/[\u2028\u2029]/);
  if (separator >= 0) return problemAt(source, separator, invisibleSeparator);
  const { depth, line } = deepestNesting(source);
  if (depth <= maxNesting) return null;
  const message = `Brackets nest ${depth} deep here; the limit is ${maxNesting}. Move some of the code into functions.`;
  return problemOnLine(line, message);
}

function unsupportedSyntax(source: string, result: TransformResult): Problem[] {
  if (result.code.length > maxOutputLength) return [problemOnLine(deepestNesting(source, true).line, tooDeep)];
  if (Object.keys(result.helpersUsed).length === 0) return [];
  const at = Math.max(0, source.search(/@[\w$(]/));
  return [problemAt(source, at, "Decorators are not supported here. Call the function directly.")];
}

/** A file whose only error is JSX gets one sentence about that instead of the parser's guesses. */
function jsxProblem(source: string, file: string): Problem[] | null {
  if (!/<\/|\/>/.test(source)) return null;
  const asJsx = transformSync(file, source, { ...options, lang: "tsx", jsx: "preserve" });
  if (asJsx.errors.length > 0) return null;
  const at = Math.max(0, source.search(/<(?:[\w.]+[^<>]*\/?)?>/));
  return [problemAt(source, at, "JSX is not supported: a handler sends text or bytes. Write the markup as a string.")];
}

/** Without the source, which its reader has. */
function sourceMap(result: TransformResult, file: string): string {
  const { names = [], mappings = "" } = result.map ?? {};
  return JSON.stringify({ version: 3, sources: [file], names, mappings });
}
