// Selects the console lines that a screen reader announces: new ones, at most once a second and never too many.
import { useEffect, useRef, useState } from "react";
import { type ConsoleEntry, entryText } from "./console-entry.ts";

const maxAtOnce = 8;
const maxCharacters = 600;

export interface Announcement {
  readonly seq: number;
  readonly text: string;
}

/** Announces entries after `since`, except the learner's own commands and jumps, which the time bar announces. */
export function announcements(entries: readonly ConsoleEntry[], since: number): readonly Announcement[] {
  const news = entries.filter(({ seq, kind }) => seq > since && kind !== "command" && kind !== "time");
  const read = news.slice(-maxAtOnce).map((entry) => ({ seq: entry.seq, text: cut(entryText(entry)) }));
  const skipped = news.length - read.length;
  const first = read[0];
  if (skipped === 0 || first === undefined) return read;
  return [{ seq: first.seq - 0.5, text: `Skipped ${skipped} earlier lines.` }, ...read];
}

const cut = (text: string): string => (text.length > maxCharacters ? `${text.slice(0, maxCharacters)}…` : text);

const pauseMs = 1_000;
const keptLines = 20;

/** The lines for a polite live region. */
export function useAnnouncements(entries: readonly ConsoleEntry[]): readonly Announcement[] {
  const [lines, setLines] = useState<readonly Announcement[]>([]);
  const latest = useRef(entries);
  latest.current = entries;
  const since = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    if (timer.current !== undefined || entries.length === 0) return;
    const announce = () => {
      const news = announcements(latest.current, since.current);
      since.current = latest.current.at(-1)?.seq ?? since.current;
      if (news.length > 0) setLines((before) => [...before, ...news].slice(-keptLines));
    };
    announce();
    timer.current = setTimeout(() => {
      timer.current = undefined;
      announce();
    }, pauseMs);
  }, [entries]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
  return lines;
}
