// A learner's progress: the state of each lesson, its prerequisites, and where to continue. Used by the page and the
// server-rendered course.
import type { Progress } from "./http.ts";
import type { LessonSummary } from "./lesson.ts";

export interface LessonState {
  readonly kind: "new" | "begun" | "done";
  readonly text: string;
  /** Checks passed and their total; both 0 before the first run. */
  readonly passed: number;
  readonly of: number;
}

const untouched: LessonState = { kind: "new", text: "", passed: 0, of: 0 };

/** Progress has one entry per lesson and style; the best one counts. */
export function lessonStates(lessons: readonly LessonSummary[], progress: Progress): Record<string, LessonState> {
  return Object.fromEntries(lessons.map(({ slug }) => [slug, stateOf(slug, progress)]));
}

function stateOf(slug: string, progress: Progress): LessonState {
  const entries = progress.lessons.filter((entry) => entry.slug === slug);
  const best = entries.toSorted((a, b) => b.passed.length - a.passed.length)[0];
  if (!best) return untouched;
  const [passed, of] = [best.passed.length, best.passed.length + best.failed.length];
  const done = entries.filter((entry) => entry.done).map(({ style }) => style);
  if (done.length > 0) return { kind: "done", text: `Passed: ${done.sort().reverse().join(" and ")}`, passed, of };
  return { kind: "begun", text: `${passed} of ${of} checks`, passed, of };
}

export interface Need {
  readonly slug: string;
  readonly title: string;
  readonly isMet: boolean;
}

/** The lessons this one builds on; they are recommended, not enforced. */
export function needsOf(
  lesson: LessonSummary,
  lessons: readonly LessonSummary[],
  states: Readonly<Record<string, LessonState>>,
): readonly Need[] {
  return lesson.requires.flatMap((slug) => {
    const needed = lessons.find((each) => each.slug === slug);
    return needed ? [{ slug, title: needed.title, isMet: states[slug]?.kind === "done" }] : [];
  });
}

export interface Overview {
  readonly done: number;
  readonly of: number;
  readonly minutesLeft: number;
}

export function overviewOf(lessons: readonly LessonSummary[], states: Readonly<Record<string, LessonState>>): Overview {
  const open = lessons.filter(({ slug }) => states[slug]?.kind !== "done");
  const minutesLeft = open.reduce((sum, { minutes }) => sum + minutes, 0);
  return { done: lessons.length - open.length, of: lessons.length, minutesLeft };
}

/** `about 2½ hours`, to the nearest half. */
export function durationText(minutes: number): string {
  if (minutes < 50) return `about ${minutes} minutes`;
  const halves = Math.round(minutes / 30);
  const hours = `${halves > 1 ? Math.floor(halves / 2) : ""}${halves % 2 === 1 ? "½" : ""}`;
  return `about ${hours} ${hours === "1" ? "hour" : "hours"}`;
}

/** The lesson worked on last if it is unfinished, otherwise the first unfinished one; null when all are passed. */
export function resumeAt(
  lessons: readonly LessonSummary[],
  progress: Progress,
): { readonly lesson: LessonSummary; readonly label: string } | null {
  const states = lessonStates(lessons, progress);
  const open = lessons.filter(({ slug }) => states[slug]?.kind !== "done");
  const recent = progress.lessons.toSorted((a, b) => b.atMs - a.atMs)[0];
  const lesson = open.find(({ slug }) => slug === recent?.slug) ?? open[0];
  if (!lesson) return null;
  return {
    lesson,
    label: progress.lessons.length === 0 ? "Start" : recent?.slug === lesson.slug ? "Continue" : "Next",
  };
}
