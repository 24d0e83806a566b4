// Imports that would fail in a sandbox, and `require`, as problems at their places.
import { parseSync, type StaticImport, Visitor } from "oxc-parser";
import type { Problem } from "../protocol/guest.ts";
import { globalRefusal, importRefusal } from "../protocol/refusals.ts";
import { maxProblems, problemAt } from "./problems.ts";

/** Matches everything but plain imports of existing modules. Parsing costs more than compiling; most files skip it. */
const suspicious =
  /\brequire\b|\bimport\s*[("'`./]|\bexport\s*=|\bfrom\s*(?!["'](?:ws101|ws|events|node:events|buffer|node:buffer)["'])["'/]/;

const computedImport =
  "`import(…)` with a computed name is not available: a handler imports modules by name, at the top of the file.";

const importedNames: Readonly<Record<string, string>> = {
  ws: "{ WebSocket, WebSocketServer }",
  ws101: "type { Socket }",
  events: "{ EventEmitter }",
  buffer: "{ Buffer }",
};

/**
 * One problem per import that would fail. `js` is the compiled output: TypeScript drops imports that only
 * name types, and those need no module.
 */
export function importProblems(source: string, js: string): Problem[] {
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
