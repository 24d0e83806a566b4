// Creators of drafts and snippets, the ids of both, and the error for those who keep too many.
import { randomBytes } from "node:crypto";
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

/** The letters of ids: none that looks like a digit. */
const letters = "0123456789abcdefghjkmnpqrstvwxyz";

/** Five random bits per character. */
export function randomId(length: number): string {
  return Array.from(randomBytes(length), (byte) => letters[byte % letters.length]).join("");
}

/** The lengths that the schemas of their ids require. */
export const draftIdLength = 12;
export const snippetIdLength = 10;
