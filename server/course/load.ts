// Loads the course, for the server, the page and the command line: the lesson folders, each validated.
import { existsSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import {
  type CourseInfo,
  type CourseState,
  type Lesson,
  type LessonSummary,
  lessonSummarySchema,
  type PresenterNote,
  type Style,
  styleSchema,
} from "../protocol/lesson.ts";
import { cellLesson } from "../protocol/lesson-names.ts";
import { CourseError, readText } from "./course-error.ts";
import { type Folder, guidesFolder, readFolders, templatesFolder } from "./folders.ts";
import { annotationIn, type FrontMatter, parseCourse, parseFrontMatter, parseManifest } from "./front-matter.ts";
import { type Guide, loadGuide } from "./guide.ts";
import { createHighlighter, type Highlight } from "./highlight.ts";
import { type Landing, loadLanding } from "./landing.ts";
import { renderLessonText } from "./lesson-text.ts";
import { listChecks } from "./list-checks.ts";
import { type Listing, parseListing } from "./listing.ts";
import { referenceExamples } from "./reference.ts";
import { blankTemplates, type LoadedTemplate, loadTemplate, playLessonOf } from "./templates.ts";
import { parseTour } from "./tour.ts";

export type Course = ReturnType<typeof courseOf>;

/** Loads `dir` (course.md and the folders `NN-slug`); throws `CourseError` for the first thing an author has to fix. */
export async function loadCourse(dir: string): Promise<Course> {
  const { course, errors } = await loadLessons(dir);
  const [error] = errors;
  if (error !== undefined) throw error;
  return course;
}

/**
 * Like `loadCourse`, but leaves out the lessons that cannot be loaded and returns why; throws for `dir` itself. `list` may list
 * the checks in another thread.
 */
export async function loadLessons(
  dir: string,
  list: ListChecks = listChecks,
): Promise<{ readonly course: Course; readonly errors: CourseError[] }> {
  using highlighter = createHighlighter();
  const { highlight } = highlighter;
  const { errors, ...read } = await readCourse(dir, { highlight, list, reuse: () => null });
  const [lessons, guides, templates] = [read.lessons.loaded, read.guides.loaded, read.templates.loaded];
  return { course: courseOf({ ...read, lessons, guides, templates }), errors };
}

type ListChecks = typeof listChecks;

interface ReadOptions {
  readonly highlight: Highlight;
  readonly list: ListChecks;
  /** The lesson that was loaded from this folder before, if neither its files nor those of the previous lesson have changed. */
  reuse(folder: string, previous: string | null): LoadedLesson | null;
}

/** The lessons, guides and templates that can be loaded, and why others cannot; throws for `course.md`. */
export async function readCourse(dir: string, { highlight, list, reuse }: ReadOptions) {
  if (!existsSync(dir))
    throw new CourseError(dir, null, "There is no such folder.", "Name the folder that has course.md.");
  const file = join(dir, "course.md");
  const front = parseFrontMatter(file, await readText(file, courseFileRemedy));
  const { info, shared } = parseCourse(front);
  const requires = new Map<string, readonly string[]>();
  const lessons = await loadFolders(dir, async (folder, { slug, number }, others, previous) => {
    const known = reuse(folder, previous);
    const loaded = known ?? (await loadLesson({ slug, number, folder, previous, shared, highlight, list }));
    requireKnownLessons(loaded, new Set(others.map((other) => other.slug)));
    requires.set(slug, loaded.lesson.requires);
    refuseCircle(loaded, requires);
    return loaded;
  });
  const guides = await loadFolders(join(dir, guidesFolder), (path, { slug }) => loadGuide(path, slug, highlight));
  const templates = await loadFolders(join(dir, templatesFolder), (path, { slug }) => loadTemplate(path, slug));
  const [[landing = null], landingErrors] = split([await orCourseError(() => loadLanding(dir, highlight))]);
  const errors = [...lessons.errors, ...guides.errors, ...templates.errors, ...landingErrors];
  return { info, lessons, guides, templates, landing, errors };
}

const courseFileRemedy =
  "Create it: a line `---`, the front matter that every lesson inherits, such as `difficulty: easy`, and `---` again.";

/** `previous`: the path of the folder before. `broken`: the paths of those that cannot be loaded. */
async function loadFolders<T>(
  dir: string,
  load: (path: string, folder: Folder, all: readonly Folder[], previous: string | null) => Promise<T>,
) {
  const { folders, errors: strays } = existsSync(dir) ? await readFolders(dir) : { folders: [], errors: [] };
  // One after the other, so that the number of open files does not grow with the course.
  const results = await Array.fromAsync(folders, (folder, index) => {
    const before = folders[index - 1];
    const previous = before ? join(dir, before.name) : null;
    return orCourseError(() => load(join(dir, folder.name), folder, folders, previous));
  });
  const [loaded, errors] = split(results);
  const broken = folders.flatMap(({ name }, index) => (results[index] instanceof CourseError ? [join(dir, name)] : []));
  return { loaded, errors: [...strays, ...errors], broken };
}

async function orCourseError<T>(work: () => Promise<T>): Promise<T | CourseError> {
  return await work().catch((error: unknown) => {
    if (error instanceof CourseError) return error;
    throw error;
  });
}

function split<T>(results: readonly (T | CourseError)[]): [T[], CourseError[]] {
  const errors = results.filter((result) => result instanceof CourseError);
  const values = results.filter((result): result is T => !(result instanceof CourseError));
  return [values, errors];
}

export interface CourseParts {
  readonly info: CourseInfo;
  readonly lessons: readonly LoadedLesson[];
  readonly guides: readonly Guide[];
  readonly templates: readonly LoadedTemplate[];
  readonly landing: Landing | null;
}

export function courseOf({ info, lessons: loaded, guides, templates, landing }: CourseParts) {
  const allTemplates = [...blankTemplates, ...templates];
  const titles = new Map(loaded.map(({ lesson }) => [lesson.slug, lesson.title]));
  const bySlug = new Map(loaded.map((each) => [each.lesson.slug, withRelatedTitles(each, titles)]));
  const summaries = [...bySlug.values()].map(({ lesson }) => lessonSummarySchema.parse(lesson));
  const all = [...guides.flatMap((guide) => guide.cells), ...(landing?.cells ?? []), ...referenceExamples().values()];
  const cells = new Map(all.map((cell) => [cellLesson(cell.id), cell]));
  return {
    info,
    /** In the order of their numbers. */
    lessons: (): readonly LessonSummary[] => summaries,
    /** Also what a draft of the playground has in place of one. */
    lesson: (slug: string): Lesson | undefined => bySlug.get(slug)?.lesson ?? playLessonOf(slug),
    /** Absolute paths of a lesson's files. */
    files: (slug: string): LessonFiles | undefined => bySlug.get(slug)?.files,
    /** The clock that the lesson's front matter sets for its room and its checks, or that of a cell; undefined if it sets none. */
    clock: (slug: string) => bySlug.get(slug)?.clock ?? cells.get(slug)?.clock,
    /** The limits that the front matter sets for its room and its checks' rooms. */
    limits: (slug: string) => bySlug.get(slug)?.limits,
    /** Further limits of its checks' rooms. */
    checkLimits: (slug: string) => bySlug.get(slug)?.checkLimits,
    /** For presenters only; empty for a lesson that has none or does not exist. */
    notes: (slug: string): readonly PresenterNote[] => bySlug.get(slug)?.notes ?? [],
    /** Null for a course that does not change while it is served. */
    state: (): CourseState | null => null,
    /** In the order of their numbers. */
    guides: () => guides,
    guide: (slug: string) => guides.find((guide) => guide.slug === slug),
    /** Null while it cannot be loaded. */
    landing: () => landing,
    /** The cell of a guide, of the reference or of the landing page whose rooms have this in place of a lesson. */
    cell: (lesson: string) => cells.get(lesson),
    /** What a draft can begin with: the blank ones, then the course's own in the order of their numbers. */
    templates: (): readonly LoadedTemplate[] => allTemplates,
  };
}

function requireKnownLessons({ lesson, files, requiresLine }: LoadedLesson, slugs: ReadonlySet<string>) {
  const isUnknown = (slug: string) => !slugs.has(slug);
  const required = lesson.requires.find(isUnknown);
  const unknown = required ?? lesson.tour.related.map(({ slug }) => slug).find(isUnknown);
  if (unknown === undefined) return;
  const [file, line] = required === undefined ? [files.tour, null] : [files.text, requiresLine];
  throw new CourseError(file, line, `There is no lesson \`${unknown}\`.`, `Known: ${[...slugs].join(", ")}.`);
}

/** `requires`: what this lesson and those before it require, by slug. */
function refuseCircle({ lesson, files, requiresLine }: LoadedLesson, requires: ReadonlyMap<string, readonly string[]>) {
  const other = lesson.requires.find((slug) => reaches(requires, slug, lesson.slug));
  if (other === undefined) return;
  const problem = other === lesson.slug ? "The lesson requires itself." : `It and \`${other}\` require each other.`;
  throw new CourseError(files.text, requiresLine, problem, `Remove \`${other}\` from \`requires\`.`);
}

function reaches(requires: ReadonlyMap<string, readonly string[]>, from: string, to: string): boolean {
  const reached = new Set([from]);
  // A set's iteration includes what is added to it meanwhile.
  for (const slug of reached) for (const next of requires.get(slug) ?? []) reached.add(next);
  return reached.has(to);
}

function withRelatedTitles({ lesson, ...rest }: LoadedLesson, titles: ReadonlyMap<string, string>): LoadedLesson {
  const related = lesson.tour.related.map(({ slug }) => ({ slug, title: titles.get(slug) ?? slug }));
  return { ...rest, lesson: { ...lesson, tour: { ...lesson.tour, related } } };
}

export type LoadedLesson = Awaited<ReturnType<typeof loadLesson>>;

interface LessonSource {
  readonly slug: string;
  readonly number: number;
  readonly folder: string;
  /** The folder of the previous lesson, whose solution may be this one's start. */
  readonly previous: string | null;
  /** The front matter of `course.md`, which every lesson inherits. */
  readonly shared: FrontMatter;
  readonly highlight: Highlight;
  readonly list: ListChecks;
}

/** Throws `CourseError` for the first thing that the lesson's author has to fix. */
async function loadLesson({ folder, ...source }: LessonSource) {
  const { slug, number, highlight } = source;
  const textFile = join(folder, "lesson.md");
  const front = parseFrontMatter(textFile, await readText(textFile, "Write the lesson's text."));
  const { start, clock, limits, checkLimits, ...manifest } = parseManifest(front, source.shared);
  const files = await lessonFiles(folder, start === "previous" ? source.previous : null);
  const checks = await readChecks(files, source.list);
  const listings = await readListings(files);
  const text = renderLessonText({
    ...front,
    clients: manifest.clients,
    checks: checks.map(({ id }) => id),
    listings,
    highlight,
  });
  const tour = await readText(files.tour, "Write the tour of both solutions and of axum.rs.");
  const lesson: Lesson = {
    slug,
    number,
    ...manifest,
    html: text.html,
    afterHtml: text.afterHtml,
    hints: [...text.hints],
    steps: [...text.steps],
    listings: mapSources(listings, (code) => code),
    highlighted: mapSources(listings, highlight),
    checks,
    tour: parseTour({ file: files.tour, listings, highlight }, tour),
  };
  /** Null if `course.md` has it. */
  const requiresLine = front.lines.get("requires") ?? null;
  return { lesson, files, clock, limits, checkLimits, requiresLine, notes: text.notes, previous: source.previous };
}

async function readChecks({ checks: file, mistakes }: LessonFiles, list: ListChecks): Promise<Lesson["checks"]> {
  if (!(await stat(file).catch(() => null))?.isFile())
    throw new CourseError(file, null, "The file is missing.", "Write the lesson's checks.");
  const listed = await list(file);
  if (!listed.ok) throw new CourseError(file, listed.line, listed.problem, listed.remedy);
  const ids = listed.checks.map(({ id }) => id);
  const stray = mistakes.find(({ check }) => !ids.includes(check));
  if (stray)
    throw new CourseError(stray.file, 1, `No check has the id \`${stray.check}\`.`, `Name one of: ${ids.join(", ")}.`);
  return listed.checks;
}

type Listings = ReadonlyMap<string, Listing>;

async function readListings(files: LessonFiles): Promise<Listings> {
  const paths = {
    "loop/start.ts": files.start("loop"),
    "loop/solution.ts": files.solution("loop"),
    "events/start.ts": files.start("events"),
    "events/solution.ts": files.solution("events"),
    "axum.rs": files.axum,
  };
  const entries = Object.entries(paths).map(async ([name, path]): Promise<[string, Listing]> => {
    return [name, parseListing(await readText(path, "Every lesson has one."))];
  });
  return new Map(await Promise.all(entries));
}

function mapSources(listings: Listings, transform: (code: string, language: string) => string): Lesson["listings"] {
  const code = (name: string) => transform(listings.get(name)?.source ?? "", name.endsWith(".rs") ? "rust" : "ts");
  return {
    loop: { start: code("loop/start.ts"), solution: code("loop/solution.ts") },
    events: { start: code("events/start.ts"), solution: code("events/solution.ts") },
    axum: code("axum.rs"),
  };
}

export type LessonFiles = Awaited<ReturnType<typeof lessonFiles>>;

/** Absolute paths. `startsFrom`: the folder whose solutions are this lesson's starts; null if it has its own. */
async function lessonFiles(folder: string, startsFrom: string | null) {
  return {
    folder,
    text: join(folder, "lesson.md"),
    checks: join(folder, "checks.ts"),
    tour: join(folder, "tour.md"),
    axum: join(folder, "axum.rs"),
    /** Mutants of the solutions that behave the same; may be missing. */
    mutants: join(folder, "mutants.yml"),
    /** The starter code: the lesson's own start, or the solution of the previous lesson. */
    start: (style: Style) => (startsFrom ? join(startsFrom, style, "solution.ts") : join(folder, style, "start.ts")),
    solution: (style: Style) => join(folder, style, "solution.ts"),
    mistakes: await readMistakes(join(folder, "mistakes")),
  };
}

async function readMistakes(folder: string) {
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => name.endsWith(".ts")).sort();
  return Array.fromAsync(files, (name) => readMistake(join(folder, name)));
}

/** A known wrong answer: the first check that fails on it, and words of the hint that is shown. */
async function readMistake(file: string) {
  const text = await readText(file, "");
  const style = styleSchema.safeParse(annotationIn(text, "style"));
  const [check, hint] = [annotationIn(text, "check"), annotationIn(text, "hint")];
  if (style.success && check !== "" && hint !== "") return { file, style: style.data, check, hint, source: text };
  const missing = !style.success ? "style" : check === "" ? "check" : "hint";
  const remedy = "Begin it with `// style: loop`, `// check: <id>` and `// hint: <words of the hint>`.";
  throw new CourseError(file, 1, `The mistake does not state its ${missing}.`, remedy);
}
