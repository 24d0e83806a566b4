// The lines that were given to the prompt, kept in the browser lesson by lesson.
import { z } from "zod";

export const keptLines = 100;
const longestLine = 1_000;

const linesSchema = z.array(z.string().max(longestLine)).transform((lines) => lines.slice(-keptLines));

export interface History {
  /** Oldest first. */
  lines(): readonly string[];
  add(line: string): void;
}

/** Whatever lies in the storage is bearable; one that refuses costs only the memory of this page. */
export function createHistory(storage: Storage, lesson: string): History {
  const key = `ws101.prompt.${lesson}`;
  let lines = read(storage, key);
  return {
    lines: () => lines,
    add(line) {
      if (line.trim() === "" || line.length > longestLine || line === lines.at(-1)) return;
      // Another tab may have added its own meanwhile.
      lines = [...read(storage, key, lines), line].slice(-keptLines);
      write(storage, key, lines);
    },
  };
}

function read(storage: Storage, key: string, otherwise: readonly string[] = []): readonly string[] {
  try {
    const kept = storage.getItem(key);
    return kept === null ? otherwise : linesSchema.parse(JSON.parse(kept));
  } catch {
    return otherwise;
  }
}

function write(storage: Storage, key: string, lines: readonly string[]): void {
  try {
    storage.setItem(key, JSON.stringify(lines));
  } catch {}
}
