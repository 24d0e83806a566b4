// The header of a lesson: navigation between lessons, the verdict of the checks, the connection, the page's menu.
import { useCallback, useId, useRef, useState } from "react";
import type { LessonSummary } from "../../server/protocol/lesson.ts";
import { type LessonState, lessonStates } from "../../server/protocol/progress.ts";
import { notOpenText } from "../../server/protocol/workshop.ts";
import { verdictOf } from "../checks/run-state.ts";
import { getProgress } from "../net/calls.ts";
import { useAnswer } from "../net/use-answer.ts";
import { usePage } from "../shell/page-context.ts";
import { PageMenu } from "../shell/page-menu.tsx";
import { Button } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { Link } from "../ui/link.tsx";
import { useStore } from "../ui/store.ts";
import { useIsLessonOpen, useOpenLessons } from "../workshop/member/member-hooks.ts";
import { Lock } from "../workshop/member/not-open.tsx";
import type { LessonSession } from "./lesson-session.ts";
import { useOpenRun } from "./steps.ts";

export interface Neighbours {
  readonly course: readonly LessonSummary[];
  readonly previous: LessonSummary | null;
  readonly next: LessonSummary | null;
}

const phaseNames = { connecting: "Connecting", open: "Online", waiting: "Offline" } as const;

/** Where a learner's own lesson leads. */
export interface OwnLessonExits {
  readonly neighbours: Neighbours;
  readonly takeHome: () => void;
  /** Opens the code in the playground. */
  readonly play: () => void;
}

export function LessonHead({ session, ...exits }: OwnLessonExits & { readonly session: LessonSession }) {
  const { neighbours } = exits;
  const lesson = useStore(session.content);
  return (
    <header className="lesson-head row">
      <Link className="brand" href="/lessons" aria-label="ws101, all lessons">
        ws101
      </Link>
      <nav className="lesson-nav row" aria-label="Lessons">
        <Arrow sign="‹" name="Previous lesson" lesson={neighbours.previous} />
        <h1 className="clip">
          <span className="lesson-count muted">{lesson.number}</span> {lesson.title}
        </h1>
        <LessonMenu {...exits} current={lesson.slug} />
        <Arrow sign="›" name="Next lesson" lesson={neighbours.next} />
      </nav>
      <span className="minutes muted small nowrap">{lesson.minutes} min</span>
      <span className="spacer" />
      <VerdictAndNext session={session} next={neighbours.next} />
      <LiveState />
      <PageMenu />
    </header>
  );
}

export function LiveState() {
  const { phase } = useStore(usePage().channel.state);
  return (
    <span className="live toned muted small row nowrap" data-phase={phase}>
      <span className="dot" aria-hidden="true" />
      {phaseNames[phase]}
    </span>
  );
}

interface ArrowProps {
  readonly sign: string;
  readonly name: string;
  readonly lesson: LessonSummary | null;
}

function Arrow({ sign, name, lesson }: ArrowProps) {
  const isOpen = useIsLessonOpen(lesson?.slug ?? "");
  if (lesson === null) return <span className="button quiet nav-button" aria-hidden="true" />;
  const label = `${name}: ${lesson.title}${isOpen ? "" : ` (${notOpenText})`}`;
  return (
    <Link className="button quiet nav-button" href={`/lessons/${lesson.slug}`} aria-label={label} title={label}>
      {isOpen ? sign : <Icon name="locked" />}
    </Link>
  );
}

function LessonMenu({ neighbours, current, takeHome, play }: OwnLessonExits & { readonly current: string }) {
  const id = useId();
  const menu = useRef<HTMLDivElement>(null);
  /** Closing the menu first returns the focus to its button, to which the dialog will return it. */
  const takeHomeFromMenu = () => {
    menu.current?.hidePopover();
    takeHome();
  };
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className="quiet nav-button"
        popoverTarget={id}
        aria-label="Lesson menu"
        title="Lesson menu"
      >
        <span aria-hidden="true">▾</span>
      </button>
      <div
        ref={menu}
        id={id}
        popover="auto"
        className="lesson-menu raised small menu"
        onToggle={({ newState }) => setOpen(newState === "open")}
      >
        {isOpen ? <LessonMenuList course={neighbours.course} current={current} /> : null}
        <Button
          label="Take it home as a Node project"
          className="quiet"
          aria-haspopup="dialog"
          onClick={takeHomeFromMenu}
        />
        <Button label="Open in the playground" className="quiet" onClick={play} />
      </div>
    </>
  );
}

function LessonMenuList({ course, current }: Pick<Neighbours, "course"> & { readonly current: string }) {
  const { loaded } = useAnswer(useCallback(() => getProgress(), []));
  const states = lessonStates(course, loaded.phase === "here" ? loaded.value : { lessons: [] });
  const open = useOpenLessons(course);
  return (
    <ol>
      {course.map((lesson) => (
        <LessonLink
          key={lesson.slug}
          lesson={lesson}
          isOpen={open.includes(lesson)}
          isCurrent={lesson.slug === current}
          state={states[lesson.slug]}
        />
      ))}
    </ol>
  );
}

interface LessonLinkProps {
  readonly lesson: LessonSummary;
  readonly isOpen: boolean;
  readonly isCurrent: boolean;
  readonly state: LessonState | undefined;
}

function LessonLink({ lesson: { slug, number, title }, isOpen, isCurrent, state }: LessonLinkProps) {
  const text = state?.kind === "done" ? `✓ ${state.text}` : state?.text;
  return (
    <li>
      <Link href={`/lessons/${slug}`} aria-current={isCurrent ? "page" : undefined}>
        <span className="lesson-count muted">{number}</span> {title} {isOpen ? null : <Lock />}
        <span className="lesson-menu-state toned muted end" data-kind={state?.kind}>
          {text}
        </span>
      </Link>
    </li>
  );
}

/** Once a lesson was passed, it always offers the next one. */
function VerdictAndNext({ session, next }: { readonly session: LessonSession; readonly next: LessonSummary | null }) {
  const run = useStore(session.run);
  const draft = useStore(session.draft);
  const verdict = verdictOf(useOpenRun(session), draft);
  const isNextOpen = useIsLessonOpen(next?.slug ?? "");
  return (
    <>
      {verdict.text === "" ? null : (
        <span className="verdict toned muted small nowrap" data-kind={verdict.kind}>
          {verdict.text}
        </span>
      )}
      {run.isDone ? (
        <Link
          className={verdict.kind === "pass" ? "button primary small" : "button small"}
          href={next ? `/lessons/${next.slug}` : "/lessons"}
        >
          {next ? <NextTitle title={next.title} /> : "All lessons"}
          {isNextOpen ? null : <Lock />}
        </Link>
      ) : null}
    </>
  );
}

/**
 * On a phone only the first word: the title would leave no space for this lesson's own. In one element, because the parts of
 * a button are read as words apart.
 */
function NextTitle({ title }: { readonly title: string }) {
  return (
    <span>
      Next<span className="next-title">: {title}</span>
    </span>
  );
}
