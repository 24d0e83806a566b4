// Nothing to show: why, and what to do about it.
import type { LessonSession } from "../lesson/lesson-session.ts";
import { isFiltering, noFilter } from "./filter/filter.ts";

export function EmptyWire({ session }: { readonly session: LessonSession }) {
  const { wire } = session;
  const { filter, clearedTo } = wire.view.get();
  if (wire.shown.unseen > 0) return <Nothing title="Searching…" text="Looking through what has passed." />;
  if (isFiltering(filter) && wire.shown.of > 0) {
    return (
      <Nothing title={`None of ${count(wire.shown.of)} rows fits the filter`} text="New rows that fit appear here.">
        <button
          type="button"
          className="small"
          onClick={() => wire.view.dispatch({ type: "filter", change: noFilter })}
        >
          Drop the filter
        </button>
      </Nothing>
    );
  }
  if (clearedTo > 0) return <Nothing title="Cleared" text="What passes from now on appears here." />;
  return <Beginning session={session} />;
}

/** The lanes are drawn already: what comes will stand between them. */
function Beginning({ session }: { readonly session: LessonSession }) {
  const name = session.clients.names()[0] ?? "A";
  return (
    <Nothing
      title="Nothing has passed yet"
      text={`Connect ${name}: the first thing you will see is the handshake, an HTTP request that asks to become a WebSocket. Then every frame appears here, in both directions, pings and pongs too.`}
    >
      <button type="button" className="small" onClick={() => session.clients.connect(name)}>
        Connect {name}
      </button>
    </Nothing>
  );
}

interface NothingProps {
  readonly title: string;
  readonly text: string;
  readonly children?: React.ReactNode;
}

function Nothing({ title, text, children }: NothingProps) {
  return (
    <div className="wire-empty">
      <h3>{title}</h3>
      <p>{text}</p>
      {children}
    </div>
  );
}

export const count = (value: number): string => value.toLocaleString("en");
