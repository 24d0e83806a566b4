#!/usr/bin/env node
// The `ws101` command for any Node ≥ 20: sets up the clone, then runs the command with Node 24.
import { join } from "node:path";
import { prepare, root, runNode } from "./setup.js";

try {
  const node = await prepare();
  runNode(node, [join(root, "server/cli/main.ts"), ...process.argv.slice(2)]);
} catch (error) {
  process.stderr.write(`ws101: ${error.message}\n`);
  process.exitCode = 2;
}
