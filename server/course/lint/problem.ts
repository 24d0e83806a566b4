// Findings of the linter: a broken rule, where, and what to do.
import type { CourseError } from "../course-error.ts";

/** The rules, and whether breaking one rejects the lesson. */
const severities = {
  "cannot-load": "error",
  unfinished: "error",
  "text-too-long": "error",
  "incomplete-text": "error",
  "broken-link": "error",
  "unused-file": "error",
  "not-axum-0.8": "error",
  "short-tour": "error",
  "no-todo": "error",
  "other-style": "error",
  "start-passes": "error",
  "start-does-not-compile": "error",
  "start-shows-hint": "error",
  "solution-fails": "error",
  "styles-differ": "error",
  "seeds-differ": "error",
  "mistake-passes": "error",
  "mistake-fails-other-check": "error",
  "mistake-shows-other-hint": "error",
  "check-without-mistake": "error",
  "check-without-default-hint": "error",
  "hint-without-mistake": "error",
  "type-error": "error",
  "broken-snippet": "error",
  "try-fails": "error",
  "cell-fails": "error",
  "broken-page": "error",
  "invalid-mutants-file": "error",
  "unknown-mutant": "error",
  "check-without-step": "error",
  "few-mistakes": "error",
  "unexplained-api": "error",
  // A few may survive; more of them reject the lesson.
  "mutant-survives": "warning",
} as const satisfies Record<string, "error" | "warning">;

export type Rule = keyof typeof severities;
export const rules = Object.keys(severities) as readonly Rule[];

export interface LintProblem {
  readonly rule: Rule;
  readonly severity: "error" | "warning";
  readonly file: string;
  /** 1-based; null if the problem concerns the whole file. */
  readonly line: number | null;
  readonly problem: string;
  readonly remedy: string;
}

export interface Place {
  readonly file: string;
  readonly line: number | null;
}

export function lintProblem(rule: Rule, { file, line }: Place, problem: string, remedy: string): LintProblem {
  return { rule, severity: severities[rule], file, line, problem, remedy };
}

export function problemOf(error: CourseError): LintProblem {
  return lintProblem("cannot-load", error, error.problem, error.remedy);
}

/** The first line that contains the words; null if none does. */
export function lineOf(text: string, words: string): number | null {
  const index = text.split("\n").findIndex((line) => line.includes(words));
  return index < 0 ? null : index + 1;
}
