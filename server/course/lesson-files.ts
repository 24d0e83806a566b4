// The files of a lesson, and the annotations of its known mistakes.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type Style, styleSchema } from "../protocol/lesson.ts";
import { CourseError, readText } from "./course-error.ts";

/** A known wrong answer: the first check that fails on it, and words of the hint that is shown. */
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
  /** The starter code: the lesson's own start, or the solution of the previous lesson. */
  start(style: Style): string;
  solution(style: Style): string;
  readonly mistakes: readonly Mistake[];
}

/** `startsFrom`: the folder whose solutions are this lesson's starts; null if it has its own. */
export async function lessonFiles(folder: string, startsFrom: string | null): Promise<LessonFiles> {
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
  const annotation = (key: string) => new RegExp(`^// ${key}: (.+?)\\s*$`, "m").exec(text)?.[1] ?? "";
  const style = styleSchema.safeParse(annotation("style"));
  const [check, hint] = [annotation("check"), annotation("hint")];
  if (style.success && check !== "" && hint !== "") return { file, style: style.data, check, hint };
  const missing = !style.success ? "style" : check === "" ? "check" : "hint";
  const remedy = "Begin it with `// style: loop`, `// check: <id>` and `// hint: <words of the hint>`.";
  throw new CourseError(file, 1, `The mistake does not state its ${missing}.`, remedy);
}
