// Hooks of pages whose learner may be in a workshop.
import { useEffect } from "react";
import type { LessonSummary } from "../../../server/protocol/lesson.ts";
import type { LessonAccess } from "../../lesson/lesson-access.ts";
import { isTyping } from "../../shell/keys.ts";
import { usePage } from "../../shell/page-context.ts";
import { usePart, useStore } from "../../ui/store.ts";
import { pausedText, runRefusal } from "./member-text.ts";
import { isOpen } from "./membership.ts";

const modifiers = new Set(["Shift", "Control", "Alt", "Meta"]);

/** Calls `typed` for each key in a field, an editor or a terminal. */
export function useTyping(typed: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event.target) && !modifiers.has(event.key)) typed();
    };
    const onInput = ({ target }: Event) => {
      if (isTyping(target)) typed();
    };
    // Captured: editors keep some keys to themselves. Phones report what their keyboards write as input only.
    window.addEventListener("keydown", onKey, { capture: true });
    window.addEventListener("input", onInput, { capture: true });
    return () => {
      window.removeEventListener("keydown", onKey, { capture: true });
      window.removeEventListener("input", onInput, { capture: true });
    };
  }, [typed]);
}

/** Gives the bar the titles and the order of the lessons. */
export function useKnownCourse(lessons: readonly LessonSummary[]): void {
  const { workshop } = usePage();
  useEffect(() => {
    if (lessons.length > 0) workshop.store.dispatch({ type: "course", lessons });
  }, [lessons, workshop]);
}

export function useIsLessonOpen(slug: string): boolean {
  return usePart(usePage().workshop.store, (membership) => isOpen(membership, slug));
}

/** Those that members may work on. */
export function useOpenLessons(lessons: readonly LessonSummary[]): readonly LessonSummary[] {
  const membership = useStore(usePage().workshop.store);
  return lessons.filter(({ slug }) => isOpen(membership, slug));
}

/** Why the code cannot be changed here now, in a sentence; null when it can. */
export function useReadOnlyReason({ mayEdit, look }: Pick<LessonAccess, "mayEdit" | "look">): string | null {
  const paused = usePart(usePage().workshop.store, ({ view }) => (view?.frozen ? `${pausedText(view)}.` : null));
  const isAllowed = useStore(mayEdit);
  if (look === null) return paused;
  return isAllowed ? null : `This is ${look.name}’s code. Ask to edit it first.`;
}

/** Why the lesson's checks cannot be run now; null when they can. */
export function useRunRefusal(slug: string): string | null {
  return usePart(usePage().workshop.store, (membership) => runRefusal(membership, slug));
}
