// Node projects in zip files: a learner's newest code of a lesson, drafts and snippets.
import type { Course } from "../../course/load.ts";
import { EjectError, type Ejected, projectFiles, unerasable } from "../../eject/project.ts";
import { zipFile } from "../../eject/zip.ts";
import type { CompileResult } from "../../protocol/compile.ts";
import { type Lesson, type Style, styleOf } from "../../protocol/lesson.ts";
import { playLesson } from "../../protocol/lesson-names.ts";
import type { Draft } from "../../protocol/playground.ts";
import { projectName, projectSlug } from "../../protocol/project-name.ts";
import type { CreateSnippet } from "../../protocol/snippet.ts";
import { HttpProblem, noDraft } from "../http/problem.ts";
import type { LearnerCode } from "./learner-code.ts";

export interface ProjectsOptions {
  readonly course: Course;
  readonly code: LearnerCode;
}

/** What is shared, or a draft. */
type Program = Pick<CreateSnippet, "title" | "style" | "handler" | "page">;

export class Projects {
  readonly #options: ProjectsOptions;

  constructor(options: ProjectsOptions) {
    this.#options = options;
  }

  /** Throws a 422 for code that Node could not run. */
  async ofLesson(learner: string, lesson: Lesson, style: Style) {
    const { code, course } = this.#options;
    const { source } = await code.newest(learner, lesson, style);
    const { slug, title } = lesson;
    const file = course.files(slug)?.checks ?? "";
    const clock = course.clock(slug) ?? "stepped";
    return await this.#project(learner, { slug, title, style, source, page: null, checks: { file, clock } });
  }

  /** The newest code of a draft that exists. Throws a 422 for code that Node could not run. */
  async ofDraft(learner: string, { id, title }: Draft, style: Style, page: string | null) {
    const { code, course } = this.#options;
    const lesson = course.lesson(playLesson(id));
    if (lesson === undefined) throw noDraft();
    const { source: handler } = await code.newest(learner, lesson, style);
    return await this.ofProgram(learner, { title, style, handler, page });
  }

  /** Throws a 422 for a handler that Node could not run. `requester`: who waits for the project. */
  async ofProgram(requester: string, { title, style, handler, page }: Program) {
    const slug = projectSlug(title);
    return await this.#project(requester, { slug, title, style, source: handler, page, checks: null });
  }

  async #project(requester: string, ejected: Ejected) {
    requireErasable(await this.#options.code.compile(requester, ejected.source));
    // What was written counts, whatever style the page was in.
    const files = await projectFiles({ ...ejected, style: styleOf(ejected.source) }).catch(notBuilt);
    const folder = projectName(ejected);
    const zip = await zipFile(new Map([...files].map(([path, text]) => [`${folder}/${path}`, text])));
    return { name: `${folder}.zip`, zip };
  }
}

function requireErasable(compiled: CompileResult): void {
  if (!compiled.ok) {
    const [problem] = compiled.problems;
    const detail = `The code does not compile. Line ${problem?.line}, column ${problem?.column}: ${problem?.message} Correct it first.`;
    throw new HttpProblem(422, detail, { name: "no-project" });
  }
  if (compiled.unerasable !== null)
    throw new HttpProblem(422, unerasable(compiled.unerasable).message, { name: "no-project" });
}

function notBuilt(error: unknown): never {
  if (error instanceof EjectError) throw new HttpProblem(503, error.message, { cause: error });
  throw error;
}
