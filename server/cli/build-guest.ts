// Bundles what boots inside every sandbox (server/guest/boot.ts) into build/guest.js.
import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { bundle } from "./bundle.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

export async function buildGuest(): Promise<void> {
  const code = await bundleGuest("server/guest/boot.ts");
  await mkdir(`${root}build`, { recursive: true });
  await writeFile(`${root}build/guest.js`, code);
}

/** Bundles `entry` and its imports into one script. Names are kept, because learners see them: of classes, and in stack traces. */
export async function bundleGuest(entry: string): Promise<string> {
  const [chunk] = await bundle({
    lib: { entry, formats: ["iife"], name: "ws101Guest" },
    rolldownOptions: { output: { keepNames: true } },
  });
  if (chunk === undefined) throw new Error(`Vite produced no script for ${entry}.`);
  return chunk.code;
}

if (import.meta.main) await buildGuest();
