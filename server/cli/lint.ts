// `ws101 lint`: proves that lessons are correct, and reports all problems of all lessons.
import { relative } from "node:path";
import { readConfig } from "../config.ts";
import { ChecksThread } from "../course/checks-thread.ts";
import { CourseError } from "../course/course-error.ts";
import { isLessonFolder, lessonFolder } from "../course/folders.ts";
import { hasCells, lintGuides, lintTemplates } from "../course/lint/cells.ts";
import { type LessonReport, lintLessons } from "../course/lint/lint.ts";
import { isEnough, shareCaught } from "../course/lint/mutation.ts";
import { type LintProblem, problemOf } from "../course/lint/problem.ts";
import type { JudgeProgram } from "../course/lint/verdict-rules.ts";
import { type Course, loadLessons } from "../course/load.ts";
import { isNamed, type LintArguments, noLesson, parseLintArguments, UsageError } from "./arguments.ts";
import { counted } from "./counted.ts";
import { paint } from "./paint.ts";
import { onEachSave } from "./watch.ts";

/** 0: no errors. 1: some. */
export async function lintCommand(args: readonly string[]): Promise<number> {
  const parsed = parseLintArguments(args);
  if (!parsed.watch) return lint(parsed);
  return onEachSave("lint", [parsed.lessonsDir ?? readConfig().lessonsDir], () => lint(parsed));
}

async function lint(parsed: LintArguments): Promise<number> {
  const startedAt = performance.now();
  const dir = parsed.lessonsDir ?? readConfig().lessonsDir;
  const { course, errors } = await load(dir);
  const { slugs, broken } = lessonsOf(dir, course, errors, parsed.lessons);
  const { lessons, others } = await lintLoaded(course, slugs, parsed);
  const problems = [...broken.map(problemOf), ...lessons.flatMap((report) => report.problems), ...others];
  const ms = performance.now() - startedAt;
  const json = () => `${JSON.stringify({ lessons, problems, ms }, null, 2)}\n`;
  process.stdout.write(parsed.json ? json() : formatResult(lessons, problems, ms));
  return problems.some(({ severity }) => severity === "error") ? 1 : 0;
}

async function load(dir: string) {
  await using thread = new ChecksThread();
  const loading = loadLessons(dir, (file) => thread.list(file));
  return await loading.catch((error: unknown) => {
    throw error instanceof CourseError ? new UsageError(error.message) : error;
  });
}

/** The lessons with these names, loaded or not; all if none is named. */
function lessonsOf(dir: string, course: Course, errors: readonly CourseError[], names: readonly string[]) {
  const loaded = course.lessons().map(({ slug, number }) => ({ slug, folder: lessonFolder(number, slug) }));
  const broken = errors.map((error) => ({ error, folder: relative(dir, error.file).split("/")[0] ?? "" }));
  const folders = [...loaded, ...broken].map(({ folder }) => folder);
  const unknown = names.find((name) => !folders.some((folder) => isNamed(folder, name)));
  // Errors are also those of course.md, the guides and the templates.
  if (unknown !== undefined) throw noLesson(unknown, folders.filter(isLessonFolder));
  const isWanted = ({ folder }: { readonly folder: string }) =>
    names.length === 0 || names.some((name) => isNamed(folder, name));
  return {
    slugs: loaded.filter(isWanted).map(({ slug }) => slug),
    broken: broken.filter(isWanted).map(({ error }) => error),
  };
}

/** `others`: problems of the guides and templates, which are linted if no lesson is named. */
async function lintLoaded(course: Course, slugs: readonly string[], { lessons: named, mutants, seeds }: LintArguments) {
  const hasOthers = named.length === 0 && hasCells(course);
  if (slugs.length === 0 && !hasOthers) return { lessons: [], others: [] };
  const { startJudge } = await import("./local.ts");
  await using judge = await startJudge(course);
  using progress = createProgress();
  const judgeProgram: JudgeProgram = (request) => judge.judge(request);
  const [lessons, guides, templates] = await Promise.all([
    lintLessons({ course, slugs, judge: judgeProgram, seeds, mutation: mutants, onProgress: progress.report }),
    hasOthers ? lintGuides(course, judgeProgram) : [],
    hasOthers ? lintTemplates(course, judgeProgram) : [],
  ]);
  return { lessons, others: [...guides, ...templates] };
}

/** A line that updates on a terminal; elsewhere a line per tenth. */
function createProgress() {
  const { stderr } = process;
  let shown = 0;
  return {
    report: (done: number, of: number): void => {
      const text = `${done} of ${of} runs of the checks`;
      if (stderr.isTTY) stderr.write(`\r\u001b[K${text}`);
      else if (done / of >= shown + 0.1) {
        shown = Math.floor((done / of) * 10) / 10;
        stderr.write(`${text}\n`);
      }
    },
    [Symbol.dispose]: () => {
      if (stderr.isTTY) stderr.write("\r\u001b[K");
    },
  };
}

/** `problems`: all of them, including those of lessons that cannot be loaded. */
function formatResult(lessons: readonly LessonReport[], problems: readonly LintProblem[], ms: number): string {
  const count = (severity: LintProblem["severity"]) => problems.filter((one) => one.severity === severity).length;
  const [errors, warnings] = [count("error"), count("warning")];
  const counts = [counted(lessons.length, "lesson"), counted(errors, "error"), counted(warnings, "warning")];
  const summary = `${counts.join(", ")} in ${(ms / 1_000).toFixed(1)} s`;
  const scores = lessons.filter(({ mutation }) => mutation.length > 0).map(formatScore);
  const lines = [...problems.map(formatProblem), ...scores, paint(errors === 0 ? "green" : "red", summary)];
  return `${lines.join("\n")}\n`;
}

function formatProblem({ rule, severity, file, line, problem, remedy }: LintProblem): string {
  const place = `${relative(process.cwd(), file)}${line === null ? "" : `:${line}`}`;
  const mark = paint(severity === "error" ? "red" : "yellow", `${severity} ${rule}`);
  return `${paint("bold", place)} ${mark}\n  ${problem}\n  ${remedy}\n`;
}

function formatScore({ slug, mutation }: LessonReport): string {
  const parts = mutation.map(
    ({ style, caught, survived, equivalent }) =>
      `${style} ${caught} of ${caught + survived} caught, ${equivalent} equivalent`,
  );
  const share = `${(shareCaught(mutation) * 100).toFixed(1)} %`;
  return `mutants of ${slug.padEnd(16)} ${paint(isEnough(mutation) ? "green" : "red", share.padStart(7))}  ${parts.join("; ")}`;
}
