// The linter of lessons: proves that a lesson's checks, hints, texts and programs agree. All problems of all lessons
// are found in one pass.
import { relative } from "node:path";
import { type Style, styles } from "../../protocol/lesson.ts";
import type { Course } from "../load.ts";
import { type Mutant, mutantsOf } from "./mutants.ts";
import { judgeMutants, type MutationScore, mutationProblems, readEquivalents } from "./mutation.ts";
import { type LintProblem, lintProblem } from "./problem.ts";
import { programOf, snippetsIn } from "./snippets.ts";
import { declaredNames, parseSyntax } from "./syntax.ts";
import { inTemporaryFolder } from "./temporary-folder.ts";
import { checkFiles, type LintedLesson, readLinted } from "./text-rules.ts";
import { type CompilerError, isUnused, typeErrorsOf } from "./type-check.ts";
import {
  checkHintsShown,
  checkMistake,
  checkSolution,
  checkStart,
  checkTryButtons,
  checkTryStarts,
  type JudgeProgram,
} from "./verdict-rules.ts";

interface LintOptions {
  readonly course: Course;
  /** The lessons to lint. */
  readonly slugs: readonly string[];
  readonly judge: JudgeProgram;
  /** Runs of each solution, each with other randomness. */
  readonly seeds: number;
  readonly mutation: boolean;
  readonly onProgress?: (done: number, of: number) => void;
}

export interface LessonReport {
  readonly slug: string;
  readonly problems: readonly LintProblem[];
  /** Empty without mutation. */
  readonly mutation: readonly MutationScore[];
}

/** The reports are in the order of `slugs`. */
export async function lintLessons(options: LintOptions): Promise<LessonReport[]> {
  const { course, slugs, onProgress } = options;
  let [done, of] = [0, 0];
  const judge: JudgeProgram = async (request) => {
    of++;
    const judged = await options.judge(request);
    onProgress?.(++done, of);
    return judged;
  };
  const linted = await Promise.all(slugs.map((slug) => readLinted(course, slug)));
  const lessons = linted.map((lesson) => ({ lesson, plan: planTypes(lesson, options.mutation) }));
  const errors = await typeErrorsOf(new Map(lessons.flatMap(({ plan }) => plan.sources)));
  const withProgress = { ...options, judge };
  return await inTemporaryFolder((folder) =>
    Promise.all(lessons.map(({ lesson, plan }) => lintLesson(withProgress, lesson, plan, errors, folder))),
  );
}

async function lintLesson(
  { course, judge, seeds, mutation }: LintOptions,
  linted: LintedLesson,
  plan: TypePlan,
  errors: ReadonlyMap<string, CompilerError[]>,
  folder: string,
): Promise<LessonReport> {
  const equivalents = await readEquivalents(linted);
  const [statics, starts, solutions, mistakes, buttons] = await Promise.all([
    checkFiles(linted, course),
    Promise.all(styles.map((style) => checkStart(linted, style, judge))),
    Promise.all(styles.map((style) => checkSolution(linted, style, judge, seeds))),
    Promise.all(linted.files.mistakes.map((mistake) => checkMistake(linted, mistake, judge))),
    Promise.all(styles.map((style) => checkTryButtons(linted, style, judge, folder))),
  ]);
  // Mutants of a wrong solution say nothing.
  const mutable = mutation ? styles.filter((_, index) => solutions[index]?.length === 0) : [];
  const mutated = await Promise.all(
    mutable.map((style) => judgeMutants(linted, style, compiling(plan, style, errors), equivalents, judge)),
  );
  const problems = [
    ...typeProblems(linted, plan, errors),
    ...statics,
    ...starts.flat(),
    ...solutions.flat(),
    ...stylesDiffer(linted, solutions),
    ...mistakes.flatMap((mistake) => mistake.problems),
    ...checkHintsShown(linted, mistakes),
    ...checkTryStarts(linted),
    ...buttons.flat(),
    ...equivalents.problems,
    ...mutationProblems(mutated),
  ];
  const sorted = problems.toSorted((a, b) => a.file.localeCompare(b.file) || (a.line ?? 0) - (b.line ?? 0));
  return { slug: linted.lesson.slug, problems: sorted, mutation: mutated.map(({ score }) => score) };
}

