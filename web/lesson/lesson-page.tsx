// One lesson: fetches it and opens a session for as long as the page shows it.

import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { Code } from "../../server/protocol/http.ts";
import type { Lesson, LessonSummary, Style } from "../../server/protocol/lesson.ts";
import { notOpenText } from "../../server/protocol/workshop.ts";
import { useEndpoint } from "../clients/endpoint.tsx";
import { lessonTabs } from "../code/code-view.ts";
import { TakeHomeDialog } from "../code/take-home.tsx";
import { useCourseChanges } from "../course/use-course.ts";
import type { Answer } from "../net/api.ts";
import type { Boot } from "../net/boot.ts";
import { getCode, getCourse, getLesson } from "../net/calls.ts";
import { useAnswer } from "../net/use-answer.ts";
import { useOpenDraft } from "../play/open-draft.ts";
import { usePage } from "../shell/page-context.ts";
import { readQuery } from "../shell/route.ts";
import { useLessonCommands } from "../shell/use-commands.ts";
import { Failure } from "../ui/failure.tsx";
import { Link } from "../ui/link.tsx";
import { LoadingPage } from "../ui/loading.tsx";
import { usePart } from "../ui/store.ts";
import { useKnownCourse } from "../workshop/member/member-hooks.ts";
import { titleOf } from "../workshop/member/member-text.ts";
import { groupLesson, isOpen } from "../workshop/member/membership.ts";
import { useOwnLessonCommands } from "./lesson-commands.ts";
import { LessonHead, type Neighbours } from "./lesson-head.tsx";
import { type LessonSession, useLessonSession } from "./lesson-session.ts";
import { Workbench } from "./workbench.tsx";

interface Opened {
  readonly lesson: Lesson;
  readonly code: Code;
  readonly course: readonly LessonSummary[];
}

export function LessonPage({ slug }: { readonly slug: string }) {
  const { settings, boot } = usePage();
  const load = useCallback(async (): Promise<Answer<Opened>> => {
    const [lesson, code, course] = await Promise.all([
      getLesson(slug),
      getCode(slug, settings.get().style),
      getCourse(),
    ]);
    if (!lesson.ok) return lesson;
    if (!code.ok) return code;
    return { ok: true, value: { lesson: lesson.value, code: code.value, course: course.ok ? course.value : [] } };
  }, [slug, settings]);
  const { loaded, retry } = useAnswer(load, booted(boot.at(window.location.pathname), slug, settings.get().style));
  switch (loaded.phase) {
    case "loading":
      return <LoadingPage>Loading the lesson…</LoadingPage>;
    case "failed":
      return <LoadFailure {...loaded} retry={retry} />;
    case "here":
      return <LessonOrLock {...loaded.value} />;
    default:
      return loaded satisfies never;
  }
}

/** The lesson from the document, if it is complete. Code that was never edited is shown in the preferred style. */
function booted({ course, lesson, code }: ReturnType<Boot["at"]>, slug: string, style: Style): Opened | null {
  if (!course || !code || lesson?.slug !== slug) return null;
  return code.version > 0 || code.style === style ? { lesson, code, course: course.lessons } : null;
}

interface LoadFailureProps {
  readonly message: string;
  readonly status: number | null;
  readonly retry: () => void;
}

function LoadFailure({ message, status, retry }: LoadFailureProps) {
  const isUnknown = status === 404;
  return (
    <Failure
      title={isUnknown ? "Lesson not found" : "Couldn't load the lesson"}
      text={message}
      retry={isUnknown ? null : retry}
    >
      <Link className="button" href="/lessons">
        Back to lessons
      </Link>
    </Failure>
  );
}

/** A lesson that is closed while it is open here stays on the screen: what was typed is in it. */
function LessonOrLock(opened: Opened) {
  const { slug } = opened.lesson;
  useKnownCourse(opened.course);
  const { workshop } = usePage();
  const isNowOpen = usePart(workshop.store, (membership) => isOpen({ ...membership, course: opened.course }, slug));
  const wasOpen = useRef(false);
  wasOpen.current ||= isNowOpen;
  return wasOpen.current ? <OpenLesson {...opened} /> : <ClosedLesson {...opened} />;
}

function ClosedLesson({ lesson: { title }, course }: Opened) {
  const { workshop } = usePage();
  const group = usePart(workshop.store, groupLesson);
  useEffect(() => {
    document.title = `${title} · ws101`;
  }, [title]);
  return (
    <Failure title={title} text={`${notOpenText} This page shows it as soon as they do.`}>
      {group === null ? null : (
        <Link className="button primary" href={`/lessons/${group}`}>
          Go to {titleOf(course, group)}
        </Link>
      )}
      <Link className="button" href="/lessons">
        All lessons
      </Link>
    </Failure>
  );
}

function OpenLesson({ lesson, code, course: first }: Opened) {
  const session = useLessonSession(lesson, code);
  useWalkthroughLink(session);
  const course = useEditedCourse(session, first);
  useLessonCommands(course);
  useTitle(session);
  useEndpoint(session);
  if (!session) return null;
  const index = course.findIndex(({ slug }) => slug === lesson.slug);
  const neighbours = { course, previous: course[index - 1] ?? null, next: course[index + 1] ?? null };
  return <OwnLesson session={session} neighbours={neighbours} />;
}

interface OwnLessonProps {
  readonly session: LessonSession;
  readonly neighbours: Neighbours;
}

function OwnLesson({ session, neighbours }: OwnLessonProps) {
  const [isTakingHome, setTakingHome] = useState(false);
  const takeHome = () => setTakingHome(true);
  const openDraft = useOpenDraft();
  const play = () => {
    const { text: handler, style } = session.draft.get();
    void openDraft({ title: session.lesson.title, from: { handler, style } });
  };
  const exits = { neighbours, takeHome, play };
  useOwnLessonCommands(exits);
  const head = <LessonHead session={session} {...exits} />;
  return (
    <>
      <Workbench session={session} parts={{ head, tabs: lessonTabs, next: neighbours.next, takeHome }} />
      {isTakingHome ? <TakeHomeDialog session={session} close={() => setTakingHome(false)} /> : null}
    </>
  );
}

/** The course's lessons. When their files have changed, the session gets the new lesson. */
function useEditedCourse(session: LessonSession | null, first: readonly LessonSummary[]): readonly LessonSummary[] {
  const { notices } = usePage();
  const [course, setCourse] = useState(first);
  const requests = useRef(0);
  const refetch = useCallback(async () => {
    if (!session) return;
    const request = ++requests.current;
    const [lesson, lessons] = await Promise.all([getLesson(session.lesson.slug), getCourse()]);
    if (request !== requests.current) return;
    if (lesson.ok) session.update(lesson.value);
    else if (lesson.kind === "refused") notices.dispatch({ type: "show", text: removedText });
    if (lessons.ok) setCourse(lessons.value);
  }, [session, notices]);
  useCourseChanges(refetch);
  return course;
}

function useTitle(session: LessonSession | null): void {
  useEffect(() => {
    if (!session) return;
    const show = () => {
      document.title = `${session.lesson.title} · ws101`;
    };
    show();
    return session.content.subscribe(show);
  }, [session]);
}

function useWalkthroughLink(session: LessonSession | null): void {
  useLayoutEffect(() => {
    if (readQuery("view") === "walkthrough") session?.showCode("walkthrough");
  }, [session]);
}

const removedText = "The folder of this lesson is gone. The page shows its last version.";
