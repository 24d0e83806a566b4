// `ws101 check`: a lesson's checks on a file, with no browser.
import { readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import type { RunResult } from "../protocol/checks.ts";
import type { Style } from "../protocol/lesson.ts";
import { type CheckArguments, checkArguments, UsageError } from "./arguments.ts";
import { type Local, startLocal } from "./local.ts";
import { reportOf } from "./report.ts";
import { readSource } from "./source-file.ts";
import { untilInterrupted, watchFiles } from "./watch.ts";

/** 0 when all pass, 1 when some do not, 2 when they could not be run. */
export async function checkCommand(args: readonly string[]): Promise<number> {
  try {
    const asked = checkArguments(args);
    // Before anything is started: a wrong path is answered at once.
    if (asked.file !== null) await readSource(asked.file);
    await using local = await startLocal({ port: 0, dataDir: null, lessonsDir: asked.lessonsDir });
    const lesson = await lessonOf(local, asked.lesson);
    const task = taskOf(asked, lesson);
    return asked.watch ? await again(local, task, untilInterrupted()) : await once(local, task);
  } catch (error) {
    return refuse(error);
  }
}

interface Task {
  readonly slug: string;
  readonly file: string;
  readonly checksFile: string;
  readonly style: Style | null;
  readonly json: boolean;
}

async function again(local: Local, task: Task, interrupted: Promise<void>): Promise<number> {
  let last = Promise.resolve(2);
  const pass = async () => {
    last = last.then(() => onceOrSaid(local, task));
    await last;
    process.stderr.write("Waiting for the file to be saved; Ctrl+C ends.\n");
  };
  await using _watching = await watchFiles([task.file, task.checksFile], pass);
  await pass();
  await interrupted;
  return await last;
}

async function onceOrSaid(local: Local, task: Task): Promise<number> {
  try {
    return await once(local, task);
  } catch (error) {
    return refuse(error);
  }
}

function refuse(error: unknown): number {
  process.stderr.write(`ws101 check: ${error instanceof Error ? error.message : String(error)}\n`);
  return 2;
}

async function once(local: Local, task: Task): Promise<number> {
  const source = await readSource(task.file);
  const style = task.style ?? styleOf(task.file, source);
  const { problems, fault } = await local.save(task.slug, style, source);
  const errors = problems.filter(({ severity }) => severity === "error");
  const shown = shownPath(task.file);
  if (errors.length > 0) {
    const places = errors.map(({ line, column, message }) => `${shown}:${line}:${column} ${message}`);
    throw new UsageError(`${shown} does not compile.\n${places.join("\n")}`);
  }
  if (fault !== null) throw new UsageError(`${shown}:${fault.line ?? 1} does not load. ${fault.message}`);
  const result = await local.check(task.slug, style);
  process.stdout.write(task.json ? `${JSON.stringify(result, null, 2)}\n` : reportOf(result, shown));
  return codeOf(result);
}

function codeOf({ status }: RunResult): number {
  return status === "pass" ? 0 : status === "cancelled" ? 2 : 1;
}

/** A lesson by its slug, its number, or its folder's name. */
async function lessonOf(local: Local, name: string): Promise<Found> {
  const lessons = await local.lessons();
  const plain = name.replace(/\/+$/, "").split("/").at(-1) ?? name;
  const found = lessons.find(({ slug, number }) => {
    return [slug, String(number), folderName(number, slug)].includes(plain);
  });
  if (found === undefined) {
    throw new UsageError(`There is no lesson "${name}". There are: ${lessons.map(({ slug }) => slug).join(", ")}.`);
  }
  const folders = await readdir(local.lessonsDir);
  const folder = folders.find((one) => one === folderName(found.number, found.slug)) ?? found.slug;
  return { slug: found.slug, folder: join(local.lessonsDir, folder) };
}

function folderName(number: number, slug: string): string {
  return `${String(number).padStart(2, "0")}-${slug}`;
}

interface Found {
  readonly slug: string;
  readonly folder: string;
}

function taskOf({ file, style, json }: CheckArguments, { slug, folder }: Found): Task {
  const own = join(folder, style ?? "loop", "solution.ts");
  return { slug, file: file ?? own, checksFile: join(folder, "checks.ts"), style, json };
}

/** As its folder says, or else its imports: `ws` is the way of events. */
function styleOf(file: string, source: string): Style {
  const folder = /[/\\](loop|events)[/\\][^/\\]*$/.exec(`/${file}`)?.[1];
  if (folder !== undefined) return folder === "events" ? "events" : "loop";
  return /\bfrom\s*["']ws["']/.test(source) ? "events" : "loop";
}

function shownPath(file: string): string {
  const path = relative(process.cwd(), file);
  return path.startsWith("..") ? file : path;
}
