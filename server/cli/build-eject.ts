// Bundles what a downloaded project brings along: the library "ws101" and the runner of its checks, as readable JavaScript.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Plugin } from "vite";
import { bundle } from "./bundle.ts";

const root = join(import.meta.dirname, "../..");
const outDir = join(root, "build/eject");
const node = join(root, "server/guest/node");

/** Modules that need the sandbox. */
const sandboxed = ["bytes.ts", "event-target.ts", "url.ts"].map((name) => join(node, name));
const replacement = join(root, "server/eject/library/node-modules.ts");

async function buildEject(): Promise<void> {
  const rolldownOptions = {
    input: {
      index: "server/eject/library/index.ts",
      checks: "server/eject/testing/checks.ts",
      "offload-thread": "server/eject/library/offload-thread.ts",
      room: "server/eject/testing/room.ts",
      "real-time": "server/eject/testing/real-time.ts",
    },
    external: ["acorn", "ws", "zod"],
    output: { keepNames: true, chunkFileNames: "[name].js" },
  };
  const chunks = await bundle({ ssr: true, rolldownOptions }, { plugins: [replaceModules()] });
  await rm(outDir, { recursive: true, force: true });
  await mkdir(outDir, { recursive: true });
  await Promise.all(chunks.map(({ fileName, code }) => writeFile(join(outDir, fileName), code)));
}

function replaceModules(): Plugin {
  return {
    name: "outside-the-sandbox",
    enforce: "pre",
    async resolveId(source, importer, options) {
      const resolved = await this.resolve(source, importer, { ...options, skipSelf: true });
      return resolved !== null && sandboxed.includes(resolved.id) ? replacement : resolved;
    },
  };
}

if (import.meta.main) await buildEject();
