// The Node project that a learner takes home: the handler, its client page, the lesson's checks as its tests, and the library
// "ws101".
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import type { Style } from "../protocol/lesson.ts";

/** What a learner takes home: a handler, perhaps with its client page, and with its lesson's checks. */
export interface Ejected {
  readonly slug: string;
  readonly title: string;
  readonly style: Style;
  /** The handler, as written. */
  readonly source: string;
  /** The client page, served at `/`; null for none. */
  readonly page: string | null;
  /** The lesson's, which become tests; null for a program of the playground. */
  readonly checks: { readonly file: string; readonly clock: "real" | "stepped" } | null;
}

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
  const files: readonly (readonly [string, string | null])[] = [
    ["README.md", readme(ejected)],
    [".gitignore", "node_modules/\nstorage.json\n"],
    ["package.json", json(packageOf(ejected))],
    ["handler.ts", ejected.source],
    ["client.html", page],
    ["checks.ts", checks && (await readFile(checks.file, "utf8"))],
    ["test.ts", checks && testFile(checks.clock)],
    ["server.ts", startFile(style, page !== null)],
    ...(usesLibrary(ejected) ? await libraryFiles() : []),
  ];
  return new Map(files.flatMap(([path, text]) => (text === null ? [] : [[path, text]])));
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

/** Nothing else of a project needs the module "ws101". */
function usesLibrary({ style, source, page, checks }: Ejected): boolean {
  return style === "loop" || page !== null || checks !== null || importsLibrary(source);
}

function importsLibrary(source: string): boolean {
  return /["']ws101["']/.test(source);
}

/** The README of the project. */
function readme(ejected: Ejected): string {
  const { title, style, source, checks } = ejected;
  const test = checks === null ? "" : "npm test     # the lesson's checks, against the real server\n";
  const stepped = checks === null ? "" : `${inTests} `;
  const uncaught = `an exception that nothing catches ${style === "loop" ? "outside of `handle` " : ""}ends it`;
  return `# ${title.replace(/[\\`*_{}[\]<>#|]/g, "\\$&")}

Your WebSocket server from ws101, as a project of its own. It needs Node 24.

\`\`\`sh
npm install
${test}npm start    # serves ${served(ejected)}
\`\`\`

\`handler.ts\` is your code, unchanged. ${otherFiles(ejected)}

${stepped}There is no sandbox here: an endless loop blocks the server, and ${uncaught}.
${notesFor(source)}`;
}

const inTests = `In the tests, time moves only when a check moves it: each check runs the server in a process of its own and replaces
\`Date\`, \`setTimeout\` and their like.`;

function served({ style, page }: Ejected): string {
  const [onLoopPort, onOwnPort] = ["on port 3000, or on $PORT", "on the port that handler.ts names"];
  if (style === "loop") return page === null ? onLoopPort : `client.html ${onLoopPort}, and the handler there too`;
  return page === null ? onOwnPort : `client.html on port 8000, or on $PORT, and the handler ${onOwnPort}`;
}

function otherFiles(ejected: Ejected): string {
  const client = " `client.html` is your client page; `server.ts` gives it the handler's address, `WS_URL`.";
  return libraryText(ejected) + (ejected.page === null ? "" : client);
}

function libraryText(ejected: Ejected): string {
  const ws = "the npm package [ws](https://www.npmjs.com/package/ws)";
  if (ejected.style === "loop")
    return `\`ws101/\` is the course's library, built on ${ws}; \`server.ts\` serves \`handler.ts\` with it.`;
  if (!usesLibrary(ejected)) return `It uses ${ws}.`;
  const purpose = ejected.page === null ? "the tests" : "the page";
  const need = importsLibrary(ejected.source) ? "" : `, needed only for ${purpose}`;
  return `It uses ${ws}; \`ws101/\` is the course's library${need}.`;
}

/** What is different outside of ws101, of what the handler uses. */
function notesFor(source: string): string {
  const used = Object.entries(notes).filter(([name]) => new RegExp(`\\b${name}\\b`).test(source));
  return used.length === 0 ? "" : `\n${used.map(([name, note]) => `- \`${name}\` ${note}\n`).join("")}`;
}

const notes = {
  offload: "runs each call in a thread of its own, for half a second at most.",
  shutdown: "is requested by SIGTERM and by Ctrl+C.",
  storage: "is kept in the file `storage.json`. Tests begin without it.",
  dial: "works in a lesson's tests, which play the server of your `client`.",
};
