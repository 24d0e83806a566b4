// One lesson of the course: what it is about, how far the learner is, how long it takes, what it builds on.
import type { LessonSummary } from "../../server/protocol/lesson.ts";
import type { LessonState, Need } from "../../server/protocol/progress.ts";
import { Link } from "../ui/link.tsx";

interface LessonRowProps {
  readonly lesson: LessonSummary;
  readonly state: LessonState;
  readonly needs: readonly Need[];
}

export function LessonRow({ lesson, state, needs }: LessonRowProps) {
  return (
    <li className="lesson-row" data-state={state.kind}>
      <span className="lesson-number" aria-hidden="true">
        {state.kind === "done" ? "✓" : lesson.number}
      </span>
      <div className="lesson-about">
        <h2>
          <Link href={`/lessons/${lesson.slug}`}>{lesson.title}</Link>
        </h2>
        <p>{lesson.summary}</p>
        <ul className="concepts" aria-label="Concepts">
          {lesson.concepts.map((concept) => (
            <li key={concept}>{concept}</li>
          ))}
        </ul>
      </div>
      <div className="lesson-facts">
        {state.text ? <span className="lesson-state">{state.text}</span> : null}
        {state.kind === "begun" ? <Checks state={state} /> : null}
        <span>
          {lesson.minutes} min · {lesson.difficulty}
        </span>
        {needs.length > 0 ? <Needs needs={needs} /> : null}
      </div>
    </li>
  );
}

function Checks({ state }: { readonly state: LessonState }) {
  return <progress className="bar" max={Math.max(1, state.of)} value={state.passed} aria-label="Checks passed" />;
}

function Needs({ needs }: { readonly needs: readonly Need[] }) {
  return (
    <span className="needs">
      after{" "}
      {needs.map(({ slug, title, isMet }, index) => (
        <span key={slug} data-met={isMet}>
          {index > 0 ? ", " : ""}
          {title}
          {isMet ? <span className="tick"> ✓</span> : null}
          <span className="unseen">{isMet ? " (passed)" : " (not passed yet)"}</span>
        </span>
      ))}
    </span>
  );
}
