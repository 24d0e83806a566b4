// The course of this repository, and more solutions of its lessons.
import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Course, loadCourse } from "../../server/course/load.ts";
import { type Style, styleSchema } from "../../server/protocol/lesson.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
export const lessonsDir = join(root, "lessons");
export const course: Course = await loadCourse(lessonsDir);

/** Solutions that differ from the lesson's own and are as good: `correct/<slug>/<style>-<what>.ts`. */
export interface CorrectFile {
  readonly slug: string;
  readonly style: Style;
  readonly file: string;
}

export async function correctFiles(): Promise<CorrectFile[]> {
  const folder = join(root, "test/lessons/correct");
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.sort().map((file) => {
    return { slug: basename(dirname(file)), style: styleSchema.parse(basename(file).split("-")[0]), file };
  });
}
