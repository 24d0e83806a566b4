// Mutation testing of a lesson's checks: which mutants of its solutions the checks do not notice, apart from those that
// `mutants.yml` lists as equivalent.
import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { z } from "zod";
import { type Style, styleSchema } from "../../protocol/lesson.ts";
import type { Mutant } from "./mutants.ts";
import { asError, type LintProblem, lineOf, lintProblem } from "./problem.ts";
import type { LintedLesson } from "./text-rules.ts";
import type { Judged, JudgeProgram } from "./verdict-rules.ts";

/** The share of mutants that are not equivalent which the checks of a lesson must catch. */
const requiredScore = 0.97;

const equivalentSchema = z.array(
  z.strictObject({
    style: styleSchema,
    /** The line of the solution, trimmed. */
    at: z.string(),
    /** What it became. */
    mutant: z.string(),
    /** Why it behaves the same. */
    because: z.string().min(1),
  }),
);
export type Equivalent = z.infer<typeof equivalentSchema>[number];

export interface Equivalents {
  readonly entries: readonly Equivalent[];
  readonly text: string;
  readonly problems: readonly LintProblem[];
}

export async function readEquivalents({ files }: LintedLesson): Promise<Equivalents> {
  const text = await readFile(files.mutants, "utf8").catch(() => "");
  try {
    return { entries: equivalentSchema.parse(parse(text) ?? []), text, problems: [] };
  } catch (error) {
    const problem = error instanceof z.ZodError ? z.prettifyError(error).replace(/\s+/g, " ") : String(error);
    const remedy = "Write a list of `{ style, at, mutant, because }`.";
    return {
      entries: [],
      text,
      problems: [lintProblem("invalid-mutants-file", { file: files.mutants, line: 1 }, problem, remedy)],
    };
  }
}

export interface MutationScore {
  readonly style: Style;
  readonly caught: number;
  readonly equivalent: number;
  readonly survived: number;
}

export interface MutationResult {
  readonly score: MutationScore;
  readonly survivors: readonly LintProblem[];
  /** About entries of `mutants.yml`. */
  readonly problems: readonly LintProblem[];
}

/** `mutants` compile. Those that are listed as equivalent are not judged. */
export async function judgeMutants(
  { lesson, files }: LintedLesson,
  style: Style,
  mutants: readonly Mutant[],
  equivalents: Equivalents,
  judge: JudgeProgram,
): Promise<MutationResult> {
  const own = equivalents.entries.filter((entry) => entry.style === style);
  const isListed = (mutant: Mutant) => own.some((entry) => entry.at === mutant.at && entry.mutant === mutant.mutant);
  const judged = mutants.filter((mutant) => !isListed(mutant));
  const catches = new Catches(lesson.checks.length);
  const verdicts = await inLanes(judged, async ({ source }) => {
    const { order } = catches;
    const verdict = await judge({ slug: lesson.slug, style, source, seed: 1, bail: true, order });
    catches.note(verdict);
    return verdict;
  });
  const survivors = judged.filter((_, index) => verdicts[index]?.status === "pass");
  const stale = own.filter((entry) => !mutants.some(({ at, mutant }) => entry.at === at && entry.mutant === mutant));
  const survived = survivors.length;
  const caught = judged.length - survived;
  const score = { style, caught, equivalent: mutants.length - judged.length, survived };
  return {
    score,
    survivors: survivors.map((mutant) => survivorProblem(files.solution(style), style, mutant)),
    problems: stale.map((entry) => staleProblem(files.mutants, equivalents.text, entry)),
  };
}

/** Of both solutions. The survivors are errors if there are too many of them. */
export function mutationProblems(results: readonly MutationResult[]): LintProblem[] {
  const survivors = results.flatMap((result) => result.survivors);
  const isTolerable = isEnough(results.map(({ score }) => score));
  return [...(isTolerable ? survivors : survivors.map(asError)), ...results.flatMap(({ problems }) => problems)];
}

/** Which check to try first on the next mutant: the one that caught the last, since neighbours are often caught alike. */
class Catches {
  /** The checks by index. */
  order: readonly number[];

  constructor(checks: number) {
    this.order = Array.from({ length: checks }, (_, index) => index);
  }

  note({ tests }: Judged): void {
    const caught = tests.findIndex(({ status }) => status !== "pass" && status !== "skipped");
    if (caught >= 0) this.order = [caught, ...this.order.filter((index) => index !== caught)];
  }
}

/** Mutants of one solution that are judged side by side; more would not know yet what caught the others. */
const lanes = 2;

async function inLanes<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  const rest = items.entries();
  const lane = async () => {
    for (const [index, item] of rest) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}

/** 1 if there is nothing to catch. */
export function shareCaught(scores: readonly Omit<MutationScore, "style">[]): number {
  const caught = scores.reduce((sum, score) => sum + score.caught, 0);
  const all = scores.reduce((sum, score) => sum + score.caught + score.survived, 0);
  return all === 0 ? 1 : caught / all;
}

export function isEnough(scores: readonly MutationScore[]): boolean {
  return shareCaught(scores) >= requiredScore;
}

function survivorProblem(file: string, style: Style, { line, at, mutant }: Mutant): LintProblem {
  const entry = `- { style: ${style}, at: ${JSON.stringify(at)}, mutant: ${JSON.stringify(mutant)}, because: "" }`;
  const problem = `No check notices when \`${at}\` becomes \`${mutant}\`.`;
  const remedy = `Check for it, or, if it behaves the same, add to mutants.yml why: ${entry}`;
  return lintProblem("mutant-survives", { file, line }, problem, remedy);
}

function staleProblem(file: string, text: string, { at, mutant }: Equivalent): LintProblem {
  const line = lineOf(text, at) ?? lineOf(text, JSON.stringify(at).slice(1, -1));
  const problem = `There is no mutant \`${mutant}\` of \`${at}\`.`;
  return lintProblem("unknown-mutant", { file, line }, problem, "Delete the entry, or copy it again from the linter.");
}
