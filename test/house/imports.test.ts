import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Which rooms of the house a room may import from; its own is always allowed. The longest matching room counts. */
const mayImport: Record<string, readonly string[]> = {
  "server/protocol": [],
  "server/guest": ["server/protocol"],
  "server/host": ["server/protocol", "server/host/sandbox", "server/host/wire"],
  "server/host/sandbox": ["server/protocol"],
  "server/host/wire": ["server/protocol", "server/host/channel.ts"],
  "server/processes": ["server/protocol"],
  "server/compiler": ["server/protocol", "server/processes"],
  "server/checks": ["server/protocol", "server/processes"],
  "server/clients": ["server/protocol", "server/processes"],
  "server/course": ["server/protocol", "server/checks"],
  "server/store": ["server/protocol"],
  "server/front": [
    "server/processes",
    "server/protocol",
    "server/config.ts",
    "server/store",
    "server/course",
    "server/compiler/compiler.ts",
    "server/checks/checker.ts",
    "server/checks/hint.ts",
    "server/clients/server-clients.ts",
  ],
  web: ["server/protocol", "server/guest/types"],
};

const rooms = Object.keys(mayImport).sort((a, b) => b.length - a.length);
const roomOf = (file: string) => rooms.find((room) => file.startsWith(`${room}/`));

function importsOf(file: string): string[] {
  const source = readFileSync(join(root, file), "utf8");
  const found = source.matchAll(/(?:from|import)\s*\(?\s*["'](\.[^"']+)["']/g);
  return [...found].map((match) => relative(root, join(root, dirname(file), match[1] ?? "")).split("?")[0] ?? "");
}

test("CL1 imports run one way: no file reaches into a room that its own may not know", () => {
  const files = globSync(["server/**/*.ts", "web/**/*.{ts,tsx}"], { cwd: root });
  assert.ok(files.length > 20);
  const wrong = files.flatMap((file) => {
    const room = roomOf(file);
    if (room === undefined) return [];
    const allowed = [room, ...(mayImport[room] ?? [])];
    return importsOf(file)
      .filter(
        (target) =>
          !allowed.some((one) => target === one || (target.startsWith(`${one}/`) && deepest(target, allowed))),
      )
      .map((target) => `${file} imports ${target}`);
  });
  assert.deepEqual(wrong, []);
});

/** A target inside a room of its own (host/sandbox) needs that room in the list, not only the one around it. */
function deepest(target: string, allowed: readonly string[]): boolean {
  const room = roomOf(target);
  return (
    room === undefined || allowed.includes(room) || allowed.some((one) => one !== room && one.startsWith(`${room}/`))
  );
}

test("CL1 a host, where strangers' programs run, loads few packages: no schemas, no web framework", () => {
  assert.deepEqual([...packagesOf("server/host/main.ts")].sort(), ["@jridgewell/trace-mapping", "ws"]);
});

/** Packages that a file loads when it runs, by way of whatever it imports; types load nothing. */
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

test("CL1 only config.ts reads the environment of the server", () => {
  const readers = globSync("server/**/*.ts", { cwd: root }).filter((file) =>
    /process\.env/.test(readFileSync(join(root, file), "utf8")),
  );
  const cli = (file: string) => file.startsWith("server/cli/");
  assert.deepEqual(
    readers.filter((file) => !cli(file)),
    ["server/config.ts"],
  );
});
