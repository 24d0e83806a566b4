// Bundles what boots inside every sandbox (server/guest/boot.ts) into build/guest/library.js, and each package that a sandbox
// evaluates when it needs it (server/guest/packages) into a script beside it.
import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { type PackageName, packageNames } from "../protocol/guest-abi.ts";
import { bundle } from "./bundle.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

export async function buildGuest(): Promise<void> {
  const packages = packageNames.map(async (name) => [name, await bundlePackage(name)] as const);
  const scripts = [["library", await bundleGuest("server/guest/boot.ts")] as const, ...(await Promise.all(packages))];
  await mkdir(`${root}build/guest`, { recursive: true });
  for (const [name, code] of scripts) await writeFile(`${root}build/guest/${name}.js`, code);
}

/** Its value is the package's exports. */
async function bundlePackage(name: PackageName): Promise<string> {
  const code = await bundleGuest(`server/guest/packages/${name}.ts`, "cjs");
  return `((exports) => {\n${code}\nreturn exports;\n})({});\n`;
}

/** Bundles `entry` and its imports into one script. Names are kept, because learners see them: of classes, and in stack traces. */
export async function bundleGuest(entry: string, format: "iife" | "cjs" = "iife"): Promise<string> {
  const [chunk] = await bundle({
    lib: { entry, formats: [format], name: "ws101Guest" },
    rolldownOptions: { output: { keepNames: true } },
  });
  if (chunk === undefined) throw new Error(`Vite produced no script for ${entry}.`);
  return chunk.code;
}

if (import.meta.main) await buildGuest();
