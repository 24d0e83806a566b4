// From a learner's text to a program that a room can run: what was just saved, and what a room serves by itself.
import type { Compiler } from "../../compiler/compiler.ts";
import type { Course } from "../../course/load.ts";
import type { CompileResult } from "../../protocol/compile.ts";
import type { Program } from "../../protocol/guest.ts";
import type { Style } from "../../protocol/lesson.ts";
import type { Store } from "../../store/store.ts";
import { HttpProblem } from "../http/problem.ts";

/** The learner's file name as stack traces and problems show it. */
const file = "handler.ts";

export interface Programs {
  compile(source: string): Promise<CompileResult>;
  /** What the learner's room serves when nobody says otherwise: what served last, or else the lesson's start. */
  lastGood(learner: string, lesson: string): Promise<Program>;
  /** The newest text of a style, which is the lesson's start (version 0) before the first save. */
  newest(learner: string, lesson: string, style: Style): Promise<{ readonly version: number; readonly source: string }>;
}

export function programOf(version: number, { js, map }: Extract<CompileResult, { ok: true }>): Program {
  return { version, js, map, file };
}

export function createPrograms(parts: {
  readonly store: Store;
  readonly course: Course;
  readonly compiler: Compiler;
}): Programs {
  const { store, course, compiler } = parts;
  const start = (lesson: string, style: Style) => course.lesson(lesson)?.listings[style].start ?? "";
  return {
    compile: (source) => compiler.compile(source, file),
    async lastGood(learner, lesson) {
      const saved = await store.lastLoaded(learner, lesson);
      const compiled = await compiler.compile(saved?.source ?? start(lesson, "loop"), file);
      if (compiled.ok) return programOf(saved?.version ?? 0, compiled);
      const where = compiled.problems[0];
      throw new HttpProblem(503, `The code of this room does not compile: ${where?.message ?? ""}`, {
        name: "no-code",
      });
    },
    async newest(learner, lesson, style) {
      const saved = await store.latestCode(learner, lesson, style);
      return saved ?? { version: 0, source: start(lesson, style) };
    },
  };
}
