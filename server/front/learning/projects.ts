// A learner's newest code of a lesson as a Node project, in a zip file.
import type { Course } from "../../course/load.ts";
import { EjectError, projectFiles, projectName, unerasable } from "../../eject/project.ts";
import { zipFile } from "../../eject/zip.ts";
import type { CompileResult } from "../../protocol/compile.ts";
import type { Lesson, Style } from "../../protocol/lesson.ts";
import { HttpProblem } from "../http/problem.ts";
import type { LearnerCode } from "./learner-code.ts";

export interface ProjectsOptions {
  readonly course: Course;
  readonly code: LearnerCode;
}

export class Projects {
  readonly #options: ProjectsOptions;

  constructor(options: ProjectsOptions) {
    this.#options = options;
  }

  /** Throws a 422 for code that Node could not run. */
  async zip(learner: string, lesson: Lesson, style: Style): Promise<Buffer> {
    const { code, course } = this.#options;
    const { source } = await code.newest(learner, lesson, style);
    requireErasable(await code.compile(learner, source));
    const { slug, title } = lesson;
    const checksFile = course.files(slug)?.checks ?? "";
    const clock = course.clock(slug) ?? "stepped";
    const files = await projectFiles({ slug, title, style, source, checksFile, clock }).catch(notBuilt);
    const folder = projectName({ slug, style });
    return await zipFile(new Map([...files].map(([path, text]) => [`${folder}/${path}`, text])));
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
