// The state of the list in words: counts and missing frames above it, and what to do when it is empty.
import type { ReactNode } from "react";
import type { LessonSession } from "../lesson/lesson-session.ts";
import { usePage } from "../shell/page-context.ts";
import { Button } from "../ui/button.tsx";
import { countText, formatCount } from "../ui/format.ts";
import { usePart, useStore } from "../ui/store.ts";
import { isFiltering, noFilter } from "./filter/filter.ts";
import type { Wire } from "./wire.ts";

export function WireNotes({ session }: { readonly session: LessonSession }) {
  const { wire } = session;
  const { pausedAt, isFollowing } = useStore(wire.view);
  const state = usePart(session.room, (room) => room.state?.state ?? "running");
  const { phase } = useStore(usePage().channel.state);
  const { missing, entries } = wire.log;
  const { problem } = wire.query;
  const canFollow = !isFollowing && pausedAt === null && wire.shown.end > wire.shown.first;
  return (
    <div className="wire-notes unless-empty flow muted tiny strip">
      {problem ? (
        <span className="own-line refusal" id="wire-problem" role="alert">
          {problem}
        </span>
      ) : null}
      {wire.cleared > 0 ? (
        <NoteButton text={`Show ${formatCount(wire.cleared)} cleared`} press={showCleared} wire={wire} />
      ) : null}
      {missing > 0 ? <Note text={`${formatCount(missing)} frames not shown: too fast`} tone="warn" /> : null}
      {entries.first > 0 ? <Note text={`${formatCount(entries.first)} oldest rows dropped`} tone="quiet" /> : null}
      {state === "stopped" ? <Note text="handler stopped: change the code or restart it" tone="bad" /> : null}
      {state === "waiting" ? <Note text="handler paused: CPU limit reached" tone="warn" /> : null}
      {phase === "open" ? null : <Note text="disconnected: new frames are not shown" tone="warn" />}
      {canFollow ? <NoteButton text="↓ Follow" press={{ type: "follow", on: true }} wire={wire} /> : null}
    </div>
  );
}

const showCleared = { type: "set", change: { clearedTo: 0 } } as const;

export function rowsText({ shown, query }: Wire): string {
  const count = shown.end - shown.first;
  if (query.matches === null) return countText(count, "row");
  const { total, unsearched } = shown;
  const progress = unsearched > 0 ? `, ${Math.floor((100 * (total - unsearched)) / total)} % searched` : "";
  return `${formatCount(count)} of ${formatCount(total)} rows${progress}`;
}

function Note({ text, tone }: { readonly text: string; readonly tone: "warn" | "bad" | "quiet" }) {
  return (
    <span className="toned muted breakable" data-tone={tone}>
      {text}
    </span>
  );
}

interface NoteButtonProps {
  readonly text: string;
  readonly press: Parameters<Wire["view"]["dispatch"]>[0];
  readonly wire: Wire;
}

function NoteButton({ text, press, wire }: NoteButtonProps) {
  return <Button label={text} className="note-button tiny pill" onClick={() => wire.view.dispatch(press)} />;
}

/** Why no rows are shown, and what to do about it. */
export function EmptyWire({ session }: { readonly session: LessonSession }) {
  const { wire } = session;
  const { filter, clearedTo } = wire.view.get();
  const { unsearched, total } = wire.shown;
  if (unsearched > 0) return <Empty title="Searching…" text="Searching the frames received so far." />;
  if (isFiltering(filter) && total > 0) {
    const clearFilter = () => wire.view.dispatch({ type: "filter", change: noFilter });
    return (
      <Empty title={`0 of ${formatCount(total)} rows match the filter`} text="New matching rows appear here.">
        <Button label="Clear filter" onClick={clearFilter} />
      </Empty>
    );
  }
  if (clearedTo > 0) return <Empty title="Cleared" text="New frames appear here." />;
  const name = session.clients.names()[0] ?? "A";
  return (
    <Empty
      title="No frames yet"
      text={`Connect ${name} to see its handshake, an HTTP request to upgrade to WebSocket, and then every frame in both directions, including pings and pongs. Frames from before this page was loaded are not kept.`}
    >
      <Button label={`Connect ${name}`} onClick={() => session.clients.connect(name)} />
    </Empty>
  );
}

interface EmptyProps {
  readonly title: string;
  readonly text: string;
  readonly children?: ReactNode;
}

function Empty({ title, text, children }: EmptyProps) {
  return (
    <div className="wire-empty fill muted small stack scroll">
      <h3>{title}</h3>
      <p>{text}</p>
      {children}
    </div>
  );
}
