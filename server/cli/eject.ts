// `ws101 eject`: writes a handler and its lesson's checks as a Node project.
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { parseSync } from "oxc-parser";
import { unerasableIn } from "../compiler/erasable.ts";
import { readConfig } from "../config.ts";
import { lessonFolder } from "../course/folders.ts";
import { type Course, loadCourse } from "../course/load.ts";
import { EjectError, projectFiles, unerasable } from "../eject/project.ts";
import type { LessonSummary, Style } from "../protocol/lesson.ts";
import { isNamed, noLesson, parseEjectArguments, readSource, UsageError } from "./arguments.ts";

export async function ejectCommand(args: readonly string[]): Promise<number> {
  const { target, dir, style, lessonsDir } = parseEjectArguments(args);
  const course = await loadCourse(lessonsDir ?? readConfig({}).lessonsDir);
  const { lesson, file, style: chosen } = findHandler(course, target, style);
  await requireEmpty(dir);
  const files = course.files(lesson.slug);
  if (files === undefined) throw new UsageError(`The lesson "${lesson.slug}" has no files.`);
  const source = await readSource(file ?? files.solution(chosen));
  requireErasable(source);
  const clock = course.clock(lesson.slug) ?? "stepped";
  const { slug, title } = lesson;
  const checks = { file: files.checks, clock };
  const project = await projectFiles({ slug, title, style: chosen, source, page: null, checks });
  await writeProject(dir, project);
  process.stdout.write(`${project.size} files written to ${dir}. Next: npm install && npm test && npm start\n`);
  return 0;
}

function requireErasable(source: string): void {
  const { program, errors } = parseSync("handler.ts", source);
  const [error] = errors;
  if (error !== undefined) throw new EjectError(`The handler does not compile: ${error.message}.`);
  const what = unerasableIn(program);
  if (what !== null) throw unerasable(what);
}

/** `target` is a lesson, or a file in a lesson's folder. Without a file, the handler is the lesson's solution. */
function findHandler(course: Course, target: string, style: Style | null) {
  const isFile = target.endsWith(".ts");
  const path = resolve(target);
  const folder = isFile ? basename(dirname(path)) : "";
  const isStyled = folder === "loop" || folder === "events";
  const name = isFile ? basename(isStyled ? dirname(dirname(path)) : dirname(path)) : basename(path);
  const folderOf = ({ number, slug }: LessonSummary) => lessonFolder(number, slug);
  const lessons = course.lessons();
  const lesson = lessons.find((each) => isNamed(folderOf(each), name));
  const chosen: Style = style ?? (folder === "events" ? "events" : "loop");
  if (lesson !== undefined) return { lesson, file: isFile ? path : null, style: chosen };
  throw noLesson(name, lessons.map(folderOf), isFile ? " The file has to be in the folder of its lesson." : "");
}

async function requireEmpty(dir: string): Promise<void> {
  const names = await readdir(dir).catch(() => []);
  if (names.length > 0) throw new UsageError(`${dir} is not empty. Name a new folder.`);
}

async function writeProject(dir: string, files: ReadonlyMap<string, string>): Promise<void> {
  for (const [path, text] of files) {
    const file = join(dir, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}
