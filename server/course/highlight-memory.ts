// What was highlighted before, in a file below build/: it saves most of a server's start.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

export interface HighlightMemory {
  get(key: string): string | undefined;
  set(key: string, html: string): void;
  /** Writes down what is new; where nothing can be written, the next start takes a little longer. */
  keep(): void;
}

const fileSchema = z.record(z.string(), z.string());
const shikiPackage = new URL("../../node_modules/shiki/package.json", import.meta.url);

/** One file for each version of shiki, so that an upgrade begins anew. */
export function openMemory(file = standardFile()): HighlightMemory {
  const entries = new Map(Object.entries(read(file)));
  let isNew = false;
  return {
    get: (key) => entries.get(key),
    set: (key, html) => {
      entries.set(key, html);
      isNew = true;
    },
    keep: () => {
      if (isNew) write(file, Object.fromEntries(entries));
      isNew = false;
    },
  };
}

function standardFile(): string {
  const { version } = z.looseObject({ version: z.string() }).parse(JSON.parse(readFileSync(shikiPackage, "utf8")));
  return fileURLToPath(new URL(`../../build/highlighted-${version}.json`, import.meta.url));
}

/** A file that is missing, cut or not ours is no memory. */
function read(file: string): Record<string, string> {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return {};
  }
}

function write(file: string, entries: Record<string, string>): void {
  const half = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(half, JSON.stringify(entries));
    renameSync(half, file);
  } catch {
    return;
  }
}
