// What a learner has done: shown before a browser becomes another learner.
import { type DoneHere, isCourseLesson } from "../../protocol/lesson.ts";
import { isPlayLesson } from "../../protocol/playground.ts";
import type { Store } from "../../store/store.ts";

export const nothingDone: DoneHere = { lessons: 0, done: 0, drafts: 0 };

export async function doneBy(store: Store, learner: string): Promise<DoneHere> {
  const [saved, { lessons }] = await Promise.all([store.savedLessons(learner), store.progress(learner)]);
  return {
    lessons: saved.filter(isCourseLesson).length,
    done: lessons.filter(({ done }) => done).length,
    drafts: saved.filter(isPlayLesson).length,
  };
}
