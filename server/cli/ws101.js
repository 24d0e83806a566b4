#!/usr/bin/env node
// The `ws101` command on any Node ≥ 20: makes the clone ready, then hands over to Node 24.
import { join } from "node:path";
import { hand, ready, root } from "./setup.js";

try {
  const node = await ready();
  hand(node, [join(root, "server/cli/main.ts"), ...process.argv.slice(2)]);
} catch (error) {
  process.stderr.write(`ws101: ${error.message}\n`);
  process.exitCode = 2;
}
