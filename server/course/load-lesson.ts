// One lesson's folder, read and validated as a whole.
import { join } from "node:path";
import type { Lesson, Manifest } from "../protocol/lesson.ts";
import { CourseError } from "./course-error.ts";
import { type FrontMatter, readFrontMatter } from "./front-matter.ts";
import type { Highlight } from "./highlight.ts";
import { type LessonFiles, lessonFiles } from "./lesson-files.ts";
import { renderLessonText } from "./lesson-text.ts";
import { type Listing, readListing } from "./listing.ts";
import { readManifest } from "./manifest.ts";
import { createMarkdown } from "./markdown.ts";
import { readText } from "./read-text.ts";
import { type CheckTitle, listChecks } from "./titles.ts";
import { readTour, type WrittenTour } from "./tour.ts";
import { walkthroughOf } from "./walkthrough.ts";

export interface LoadedLesson {
  readonly lesson: Lesson;
  readonly files: LessonFiles;
  readonly clock: "real" | "stepped" | undefined;
}

export interface LessonSource {
  readonly slug: string;
  readonly number: number;
  readonly folder: string;
  /** The folder of the lesson before, whose solution may be this one's start. */
  readonly previous: string | null;
  /** What `course.md` says for every lesson. */
  readonly shared: FrontMatter;
  readonly highlight: Highlight;
}

/** Reads everything in a lesson's folder; throws `CourseError` at the first thing its author has to mend. */
export async function loadLesson(source: LessonSource): Promise<LoadedLesson> {
  const text = join(source.folder, "lesson.md");
  const front = readFrontMatter(text, await readText(text, "Write the lesson's text."));
  const manifest = readManifest(front, source.shared);
  const startsFrom = manifest.start === "previous" ? source.previous : null;
  const files = await lessonFiles({ folder: source.folder, startsFrom });
  const checks = await listChecks(files.checks);
  requireNamedChecks(files, checks);
  const listings = await readListings(files);
  const tour = await readTourOf(source, files, listings);
  const lesson = describe(source, { manifest, front, checks, listings, tour });
  return { lesson, files, clock: manifest.clock };
}

interface Parts {
  readonly manifest: Manifest;
  readonly front: FrontMatter;
  readonly checks: readonly CheckTitle[];
  readonly listings: Listings;
  readonly tour: WrittenTour;
}

function describe({ slug, number, highlight }: LessonSource, parts: Parts): Lesson {
  const { manifest, front, checks, listings } = parts;
  const { title, summary, minutes, difficulty, concepts, requires, clients } = manifest;
  const { file, body, bodyLine } = front;
  const ids = checks.map(({ id }) => id);
  const text = renderLessonText({ file, body, bodyLine, clients, listings, highlight, checks: ids });
  const about = { slug, number, title, summary, minutes, difficulty, concepts, requires, clients };
  const code = { listings: shown(listings), highlighted: highlightedOf(listings, highlight) };
  const tour = walkthroughOf(parts.tour, highlight);
  return { ...about, ...text, ...code, hints: [...text.hints], checks: [...checks], tour };
}

function highlightedOf(listings: Listings, highlight: Highlight): Lesson["highlighted"] {
  const { loop, events, axum } = shown(listings);
  const both = ({ start, solution }: typeof loop) => ({
    start: highlight(start, "ts"),
    solution: highlight(solution, "ts"),
  });
  return { loop: both(loop), events: both(events), axum: highlight(axum, "rust") };
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
    return [name, readListing(await readText(path, "Every lesson has one."))];
  });
  return new Map(await Promise.all(entries));
}

function shown(listings: Listings): Lesson["listings"] {
  const source = (name: string) => listings.get(name)?.source ?? "";
  return {
    loop: { start: source("loop/start.ts"), solution: source("loop/solution.ts") },
    events: { start: source("events/start.ts"), solution: source("events/solution.ts") },
    axum: source("axum.rs"),
  };
}

async function readTourOf({ highlight }: LessonSource, files: LessonFiles, listings: Listings): Promise<WrittenTour> {
  const text = await readText(files.tour, "Write the tour of both solutions and of axum.rs.");
  const markdown = createMarkdown({ file: files.tour, listings, highlight });
  return readTour({ file: files.tour, text, listings, markdown });
}

function requireNamedChecks(files: LessonFiles, checks: readonly CheckTitle[]) {
  if (checks.length === 0) throw new CourseError(files.checks, null, "There are no checks.", "Write the first one.");
  const ids = checks.map(({ id }) => id);
  const stray = files.mistakes.find(({ check }) => !ids.includes(check));
  if (!stray) return;
  throw new CourseError(stray.file, 1, `No check has the id \`${stray.check}\`.`, `Name one of: ${ids.join(", ")}.`);
}
