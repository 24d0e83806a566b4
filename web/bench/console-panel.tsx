// The console: what the handler printed, its faults with a way to the line, its loads. A terminal that only shows.
import { useEffect, useRef } from "react";
import type { LessonSession } from "../session/lesson-session.ts";
import { useIsDark } from "../shell/use-media.ts";
import { colourless } from "../state/printable.ts";
import type { ConsoleEntry } from "../state/room.ts";
import { useStore } from "../state/use-store.ts";
import { ConsoleTerminal } from "./console-terminal.ts";

const readAloud = 20;

export function ConsolePanel({ session }: { readonly session: LessonSession }) {
  const { console: entries, consoleEpoch } = useStore(session.room);
  return (
    <div className="console">
      <div className="tools">
        <span className="count">{entries.length === 1 ? "1 entry" : `${entries.length} entries`}</span>
        <span className="spacer" />
        <button type="button" className="small" onClick={() => session.room.dispatch({ type: "clear-console" })}>
          Clear
        </button>
      </div>
      <Terminal session={session} entries={entries} epoch={consoleEpoch} />
      <div className="unseen" role="log" aria-label="Console">
        {entries.slice(-readAloud).map((entry) => (
          <p key={entry.seq}>{colourless(entry.text)}</p>
        ))}
      </div>
    </div>
  );
}

interface TerminalProps {
  readonly session: LessonSession;
  readonly entries: readonly ConsoleEntry[];
  readonly epoch: number;
}

/** The list beside it is what is read aloud; the terminal is for eyes, its text is not in the document. */
function Terminal({ session, entries, epoch }: TerminalProps) {
  const place = useRef<HTMLDivElement>(null);
  const terminal = useRef<ConsoleTerminal | null>(null);
  const isDark = useIsDark();
  useEffect(() => {
    if (!place.current) return;
    const made = new ConsoleTerminal(place.current, (line) => session.editor?.reveal(line, 1));
    terminal.current = made;
    return () => {
      terminal.current = null;
      made.dispose();
    };
  }, [session]);
  useEffect(() => terminal.current?.setTheme(isDark), [isDark]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new terminal (another session) is filled anew
  useEffect(() => terminal.current?.show(entries, epoch), [entries, epoch, session]);
  return <div className="terminal" ref={place} />;
}
