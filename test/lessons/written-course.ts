// A folder of lessons for a test, each made from what `ws101 new` writes, with changes.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { scaffoldLesson } from "../../server/cli/new.ts";
import { type Style, styles } from "../../server/protocol/lesson.ts";

/** New contents by path in the lesson's folder: a text, or a function of the present one; null deletes the file. */
export type Changes = Readonly<Record<string, string | null | ((text: string) => string)>>;

/** As many wrong answers in each style as the linter asks for. */
export const manyMistakes: Changes = Object.fromEntries(
  styles.flatMap((style) =>
    Array.from({ length: 10 }, (_, index) => [`mistakes/${style}-more-${index}.ts`, mistakeIn(style)] as const),
  ),
);

function mistakeIn(style: Style): string {
  const [, source = ""] =
    [...changed("more", {})].find(([path]) => path === `mistakes/${style}-changes-nothing.ts`) ?? [];
  return source;
}

/** Lessons by slug, numbered in this order; each is finished and correct apart from its changes. */
export async function writeCourse(lessons: Readonly<Record<string, Changes>>) {
  const dir = await mkdtemp(join(tmpdir(), "ws101-course-"));
  await writeFile(join(dir, "course.md"), "---\ndifficulty: easy\n---\n");
  for (const [index, [slug, changes]] of Object.entries(lessons).entries()) {
    const folder = join(dir, `${String(index + 1).padStart(2, "0")}-${slug}`);
    for (const [path, text] of changed(slug, changes)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
  }
  return { dir, [Symbol.asyncDispose]: () => rm(dir, { recursive: true }) };
}

function changed(slug: string, changes: Changes): Map<string, string> {
  const files = new Map(scaffoldLesson(slug));
  for (const [path, text] of files) if (!path.includes("start")) files.set(path, text.replaceAll("TODO: ", ""));
  for (const [path, change] of Object.entries(changes)) {
    if (change === null) files.delete(path);
    else files.set(path, typeof change === "string" ? change : change(files.get(path) ?? ""));
  }
  return files;
}
