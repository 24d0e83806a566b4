// Loads the course: the lesson folders, for the server, the page and the command line.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type Lesson, type LessonSummary, lessonSummarySchema } from "../protocol/lesson.ts";
import { CourseError, readText } from "./course-error.ts";
import { createHighlighter } from "./highlight.ts";
import { type LessonFiles, type LoadedLesson, loadLesson } from "./load-lesson.ts";
import { parseFrontMatter } from "./manifest.ts";

export interface Course {
  /** In the order of their numbers. */
  lessons(): readonly LessonSummary[];
  lesson(slug: string): Lesson | undefined;
  /** Absolute paths of a lesson's files. */
  files(slug: string): LessonFiles | undefined;
  /** The clock that the lesson's front matter sets for its room and its checks; undefined if it sets none. */
  clock(slug: string): "real" | "stepped" | undefined;
}

/** Loads `dir` (course.md and the folders `NN-slug`); throws `CourseError` for the first thing an author has to fix. */
export async function loadCourse(dir: string): Promise<Course> {
  const file = join(dir, "course.md");
  const shared = parseFrontMatter(file, await readText(file, "Write the front matter that every lesson inherits."));
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
  requireKnownLessons(loaded);
  return courseOf(loaded);
}

function courseOf(loaded: readonly LoadedLesson[]): Course {
  const titles = new Map(loaded.map(({ lesson }) => [lesson.slug, lesson.title]));
  const bySlug = new Map(loaded.map((each) => [each.lesson.slug, withRelatedTitles(each, titles)]));
  const summaries = [...bySlug.values()].map(({ lesson }) => lessonSummarySchema.parse(lesson));
  return {
    lessons: () => summaries,
    lesson: (slug) => bySlug.get(slug)?.lesson,
    files: (slug) => bySlug.get(slug)?.files,
    clock: (slug) => bySlug.get(slug)?.clock,
  };
}

interface Folder {
  readonly name: string;
  readonly number: number;
  readonly slug: string;
}

/** The folders called `NN-slug`, in order; duplicate numbers and slugs are refused. */
async function readFolders(dir: string): Promise<Folder[]> {
  const entries = await readdir(dir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const folders = names.sort().map((name) => parseFolder(dir, name));
  for (const [index, { name, number, slug }] of folders.entries()) {
    const twin = folders.slice(0, index).find((other) => other.number === number || other.slug === slug);
    if (twin)
      throw new CourseError(join(dir, name), null, `\`${twin.name}\` has the same number or name.`, "Rename one.");
  }
  return folders;
}

function parseFolder(dir: string, name: string): Folder {
  const [, number, slug] = /^(\d{2})-([a-z][a-z0-9]*(?:-[a-z0-9]+)*)$/.exec(name) ?? [];
  if (number !== undefined && slug !== undefined) return { name, number: Number(number), slug };
  throw new CourseError(
    join(dir, name),
    null,
    "This is not a valid name for a lesson.",
    "Use, for example, `03-reverse`.",
  );
}

function requireKnownLessons(loaded: readonly LoadedLesson[]) {
  const slugs = new Set(loaded.map(({ lesson }) => lesson.slug));
  for (const { lesson, files } of loaded) {
    const named = [...lesson.requires, ...lesson.tour.related.map(({ slug }) => slug)];
    const unknown = named.find((slug) => !slugs.has(slug));
    if (unknown === undefined) continue;
    throw new CourseError(files.text, null, `There is no lesson \`${unknown}\`.`, `Known: ${[...slugs].join(", ")}.`);
  }
}

function withRelatedTitles({ lesson, ...rest }: LoadedLesson, titles: ReadonlyMap<string, string>): LoadedLesson {
  const related = lesson.tour.related.map(({ slug }) => ({ slug, title: titles.get(slug) ?? slug }));
  return { ...rest, lesson: { ...lesson, tour: { ...lesson.tour, related } } };
}
