// Counts the entries that came while somebody read further up.
import { useCallback, useState } from "react";
import type { ConsoleEntry } from "./console-entry.ts";

interface NewBelow {
  readonly newBelow: number;
  readonly atEnd: (isAtEnd: boolean) => void;
}

export function useNewBelow(entries: readonly ConsoleEntry[]): NewBelow {
  /** The newest entry that was seen before the learner scrolled up; null while the end is on the screen. */
  const [seen, setSeen] = useState<number | null>(null);
  const latest = entries.at(-1)?.seq ?? 0;
  const atEnd = useCallback((isAtEnd: boolean) => setSeen((before) => (isAtEnd ? null : (before ?? latest))), [latest]);
  const newBelow = seen === null ? 0 : entries.filter(({ seq }) => seq > seen).length;
  return { newBelow, atEnd };
}
