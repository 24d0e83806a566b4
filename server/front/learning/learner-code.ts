// A learner's code for a lesson: saved versions, the lesson's start as version 0, and the program that a room runs.
import type { Compiler } from "../../compiler/compiler.ts";
import type { CompileResult } from "../../protocol/compile.ts";
import type { Program } from "../../protocol/guest.ts";
import type { Code } from "../../protocol/http.ts";
import { type Lesson, type Style, styles } from "../../protocol/lesson.ts";
import { isSnippetLesson, snippetOf } from "../../protocol/lesson-names.ts";
import type { CodeVersion } from "../../store/code.ts";
import type { FrontParts } from "../front-parts.ts";
import type { LearnerNetworks } from "../gate/learner-networks.ts";
import { HttpProblem } from "../http/problem.ts";

/** The file name in stack traces and problems. */
const file = "handler.ts";

export type StoredCode = Omit<Code, "room" | "url">;

export interface LearnerCodeOptions extends Pick<FrontParts, "store" | "course"> {
  readonly compiler: Compiler;
  readonly networks: LearnerNetworks;
}

export class LearnerCode {
  readonly #options: LearnerCodeOptions;

  constructor(options: LearnerCodeOptions) {
    this.#options = options;
  }

  compile(learner: string, source: string): Promise<CompileResult> {
    const { compiler, networks } = this.#options;
    return compiler.compile(source, file, { learner, network: networks.of(learner) });
  }

  program(version: number, { js, map }: Extract<CompileResult, { ok: true }>): Program {
    return { version, js, map, file };
  }

  /**
   * What a room runs by default: the version that loaded last, or the lesson's start, or the cell's program. Throws a 503 if it
   * does not compile.
   */
  async lastGood(learner: string, lesson: string): Promise<Program> {
    const saved = await this.#options.store.lastLoaded(learner, lesson);
    const { course } = this.#options;
    const start = course.lesson(lesson)?.listings.loop.start ?? course.cell(lesson)?.source;
    const compiled = await this.compile(learner, saved?.source ?? start ?? (await this.#shared(lesson)));
    if (compiled.ok) return this.program(saved?.version ?? 0, compiled);
    const [problem] = compiled.problems;
    throw new HttpProblem(503, `This room's code does not compile: ${problem?.message ?? ""}`, { name: "no-code" });
  }

  /** The handler of a shared snippet or of a template. */
  async #shared(lesson: string): Promise<string> {
    if (!isSnippetLesson(lesson)) return "";
    const { course, store } = this.#options;
    const id = snippetOf(lesson);
    const found = course.templates().find(({ template }) => template.slug === id);
    return (found?.template ?? (await store.snippet(id)))?.handler ?? "";
  }

  async newest(learner: string, lesson: Lesson, style: Style): Promise<StoredCode> {
    return storedCode(lesson, style, await this.#options.store.latestCode(learner, lesson.slug, style));
  }

  /** Throws a 404 for a version that does not exist in this style. */
  async version(learner: string, lesson: Lesson, style: Style, version: number): Promise<StoredCode> {
    if (version === 0) return storedCode(lesson, style, null);
    const saved = await this.#options.store.codeVersion(learner, lesson.slug, version);
    if (saved?.style === style) return storedCode(lesson, style, saved);
    throw new HttpProblem(404, `There is no version ${version} of this code in this style.`);
  }

  /**
   * The newest version in the style that the learner used last: that of the running version, or of a newer one that does
   * not load. Returning to the other style saves nothing, but it loads that style's code.
   */
  async current(learner: string, lesson: Lesson): Promise<StoredCode> {
    const { store } = this.#options;
    const [running, ...latest] = await Promise.all([
      store.lastLoaded(learner, lesson.slug),
      ...styles.map((style) => store.latestCode(learner, lesson.slug, style)),
    ]);
    const [newest = null] = latest.filter((each) => each !== null).toSorted((a, b) => b.version - a.version);
    const style = newest?.loaded === true ? running?.style : newest?.style;
    const shown = latest.find((each) => each?.style === style) ?? newest;
    return storedCode(lesson, shown?.style ?? styles[0], shown);
  }
}

function storedCode(lesson: Lesson, style: Style, saved: CodeVersion | null): StoredCode {
  if (saved === null) return { style, source: lesson.listings[style].start, version: 0, savedAtMs: null };
  const { source, version, savedAtMs, by } = saved;
  return { style, source, version, savedAtMs, ...(by !== undefined && { by }) };
}
