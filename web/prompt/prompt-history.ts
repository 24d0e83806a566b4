// The prompt's history, kept per lesson in the browser's storage.
import { z } from "zod";
import { attempt } from "../ui/attempt.ts";

export const keptLines = 100;
const longestLine = 1_000;

const linesSchema = z.array(z.string().max(longestLine)).transform((lines) => lines.slice(-keptLines));

export interface History {
  /** Oldest first. */
  lines(): readonly string[];
  add(line: string): void;
}

/** Invalid stored data is ignored. Without storage, the history lasts as long as the page. */
export function createHistory(storage: Storage, lesson: string): History {
  const key = `ws101.prompt.${lesson}`;
  let lines = load(storage, key, []);
  return {
    lines: () => lines,
    add(line) {
      if (line.trim() === "" || line.length > longestLine || line === lines.at(-1)) return;
      // Another tab may have added lines of its own.
      lines = [...load(storage, key, lines), line].slice(-keptLines);
      attempt(() => storage.setItem(key, JSON.stringify(lines)));
    },
  };
}

function load(storage: Storage, key: string, fallback: readonly string[]): readonly string[] {
  return attempt(() => linesSchema.parse(JSON.parse(storage.getItem(key) ?? ""))) ?? fallback;
}
