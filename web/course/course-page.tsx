// Course page: the learner's progress, where to continue, and the lessons in order.

import type { LessonSummary } from "../../server/protocol/lesson.ts";
import { durationText, type LessonState, lessonStates, overviewOf, resumeAt } from "../../server/protocol/progress.ts";
import { useAnswer } from "../net/use-answer.ts";
import { usePage } from "../shell/page-context.ts";
import { TextPage } from "../shell/text-page.tsx";
import { useLessonCommands } from "../shell/use-commands.ts";
import { Failure } from "../ui/failure.tsx";
import { Link } from "../ui/link.tsx";
import { Loading } from "../ui/loading.tsx";
import { useStore } from "../ui/store.ts";
import { useTitle } from "../ui/use-title.ts";
import { useKnownCourse, useOpenLessons } from "../workshop/member/member-hooks.ts";
import { type Course, fetchCourse } from "./course.ts";
import { CourseErrors } from "./lesson-errors.tsx";
import { LessonList } from "./lesson-list.tsx";
import { useCourseChanges } from "./use-course.ts";

const noLessons: readonly LessonSummary[] = [];

export function CoursePage() {
  const title = useCourseTitle();
  const { loaded, retry, refetch } = useAnswer(fetchCourse, useBootedCourse());
  useCourseChanges(refetch);
  const lessons = loaded.phase === "here" ? loaded.value.lessons : noLessons;
  useLessonCommands(lessons);
  useKnownCourse(lessons);
  useTitle(`Lessons · ${title ?? "ws101"}`);
  if (loaded.phase === "failed") {
    return <Failure title="Couldn't load the lessons" text={loaded.message} retry={retry} />;
  }
  return (
    <TextPage isTop>
      <div className="page-head">
        <h1>{title ?? "Learn WebSockets by writing the server"}</h1>
        <p className="lead muted">
          Every edit runs on your own live endpoint. Connect clients, watch every frame and run the checks.
        </p>
      </div>
      <CourseErrors />
      {loaded.phase === "loading" ? <Loading>Loading lessons…</Loading> : <Lessons {...loaded.value} />}
      <Guides />
    </TextPage>
  );
}

/** The course's own title; null for the page's. */
function useCourseTitle(): string | null {
  const { boot, courseState } = usePage();
  const state = useStore(courseState);
  return state === null ? boot.title : (state.info.title ?? null);
}

function useBootedCourse(): Course | null {
  const { course, progress } = usePage().boot.at(window.location.pathname);
  return course && progress ? { lessons: course.lessons, progress } : null;
}

/** Documents of their own: a link to one loads it. */
function Guides() {
  const { guides } = usePage().boot;
  return (
    <section className="course-guides stack" aria-labelledby="to-read">
      <h2 id="to-read">To read and to try</h2>
      <ul className="stack">
        <li>
          <Link className="strong" href="/play">
            Playground
          </Link>{" "}
          <span className="muted">A blank page for an idea of your own, and a link that shows it to others.</span>
        </li>
        {guides.map(({ slug, title, summary }) => (
          <li key={slug}>
            <a className="strong" href={`/guides/${slug}`}>
              {title}
            </a>{" "}
            <span className="muted">{summary}</span>
          </li>
        ))}
        <li>
          <a className="strong" href="/reference">
            Reference
          </a>{" "}
          <span className="muted">Everything that a handler can use, with examples that run.</span>
        </li>
      </ul>
    </section>
  );
}

function Lessons({ lessons, progress }: Course) {
  if (lessons.length === 0) return <NoLessons />;
  const states = lessonStates(lessons, progress);
  return (
    <>
      <CourseProgress lessons={lessons} progress={progress} states={states} />
      <LessonList lessons={lessons} states={states} />
    </>
  );
}

function NoLessons() {
  return (
    <div className="empty nothing stack">
      <h2>This course has no lessons yet</h2>
      <p>
        A lesson is a folder in <code>lessons/</code>. See <code>CONTRIBUTING.md</code> for its contents, then restart
        the server.
      </p>
    </div>
  );
}

interface CourseProgressProps extends Course {
  readonly states: Readonly<Record<string, LessonState>>;
}

function CourseProgress({ lessons, progress, states }: CourseProgressProps) {
  const { overlay } = usePage();
  const { done, of, minutesLeft } = overviewOf(lessons, states);
  const next = resumeAt(useOpenLessons(lessons), progress);
  return (
    <section className="course-progress card flow padded" aria-label="Your progress">
      <div className="course-progress-text stack">
        <p>
          <b>
            {done} of {of}
          </b>{" "}
          lessons passed
          {minutesLeft > 0 ? <span className="muted small nowrap"> · {durationText(minutesLeft)} left</span> : null}
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
        <p className="resume good toned strong">
          {done === of ? "You have passed every lesson." : "You have passed every open lesson."}
        </p>
      )}
      <button type="button" className="quiet" onClick={() => overlay.dispatch("devices")}>
        Use another device
      </button>
    </section>
  );
}
