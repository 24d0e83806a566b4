// The console: what the handler printed, its faults with a way to the line, its loads. A terminal that only shows.
import { type RefObject, useEffect, useRef, useState } from "react";
import type { LessonSession } from "../session/lesson-session.ts";
import { useIsDark } from "../shell/use-media.ts";
import { colourless } from "../state/printable.ts";
import type { ConsoleEntry } from "../state/room.ts";
import { usePart } from "../state/use-store.ts";
import type { ConsoleTerminal } from "./console-terminal.ts";

const readAloud = 20;

export function ConsolePanel({ session }: { readonly session: LessonSession }) {
  const entries = usePart(session.room, (room) => room.console);
  const epoch = usePart(session.room, (room) => room.consoleEpoch);
  const [isPlain, setPlain] = useState(false);
  return (
    <div className="console">
      <div className="tools">
        <span className="count">{entries.length === 1 ? "1 entry" : `${entries.length} entries`}</span>
        <span className="spacer" />
        <button type="button" className="small" onClick={() => session.room.dispatch({ type: "clear-console" })}>
          Clear
        </button>
      </div>
      {isPlain ? null : <Terminal session={session} entries={entries} epoch={epoch} failed={() => setPlain(true)} />}
      <div className={isPlain ? "plain-console" : "unseen"} role="log" aria-label="Console">
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
  /** The terminal did not arrive: the list takes its place. */
  readonly failed: () => void;
}

/** The list beside it is what is read aloud; the terminal is for eyes. It comes after the page: it is large. */
function Terminal({ session, entries, epoch, failed }: TerminalProps) {
  const place = useRef<HTMLDivElement>(null);
  const [terminal, setTerminal] = useState<ConsoleTerminal | null>(null);
  const isDark = useIsDark();
  const latestFailed = useRef(failed);
  latestFailed.current = failed;
  useEffect(() => {
    const making = makeTerminal(place, (line) => session.editor?.reveal(line, 1));
    making.then(setTerminal, latestFailed.current);
    return () => void making.then((made) => made?.dispose()).catch(() => {});
  }, [session]);
  useEffect(() => terminal?.setTheme(isDark), [terminal, isDark]);
  useEffect(() => terminal?.show(entries, epoch), [terminal, entries, epoch]);
  return <div className="terminal" ref={place} />;
}

/** null when the component was gone before the terminal came. */
async function makeTerminal(
  place: RefObject<HTMLDivElement | null>,
  goToLine: (line: number) => void,
): Promise<ConsoleTerminal | null> {
  const { ConsoleTerminal } = await import("./console-terminal.ts");
  return place.current ? new ConsoleTerminal(place.current, goToLine) : null;
}
