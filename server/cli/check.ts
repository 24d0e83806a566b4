// `ws101 check`: runs a lesson's checks on a file, without a browser.
import { readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import type { RunResult } from "../protocol/checks.ts";
import type { Style } from "../protocol/lesson.ts";
import { type CheckArguments, parseCheckArguments, readSource, UsageError } from "./arguments.ts";
import { type LocalServer, startLocal } from "./local.ts";
import { formatReport } from "./report.ts";
import { untilInterrupted, watchFiles } from "./watch.ts";

/** 0: all checks pass. 1: some fail. 2: they could not be run. */
export async function checkCommand(args: readonly string[]): Promise<number> {
  try {
    const parsed = parseCheckArguments(args);
    // Report a wrong path before starting a server.
    if (parsed.file !== null) await readSource(parsed.file);
    await using local = await startLocal({ port: 0, dataDir: null, lessonsDir: parsed.lessonsDir });
    const task = await taskOf(local, parsed);
    return parsed.watch ? await checkOnSave(local, task, untilInterrupted()) : await check(local, task);
  } catch (error) {
    return reportError(error);
  }
}

interface Task {
  readonly slug: string;
  readonly file: string;
  readonly checksFile: string;
  readonly style: Style | null;
  readonly json: boolean;
}

/** Finds the lesson by its slug, its number, or its folder's name. */
async function taskOf(local: LocalServer, { lesson, file, style, json }: CheckArguments): Promise<Task> {
  const lessons = await local.lessons();
  const name = lesson.replace(/\/+$/, "").split("/").at(-1) ?? lesson;
  const found = lessons.find(({ slug, number }) => [slug, String(number), folderName(number, slug)].includes(name));
  if (found === undefined) {
    const slugs = lessons.map(({ slug }) => slug).join(", ");
    throw new UsageError(`There is no lesson "${lesson}". The lessons are ${slugs}.`);
  }
  const { slug, number } = found;
  const folders = await readdir(local.lessonsDir);
  const folder = join(local.lessonsDir, folders.find((one) => one === folderName(number, slug)) ?? slug);
  const solution = join(folder, style ?? "loop", "solution.ts");
  return { slug, file: file ?? solution, checksFile: join(folder, "checks.ts"), style, json };
}

function folderName(number: number, slug: string): string {
  return `${String(number).padStart(2, "0")}-${slug}`;
}

async function checkOnSave(local: LocalServer, task: Task, interrupted: Promise<void>): Promise<number> {
  let code = 2;
  const run = async () => {
    code = await check(local, task).catch(reportError);
    process.stderr.write("Waiting for changes. Press Ctrl+C to stop.\n");
  };
  await using watcher = await watchFiles([task.file, task.checksFile], run);
  watcher.trigger();
  await interrupted;
  await watcher.idle();
  return code;
}

function reportError(error: unknown): number {
  process.stderr.write(`ws101 check: ${error instanceof Error ? error.message : String(error)}\n`);
  return 2;
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
  return exitCode(result);
}

function exitCode({ status }: RunResult): number {
  return status === "pass" ? 0 : status === "cancelled" ? 2 : 1;
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
