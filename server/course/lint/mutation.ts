// Mutation testing of a lesson's checks: which mutants of its solutions the checks do not notice, apart from those that
// `mutants.yml` lists as equivalent.
import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { z } from "zod";
import { type Style, styleSchema } from "../../protocol/lesson.ts";
import type { Mutant } from "./mutants.ts";
import { type LintProblem, lineOf, lintProblem } from "./problem.ts";
import type { LintedLesson } from "./text-rules.ts";
import type { JudgeProgram } from "./verdict-rules.ts";

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
type Equivalent = z.infer<typeof equivalentSchema>[number];

export async function readEquivalents({ files }: LintedLesson) {
  const text = await readFile(files.mutants, "utf8").catch(() => "");
  try {
    return { entries: equivalentSchema.parse(parse(text) ?? []), text, problems: [] };
  } catch (error) {
    const problem = error instanceof z.ZodError ? z.prettifyError(error).replace(/\s+/g, " ") : String(error);
    const remedy = "Write a list of `{ style, at, mutant, because }`.";
    const invalid = lintProblem("invalid-mutants-file", { file: files.mutants, line: 1 }, problem, remedy);
    return { entries: [], text, problems: [invalid] };
  }
}

export interface MutationScore {
  readonly style: Style;
  readonly caught: number;
  readonly equivalent: number;
  readonly survived: number;
}

export type MutationResult = Awaited<ReturnType<typeof judgeMutants>>;

/** `mutants` compile. Those that are listed as equivalent are not judged. The problems are about entries of `mutants.yml`. */
export async function judgeMutants(
  { lesson, files }: LintedLesson,
  style: Style,
  mutants: readonly Mutant[],
  equivalents: Awaited<ReturnType<typeof readEquivalents>>,
  judge: JudgeProgram,
) {
  type Described = Pick<Mutant, "at" | "mutant">;
  const isIn = (list: readonly Described[], one: Described) =>
    list.some(({ at, mutant }) => at === one.at && mutant === one.mutant);
  const own = equivalents.entries.filter((entry) => entry.style === style);
  const judged = mutants.filter((mutant) => !isIn(own, mutant));
  // The check to try first is the one that caught the last mutant, since neighbours are often caught alike.
  let order: readonly number[] = [...lesson.checks.keys()];
  const verdicts = await inPairs(judged, async ({ source }) => {
    const verdict = await judge({ slug: lesson.slug, style, source, seed: 1, bail: true, order });
    const caught = verdict.tests.findIndex(({ status }) => status !== "pass" && status !== "skipped");
    if (caught >= 0) order = [caught, ...order.filter((index) => index !== caught)];
    return verdict;
  });
  const survivors = judged.filter((_, index) => verdicts[index]?.status === "pass");
  const stale = own.filter((entry) => !isIn(mutants, entry));
  const [survived, equivalent] = [survivors.length, mutants.length - judged.length];
  return {
    score: { style, caught: judged.length - survived, equivalent, survived },
    survivors: survivors.map((mutant) => survivorProblem(files.solution(style), style, mutant)),
    problems: stale.map((entry) => staleProblem(files.mutants, equivalents.text, entry)),
  };
}

/** Problems of both solutions. The survivors are errors if there are too many of them. */
export function mutationProblems(results: readonly MutationResult[]): LintProblem[] {
  const survivors = results.flatMap((result) => result.survivors);
  const severity = isEnough(results.map(({ score }) => score)) ? "warning" : "error";
  return [...survivors.map((each) => ({ ...each, severity }) as const), ...results.flatMap(({ problems }) => problems)];
}

/** Two at a time: more mutants of one solution would not know yet what caught the others. */
async function inPairs<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  const rest = items.entries();
  const workOff = async () => {
    for (const [index, item] of rest) results[index] = await work(item);
  };
  await Promise.all([workOff(), workOff()]);
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
