// `npm test`: sets up the clone, then runs every test (or those under the paths given) on Node 24, with progress.
import { join } from "node:path";
import { prepare, root, runNode } from "../server/cli/setup.js";

process.chdir(root);
const wanted = process.argv.slice(2);
const patterns = (wanted.length > 0 ? wanted : ["test"]).map((path) =>
  path.endsWith(".ts") ? path : join(path, "**/*.test.ts"),
);
const node = await prepare({ tests: true });
runNode(node, ["--test", "--test-concurrency=2", "--test-reporter=spec", ...patterns]);
