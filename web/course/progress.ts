// How far a learner is in each lesson, and which one comes next.
import type { Progress } from "../../server/protocol/http.ts";
import type { LessonSummary } from "../../server/protocol/lesson.ts";

export interface LessonState {
  readonly kind: "new" | "begun" | "done";
  readonly text: string;
}

/** A lesson may stand in the progress once for each style: the best one counts. */
export function lessonStates(lessons: readonly LessonSummary[], progress: Progress): Record<string, LessonState> {
  return Object.fromEntries(lessons.map(({ slug }) => [slug, stateOf(slug, progress)]));
}

function stateOf(slug: string, progress: Progress): LessonState {
  const entries = progress.lessons.filter((entry) => entry.slug === slug);
  if (entries.some((entry) => entry.done)) return { kind: "done", text: "Passed" };
  const best = entries.toSorted((a, b) => b.passed.length - a.passed.length)[0];
  if (!best) return { kind: "new", text: "" };
  return { kind: "begun", text: `${best.passed.length} of ${best.passed.length + best.failed.length} checks` };
}

/** Where the learner worked last if it is unfinished, else the first lesson that is; null when all are passed. */
export function resumeAt(
  lessons: readonly LessonSummary[],
  progress: Progress,
): { readonly lesson: LessonSummary; readonly label: string } | null {
  const states = lessonStates(lessons, progress);
  const open = lessons.filter(({ slug }) => states[slug]?.kind !== "done");
  const recent = progress.lessons.toSorted((a, b) => b.atMs - a.atMs)[0];
  const lesson = open.find(({ slug }) => slug === recent?.slug) ?? open[0];
  if (!lesson) return null;
  return { lesson, label: progress.lessons.length === 0 ? "Begin" : recent?.slug === lesson.slug ? "Go on" : "Next" };
}
