// A command for each lesson: from everywhere where the course is known.
import type { LessonSummary } from "../../server/protocol/lesson.ts";
import { useCommands } from "./commands.ts";
import { goTo } from "./route.ts";

export function useLessonCommands(lessons: readonly LessonSummary[]): void {
  useCommands(() =>
    lessons.map(({ slug, number, title, summary, concepts }) => ({
      id: `lesson.${slug}`,
      title: `${number} ${title}`,
      group: "Go to",
      words: `lesson ${summary} ${concepts.join(" ")}`,
      run: () => goTo(`/lessons/${slug}`),
    })),
  );
}
