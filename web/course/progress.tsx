// Where the learner is in the course, and the one button that goes on from there.
import type { Progress } from "../../server/protocol/http.ts";
import type { LessonSummary } from "../../server/protocol/lesson.ts";
import { type LessonState, overviewOf, resumeAt } from "../../server/protocol/progress.ts";
import { usePage } from "../shell/page-context.ts";
import { Link } from "../ui/link.tsx";

interface StandingProps {
  readonly lessons: readonly LessonSummary[];
  readonly progress: Progress;
  readonly states: Readonly<Record<string, LessonState>>;
}

export function Standing({ lessons, progress, states }: StandingProps) {
  const { overlay } = usePage();
  const { done, of, minutesLeft } = overviewOf(lessons, states);
  const next = resumeAt(lessons, progress);
  return (
    <section className="standing" aria-label="Where you are">
      <div className="standing-words">
        <p className="standing-line">
          <b>
            {done} of {of}
          </b>{" "}
          lessons passed{minutesLeft > 0 ? <span className="minutes"> · about {minutesLeft} min to go</span> : null}
        </p>
        <progress className="bar" max={of} value={done} aria-label="Lessons passed" />
      </div>
      {next ? (
        <p className="resume">
          <Link className="button primary" href={`/lessons/${next.lesson.slug}`}>
            {next.label}: {next.lesson.title}
          </Link>
        </p>
      ) : (
        <p className="resume done">You have passed every lesson.</p>
      )}
      <button type="button" className="quiet" onClick={() => overlay.dispatch("devices")}>
        Move to another device
      </button>
    </section>
  );
}
