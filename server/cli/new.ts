// `ws101 new`: creates the files of a new lesson.
import { constants, readdirSync, readFileSync } from "node:fs";
import { copyFile, mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { readConfig } from "../config.ts";
import { lessonFolder } from "../course/folders.ts";
import { parseNewArguments, UsageError } from "./arguments.ts";

const scaffold = join(import.meta.dirname, "../course/scaffold");

/** When it throws, nothing is changed. */
export async function newCommand(args: readonly string[]): Promise<number> {
  const { slug, number, lessonsDir } = parseNewArguments(args);
  const dir = lessonsDir ?? readConfig().lessonsDir;
  const folder = join(dir, await folderName(dir, slug, number));
  for (const [path, text] of scaffoldLesson(slug)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text, { flag: "wx" });
  }
  const isFirst = await createCourseFile(join(dir, "course.md"));
  const option = lessonsDir === null ? "" : ` --lessons ${lessonsDir}`;
  if (isFirst)
    process.stdout.write(`Created ${relative(process.cwd(), join(dir, "course.md"))}, which holds for all lessons.\n`);
  process.stdout.write(
    `Created ${relative(process.cwd(), folder)}, which works as it is. Replace what it does, and each of its TODOs:\n` +
      `ws101 lint ${slug}${option} --watch lists what is left. docs/authoring.md explains the files.\n`,
  );
  return 0;
}

/** Its files by path: a small lesson that is complete and correct, with a TODO wherever its author has to decide. */
export function scaffoldLesson(slug: string): ReadonlyMap<string, string> {
  const folder = join(scaffold, "lesson");
  const title = `${slug.charAt(0).toUpperCase()}${slug.slice(1).replaceAll("-", " ")}`;
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = entries.map(({ parentPath, name }) => join(parentPath, name));
  return new Map(
    files.map((file) => [
      relative(folder, file).replaceAll("\\", "/"),
      readFileSync(file, "utf8").replace("title: TITLE", () => `title: ${title}`),
    ]),
  );
}

/** A folder that becomes a course needs one. Returns whether it was missing. */
async function createCourseFile(file: string): Promise<boolean> {
  try {
    await copyFile(join(scaffold, "course.md"), file, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** Refuses a name or number that another lesson has. */
async function folderName(dir: string, slug: string, wanted: number | null): Promise<string> {
  const names = await readdir(dir).catch(() => {
    throw new UsageError(`There is no folder ${dir}.`);
  });
  const lessons = names.filter((name) => /^\d{2}-/.test(name));
  const twin = lessons.find((name) => name.replace(/^\d+-/, "") === slug);
  if (twin !== undefined) throw new UsageError(`There is a lesson ${twin} already.`);
  const taken = new Map(lessons.map((name) => [Number.parseInt(name, 10), name]));
  const number = wanted ?? Math.max(0, ...taken.keys()) + 1;
  const other = taken.get(number);
  if (other !== undefined) throw new UsageError(`${other} has the number ${number} already.`);
  return lessonFolder(number, slug);
}
