// `npm test`: sets up the clone, then runs every test (or those under the paths given) on Node 24, with progress.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { prepare, root, runNode } from "../server/cli/setup.js";

/** Tests of pure code share one process; all others get a process per file, two at a time. */
const pureFolders = ["test/structure/", "test/page/"];

process.chdir(root);
const paths = process.argv.slice(2);
const files = (paths.length > 0 ? paths : ["test"]).flatMap(testFiles);
const isPure = (file) => pureFolders.some((folder) => file.replaceAll("\\", "/").startsWith(folder));
const node = await prepare({ tests: true });
await runTests(files.filter(isPure), ["--test-isolation=none"]);
await runTests(
  files.filter((file) => !isPure(file)),
  ["--test-concurrency=2"],
);

function testFiles(path) {
  if (path.endsWith(".ts")) return [path];
  const entries = readdirSync(path, { recursive: true }).map((entry) => join(path, String(entry)));
  return entries.filter((entry) => entry.endsWith(".test.ts")).sort();
}

async function runTests(files, options) {
  if (files.length > 0) await runNode(node, ["--test", "--test-reporter=spec", ...options, ...files]);
}
