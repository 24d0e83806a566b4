// The presenter's notes for the lesson where the class is. Never on a projector.
import { useCallback } from "react";
import { useAnswer } from "../../net/use-answer.ts";
import { Html } from "../../ui/html.tsx";
import { getNotes } from "../instructor/instructor-calls.ts";
import type { ClassPlace } from "../roster/class-place.ts";
import { useDashboard } from "./dashboard-context.ts";

interface NotesPanelProps {
  readonly place: ClassPlace;
  readonly isOpen: boolean;
  readonly toggle: () => void;
}

export function NotesPanel({ place, isOpen, toggle }: NotesPanelProps) {
  return (
    <aside className="notes column rigid line-above surface" aria-labelledby="notes-heading" data-open={isOpen}>
      <div className="row">
        <h2 id="notes-heading">Notes</h2>
        <span className="spacer" />
        <button type="button" className="quiet" aria-expanded={isOpen} onClick={toggle}>
          {isOpen ? "Hide" : "Show"}
        </button>
      </div>
      {isOpen ? <Notes key={place.lesson} place={place} /> : null}
    </aside>
  );
}

function Notes({ place }: { readonly place: ClassPlace }) {
  const { id, lessons } = useDashboard();
  const { loaded } = useAnswer(useCallback(() => getNotes(id, place.lesson), [id, place.lesson]));
  if (loaded.phase === "failed") return <p className="muted small">{loaded.message}</p>;
  if (loaded.phase === "loading") return <p className="loading small">Loading notes…</p>;
  const { notes } = loaded.value;
  const title = lessons.find(({ slug }) => slug === place.lesson)?.title ?? place.lesson;
  if (notes.length === 0) return <p className="muted small">“{title}” has no notes.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolling text must be reachable from the keyboard
    <section className="notes-text fill scroll stack" tabIndex={0} aria-label={`Notes for ${title}`}>
      {notes.map(({ step, html }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the notes of a lesson are a fixed list
        <div key={index} className="marked" aria-current={step === place.step ? "step" : undefined}>
          <h3 className="muted tiny strong">{step === null ? title : `Step ${step}`}</h3>
          <Html className="prose small" html={html} />
        </div>
      ))}
    </section>
  );
}
