// Lesson search: every query word must begin a word of the title, summary or concepts.
import type { LessonSummary } from "../../server/protocol/lesson.ts";
import { countText } from "../ui/format.ts";

export function searchLessons(lessons: readonly LessonSummary[], query: string): readonly LessonSummary[] {
  const wanted = wordsOf(query);
  if (wanted.length === 0) return lessons;
  return lessons.filter((lesson) => {
    const words = wordsOf([lesson.title, lesson.summary, lesson.slug, ...lesson.concepts].join(" "));
    return wanted.every((want) => words.some((word) => word.startsWith(want)));
  });
}

/** Lower-case words without diacritics: `Ünï-Code` becomes `uni`, `code`. */
function wordsOf(text: string): readonly string[] {
  const plain = text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Result count shown beside the field and announced. */
export function foundText(found: number, query: string): string {
  return query.trim() === "" ? "" : countText(found, "lesson");
}
