// The Node project that a learner takes home: the handler, its client page, the lesson's checks as its tests, and the library "ws101".
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import type { Style } from "../protocol/lesson.ts";
import { type Ejected, usesLibrary } from "./ejected.ts";
import { readme } from "./readme.ts";

/** Why a handler cannot be taken home. */
export class EjectError extends Error {
  override readonly name = "EjectError";
}

const root = join(import.meta.dirname, "../..");
const libraryDir = join(root, "build/eject");
const typesFile = join(root, "server/guest/types/ws101.d.ts");

/** The project's files by path, in order. The handler has to be one that Node runs: without `unerasable` syntax. */
export async function projectFiles(ejected: Ejected): Promise<ReadonlyMap<string, string>> {
  const { style, page, checks } = ejected;
  const start = startFile(style, page !== null);
  return new Map([
    ["README.md", readme(ejected)],
    [".gitignore", "node_modules/\nstorage.json\n"],
    ["package.json", json(packageOf(ejected))],
    ["handler.ts", ejected.source],
    ...entry("client.html", page),
    ...entry("checks.ts", checks && (await readFile(checks.file, "utf8"))),
    ...entry("test.ts", checks && testFile(checks.clock)),
    ...entry("server.ts", start),
    ...(usesLibrary(ejected) ? await libraryFiles() : []),
  ]);
}

function entry(path: string, text: string | null): [string, string][] {
  return text === null ? [] : [[path, text]];
}

/** For a handler with syntax that Node does not only remove. */
export function unerasable(what: string): EjectError {
  return new EjectError(`Node runs TypeScript without compiling it, which excludes ${what}. Replace it first.`);
}

async function libraryFiles(): Promise<[string, string][]> {
  const names = (await readdir(libraryDir).catch(() => [])).sort();
  if (names.length === 0) throw new EjectError("The library is not built: run `node server/cli/setup.js`.");
  const scripts = names.map(async (name): Promise<[string, string]> => {
    return [`ws101/${name}`, await readFile(join(libraryDir, name), "utf8")];
  });
  const types = (await readFile(typesFile, "utf8")).replace(/^declare module "ws101" \{$([\s\S]*)^\}$/m, "$1");
  return [["ws101/package.json", json(libraryPackage)], ["ws101/index.d.ts", types], ...(await Promise.all(scripts))];
}

const { version, license, dependencies } = packageJson;
const { acorn, ws, zod } = dependencies;

const libraryPackage = {
  name: "ws101",
  version,
  license,
  type: "module",
  exports: { ".": { types: "./index.d.ts", default: "./index.js" }, "./checks": "./checks.js" },
};

function packageOf(ejected: Ejected) {
  const { slug, style, page, checks } = ejected;
  return {
    name: `ws101-${slug}`,
    version: "1.0.0",
    private: true,
    type: "module",
    engines: { node: ">=24" },
    scripts: {
      start: `node ${startFile(style, page !== null) === null ? "handler.ts" : "server.ts"}`,
      ...(checks !== null && { test: "node --test test.ts" }),
    },
    dependencies: usesLibrary(ejected) ? { acorn, ws, ws101: "file:./ws101", zod } : { ws },
  };
}

function testFile(clock: "real" | "stepped"): string {
  return `// Runs the lesson's checks against the server, each in a process of its own.
import { testHandler } from "ws101/checks";

await testHandler({
  handler: import.meta.resolve("./handler.ts"),
  checks: import.meta.resolve("./checks.ts"),
  clock: "${clock}",
});
`;
}

/** What `npm start` runs; null for a handler that serves by itself. */
function startFile(style: Style, hasPage: boolean): string | null {
  if (style === "loop") return loopServer(hasPage);
  return hasPage ? pageServer : null;
}

function loopServer(hasPage: boolean): string {
  const page = hasPage ? ', page: import.meta.resolve("./client.html")' : "";
  return `// Serves handler.ts${hasPage ? ", and client.html at /" : ""}.
import { env } from "node:process";
import { serve } from "ws101";
import * as handler from "./handler.ts";

const port = await serve(handler, { port: Number(env.PORT ?? 3000)${page} });
console.log(\`${hasPage ? "Open http" : "Listening on ws"}://localhost:\${port}\`);
`;
}

const pageServer = `// Starts handler.ts, and serves client.html beside it. "ws101" comes first: it notes the port on which the handler listens.
import { env } from "node:process";
import { servePage } from "ws101";
import "./handler.ts";

const port = await servePage(import.meta.resolve("./client.html"), { port: Number(env.PORT ?? 8000) });
console.log(\`Open http://localhost:\${port}\`);
`;

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
