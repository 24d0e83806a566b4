// The course: its lessons in order, how far the learner is in each, and where to go on.
import { useCallback, useEffect } from "react";
import type { Progress } from "../../server/protocol/http.ts";
import type { LessonSummary } from "../../server/protocol/lesson.ts";
import type { Answer } from "../net/api.ts";
import { getCourse, getProgress } from "../net/calls.ts";
import { Failure } from "../shell/failure.tsx";
import { Link } from "../shell/link.tsx";
import { SettingsMenu } from "../shell/settings-menu.tsx";
import { useAnswer } from "../shell/use-answer.ts";
import { type LessonState, lessonStates, resumeAt } from "./progress.ts";

interface Course {
  readonly lessons: readonly LessonSummary[];
  readonly progress: Progress;
}

/** The lessons are worth showing even when nobody can say how far the learner is. */
async function askCourse(): Promise<Answer<Course>> {
  const [lessons, progress] = await Promise.all([getCourse(), getProgress()]);
  if (!lessons.ok) return lessons;
  return { ok: true, value: { lessons: lessons.value, progress: progress.ok ? progress.value : { lessons: [] } } };
}

export function CoursePage() {
  const { asked, again } = useAnswer(useCallback(askCourse, []));
  useEffect(() => {
    document.title = "ws101";
  }, []);
  if (asked.phase === "failed") {
    return (
      <Failure title="The lessons did not come" text={asked.message}>
        <button type="button" className="primary" onClick={again}>
          Try again
        </button>
      </Failure>
    );
  }
  return (
    <div className="course">
      <header className="course-head">
        <div className="course-bar">
          <span className="brand">ws101</span>
          <SettingsMenu />
        </div>
        <h1>Learn WebSockets by writing the server</h1>
        <p>Every edit is loaded into an endpoint of your own. Connect to it, watch the wire, run the checks.</p>
      </header>
      <main>{asked.phase === "loading" ? <Loading /> : <Lessons {...asked.value} />}</main>
    </div>
  );
}

function Loading() {
  return (
    <p className="loading" role="status">
      Fetching the lessons…
    </p>
  );
}

function Lessons({ lessons, progress }: Course) {
  const states = lessonStates(lessons, progress);
  const next = resumeAt(lessons, progress);
  if (lessons.length === 0) return <p className="empty">There are no lessons in this course yet.</p>;
  return (
    <>
      {next ? (
        <p className="resume">
          <Link className="button primary" href={`/lessons/${next.lesson.slug}`}>
            {next.label}: {next.lesson.title}
          </Link>
        </p>
      ) : (
        <p className="resume done">You have passed every lesson.</p>
      )}
      <ol className="lessons">
        {lessons.map((lesson) => (
          <LessonRow key={lesson.slug} lesson={lesson} state={states[lesson.slug] ?? { kind: "new", text: "" }} />
        ))}
      </ol>
    </>
  );
}

function LessonRow({ lesson, state }: { readonly lesson: LessonSummary; readonly state: LessonState }) {
  return (
    <li className="lesson-row" data-state={state.kind}>
      <span className="lesson-number" aria-hidden="true">
        {state.kind === "done" ? "✓" : lesson.number}
      </span>
      <div>
        <h2>
          <Link href={`/lessons/${lesson.slug}`}>{lesson.title}</Link>
        </h2>
        <p>{lesson.summary}</p>
      </div>
      <div className="lesson-facts">
        <span>{lesson.minutes} min</span>
        {state.text ? <span className="lesson-state">{state.text}</span> : null}
      </div>
    </li>
  );
}
