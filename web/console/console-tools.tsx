// The row above the console: how much there is, the way to the last fault, find, times, copy, clear.
import { CopyButton } from "../ui/copy.tsx";
import type { CodePlace, ConsoleEntry } from "./console-entry.ts";
import { allText } from "./console-entry-text.ts";

interface ConsoleToolsProps {
  readonly entries: readonly ConsoleEntry[];
  readonly dropped: number;
  readonly showsTimes: boolean;
  readonly setShowsTimes: (on: boolean) => void;
  readonly find: () => void;
  readonly clear: () => void;
  readonly goTo: (place: CodePlace) => void;
}

export function ConsoleTools(props: ConsoleToolsProps) {
  const { entries, dropped, showsTimes, setShowsTimes, find, clear, goTo } = props;
  const fault = entries.findLast(({ kind, place }) => (kind === "fault" || kind === "problem") && place !== null);
  return (
    <div className="tools">
      {dropped > 0 ? <span className="count">the last {entries.length.toLocaleString("en")} are kept</span> : null}
      {fault?.place ? <FaultButton place={fault.place} goTo={goTo} /> : null}
      <span className="spacer" />
      <button type="button" className="quiet" onClick={find}>
        Find
      </button>
      <button type="button" className="quiet" aria-pressed={showsTimes} onClick={() => setShowsTimes(!showsTimes)}>
        Times
      </button>
      <CopyButton text={() => allText(entries)} look="quiet" />
      <button type="button" className="quiet" onClick={clear}>
        Clear
      </button>
    </div>
  );
}

/** The terminal's own links are for the mouse; this is the same by keyboard. */
function FaultButton({ place, goTo }: { readonly place: CodePlace; readonly goTo: (place: CodePlace) => void }) {
  return (
    <button type="button" className="place" onClick={() => goTo(place)}>
      Fault: line {place.line}
    </button>
  );
}
