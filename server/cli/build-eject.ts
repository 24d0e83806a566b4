// Bundles what a downloaded project brings along: the library "ws101" and the runner of its checks, as readable JavaScript.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build, type Plugin, type Rolldown } from "vite";

const root = join(import.meta.dirname, "../..");
const outDir = join(root, "build/eject");
const node = join(root, "server/guest/node");

/** Modules that need the sandbox. */
const sandboxed: ReadonlySet<string> = new Set(
  ["bytes.ts", "event-target.ts", "url.ts"].map((name) => join(node, name)),
);
const replacement = join(root, "server/eject/library/node-modules.ts");

export async function buildEject(): Promise<void> {
  const built = await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: "warn",
    plugins: [replaceModules()],
    build: {
      ssr: true,
      write: false,
      minify: false,
      target: "esnext",
      rolldownOptions: {
        input: {
          index: "server/eject/library/index.ts",
          checks: "server/eject/testing/checks.ts",
          "offload-thread": "server/eject/library/offload-thread.ts",
          room: "server/eject/testing/room.ts",
          "real-time": "server/eject/testing/real-time.ts",
        },
        external: ["acorn", "ws", "zod"],
        output: { keepNames: true, chunkFileNames: "[name].js" },
      },
    },
  });
  const outputs = (Array.isArray(built) ? built : [built]).flatMap((each) => ("output" in each ? each.output : []));
  const chunks = outputs.filter((each): each is Rolldown.OutputChunk => each.type === "chunk");
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
      return resolved !== null && sandboxed.has(resolved.id) ? replacement : resolved;
    },
  };
}

if (import.meta.main) await buildEject();
