// Hooks for pages of a course whose files are watched.
import { useEffect } from "react";
import type { LessonError } from "../../server/protocol/lesson.ts";
import { usePage } from "../shell/page-context.ts";
import { usePart } from "../ui/store.ts";

const noErrors: readonly LessonError[] = [];

export function useLessonErrors(): readonly LessonError[] {
  return usePart(usePage().courseState, (state) => state?.errors ?? noErrors);
}

/** Calls `refetch` whenever the lessons' files have changed, and when the channel opens. */
export function useCourseChanges(refetch: () => void): void {
  const { courseState } = usePage();
  useEffect(() => courseState.subscribe(refetch), [courseState, refetch]);
}
