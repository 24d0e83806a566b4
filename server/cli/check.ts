// `ws101 check`: runs a lesson's checks on a file, without a browser, and reports them in the terminal.
import { join, relative } from "node:path";
import { readConfig } from "../config.ts";
import { readFolders } from "../course/folders.ts";
import type { RunResult, TestResult, TranscriptEntry } from "../protocol/checks.ts";
import { unescapeHtml } from "../protocol/html.ts";
import type { Style } from "../protocol/lesson.ts";
import { type CheckArguments, isNamed, noLesson, parseCheckArguments, readSource, UsageError } from "./arguments.ts";
import type { LocalServer } from "./local.ts";
import { type Colour, paint } from "./paint.ts";
import { onEachSave } from "./watch.ts";

/** 0: all checks pass. 1: some fail. */
export async function checkCommand(args: readonly string[]): Promise<number> {
  const parsed = parseCheckArguments(args);
  // What is wrong with the arguments is reported before the server is even loaded.
  const task = await taskOf(parsed);
  await readSource(task.file);
  const { startLocal } = await import("./local.ts");
  await using local = await startLocal(0, null, parsed.lessonsDir);
  return parsed.watch
    ? await onEachSave("check", [task.file, task.checksFile], () => check(local, task))
    : await check(local, task);
}

type Task = Awaited<ReturnType<typeof taskOf>>;

async function taskOf({ lesson, file, style, json, lessonsDir }: CheckArguments) {
  const dir = lessonsDir ?? readConfig().lessonsDir;
  const { folders } = await readFolders(dir).catch(() => {
    throw new UsageError(`There is no folder ${dir}.`);
  });
  const found = folders.find(({ name }) => isNamed(name, lesson));
  if (found === undefined) {
    const names = folders.map(({ name }) => name);
    throw noLesson(lesson, names);
  }
  const { slug, name } = found;
  const folder = join(dir, name);
  const solution = join(folder, style ?? "loop", "solution.ts");
  return { slug, file: file ?? solution, checksFile: join(folder, "checks.ts"), style, json };
}

async function check(local: LocalServer, task: Task): Promise<number> {
  const source = await readSource(task.file);
  const style = task.style ?? inferStyle(task.file, source);
  const { problems, fault } = await local.save(task.slug, style, source);
  const errors = problems.filter(({ severity }) => severity === "error");
  const path = displayPath(task.file);
  if (errors.length > 0) {
    const places = errors.map(({ line, column, message }) => `${path}:${line}:${column} ${message}`);
    throw new UsageError(`${path} does not compile.\n${places.join("\n")}`);
  }
  if (fault !== null) throw new UsageError(`${path}:${fault.line ?? 1} does not load. ${fault.message}`);
  const result = await local.check(task.slug, style);
  process.stdout.write(task.json ? `${JSON.stringify(result, null, 2)}\n` : formatReport(result, path));
  if (result.status === "cancelled") return 2;
  return result.status === "pass" ? 0 : 1;
}

/** From the file's folder, or else from its imports: `ws` means events. */
function inferStyle(file: string, source: string): Style {
  const folder = /[/\\](loop|events)[/\\][^/\\]*$/.exec(`/${file}`)?.[1];
  if (folder !== undefined) return folder === "events" ? "events" : "loop";
  return /\bfrom\s*["']ws["']/.test(source) ? "events" : "loop";
}

function displayPath(file: string): string {
  const path = relative(process.cwd(), file);
  return path.startsWith("..") ? file : path;
}

function formatReport(result: RunResult, file: string): string {
  const passed = result.tests.filter(({ status }) => status === "pass").length;
  const all = result.tests.length;
  const summary = `${passed} of ${all} passed in ${Math.round(result.ms)} ms`;
  return [
    `${paint("bold", result.lesson)} (${result.style}): ${file}`,
    "",
    ...result.tests.flatMap(testLines),
    "",
    paint(passed === all ? "green" : "red", summary),
    "",
  ].join("\n");
}

const marks: Readonly<Record<TestResult["status"], readonly [colour: Colour, mark: string]>> = {
  pass: ["green", "✓"],
  fail: ["red", "✗"],
  error: ["red", "!"],
  timeout: ["yellow", "…"],
  skipped: ["gray", "-"],
};

function testLines({ status, title, message, transcript, hint }: TestResult): string[] {
  const suffix = status === "pass" || status === "fail" ? "" : ` (${status})`;
  const head = `  ${paint(...marks[status])} ${title}${suffix}`;
  if (status === "pass") return [head];
  const messageLines = message === "" ? [] : [`      ${message}`];
  const evidence = status === "skipped" ? [] : transcriptLines(transcript);
  const hintLines = hint === null ? [] : [`      ${paint("cyan", "Hint:")} ${textOf(hint)}`];
  return [head, ...messageLines, ...evidence, ...hintLines, ""];
}

const maxTranscriptLines = 30;

/** Columns: time, client, what happened. */
function transcriptLines(transcript: readonly TranscriptEntry[]): string[] {
  const shown = transcript.slice(-maxTranscriptLines);
  const cut = transcript.length - shown.length;
  const lines = shown.map(({ atMs, client, kind, what, text, met }) => {
    const time = paint("gray", `${String(Math.round(atMs)).padStart(6)} ms`);
    const short = text.length > 160 ? `${text.slice(0, 160)}…` : text;
    return `      ${time}  ${client ?? " "}  ${arrow(kind, met)} ${`${what.padEnd(9)} ${short}`.trimEnd()}`;
  });
  return cut === 0 ? lines : [`      ${paint("gray", `… ${cut} earlier lines`)}`, ...lines];
}

const arrows: Readonly<Record<TranscriptEntry["kind"], string>> = {
  sent: "→",
  received: "←",
  expected: "✗",
  connect: "○",
  close: "●",
  refused: "●",
  clock: "◷",
  fault: "!",
  note: "·",
};

function arrow(kind: TranscriptEntry["kind"], met: boolean | null): string {
  if (met === true) return paint("green", "✓");
  return kind === "expected" || kind === "fault" ? paint("red", arrows[kind]) : arrows[kind];
}

/** The text of a hint, which is HTML from a lesson. */
function textOf(html: string): string {
  return unescapeHtml(html.replace(/<[^>]*>/g, ""))
    .replace(/\s+/g, " ")
    .trim();
}
