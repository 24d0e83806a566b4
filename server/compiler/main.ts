// The compiler process: compiles a handler's TypeScript to JavaScript, or reports problems at its lines. A source may crash
// or hang this process; the front then replaces it.
import { parseSync, type StaticImport, Visitor } from "oxc-parser";
import { type TransformResult, transformSync } from "oxc-transform";
import type { CompileRequest, CompileResult, FromCompiler } from "../protocol/compile.ts";
import type { Problem } from "../protocol/guest.ts";
import { globalRefusal, importRefusal } from "../protocol/refusals.ts";
import { unerasableIn } from "./erasable.ts";
import { deepestNesting, fromOxcError, hardestLine, problemAt, problemOnLine } from "./problems.ts";

/** Far below the depth that crashes the parser. */
const maxNesting = 256;
const maxProblems = 20;
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

/** Matches everything but plain imports of existing modules. Parsing costs more than compiling; most files skip it. */
const suspicious =
  /\brequire\b|\bimport\s*[("'`./]|\bexport\s*=|\bfrom\s*(?!["'](?:ws101|ws|events|node:events|buffer|node:buffer)["'])["'/]/;

/** Matches everything that TypeScript does not only remove, and more. */
const transformed =
  /\b(?:enum|namespace|module|constructor)\b|\bimport\s+(?:type\s+)?[\w$]+\s*=|(?:[^\w\s$)\]>]|\b(?:return|await|yield|case|typeof))\s*</;

const tooDeep = "This code nests too deeply to compile. Move some of it into functions.";

const computedImport =
  "`import(…)` with a computed name is not available: a handler imports modules by name, at the top of the file.";

const importedNames: Readonly<Record<string, string>> = {
  ws: "{ WebSocket, WebSocketServer }",
  ws101: "type { Socket }",
  events: "{ EventEmitter }",
  buffer: "{ Buffer }",
};

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

/**
 * One problem per import that would fail. `js` is the compiled output: TypeScript drops imports that only
 * name types, and those need no module.
 */
function importProblems(source: string, js: string): Problem[] {
  if (!suspicious.test(source)) return [];
  const found = [...staticImports(source, js), ...calls(source)];
  return found.slice(0, maxProblems).map(({ index, message }) => problemAt(source, index, message));
}

interface Found {
  readonly index: number;
  readonly message: string;
}

function staticImports(source: string, js: string): Found[] {
  const { module } = parseSync("handler.ts", source, { lang: "ts", sourceType: "module" });
  const remaining = importedModules(js);
  const imports = module.staticImports
    .filter(({ entries }) => entries.length === 0 || !entries.every((entry) => entry.isType))
    .filter((one) => remaining.has(one.moduleRequest.value) || isUnused(source, one))
    .map(({ moduleRequest }) => moduleRequest);
  const exports = module.staticExports
    .flatMap(({ entries }) => entries)
    .flatMap((entry) => (entry.isType || entry.moduleRequest === null ? [] : [entry.moduleRequest]));
  return [...imports, ...exports].flatMap(({ value, start }) => refused(value, start));
}

function importedModules(js: string): ReadonlySet<string> {
  const { module } = parseSync("handler.js", js, { lang: "js", sourceType: "module" });
  return new Set(module.staticImports.map(({ moduleRequest }) => moduleRequest.value));
}

/** TypeScript drops an import whose names are not used yet; it is reported as soon as it is written. */
function isUnused(source: string, { start, end, entries }: StaticImport): boolean {
  const rest = source.slice(0, start) + source.slice(end);
  return entries.every(({ localName }) => !new RegExp(`\\b${RegExp.escape(localName.value)}\\b`).test(rest));
}

function refused(specifier: string, index: number): Found[] {
  const message = importRefusal(specifier);
  return message === null ? [] : [{ index, message }];
}

/** Finds `require("x")`, `import x = require("x")`, `export = x` and `import("x")`. */
function calls(source: string): Found[] {
  const found: Found[] = [];
  const { program } = parseSync("handler.ts", source, { lang: "ts", sourceType: "module" });
  const visitor = new Visitor({
    CallExpression(node) {
      if (node.callee.type !== "Identifier" || node.callee.name !== "require") return;
      found.push({ index: node.start, message: requireRefusal(stringOf(node.arguments[0])) });
    },
    TSExternalModuleReference(node) {
      found.push({ index: node.start, message: requireRefusal(node.expression.value) });
    },
    TSExportAssignment(node) {
      const message = "A handler is an ES module. Write `export default` instead of `export =`.";
      found.push({ index: node.start, message });
    },
    ImportExpression(node) {
      const specifier = stringOf(node.source);
      if (specifier === null) found.push({ index: node.start, message: computedImport });
      else found.push(...refused(specifier, node.start));
    },
  });
  visitor.visit(program);
  return found;
}

function stringOf(node: { readonly type: string; readonly value?: unknown } | undefined): string | null {
  return node?.type === "Literal" && typeof node.value === "string" ? node.value : null;
}

/** Says which import replaces `require(specifier)`. */
function requireRefusal(specifier: string | null): string {
  if (specifier === null) return globalRefusal("require");
  const message = importRefusal(specifier);
  if (message !== null) return message;
  const bare = specifier.replace("node:", "");
  const line = `import ${importedNames[bare] ?? "* as it"} from "${specifier}";`;
  return `\`require\` is not available: a handler is an ES module. Write \`${line}\` at the top of the file.`;
}
