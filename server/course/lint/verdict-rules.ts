// Rules for what the checks say of a lesson's programs: its starts, solutions and wrong answers, and its try buttons.
import { writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { isDefault } from "../../checks/hints.ts";
import type { TestResult } from "../../protocol/checks.ts";
import { unescapeHtml } from "../../protocol/html.ts";
import { type Hint, type Style, styles, type TryCommand } from "../../protocol/lesson.ts";
import { closedUnconnected, closesUnconnected, statementsOf } from "./command-checks.ts";
import { type LintProblem, lineOf, lintProblem, type Rule } from "./problem.ts";
import { hintsFor, type LintedLesson, linesOf, textOfHtml } from "./text-rules.ts";

export interface JudgeRequest {
  readonly slug: string;
  readonly style: Style;
  readonly source: string;
  readonly seed: number;
  /** Skips the checks after the first that does not pass. */
  readonly bail?: boolean;
  /** The checks by index, in another order than that of their file. */
  readonly order?: readonly number[];
  /** Other checks than the lesson's. */
  readonly checksFile?: string;
}

export interface Judged {
  readonly status: string;
  /** With the hint that a learner is shown. */
  readonly tests: readonly TestResult[];
  /** Why the checks could not be run, for example because the source does not compile; empty otherwise. */
  readonly problem: string;
}

/** Runs a lesson's checks, or other ones, on a program. */
export type JudgeProgram = (request: JudgeRequest) => Promise<Judged>;

export function firstFailed({ tests }: Judged): TestResult | undefined {
  return tests.find(({ status }) => status !== "pass");
}

/** What the checks said first that was not a pass. */
export function verdictText(judged: Judged): string {
  const failed = firstFailed(judged);
  return failed === undefined ? judged.problem : `\`${failed.id}\` (${failed.status}): ${failed.message}`;
}

export async function checkStart(linted: LintedLesson, style: Style, judge: JudgeProgram): Promise<LintProblem[]> {
  const { lesson, files, starts } = linted;
  const file = files.start(style);
  const judged = await judge({ slug: lesson.slug, style, source: starts[style], seed: 1, bail: true });
  const report = (rule: Rule, problem: string, remedy: string) => [
    lintProblem(rule, { file, line: 1 }, problem, remedy),
  ];
  if (judged.tests.length === 0) return report("start-does-not-compile", judged.problem, "Let it compile.");
  const failed = firstFailed(judged);
  if (failed === undefined)
    return report("start-passes", "The start passes every check.", "Leave out what the lesson teaches.");
  const fallback = hintsFor(lesson.hints, failed.id, style).find(isDefault);
  if (failed.hint === null || failed.hint === fallback?.html) return [];
  const problem = `The start shows the hint "${textOfHtml(failed.hint).trim()}", which is about a mistake nobody has made yet.`;
  return report("start-shows-hint", problem, "Narrow the hint's `when`, or give the start another shape.");
}

/** Runs the solution with every seed. */
export async function checkSolution(
  { lesson, files, solutions }: LintedLesson,
  style: Style,
  judge: JudgeProgram,
  seeds: number,
): Promise<LintProblem[]> {
  const source = solutions[style];
  const numbers = Array.from({ length: seeds }, (_, index) => index + 1);
  const runs = await Promise.all(numbers.map((seed) => judge({ slug: lesson.slug, style, source, seed })));
  const failing = runs.findIndex(({ status }) => status !== "pass");
  const failed = runs[failing];
  if (failed === undefined) return [];
  const place = { file: files.solution(style), line: failed.tests.find(({ fault }) => fault)?.fault?.line ?? 1 };
  const remedy = "Correct the solution, or the check.";
  if (runs.every(({ status }) => status !== "pass"))
    return [lintProblem("solution-fails", place, `The solution fails: ${verdictText(failed)}`, remedy)];
  const what = `The solution passes with some seeds and fails with seed ${failing + 1}`;
  return [lintProblem("seeds-differ", place, `${what}: ${verdictText(failed)}`, remedy)];
}

/** `shown`: the hint that was shown. */
type MistakeVerdict = Awaited<ReturnType<typeof checkMistake>>;

export async function checkMistake(
  { lesson, files }: LintedLesson,
  { file, style, check, hint, source }: LintedLesson["files"]["mistakes"][number],
  judge: JudgeProgram,
) {
  const judged = await judge({ slug: lesson.slug, style, source, seed: 1, bail: true });
  const failed = firstFailed(judged);
  const shown = failed?.hint == null ? null : { style, html: failed.hint };
  const report = (rule: Rule, key: string, problem: string, remedy: string) => {
    const place = { file, line: lineOf(source, `// ${key}:`) };
    return { problems: [lintProblem(rule, place, problem, remedy)], shown };
  };
  if (failed === undefined) {
    const problem = judged.problem === "" ? "The mistake passes every check." : judged.problem;
    return report("mistake-passes", "style", problem, `Test for it in ${basename(files.checks)}, or delete it.`);
  }
  if (failed.id !== check || (failed.status !== "fail" && failed.status !== "error")) {
    const problem = `The mistake names \`${check}\`, but it first fails ${verdictText(judged)}`;
    return report("mistake-fails-other-check", "check", problem, `Write \`// check: ${failed.id}\`.`);
  }
  const text = shown === null ? null : textOfHtml(shown.html).trim();
  if (hint === "none" ? text === null : text?.includes(hint)) return { problems: [], shown };
  const problem = text === null ? "No hint is shown." : `Another hint is shown: "${text}"`;
  const happened = `${failed.happened?.kind ?? "nothing known"} ${failed.happened?.text ?? ""}`.replace(/\.$/, "");
  const remedy = `What happened: ${happened}. Correct \`// hint:\`, or the hint's \`when\`.`;
  return report("mistake-shows-other-hint", "hint", problem, remedy);
}

/** Hints about a mistake that no wrong answer of the lesson shows. */
export function checkHintsShown(
  { lesson, files, text }: LintedLesson,
  mistakes: readonly MistakeVerdict[],
): LintProblem[] {
  const lines = linesOf(text, "hint");
  const isShown = ({ style, html }: Hint) =>
    mistakes.some(({ shown }) => shown?.html === html && (style ?? shown.style) === shown.style);
  return lesson.hints.flatMap((hint, index) => {
    if (isDefault(hint) || isShown(hint)) return [];
    const problem = `No wrong answer shows this hint for \`${hint.check}\`.`;
    const remedy = "Add the wrong answer that it describes to mistakes/, or delete the hint.";
    return [lintProblem("hint-without-mistake", { file: files.text, line: lines[index] ?? null }, problem, remedy)];
  });
}

type TryButton = ReturnType<typeof tryButtons>[number];

const tryRemedy = "Change its commands, so that every client connects and everything it sends arrives.";

function tryFails({ files }: LintedLesson, line: number | null, problem: string, remedy: string): LintProblem {
  return lintProblem("try-fails", { file: files.text, line }, problem, remedy);
}

/** Each button is pressed first by someone. */
export function checkTryStarts(linted: LintedLesson): LintProblem[] {
  return tryButtons(linted).flatMap(({ line, commands }) => {
    const client = closedUnconnected(commands);
    if (client === null) return [];
    const problem = `Pressed first, the button ${closesUnconnected(client)}`;
    return [tryFails(linted, line, problem, `Begin with \`connect ${client.toLowerCase()}\`.`)];
  });
}

/**
 * Runs each try button against the solution, and those of the first step against the start too: every client connects, and
 * everything is delivered. The checks for that are written to `folder`.
 */
export async function checkTryButtons(
  linted: LintedLesson,
  style: Style,
  judge: JudgeProgram,
  folder: string,
): Promise<LintProblem[]> {
  const { lesson, starts, solutions } = linted;
  const all = tryButtons(linted).filter((button) => button.styles.includes(style));
  const programs = [
    { what: "start", source: starts[style], buttons: all.filter(({ isFirstStep }) => isFirstStep) },
    { what: "solution", source: solutions[style], buttons: all },
  ].filter(({ buttons }) => buttons.length > 0);
  const found = await Promise.all(
    programs.map(async ({ what, source, buttons }) => {
      const checksFile = join(folder, `${lesson.slug}-${style}-${what}.ts`);
      await writeFile(checksFile, checksOf(buttons));
      const judged = await judge({ slug: lesson.slug, style, source, seed: 1, checksFile });
      return judged.tests.flatMap((test, index) => {
        // A start may fail in front of the learner; it is what the lesson is about.
        if (test.status === "pass" || (what === "start" && test.fault !== null)) return [];
        const problem = `The button does not work with the ${style} ${what}: ${test.message}`;
        return [tryFails(linted, buttons[index]?.line ?? null, problem, tryRemedy)];
      });
    }),
  );
  return found.flat();
}

function tryButtons({ lesson, text }: LintedLesson) {
  const html = [lesson.html, lesson.afterHtml].join("");
  const lines = linesOf(text, "try");
  const secondStep = linesOf(text, "step")[1] ?? Number.POSITIVE_INFINITY;
  const found = html.matchAll(/<button type="button" class="try"(?: data-style="(\w+)")? data-try="([^"]*)"/g);
  return [...found].map(([, style, data = ""], index) => {
    const line = lines[index] ?? 1;
    const commands: readonly TryCommand[] = JSON.parse(unescapeHtml(data));
    // By the second step, a learner has changed the code.
    return { line, isFirstStep: line < secondStep, styles: styles.filter((one) => (style ?? one) === one), commands };
  });
}

function checksOf(buttons: readonly TryButton[]): string {
  const bodies = buttons.map(
    ({ line, commands }) =>
      `check("line ${line}", async ({ connect, clock }) => {\n${statementsOf(commands).join("\n")}\n});\n`,
  );
  return `import { check } from "ws101/checks";\n${bodies.join("")}`;
}
