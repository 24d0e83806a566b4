// Finding lessons as one types: every word has to begin a word of the title, the summary or the concepts.
import type { LessonSummary } from "../../server/protocol/lesson.ts";

export function searchLessons(lessons: readonly LessonSummary[], query: string): readonly LessonSummary[] {
  const wanted = wordsOf(query);
  if (wanted.length === 0) return lessons;
  return lessons.filter((lesson) => {
    const words = wordsOf([lesson.title, lesson.summary, lesson.slug, ...lesson.concepts].join(" "));
    return wanted.every((want) => words.some((word) => word.startsWith(want)));
  });
}

/** Without accents and capitals: `Ünï-Code` is `uni`, `code`. */
function wordsOf(text: string): readonly string[] {
  const plain = text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** What is said aloud, and stands beside the field. */
export function foundText(found: number, query: string): string {
  if (query.trim() === "") return "";
  return found === 1 ? "1 lesson" : `${found} lessons`;
}
