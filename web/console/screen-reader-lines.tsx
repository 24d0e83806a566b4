// The console for ears: a polite log that gets new lines at most once a second.
import { useEffect, useRef, useState } from "react";
import type { ConsoleEntry } from "./console-entry.ts";
import { type Spoken, spoken } from "./screen-reader.ts";

const pauseMs = 1_000;
const keptLines = 20;

export function ScreenReaderLines({ entries }: { readonly entries: readonly ConsoleEntry[] }) {
  const lines = useSpoken(entries);
  return (
    <div className="unseen" role="log" aria-label="Console">
      {lines.map(({ seq, text }) => (
        <p key={seq}>{text}</p>
      ))}
    </div>
  );
}

function useSpoken(entries: readonly ConsoleEntry[]): readonly Spoken[] {
  const [lines, setLines] = useState<readonly Spoken[]>([]);
  const latest = useRef(entries);
  latest.current = entries;
  const since = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    if (timer.current !== undefined || entries.length === 0) return;
    const read = () => {
      const news = spoken(latest.current, since.current);
      since.current = latest.current.at(-1)?.seq ?? since.current;
      if (news.length > 0) setLines((before) => [...before, ...news].slice(-keptLines));
    };
    read();
    timer.current = setTimeout(() => {
      timer.current = undefined;
      read();
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
