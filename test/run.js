// `npm test`: sets up the clone, then runs every test (or those under the paths given) on Node 24, with progress.
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { prepare, root, runNode } from "../server/cli/setup.js";

/**
 * The tests of one such folder share a process, which saves most of their start-up time; those of `e2e` share a browser, and
 * those of `front` a server. The longest come first, so that all processes end together.
 */
const sharedFolders = [
  "e2e",
  "lessons",
  "cli",
  "front",
  "clients",
  "checks",
  "host",
  "sandbox",
  "guest",
  "store",
  "compiler",
  "page",
  "processes",
  "structure",
];
/** These look at everything that their process has opened. */
const apart = ["test/front/hosts.test.ts", "test/front/restart.test.ts"];
process.chdir(root);
const paths = process.argv.slice(2);
const files = (paths.length > 0 ? paths : ["test"]).flatMap(testFiles);
const node = await prepare({ tests: true });
const groups = sharedFolders.flatMap((folder) => {
  const shared = files.filter((file) => isShared(file, folder));
  // One browser for all would be the last to end.
  return folder === "e2e" ? halvesOf(shared) : [shared];
});
const entries = groups.flatMap(entryFor);
const alone = files.filter((file) => !sharedFolders.some((folder) => isShared(file, folder)));
/** A test or hook that hangs fails. It applies to each test, not to a file or a group of files. */
const deadline = "--test-timeout=600000";
// In the order of their names: `build/tests` comes first. Most wait for other processes half of their time, so that three keep
// two cores busy.
await runNode(node, ["--test", "--test-reporter=spec", "--test-concurrency=3", deadline, ...entries, ...alone]);

function testFiles(path) {
  if (path.endsWith(".ts")) return [path];
  const entries = readdirSync(path, { recursive: true }).map((entry) => join(path, String(entry)));
  return entries.filter((entry) => entry.endsWith(".test.ts")).sort();
}

function isShared(file, folder) {
  const path = file.replaceAll("\\", "/");
  return path.startsWith(`test/${folder}/`) && !apart.includes(path);
}

/** About as long as each other: files by turns. */
function halvesOf(tests) {
  return [0, 1].map((half) => tests.filter((_, index) => index % 2 === half));
}

/** Writes a file that imports all of `tests`; none if there are none. */
function entryFor(tests, index) {
  const [first] = tests;
  if (first === undefined) return [];
  const entries = join(root, "build/tests");
  const entry = join(entries, `${String(index).padStart(2, "0")}-${basename(dirname(first))}.js`);
  mkdirSync(entries, { recursive: true });
  writeFileSync(
    entry,
    tests.map((file) => `import ${JSON.stringify(pathToFileURL(join(root, file)).href)};\n`).join(""),
  );
  return [entry];
}
