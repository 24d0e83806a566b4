// A course for authors, which follows its files: `ws101 serve --watch`. A lesson that can no longer be loaded stays as it was.
import { once } from "node:events";
import { basename, relative, resolve, sep } from "node:path";
import { type FSWatcher, watch } from "chokidar";
import type { CourseState, LessonError } from "../protocol/lesson.ts";
import { ChecksThread } from "./checks-thread.ts";
import { CourseError } from "./course-error.ts";
import { createHighlighter } from "./highlight.ts";
import { type Course, type CourseParts, courseOf, type LoadedLesson, readCourse } from "./load.ts";

interface WatchOptions {
  readonly log: { warn(message: string): void };
  /** Called after each change, when the course has been read again. */
  readonly onChange: (state: CourseState) => void;
}

/** An editor writes in several steps, and the watcher reports no second change of a file within 50 ms. */
const debounceMs = 60;

export class WatchedCourse implements AsyncDisposable {
  /** The same object after each change, with the new content. */
  readonly course: Course;
  readonly #dir: string;
  readonly #options: WatchOptions;
  readonly #watcher: FSWatcher;
  readonly #highlighter = createHighlighter();
  /** Lessons as their files are, by folder. */
  #current = new Map<string, LoadedLesson>();
  /** The last good version of each lesson, by folder. */
  #shown = new Map<string, LoadedLesson>();
  /** Folders and files of `dir` that have changed since they were read. */
  #changed = new Set<string>();
  #errors: readonly LessonError[] = [];
  #timer: NodeJS.Timeout | undefined;
  #reading: Promise<void> = Promise.resolve();

  private constructor(dir: string, options: WatchOptions) {
    this.course = this.#with({ info: {}, lessons: [], guides: [], templates: [], landing: null });
    this.#dir = resolve(dir);
    this.#options = options;
    this.#watcher = watch(this.#dir, { ignoreInitial: true });
    this.#watcher.on("all", (_event, path) => this.#note(path));
    this.#watcher.on("error", (error) => options.log.warn(`The lessons cannot be watched: ${String(error)}`));
  }

  /** Throws `CourseError` for `course.md`; a lesson that cannot be loaded is left out until it can. */
  static async open(dir: string, options: WatchOptions): Promise<WatchedCourse> {
    await using owned = new AsyncDisposableStack();
    const course = owned.use(new WatchedCourse(dir, options));
    await once(course.#watcher, "ready");
    await course.#read();
    owned.move();
    return course;
  }

  #state(): CourseState {
    return { info: this.course.info, errors: [...this.#errors] };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#watcher.close();
    clearTimeout(this.#timer);
    await this.#reading;
    this.#highlighter[Symbol.dispose]();
  }

  #note(path: string): void {
    this.#changed.add(relative(this.#dir, path).split(sep)[0] ?? "");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#reading = this.#reading.then(() => this.#reread());
    }, debounceMs);
  }

  async #reread(): Promise<void> {
    await this.#read().catch((error: unknown) => this.#fail(error));
    this.#options.onChange(this.#state());
  }

  async #read(): Promise<void> {
    const changed = this.#changed;
    this.#changed = new Set();
    const reuse = (folder: string, previous: string | null) => {
      const known = this.#current.get(folder);
      const names = [basename(folder), ...(previous === null ? [] : [basename(previous)]), "course.md"];
      const isSame = known?.previous === previous && !names.some((name) => changed.has(name));
      return isSame ? known : null;
    };
    try {
      await using thread = new ChecksThread();
      const { highlight } = this.#highlighter;
      const list = (file: string) => thread.list(file);
      const { errors, ...read } = await readCourse(this.#dir, { highlight, list, reuse });
      this.#current = byFolder(read.lessons.loaded);
      const guides = withKept(this.course.guides(), read.guides);
      const templates = withKept(this.course.templates(), read.templates);
      const landing = read.landing ?? this.course.landing();
      this.#show({ info: read.info, guides, templates, landing }, read.lessons.broken);
      this.#report(errors);
    } catch (error) {
      // Nothing was read: what has changed is still to be read.
      this.#changed = changed.union(this.#changed);
      throw error;
    }
  }

  #show(parts: Omit<CourseParts, "lessons">, broken: readonly string[]): void {
    const lessons = [...this.#current.values()];
    const slugs = new Set(lessons.map(({ lesson }) => lesson.slug));
    const kept = [...this.#shown].flatMap(([folder, loaded]) =>
      broken.includes(folder) && !slugs.has(loaded.lesson.slug) ? [loaded] : [],
    );
    const shown = [...lessons, ...kept].toSorted((one, other) => one.lesson.number - other.lesson.number);
    this.#shown = byFolder(shown);
    Object.assign(this.course, this.#with({ ...parts, lessons: shown }));
  }

  #with(parts: CourseParts): Course {
    return { ...courseOf(parts), state: () => this.#state() };
  }

  /** `course.md` cannot be read, or a folder disappeared meanwhile: the course stays as it was. */
  #fail(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    const problem = `The lessons cannot be read: ${message}.`;
    const unread = new CourseError(this.#dir, null, problem, "Save a file to try again.");
    this.#report([error instanceof CourseError ? error : unread]);
  }

  #report(errors: readonly CourseError[]): void {
    // One in course.md is an error of every lesson.
    const distinct = [...new Map(errors.map((error) => [error.message, error])).values()];
    for (const { message } of distinct) this.#options.log.warn(message);
    this.#errors = distinct.map((error) => this.#describe(error));
  }

  #describe(error: CourseError): LessonError {
    const path = relative(this.#dir, error.file).split(sep);
    const [, lesson = null] = /^\d{2}-(.+)$/.exec(path[0] ?? "") ?? [];
    const isOfChecks = path[1] === "checks.ts" || path[1] === "mistakes";
    const { line, problem, remedy } = error;
    return { lesson, pane: isOfChecks ? "checks" : "lesson", file: path.join("/"), line, problem, remedy };
  }
}

/** A guide or template that can no longer be loaded stays as it was. */
function withKept<T extends { readonly folder: string | null }>(
  before: readonly T[],
  { loaded, broken }: { readonly loaded: readonly T[]; readonly broken: readonly string[] },
): T[] {
  const kept = before.filter(({ folder }) => folder !== null && broken.includes(folder));
  return [...loaded, ...kept].toSorted((one, other) => (one.folder ?? "").localeCompare(other.folder ?? ""));
}

function byFolder(lessons: readonly LoadedLesson[]): Map<string, LoadedLesson> {
  return new Map(lessons.map((loaded) => [loaded.files.folder, loaded]));
}
