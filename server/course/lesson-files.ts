// Which files a lesson is made of, and what a known wrong answer says about itself.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type Style, styleSchema } from "../protocol/lesson.ts";
import { CourseError } from "./course-error.ts";
import { readText } from "./read-text.ts";

/** A known wrong answer: the first check that fails on it, and words of the hint that then shows. */
export interface Mistake {
  readonly file: string;
  readonly style: Style;
  readonly check: string;
  readonly hint: string;
}

/** Absolute paths. */
export interface LessonFiles {
  readonly folder: string;
  readonly text: string;
  readonly checks: string;
  readonly tour: string;
  readonly axum: string;
  /** What a learner begins with: the lesson's own start, or the solution of the lesson before. */
  start(style: Style): string;
  solution(style: Style): string;
  readonly mistakes: readonly Mistake[];
}

export interface FilesSource {
  readonly folder: string;
  /** The folder whose solutions are this lesson's starts; null when it has its own. */
  readonly startsFrom: string | null;
}

export async function lessonFiles({ folder, startsFrom }: FilesSource): Promise<LessonFiles> {
  return {
    folder,
    text: join(folder, "lesson.md"),
    checks: join(folder, "checks.ts"),
    tour: join(folder, "tour.md"),
    axum: join(folder, "axum.rs"),
    start: (style) => (startsFrom ? join(startsFrom, style, "solution.ts") : join(folder, style, "start.ts")),
    solution: (style) => join(folder, style, "solution.ts"),
    mistakes: await readMistakes(join(folder, "mistakes")),
  };
}

async function readMistakes(folder: string): Promise<readonly Mistake[]> {
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => name.endsWith(".ts")).sort();
  return Promise.all(files.map((name) => readMistake(join(folder, name))));
}

async function readMistake(file: string): Promise<Mistake> {
  const text = await readText(file, "");
  const named = (key: string) => new RegExp(`^// ${key}: (.+?)\\s*$`, "m").exec(text)?.[1] ?? "";
  const style = styleSchema.safeParse(named("style"));
  if (!style.success) throw incomplete(file, "style");
  const [check, hint] = [named("check"), named("hint")];
  if (check === "" || hint === "") throw incomplete(file, check === "" ? "check" : "hint");
  return { file, style: style.data, check, hint };
}

function incomplete(file: string, key: string): CourseError {
  const remedy = "Begin it with `// style: loop`, `// check: <id>` and `// hint: <words of the hint>`.";
  return new CourseError(file, 1, `The mistake does not say its ${key}.`, remedy);
}