function stylesDiffer({ files }: LintedLesson, solutions: readonly (readonly LintProblem[])[]): LintProblem[] {
  const failing = styles.filter((_, index) => (solutions[index]?.length ?? 0) > 0);
  const [style] = failing;
  if (style === undefined || failing.length === styles.length) return [];
  const place = { file: files.solution(style), line: null };
  const problem = `Only the ${styles.find((one) => one !== style)} solution passes every check.`;
  return [lintProblem("styles-differ", place, problem, "Let both solutions pass.")];
}

type TypePlan = ReturnType<typeof planTypes>;

/** Everything of one lesson that is type-checked, by the names of the files that the compiler sees. */
function planTypes({ lesson: { slug }, files, text, starts, solutions }: LintedLesson, mutation: boolean) {
  const handlers = styles.flatMap((style) => [
    { name: `${slug}/${style}/start.ts`, file: files.start(style), source: starts[style] },
    { name: `${slug}/${style}/solution.ts`, file: files.solution(style), source: solutions[style] },
  ]);
  const mistakes = files.mistakes.map((each) => ({ ...each, name: `${slug}/${relative(files.folder, each.file)}` }));
  const known = new Set(handlers.flatMap(({ source }) => [...declaredNames(parseSyntax(source).root)]));
  const snippets = snippetsIn(text).map((snippet, index) => {
    const wanted = snippet.isFragment ? [] : styles.filter((style) => (snippet.style ?? style) === style);
    const programs = wanted.map((style) => {
      return { name: `${slug}/snippets/${index}-${style}.ts`, ...programOf(snippet, style, known) };
    });
    for (const name of declaredNames(parseSyntax(snippet.code).root)) known.add(name);
    return { snippet, programs };
  });
  const mutants = (mutation ? styles : []).flatMap((style) => {
    const { error } = parseSyntax(solutions[style]);
    const made = error === null ? mutantsOf(solutions[style]) : [];
    return made.map((mutant, index) => ({ ...mutant, name: `${slug}/mutants/${style}-${index}.ts`, style }));
  });
  const checked = [...handlers, ...mistakes, ...snippets.flatMap(({ programs }) => programs), ...mutants];
  const sources = checked.map(({ name, source }) => [name, source] as const);
  return { sources, handlers: [...handlers, ...mistakes], snippets, mutants };
}

function compiling({ mutants }: TypePlan, style: Style, errors: ReadonlyMap<string, CompilerError[]>): Mutant[] {
  return mutants.filter((one) => one.style === style && seriousErrors(errors, one.name).length === 0);
}

function seriousErrors(errors: ReadonlyMap<string, CompilerError[]>, name: string): CompilerError[] {
  return (errors.get(name) ?? []).filter((error) => !isUnused(error));
}

function typeProblems(
  { files }: LintedLesson,
  { handlers, snippets }: TypePlan,
  errors: ReadonlyMap<string, CompilerError[]>,
) {
  const ofHandlers = handlers.flatMap(({ name, file }) =>
    (errors.get(name) ?? []).map(({ line, code, message }) => {
      const remedy = "The editor shows this error to learners: correct it.";
      return lintProblem("type-error", { file, line }, `${codeText(code)}${message}`, remedy);
    }),
  );
  const ofSnippets = snippets.flatMap(({ snippet, programs }) => {
    const error = snippet.isFragment ? fragmentError(snippet.code) : null;
    const found = programs.map(({ name, offset }) =>
      seriousErrors(errors, name).map((each) => ({ ...each, line: each.line - offset })),
    );
    // A snippet for both styles has to be correct in one of them.
    const [first] = found.some((each) => each.length === 0) ? [] : (found[0] ?? []);
    const problem = error?.message ?? (first === undefined ? null : `${codeText(first.code)}${first.message}`);
    if (problem === null) return [];
    const line = snippet.line + Math.max(0, (first?.line ?? 1) - 1);
    const remedy = "Correct the code, or mark the fence `ts fragment` if only its syntax can be checked.";
    return [lintProblem("broken-snippet", { file: files.text, line }, problem, remedy)];
  });
  return [...ofHandlers, ...ofSnippets];
}

/** A fragment consists of statements, or of members of an object. */
function fragmentError(code: string) {
  const { error } = parseSyntax(`async () => {\n${code}\n}`);
  return error === null || parseSyntax(`({\n${code}\n})`).error === null ? null : error;
}

function codeText(code: number): string {
  return code === 0 ? "" : `TS${code}: `;
}
