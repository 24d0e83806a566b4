// The course: how far the learner is, where to go on, and its lessons in order.
import { useCallback, useEffect } from "react";
import type { Progress } from "../../server/protocol/http.ts";
import type { LessonSummary } from "../../server/protocol/lesson.ts";
import { lessonStates } from "../../server/protocol/progress.ts";
import type { Answer } from "../net/api.ts";
import { getCourse, getProgress } from "../net/calls.ts";
import { useAnswer } from "../net/use-answer.ts";
import { usePage } from "../shell/page-context.ts";
import { PageMenu } from "../shell/page-menu.tsx";
import { useLessonCommands } from "../shell/use-commands.ts";
import { Failure } from "../ui/failure.tsx";
import { LessonList } from "./lesson-list.tsx";
import { Standing } from "./progress.tsx";

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
  const { asked, again } = useAnswer(useCallback(askCourse, []), useBooted());
  const lessons = asked.phase === "here" ? asked.value.lessons : [];
  useLessonCommands(lessons);
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
      <header className="course-bar">
        <span className="brand">ws101</span>
        <span className="spacer" />
        <PageMenu />
      </header>
      <main>
        <div className="course-head">
          <h1>Learn WebSockets by writing the server</h1>
          <p>Every edit is loaded into an endpoint of your own. Connect to it, watch the wire, run the checks.</p>
        </div>
        {asked.phase === "loading" ? <Loading /> : <Lessons {...asked.value} />}
      </main>
    </div>
  );
}

function useBooted(): Course | null {
  const { course, progress } = usePage().boot.at(window.location.pathname);
  return course && progress ? { lessons: course.lessons, progress } : null;
}

function Loading() {
  return (
    <p className="loading" role="status">
      Fetching the lessons…
    </p>
  );
}

function Lessons({ lessons, progress }: Course) {
  if (lessons.length === 0) return <NoLessons />;
  const states = lessonStates(lessons, progress);
  return (
    <>
      <Standing lessons={lessons} progress={progress} states={states} />
      <LessonList lessons={lessons} states={states} />
    </>
  );
}

function NoLessons() {
  return (
    <div className="empty no-lessons">
      <h2>This course has no lessons yet</h2>
      <p>
        A lesson is a folder in <code>lessons/</code>. <code>CONTRIBUTING.md</code> says what stands in it; start the
        server again when there is one.
      </p>
    </div>
  );
}
