// Judges programs that no learner has saved: the answers, mistakes and mutants of a lesson. Nothing is stored or reported.
import { randomUUID } from "node:crypto";
import type { Checker } from "../../checks/checker.ts";
import { withHints } from "../../checks/hints.ts";
import type { Judged, JudgeRequest } from "../../course/lint/verdict-rules.ts";
import type { Course } from "../../course/load.ts";
import type { PageHandshakes } from "../gate/learner-networks.ts";
import type { CheckRooms } from "../rooms/check-rooms.ts";
import type { LearnerCode } from "./learner-code.ts";

export interface JudgeOptions {
  readonly course: Course;
  readonly code: LearnerCode;
  readonly checker: Checker;
  readonly checkRooms: CheckRooms;
  readonly gate: { readonly pageHandshakes: Pick<PageHandshakes, "assume"> };
  /** Where a page would come from. */
  readonly origin: string;
}

/** A host that was lost says nothing about the program, so it is judged again this often. */
const attempts = 3;

export class Judge {
  readonly #options: JudgeOptions;

  constructor(options: JudgeOptions) {
    this.#options = options;
  }

  async judge(request: JudgeRequest): Promise<Judged> {
    const { code } = this.#options;
    // Programs are strangers to each other: one that is stopped must not affect the next.
    const author = randomUUID();
    this.#options.gate.pageHandshakes.assume(author, this.#options.origin, "127.0.0.1");
    const compiled = await code.compile(author, request.source);
    if (!compiled.ok) {
      const [first] = compiled.problems;
      const problem = `Line ${first?.line}, column ${first?.column}: ${first?.message}`;
      return { status: "error", tests: [], problem };
    }
    const checked = { learner: author, lesson: request.slug, program: code.program(0, compiled) };
    for (let attempt = 1; ; attempt++) {
      const { disturbed, ...judged } = await this.#run(request, checked);
      if (!disturbed || attempt === attempts) return judged;
    }
  }

  async #run(
    { slug, style, seed, bail = false, order, checksFile }: JudgeRequest,
    checked: Parameters<CheckRooms["begin"]>[1],
  ): Promise<Judged & { readonly disturbed: boolean }> {
    const { course, checker, checkRooms } = this.#options;
    const run = randomUUID();
    const requester = { learner: checked.learner, network: "", isKnown: true };
    const clock = course.clock(slug) ?? "stepped";
    checkRooms.begin(run, checked);
    const file = checksFile ?? course.files(slug)?.checks ?? "";
    const ran = await checker.run(requester, {
      run,
      checksFile: file,
      clock,
      seed,
      bail,
      ...(order && { order: [...order] }),
    });
    const { disturbed } = await checkRooms.end(run);
    const tests = withHints(course.lesson(slug)?.hints ?? [], style, ran.tests);
    return { status: ran.status, tests, problem: ran.message, disturbed };
  }
}
