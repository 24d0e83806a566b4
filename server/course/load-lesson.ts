// Loads and validates one lesson's folder.
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { loadChecks } from "../checks/check.ts";
import { type Lesson, type Style, styleSchema } from "../protocol/lesson.ts";
import { CourseError, readText } from "./course-error.ts";
import type { Highlight } from "./highlight.ts";
import { renderLessonText } from "./lesson-text.ts";
import { type Listing, parseListing } from "./listing.ts";
import { type FrontMatter, parseFrontMatter, parseManifest } from "./manifest.ts";
import { createMarkdown } from "./markdown.ts";
import { parseTour } from "./tour.ts";

export interface LoadedLesson {
  readonly lesson: Lesson;
  readonly files: LessonFiles;
  readonly clock: "real" | "stepped" | undefined;
}

export interface LessonSource {
  readonly slug: string;
  readonly number: number;
  readonly folder: string;
  /** The folder of the previous lesson, whose solution may be this one's start. */
  readonly previous: string | null;
  /** The front matter of `course.md`, which every lesson inherits. */
  readonly shared: FrontMatter;
  readonly highlight: Highlight;
}

/** Throws `CourseError` for the first thing that the lesson's author has to fix. */
export async function loadLesson({ folder, ...source }: LessonSource): Promise<LoadedLesson> {
  const { slug, number, highlight } = source;
  const textFile = join(folder, "lesson.md");
  const front = parseFrontMatter(textFile, await readText(textFile, "Write the lesson's text."));
  const { start, clock, ...manifest } = parseManifest(front, source.shared);
  const files = await lessonFiles(folder, start === "previous" ? source.previous : null);
  const checks = await listChecks(files);
  const listings = await readListings(files);
  const text = renderLessonText({
    ...front,
    clients: manifest.clients,
    checks: checks.map(({ id }) => id),
    listings,
    highlight,
  });
  const lesson: Lesson = {
    slug,
    number,
    ...manifest,
    html: text.html,
    afterHtml: text.afterHtml,
    hints: [...text.hints],
    listings: mapSources(listings, (code) => code),
    highlighted: mapSources(listings, highlight),
    checks,
    tour: await loadTour(files, listings, highlight),
  };
  return { lesson, files, clock };
}

/** Loads the checks file without running its checks. Lesson code is trusted. */
async function listChecks({ checks: file, mistakes }: LessonFiles): Promise<Lesson["checks"]> {
  const isFile = await stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!isFile) throw new CourseError(file, null, "The file is missing.", "Write the lesson's checks.");
  const checks = await loadChecks(file).catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    throw new CourseError(file, null, `The checks cannot be loaded: ${message}`, "Fix the file.");
  });
  const ids = checks.map(({ id }) => id);
  const stray = mistakes.find(({ check }) => !ids.includes(check));
  if (stray)
    throw new CourseError(stray.file, 1, `No check has the id \`${stray.check}\`.`, `Name one of: ${ids.join(", ")}.`);
  return checks.map(({ id, title }) => ({ id, title }));
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

async function loadTour(
  { tour: file }: LessonFiles,
  listings: Listings,
  highlight: Highlight,
): Promise<Lesson["tour"]> {
  const text = await readText(file, "Write the tour of both solutions and of axum.rs.");
  return parseTour({ file, text, listings, highlight, markdown: createMarkdown({ file, listings, highlight }) });
}

/** A known wrong answer: the first check that fails on it, and words of the hint that is shown. */
interface Mistake {
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
async function lessonFiles(folder: string, startsFrom: string | null): Promise<LessonFiles> {
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
