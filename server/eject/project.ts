// The Node project that a learner takes home: the handler, the lesson's checks as its tests, and the library "ws101".
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import type { Style } from "../protocol/lesson.ts";

export interface Ejected {
  readonly slug: string;
  readonly title: string;
  readonly style: Style;
  /** The handler, as written. */
  readonly source: string;
  /** Of the lesson's checks. */
  readonly checksFile: string;
  readonly clock: "real" | "stepped";
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
  const { style, clock } = ejected;
  return new Map([
    ["README.md", readme(ejected)],
    [".gitignore", "node_modules/\nstorage.json\n"],
    ["package.json", json(packageOf(ejected))],
    ["handler.ts", ejected.source],
    ["checks.ts", await readFile(ejected.checksFile, "utf8")],
    ["test.ts", testFile(clock)],
    ...(style === "loop" ? ([["server.ts", serverFile]] as const) : []),
    ...(await libraryFiles()),
  ]);
}

/** Safe as the name of a file. */
export function projectName({ slug, style }: Pick<Ejected, "slug" | "style">): string {
  return `ws101-${slug}-${style}`;
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

function packageOf({ slug, style }: Ejected) {
  return {
    name: `ws101-${slug}`,
    version: "1.0.0",
    private: true,
    type: "module",
    engines: { node: ">=24" },
    scripts: { start: `node ${style === "loop" ? "server.ts" : "handler.ts"}`, test: "node --test test.ts" },
    dependencies: { acorn, ws, ws101: "file:./ws101", zod },
  };
}

function testFile(clock: Ejected["clock"]): string {
  return `// Runs the lesson's checks against the server, each in a process of its own.
import { testHandler } from "ws101/checks";

await testHandler({
  handler: import.meta.resolve("./handler.ts"),
  checks: import.meta.resolve("./checks.ts"),
  clock: "${clock}",
});
`;
}

const serverFile = `// Serves handler.ts.
import { env } from "node:process";
import { serve } from "ws101";
import * as handler from "./handler.ts";

const port = await serve(handler, { port: Number(env.PORT ?? 3000) });
console.log(\`Listening on ws://localhost:\${port}\`);
`;

function readme({ title, style, source }: Ejected): string {
  const library =
    style === "loop"
      ? "`ws101/` is the course's library, built on the npm package [ws](https://www.npmjs.com/package/ws); `server.ts` serves `handler.ts` with it."
      : `\`handler.ts\` uses the npm package [ws](https://www.npmjs.com/package/ws); \`ws101/\` is the course's library${source.includes('"ws101"') ? "" : ", needed only for the tests"}.`;
  return `# ${title}

Your WebSocket server from ws101, as a project of its own. It needs Node 24.

\`\`\`sh
npm install
npm test     # the lesson's checks, against the real server
npm start    # serves ${style === "loop" ? "on port 3000, or on $PORT" : "on the port that handler.ts names"}
\`\`\`

\`handler.ts\` is your code, unchanged. ${library}

In the tests, time moves only when a check moves it: each check runs the server in a process of its own and replaces
\`Date\`, \`setTimeout\` and their like. There is no sandbox here: an endless loop blocks the server, and an exception that
nothing catches ${style === "loop" ? "outside of `handle` " : ""}ends it.
${notesFor(source)}`;
}

/** What is different outside of ws101, of what the handler uses. */
function notesFor(source: string): string {
  const used = Object.entries(notes).filter(([name]) => new RegExp(`\\b${name}\\b`).test(source));
  return used.length === 0 ? "" : `\n${used.map(([name, note]) => `- \`${name}\` ${note}\n`).join("")}`;
}

const notes = {
  offload: "runs each call in a thread of its own, for half a second at most.",
  shutdown: "is requested by SIGTERM and by Ctrl+C.",
  storage: "is kept in the file `storage.json`. The tests begin without it.",
  dial: "works in the tests, which play the server of your `client`.",
};

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
