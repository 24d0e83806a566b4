import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** What each folder may import besides itself. A file belongs to the longest folder that matches it. */
const mayImport: Record<string, readonly string[]> = {
  "server/protocol": [],
  "server/guest": ["server/protocol"],
  "server/host": ["server/protocol", "server/host/sandbox", "server/host/wire", "server/processes/fair-queue.ts"],
  "server/host/sandbox": ["server/protocol"],
  "server/host/wire": ["server/protocol"],
  "server/processes": ["server/protocol"],
  "server/compiler": ["server/protocol", "server/processes"],
  "server/checks": ["server/protocol", "server/processes", "server/host/wire/tap.ts"],
  "server/clients": ["server/protocol", "server/processes"],
  "server/course": ["server/protocol", "server/checks"],
  "server/eject": ["package.json", "server/protocol", "server/guest/loop", "server/guest/node", "server/guest"],
  "server/eject/testing": [
    "server/protocol",
    "server/guest/node",
    "server/guest",
    "server/eject/library",
    "server/checks",
    "server/processes/pending-calls.ts",
    "server/host/room/dials.ts",
  ],
  "server/eject/library": ["server/protocol", "server/guest", "server/host/sandbox/free-names.ts"],
  "server/store": ["server/protocol", "server/processes/built-program.ts"],
  "server/front": [
    "server/processes",
    "server/protocol",
    "server/config.ts",
    "server/store",
    "server/course",
    "server/compiler/compiler.ts",
    "server/checks/checker.ts",
    "server/checks/hints.ts",
    "server/eject/project.ts",
    "server/eject/zip.ts",
    "server/clients/server-clients.ts",
    "server/workshop",
  ],
  "server/workshop": ["server/protocol"],
  "server/rehearsal": ["server/protocol", "server/workshop", "server/app.ts", "server/config.ts"],
  web: ["server/protocol", "server/guest/types", "server/workshop/roster.ts"],
};

const folders = Object.keys(mayImport).sort((a, b) => b.length - a.length);
const folderOf = (file: string) => folders.find((folder) => file.startsWith(`${folder}/`));
const files = globSync(["server/**/*.ts", "web/**/*.{ts,tsx}"], { cwd: root }).filter((f) => !f.endsWith(".d.ts"));

function importsOf(file: string): string[] {
  const source = readFileSync(join(root, file), "utf8");
  const found = source.matchAll(/(?:from|import)\s*\(?\s*["'](\.[^"']+)["']/g);
  return [...found].map((match) => relative(root, join(root, dirname(file), match[1] ?? "")).split("?")[0] ?? "");
}

test("CL1 imports run one way between the folders", () => {
  assert.ok(files.length > 20);
  const wrong = files.flatMap((file) => {
    const folder = folderOf(file);
    if (folder === undefined) return [];
    const allowed = [folder, ...(mayImport[folder] ?? [])];
    return importsOf(file)
      .filter((target) => !isAllowed(target, allowed))
      .map((target) => `${file} imports ${target}`);
  });
  assert.deepEqual(wrong, []);
});

/** A target in a listed subfolder (host/sandbox) must be allowed by that subfolder, not only by its parent. */
function isAllowed(target: string, allowed: readonly string[]): boolean {
  const folder = folderOf(target);
  return allowed.some((one) => {
    if (target === one) return true;
    if (!target.startsWith(`${one}/`)) return false;
    return folder === undefined || allowed.includes(folder) || allowed.some((each) => each.startsWith(`${folder}/`));
  });
}

test("CL1 no file imports itself through others", () => {
  const graph = new Map(files.map((file) => [file, importsOf(file).filter((target) => files.includes(target))]));
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(" → "));
    if (path.includes(file) || done.has(file)) return;
    for (const target of graph.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  assert.deepEqual(cycles, []);
});

test("CL1 a host, which runs strangers' programs, loads few packages: no schemas, no web framework", () => {
  assert.deepEqual([...packagesOf("server/host/main.ts")].sort(), ["@jridgewell/trace-mapping", "acorn", "ws"]);
});

/** Packages that a file loads at run time, directly or through its imports; type imports load nothing. */
function packagesOf(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return new Set();
  seen.add(file);
  const source = readFileSync(join(root, file), "utf8");
  const found = source.matchAll(/^(?:import|export)\s+(?!type\b)(?:[^;"']*?\sfrom\s+)?["']([^"']+)["']/gm);
  const loaded = [...found].map((match) => match[1] ?? "").filter((name) => !name.startsWith("node:"));
  const [own, others] = [loaded.filter((name) => name.startsWith(".")), loaded.filter((name) => !name.startsWith("."))];
  return own.reduce(
    (packages, name) => packages.union(packagesOf(relative(root, join(root, dirname(file), name)), seen)),
    new Set(others),
  );
}

test("CL1 only config.ts and the command line read the environment", () => {
  const readers = files.filter((file) => /process\.env/.test(readFileSync(join(root, file), "utf8")));
  assert.deepEqual(
    readers.filter((file) => !file.startsWith("server/cli/")),
    ["server/config.ts"],
  );
});

test("CL1 every file that the architecture document names exists", () => {
  const text = readFileSync(join(root, "docs/architecture.md"), "utf8");
  const named = [...text.matchAll(/`((?:server|web|test|lessons|docs)\/[\w./-]+)`/g)].map((match) => match[1] ?? "");
  assert.ok(named.length > 40, `only ${named.length} files are named`);
  assert.deepEqual(
    named.filter((file) => globSync(file, { cwd: root }).length === 0),
    [],
  );
});
