// What is to be known about the list: how much of it is shown, what waits, what was put away, what is missing.
import type { LessonSession } from "../lesson/lesson-session.ts";
import { usePage } from "../shell/page-context.ts";
import { usePart, useStore } from "../ui/store.ts";
import { count } from "./empty-wire.tsx";

export function WireNotes({ session }: { readonly session: LessonSession }) {
  const { wire } = session;
  const { pausedAt, isFollowing } = useStore(wire.view);
  const state = usePart(session.room, (room) => room.state?.state ?? "running");
  const { phase } = useStore(usePage().channel.state);
  const { missing, entries } = wire.log;
  if (entries.next === 0 && missing === 0 && state === "running" && phase === "open" && !wire.question.problem)
    return null;
  const follow = () => wire.view.dispatch({ type: "follow", on: true });
  return (
    <div className="wire-notes">
      <span className="wire-count">{countText(session)}</span>
      {wire.question.problem ? (
        <span className="wire-problem" id="wire-problem" role="alert">
          {wire.question.problem}
        </span>
      ) : null}
      {wire.cleared > 0 ? (
        <button type="button" className="note-button" onClick={() => wire.view.dispatch({ type: "show-cleared" })}>
          Show the {count(wire.cleared)} before
        </button>
      ) : null}
      {missing > 0 ? <Note text={`${count(missing)} frames were not shown: too fast`} tone="warn" /> : null}
      {entries.first > 0 ? <Note text={`the oldest ${count(entries.first)} are no longer kept`} tone="quiet" /> : null}
      {state === "stopped" ? (
        <Note text="the handler is stopped: change the code to start it again" tone="bad" />
      ) : null}
      {state === "waiting" ? <Note text="the handler waits for its share of CPU" tone="warn" /> : null}
      {phase === "open" ? null : (
        <Note text="no connection to the server: what passes now cannot be shown" tone="warn" />
      )}
      {isFollowing || pausedAt !== null || wire.shown.end === wire.shown.first ? null : (
        <button type="button" className="note-button" onClick={follow}>
          ↓ Follow
        </button>
      )}
    </div>
  );
}

function countText({ wire }: LessonSession): string {
  const { shown } = wire;
  const there = shown.end - shown.first;
  if (wire.question.matches === null) return there === 1 ? "1 row" : `${count(there)} rows`;
  const searching = shown.unseen > 0 ? `, ${Math.floor((100 * (shown.of - shown.unseen)) / shown.of)} % searched` : "";
  return `${count(there)} of ${count(shown.of)} shown${searching}`;
}

function Note({ text, tone }: { readonly text: string; readonly tone: "warn" | "bad" | "quiet" }) {
  return (
    <span className="note" data-tone={tone}>
      {text}
    </span>
  );
}
