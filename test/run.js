// `npm test`: sets up the clone, then runs every test (or those under the paths given) on Node 24, with progress.
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { prepare, root, runNode } from "../server/cli/setup.js";

/** The tests of one such folder share a process, which saves most of their start-up time; those of `e2e` share a browser. */
const sharedFolders = ["test/e2e", "test/guest", "test/page", "test/sandbox", "test/lessons", "test/structure"];
/** All other files have a process each. Two processes run at a time, in this order, so that no long one is the last to end. */
const longFolders = ["test/e2e", "test/hostile", "test/checks", "test/front", "test/host"];

process.chdir(root);
const paths = process.argv.slice(2);
const files = (paths.length > 0 ? paths : ["test"]).flatMap(testFiles);
const node = await prepare({ tests: true });
const alone = files.filter((file) => !sharedFolders.includes(folderOf(file)));
const shared = new Map(sharedFolders.map((folder) => [folder, entryFor(folder, files.filter(isIn(folder)))]));
const long = longFolders.flatMap((folder) => shared.get(folder) ?? alone.filter(isIn(folder)));
const ordered = new Set([...long, ...alone, ...[...shared.values()].flat()]);
await runNode(node, ["--test", "--test-reporter=spec", "--test-concurrency=2", ...ordered]);

function testFiles(path) {
  if (path.endsWith(".ts")) return [path];
  const entries = readdirSync(path, { recursive: true }).map((entry) => join(path, String(entry)));
  return entries.filter((entry) => entry.endsWith(".test.ts")).sort();
}

function folderOf(file) {
  return file.replaceAll("\\", "/").split("/").slice(0, 2).join("/");
}

function isIn(folder) {
  return (file) => folderOf(file) === folder;
}

/** Writes a file that imports all of `tests`; none if there are none. */
function entryFor(folder, tests) {
  if (tests.length === 0) return [];
  const entries = join(root, "build/tests");
  const entry = join(entries, `${folder.replace("/", "-")}.js`);
  mkdirSync(entries, { recursive: true });
  writeFileSync(
    entry,
    tests.map((file) => `import ${JSON.stringify(pathToFileURL(join(root, file)).href)};\n`).join(""),
  );
  return [entry];
}
