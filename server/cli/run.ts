// `ws101 run`: serves a handler and its client page on this machine, and reloads them on every save; or runs what a link shares.
import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { basename, join, resolve } from "node:path";
import type { SavedCode } from "../protocol/http.ts";
import { styleOf } from "../protocol/lesson.ts";
import { playLesson } from "../protocol/lesson-names.ts";
import type { ToPage } from "../protocol/live.ts";
import { parseRunArguments } from "./arguments.ts";
import type { LocalServer } from "./local.ts";
import { paint } from "./paint.ts";
import { findProgram, isLink, type Program, readProgram, readShared, titleOf } from "./program.ts";
import { untilInterrupted, watchFiles } from "./watch.ts";

/** 0 when interrupted. */
export async function runCommand(args: readonly string[]): Promise<number> {
  const { target, port, dataDir } = parseRunArguments(args);
  const running = await (isLink(target) ? ofLink(target) : ofFiles(target));
  const { startLocal } = await import("./local.ts");
  // Installed before the server starts, so that Ctrl+C never leaves the processes of a half-started server behind.
  const interrupted = untilInterrupted();
  await using local = await startLocal(port, dataDir ?? (await dataDirOf(running.key)), null);
  await serve(local, running, interrupted);
  return 0;
}

interface Running {
  /** The same for the same program each time. */
  readonly key: string;
  readonly title: string;
  /** The names that are printed. */
  readonly names: Program;
  readonly watched: readonly string[];
  read(): Promise<Program>;
}

async function ofFiles(target: string): Promise<Running> {
  const files = await findProgram(target);
  await readProgram(files);
  const { handler, page } = files;
  const watched = page === null ? [handler] : [handler, page];
  return { key: resolve(handler), title: titleOf(files), names: files, watched, read: () => readProgram(files) };
}

async function ofLink(link: string): Promise<Running> {
  const { title, handler, page } = await readShared(link);
  const lines = handler.trimEnd().split("\n").length;
  const what = page === null ? "" : " and a client page";
  print(`"${title}" from ${link}: a handler of ${lines} lines${what}, in ws101's sandbox.`);
  const names = { handler: "handler.ts", page: page === null ? null : "client.html" };
  return { key: link, title, names, watched: [], read: async () => ({ handler, page }) };
}

async function serve(local: LocalServer, running: Running, interrupted: Promise<void>): Promise<void> {
  const { names, title, watched } = running;
  const file = names.handler;
  let served = await running.read();
  const draft = await local.draft(title, served);
  const load = (handler: string) => local.save(playLesson(draft), styleOf(handler), handler);
  if (served.page !== null) await local.savePage(draft, served.page);
  const first = await load(served.handler);
  print(`${basename(file)} is running at ${paint("bold", first.url)}`);
  if (names.page !== null) print(`${basename(names.page)} is at ${paint("bold", await local.previewUrl(draft))}`);
  for (const line of loadLines(file, first)) print(line);
  await local.follow(playLesson(draft), (event) => {
    for (const line of eventLines(file, event)) print(line);
  });
  const reload = async () => {
    const { handler, page } = await running.read();
    const isNewPage = page !== null && page !== served.page;
    if (isNewPage) await local.savePage(draft, page);
    if (isNewPage) print("The client page has changed. Reload it in the browser.");
    if (!isNewPage || handler !== served.handler) await load(handler);
    served = { handler, page };
  };
  const onSave = () => reload().catch((error: Error) => print(error.message));
  await using _watching = watched.length === 0 ? null : await watchFiles(watched, onSave);
  print(`${watched.length === 0 ? "" : "Save the file to reload it. "}Press Ctrl+C to stop.`);
  await interrupted;
}

function eventLines(file: string, event: ToPage): string[] {
  switch (event.type) {
    case "load":
      return loadLines(file, event);
    case "console":
      return event.lines.map(({ level, text, line }) => `${level.padEnd(5)} ${place(file, line)}  ${text}`);
    case "fault":
      return [paint("red", `fault ${place(file, event.fault.line)}  ${event.fault.message}`)];
    case "notice":
      return [event.text];
    default:
      // Frames, states and runs are for pages.
      return [];
  }
}

function loadLines(
  file: string,
  load: Pick<SavedCode, "version" | "problems" | "serving" | "loadMs" | "fault">,
): string[] {
  const { version, problems, serving, loadMs, fault } = load;
  const lines = problems.map(({ line, column, message }) => paint("red", `${place(file, line)}:${column}  ${message}`));
  const faults = fault === null ? [] : [paint("red", `${place(file, fault.line)}  ${fault.message}`)];
  if (serving === version) return [...lines, `Version ${version} is running, loaded in ${loadMs.toFixed(1)} ms.`];
  const current = serving > 0 ? `Version ${serving} is still running.` : "Nothing is running yet.";
  return [...lines, ...faults, `Version ${version} was not loaded. ${current}`];
}

function place(file: string, line: number | null): string {
  return line === null ? basename(file) : `${basename(file)}:${line}`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** A data folder per program, so that the same one gets the same URL each time. */
async function dataDirOf(key: string): Promise<string> {
  const name = createHash("sha256").update(key).digest("hex").slice(0, 16);
  const folder = join(tmpdir(), `ws101-${userInfo().username}`, name);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}
