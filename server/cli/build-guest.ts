// Bundles what boots inside every sandbox (server/guest/boot.ts) into build/guest.js.
import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build, type Rolldown } from "vite";

const root = fileURLToPath(new URL("../..", import.meta.url));

export async function buildGuest(): Promise<void> {
  const code = await bundleGuest("server/guest/boot.ts");
  await mkdir(`${root}build`, { recursive: true });
  await writeFile(`${root}build/guest.js`, code);
}

/** Bundles `entry` and its imports into one script. Names are kept, because learners see them: of classes, and in stack traces. */
export async function bundleGuest(entry: string): Promise<string> {
  const built = await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: "warn",
    build: {
      lib: { entry, formats: ["iife"], name: "ws101Guest" },
      write: false,
      minify: false,
      target: "esnext",
      rolldownOptions: { output: { keepNames: true } },
    },
  });
  const outputs = (Array.isArray(built) ? built : [built]).flatMap((each) => ("output" in each ? each.output : []));
  const chunk = outputs.find((each): each is Rolldown.OutputChunk => each.type === "chunk");
  if (chunk === undefined) throw new Error(`Vite produced no script for ${entry}.`);
  return chunk.code;
}

if (import.meta.main) await buildGuest();
