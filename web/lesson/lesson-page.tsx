// One lesson: fetched, then opened as a session that lives as long as the page stays on it.
import { useCallback, useEffect, useLayoutEffect, useState } from "react";
import type { Code } from "../../server/protocol/http.ts";
import type { Lesson, LessonSummary, Style } from "../../server/protocol/lesson.ts";
import type { Answer } from "../net/api.ts";
import type { Boot } from "../net/boot.ts";
import { getCode, getCourse, getLesson } from "../net/calls.ts";
import { useAnswer } from "../net/use-answer.ts";
import { usePage } from "../shell/page-context.ts";
import { useLessonCommands } from "../shell/use-commands.ts";
import { Failure } from "../ui/failure.tsx";
import { Link } from "../ui/link.tsx";
import { LessonSession } from "./lesson-session.ts";
import { Workbench } from "./workbench.tsx";

interface Opened {
  readonly lesson: Lesson;
  readonly code: Code;
  readonly course: readonly LessonSummary[];
}

export function LessonPage({ slug }: { readonly slug: string }) {
  const { settings, boot } = usePage();
  const ask = useCallback(async (): Promise<Answer<Opened>> => {
    const [lesson, code, course] = await Promise.all([
      getLesson(slug),
      getCode(slug, settings.get().style),
      getCourse(),
    ]);
    if (!lesson.ok) return lesson;
    if (!code.ok) return code;
    return { ok: true, value: { lesson: lesson.value, code: code.value, course: course.ok ? course.value : [] } };
  }, [slug, settings]);
  const { loaded: asked, retry: again } = useAnswer(
    ask,
    opened(boot.at(window.location.pathname), slug, settings.get().style),
  );
  useEffect(() => {
    document.title = asked.phase === "here" ? `${asked.value.lesson.title} · ws101` : "ws101";
  }, [asked]);
  switch (asked.phase) {
    case "loading":
      return (
        <p className="loading whole" role="status">
          Opening the lesson…
        </p>
      );
    case "failed":
      return <NoLesson {...asked} again={again} />;
    case "here":
      return <OpenLesson {...asked.value} />;
    default:
      return asked satisfies never;
  }
}

/** What came with the document, when all of it did; code that was never touched is shown in the style one prefers. */
function opened({ course, lesson, code }: ReturnType<Boot["at"]>, slug: string, style: Style): Opened | null {
  if (!course || !code || lesson?.slug !== slug) return null;
  return code.version > 0 || code.style === style ? { lesson, code, course: course.lessons } : null;
}

function NoLesson({ message, status, again }: { message: string; status: number | null; again: () => void }) {
  const isUnknown = status === 404;
  return (
    <Failure title={isUnknown ? "There is no such lesson" : "The lesson did not come"} text={message}>
      {isUnknown ? null : (
        <button type="button" className="primary" onClick={again}>
          Try again
        </button>
      )}
      <Link className="button" href="/">
        Back to lessons
      </Link>
    </Failure>
  );
}

function OpenLesson({ lesson, code, course }: Opened) {
  const session = useSession(lesson, code);
  useLessonCommands(course);
  if (!session) return null;
  const next = course[course.findIndex(({ slug }) => slug === lesson.slug) + 1] ?? null;
  return <Workbench session={session} next={next} />;
}

function useSession(lesson: Lesson, code: Code): LessonSession | null {
  const { channel, settings } = usePage();
  const [session, setSession] = useState<LessonSession | null>(null);
  // Before the first paint: what the server painted is replaced at once, without an empty page in between.
  useLayoutEffect(() => {
    const opened = new LessonSession(lesson, code, channel, settings);
    setSession(opened);
    return () => opened.dispose();
  }, [lesson, code, channel, settings]);
  return session;
}
