// One row of the wire in full, beside the list or below it.
import { type KeyboardEvent, useId } from "react";
import { wireFramesPerSecond } from "../../../server/protocol/limits.ts";
import type { LessonSession } from "../../lesson/lesson-session.ts";
import { count } from "../empty-wire.tsx";
import { frameKind, type WireEntry } from "../model/entry.ts";
import { entryName } from "../model/entry-name.ts";
import { keptOnWire } from "../model/wire-log.ts";
import type { WireView } from "../wire-view.ts";
import { CloseDetail } from "./close-detail.tsx";
import { FrameActions } from "./frame-actions.tsx";
import { FrameFields } from "./frame-fields.tsx";
import { HandshakeDetail } from "./handshake-detail.tsx";
import { PayloadView } from "./payload-view.tsx";

interface DetailPaneProps {
  readonly session: LessonSession;
  readonly view: WireView;
  readonly isWide: boolean;
  /** Back to the list. */
  readonly leave: () => void;
}

export function DetailPane({ session, view, isWide, leave }: DetailPaneProps) {
  const { wire } = session;
  const heading = useId();
  const entry = wire.log.entries.at(view.selected ?? -1);
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    leave();
  };
  return (
    <section className="wire-detail" aria-labelledby={heading} onKeyDown={onKey}>
      <div className="detail-head">
        <h3 id={heading}>{entry ? titleOf(entry) : "No longer kept"}</h3>
        <span className="spacer" />
        <button type="button" className="small" onClick={leave} aria-label="Close the detail (Escape)">
          Close
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard */}
      <section className="detail-body" tabIndex={0} aria-label="Detail">
        {entry ? <Detail session={session} entry={entry} view={view} isWide={isWide} /> : <NoLongerKept />}
      </section>
    </section>
  );
}

function titleOf(entry: WireEntry): string {
  const name = entryName(entry);
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function NoLongerKept() {
  const most = count(keptOnWire.entries);
  return <p className="empty">This row has fallen out of the list: it keeps the newest {most}. Pause it earlier.</p>;
}

interface DetailProps {
  readonly session: LessonSession;
  readonly entry: WireEntry;
  readonly view: WireView;
  readonly isWide: boolean;
}

function Detail({ session, entry, view, isWide }: DetailProps) {
  switch (entry.what) {
    case "frame":
      return (
        <>
          <FrameActions session={session} entry={entry} />
          {frameKind(entry.frame.opcode) === "close" ? <CloseDetail entry={entry} /> : null}
          <PayloadView
            frame={entry.frame}
            view={view.payload}
            show={(payload) => session.wire.view.dispatch({ type: "payload", view: payload })}
            bytesPerLine={isWide ? 16 : 8}
          />
          <FrameFields session={session} entry={entry} />
        </>
      );
    case "handshake":
      return <HandshakeDetail handshake={entry.handshake} />;
    case "gone":
      return (
        <p>
          The connection ended and no close frame was seen from either side: a cable was pulled, a process was killed,
          or a program called <code>terminate()</code>. Each side finds out by itself, with code 1006.
        </p>
      );
    case "version":
      return <p>From here on version {entry.version} of the handler gets what comes and sends what goes out.</p>;
    case "missing":
      return (
        <p>
          The server passes at most {count(wireFramesPerSecond)} frames a second to this list. {count(entry.count)} more
          passed on the wire; handler and clients got all of them.
        </p>
      );
    case "away":
      return (
        <p>The page had no connection to the server. The room went on; its frames of that time are not known here.</p>
      );
    default:
      return entry satisfies never;
  }
}
