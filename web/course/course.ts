// The course, and how far the learner is in it.
import type { Progress } from "../../server/protocol/http.ts";
import type { LessonSummary } from "../../server/protocol/lesson.ts";
import type { Answer } from "../net/api.ts";
import { getCourse, getProgress } from "../net/calls.ts";

export interface Course {
  readonly lessons: readonly LessonSummary[];
  readonly progress: Progress;
}

/** The lessons are there even when the learner's progress cannot be loaded. */
export async function fetchCourse(): Promise<Answer<Course>> {
  const [lessons, progress] = await Promise.all([getCourse(), getProgress()]);
  if (!lessons.ok) return lessons;
  return { ok: true, value: { lessons: lessons.value, progress: progress.ok ? progress.value : { lessons: [] } } };
}
