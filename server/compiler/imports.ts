// Which modules a handler asks for, and what is said about those that a handler cannot have.
import { parseSync, type StaticImport, Visitor } from "oxc-parser";
import { refusal } from "../guest/refusals.ts";
import type { Problem } from "../protocol/guest.ts";
import { problemAt } from "./problems.ts";

/**
 * At most `most` problems, one for each import that would fail in the sandbox. `js` is the compiled output: TypeScript leaves out imports
 * that only name types, and those need no module.
 */
export function importProblems(source: string, js: string, most: number): Problem[] {
  if (!suspicious.test(source)) return [];
  const found = [...staticImports(source, js), ...calls(source)];
  return found.slice(0, most).map(({ index, message }) => problemAt(source, index, message));
}

interface Found {
  readonly index: number;
  readonly message: string;
}

/** Anything but a plain import of a module that is there. Parsing costs more than compiling, so most files skip it. */
const suspicious =
  /\brequire\b|\bimport\s*[("'`./]|\bexport\s*=|\bfrom\s*(?!["'](?:ws101|ws|events|node:events|buffer|node:buffer)["'])["'/]/;

function staticImports(source: string, js: string): Found[] {
  const { module } = parseSync("handler.ts", source, { lang: "ts", sourceType: "module" });
  const surviving = importedBy(js);
  const imports = module.staticImports
    .filter(({ entries }) => entries.length === 0 || !entries.every((entry) => entry.isType))
    .filter((one) => surviving.has(one.moduleRequest.value) || isUnused(source, one))
    .map(({ moduleRequest }) => moduleRequest);
  const exports = module.staticExports
    .flatMap(({ entries }) => entries)
    .flatMap((entry) => (entry.isType || entry.moduleRequest === null ? [] : [entry.moduleRequest]));
  return [...imports, ...exports].flatMap(({ value, start }) => refused(value, start));
}

/** What the compiled output still imports. */
function importedBy(js: string): ReadonlySet<string> {
  const { module } = parseSync("handler.js", js, { lang: "js", sourceType: "module" });
  return new Set(module.staticImports.map(({ moduleRequest }) => moduleRequest.value));
}

/** An import whose names stand nowhere else is a beginning: say at once that it leads nowhere. */
function isUnused(source: string, { start, end, entries }: StaticImport): boolean {
  const rest = source.slice(0, start) + source.slice(end);
  return entries.every(({ localName }) => !new RegExp(`\\b${escaped(localName.value)}\\b`).test(rest));
}

function escaped(name: string): string {
  return name.replace(/[$\\]/g, "\\$&");
}

function refused(specifier: string, index: number): Found[] {
  const message = refusal(specifier);
  return message === null ? [] : [{ index, message }];
}

/** `require("x")`, `import x = require("x")`, `export = x` and `import("x")`. */
function calls(source: string): Found[] {
  const found: Found[] = [];
  const { program } = parseSync("handler.ts", source, { lang: "ts", sourceType: "module" });
  const visitor = new Visitor({
    CallExpression(node) {
      if (node.callee.type !== "Identifier" || node.callee.name !== "require") return;
      found.push({ index: node.start, message: instead(literal(node.arguments[0])) });
    },
    TSExternalModuleReference(node) {
      found.push({ index: node.start, message: instead(node.expression.value) });
    },
    TSExportAssignment(node) {
      found.push({ index: node.start, message: "A handler is an ES module: write `export default` for `export =`." });
    },
    ImportExpression(node) {
      const specifier = literal(node.source);
      if (specifier === null) found.push({ index: node.start, message: computedImport });
      else found.push(...refused(specifier, node.start));
    },
  });
  visitor.visit(program);
  return found;
}

const computedImport =
  "A handler can import only what it names at the top: `import(…)` of a computed name has nothing to load from.";

function literal(node: { readonly type: string; readonly value?: unknown } | undefined): string | null {
  return node?.type === "Literal" && typeof node.value === "string" ? node.value : null;
}

/** What to write for `require(specifier)`. */
function instead(specifier: string | null): string {
  if (specifier === null)
    return "`require` is not here: a handler is an ES module. Use an import at the top of the file.";
  const message = refusal(specifier);
  if (message !== null) return message;
  const names = importLines[specifier] ?? `import * as it from "${specifier}";`;
  return `\`require\` is not here: a handler is an ES module. Write \`${names}\` at the top instead.`;
}

const importLines: Readonly<Record<string, string>> = {
  ws: 'import { WebSocket, WebSocketServer } from "ws";',
  ws101: 'import type { Socket } from "ws101";',
  events: 'import { EventEmitter } from "events";',
  "node:events": 'import { EventEmitter } from "node:events";',
  buffer: 'import { Buffer } from "buffer";',
  "node:buffer": 'import { Buffer } from "node:buffer";',
};
