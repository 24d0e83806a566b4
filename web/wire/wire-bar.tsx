// The wire's tools: find, filter, pause, clear, and what is done more rarely.
import type { LessonSession } from "../lesson/lesson-session.ts";
import { useStore } from "../ui/store.ts";
import { count } from "./empty-wire.tsx";
import { choices } from "./filter/filter.ts";
import { FilterChoices } from "./filter/filter-choices.tsx";
import { WireMenu } from "./wire-menu.tsx";

interface WireBarProps {
  readonly session: LessonSession;
  readonly lanes: readonly string[];
  readonly width: number;
}

export function WireBar({ session, lanes, width }: WireBarProps) {
  const { wire } = session;
  const { filter, pausedAt } = useStore(wire.view);
  const isPaused = pausedAt !== null;
  const newest = pausedAt ?? wire.log.entries.next;
  const made = choices(filter);
  return (
    <div className="wire-bar" role="toolbar" aria-label="The wire's tools" data-slim={width < 360}>
      <FilterField session={session} />
      <button
        type="button"
        className="small"
        popoverTarget="wire-filter"
        aria-label={`Filter${made ? `, ${made} set` : ""}`}
      >
        Filter{made > 0 ? <span className="badge">{made}</span> : null}
      </button>
      <FilterChoices wire={wire} filter={filter} lanes={lanes} />
      <button type="button" className="small wire-pause" aria-pressed={isPaused} onClick={() => wire.togglePause()}>
        {isPaused ? `Go on (${count(wire.waiting)})` : "Pause"}
      </button>
      <button type="button" className="small" onClick={() => wire.view.dispatch({ type: "clear", at: newest })}>
        Clear
      </button>
      <WireMenu wire={wire} />
    </div>
  );
}

/** Plain text, or the language of filter-expression.ts; what is wrong with it stands in the notes below. */
function FilterField({ session: { wire } }: { readonly session: LessonSession }) {
  const { filter } = useStore(wire.view);
  const isWrong = wire.question.problem !== null;
  return (
    <input
      type="search"
      className="wire-search"
      aria-label="Show only frames with"
      aria-invalid={isWrong}
      aria-describedby={isWrong ? "wire-problem" : undefined}
      placeholder="text, kind:ping, from:A, len>100, /regex/"
      spellCheck={false}
      autoComplete="off"
      value={filter.text}
      onChange={({ target }) => wire.view.dispatch({ type: "filter", change: { text: target.value } })}
    />
  );
}
