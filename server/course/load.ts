// The course: every lesson's folder read into what the server, the page and the command line use.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Lesson, LessonSummary } from "../protocol/lesson.ts";
import { CourseError } from "./course-error.ts";
import { type FrontMatter, readFrontMatter } from "./front-matter.ts";
import { createHighlighter } from "./highlight.ts";
import type { LessonFiles } from "./lesson-files.ts";
import { type LoadedLesson, loadLesson } from "./load-lesson.ts";
import { readText } from "./read-text.ts";

export interface Course {
  /** In the order of their numbers. */
  lessons(): readonly LessonSummary[];
  lesson(slug: string): Lesson | undefined;
  /** Absolute paths of what a lesson is made of. */
  files(slug: string): LessonFiles | undefined;
  /** The clock that a lesson's own front matter sets for its room and its checks; undefined where it sets none. */
  clock(slug: string): "real" | "stepped" | undefined;
}

/** Reads `dir` (course.md and the folders `NN-slug`); throws `CourseError` at the first thing an author has to mend. */
export async function loadCourse(dir: string): Promise<Course> {
  const shared = await readShared(dir);
  using highlighter = createHighlighter();
  const { highlight } = highlighter;
  const folders = await readFolders(dir);
  const loaded = await Promise.all(
    folders.map(({ name, number, slug }, index) => {
      const before = folders[index - 1];
      const previous = before ? join(dir, before.name) : null;
      return loadLesson({ slug, number, folder: join(dir, name), previous, shared, highlight });
    }),
  );
  requireKnown(loaded);
  const lessons = withTitles(loaded);
  return courseOf(new Map(lessons.map((lesson) => [lesson.lesson.slug, lesson])));
}

function courseOf(bySlug: ReadonlyMap<string, LoadedLesson>): Course {
  const summaries = [...bySlug.values()].map(({ lesson }) => summaryOf(lesson));
  return {
    lessons: () => summaries,
    lesson: (slug) => bySlug.get(slug)?.lesson,
    files: (slug) => bySlug.get(slug)?.files,
    clock: (slug) => bySlug.get(slug)?.clock,
  };
}

function summaryOf({ slug, number, title, summary, minutes, difficulty, concepts, requires }: Lesson): LessonSummary {
  return { slug, number, title, summary, minutes, difficulty, concepts, requires };
}

async function readShared(dir: string): Promise<FrontMatter> {
  const file = join(dir, "course.md");
  return readFrontMatter(file, await readText(file, "Say there what every lesson inherits."));
}

interface Folder {
  readonly name: string;
  readonly number: number;
  readonly slug: string;
}

/** Folders called `NN-slug`, in order; two of one number or one slug are refused. */
async function readFolders(dir: string): Promise<Folder[]> {
  const entries = await readdir(dir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const folders = names.sort().map((name) => readFolder(dir, name));
  for (const [index, { name, number, slug }] of folders.entries()) {
    const twin = folders.slice(0, index).find((other) => other.number === number || other.slug === slug);
    if (twin)
      throw new CourseError(join(dir, name), null, `\`${twin.name}\` has the same number or name.`, "Rename one.");
  }
  return folders;
}

function readFolder(dir: string, name: string): Folder {
  const [, number, slug] = /^(\d{2})-([a-z][a-z0-9]*(?:-[a-z0-9]+)*)$/.exec(name) ?? [];
  if (number !== undefined && slug !== undefined) return { name, number: Number(number), slug };
  throw new CourseError(
    join(dir, name),
    null,
    "A lesson's folder has another name.",
    "Call it for example `03-reverse`.",
  );
}

function requireKnown(loaded: readonly LoadedLesson[]) {
  const slugs = new Set(loaded.map(({ lesson }) => lesson.slug));
  for (const { lesson, files } of loaded) {
    const named = [...lesson.requires, ...lesson.tour.related.map(({ slug }) => slug)];
    const unknown = named.find((slug) => !slugs.has(slug));
    if (unknown === undefined) continue;
    throw new CourseError(files.text, null, `There is no lesson \`${unknown}\`.`, `Known: ${[...slugs].join(", ")}.`);
  }
}

/** The lessons that a walkthrough leads to, by the titles they have. */
function withTitles(loaded: readonly LoadedLesson[]): LoadedLesson[] {
  const titles = new Map(loaded.map(({ lesson }) => [lesson.slug, lesson.title]));
  return loaded.map((each) => {
    const related = each.lesson.tour.related.map(({ slug }) => ({ slug, title: titles.get(slug) ?? slug }));
    return { ...each, lesson: { ...each.lesson, tour: { ...each.lesson.tour, related } } };
  });
}
