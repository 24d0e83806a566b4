// Who creates drafts and snippets, and the error for those who keep too many.
import type { LimitName } from "../../protocol/limits.ts";
import { HttpProblem } from "../http/problem.ts";

export interface Creator {
  readonly learner: string;
  readonly address: string;
}

/** The 409 for a limit on what a learner keeps. */
export function tooMany(limit: Extract<LimitName, `${string}PerLearner`>, value: number): HttpProblem {
  const what = limit.replace("PerLearner", "");
  const detail = `Limit ${limit} reached: you have ${value} ${what}. Delete one first.`;
  return new HttpProblem(409, detail, { name: "limit", members: { limit, value } });
}
