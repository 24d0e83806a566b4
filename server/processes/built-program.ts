// Chooses the program of a process or a thread: what set-up has built, if that is still what it would build.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const root = new URL("../../", import.meta.url);
const pathOf = (file: string): string => fileURLToPath(new URL(file, root));

/** By the folder of their sources. The store is a thread of the front. */
const sources = {
  host: "server/host/main.ts",
  compiler: "server/compiler/main.ts",
  checks: "server/checks/main.ts",
  clients: "server/clients/main.ts",
  store: "server/store/sqlite-thread.ts",
} as const;
export type ProgramFolder = keyof typeof sources;

/** Below the package's root. */
export const builtFolder = (folder: ProgramFolder): string => `build/${folder}`;
export const bundleOf = (folder: ProgramFolder): string => pathOf(`${builtFolder(folder)}/main.js`);
export const manifestOf = (folder: ProgramFolder): string => pathOf(`${builtFolder(folder)}/manifest.json`);

const manifestSchema = z.record(z.string(), z.string());

/** SHA-256 by path below the package's root. */
export function hashesOf(files: readonly string[]): Record<string, string> {
  const hashOf = (file: string) =>
    createHash("sha256")
      .update(readFileSync(pathOf(file)))
      .digest("hex");
  return Object.fromEntries(files.map((file) => [file, hashOf(file)]));
}

const chosen = new Map<ProgramFolder, string>();

/**
 * The bundle starts in a fraction of the time: nothing is stripped of types, rewritten or booted. Its manifest names every
 * file that it was made from and what was made; if one has changed since, the process runs from its sources. Chosen once:
 * reading all of them again would delay what replaces a lost process.
 */
export function programOf(folder: ProgramFolder): string {
  const program = chosen.get(folder) ?? chooseProgram(folder, manifestOf(folder));
  chosen.set(folder, program);
  return program;
}

export function chooseProgram(folder: ProgramFolder, manifest: string): string {
  return isCurrent(manifest) ? bundleOf(folder) : pathOf(sources[folder]);
}

function isCurrent(manifest: string): boolean {
  try {
    const built = manifestSchema.parse(JSON.parse(readFileSync(manifest, "utf8")));
    const now = hashesOf(Object.keys(built));
    return Object.entries(built).every(([file, hash]) => now[file] === hash);
  } catch {
    return false;
  }
}
