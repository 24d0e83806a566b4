// `ws101 run`: serves one handler on this machine and reloads it on every save.
import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { basename, join, resolve } from "node:path";
import { styleText } from "node:util";
import type { SavedCode } from "../protocol/http.ts";
import type { ToPage } from "../protocol/live.ts";
import { parseRunArguments, readSource } from "./arguments.ts";
import { type LocalServer, startLocal } from "./local.ts";
import { untilInterrupted, watchFiles } from "./watch.ts";

/** 0 when interrupted, 2 if it could not start. */
export async function runCommand(args: readonly string[]): Promise<number> {
  try {
    const { file, port, dataDir } = parseRunArguments(args);
    await readSource(file);
    // Installed before the server starts, so that Ctrl+C never leaves the processes of a half-started server behind.
    const interrupted = untilInterrupted();
    await using local = await startLocal(port, dataDir ?? (await dataDirOf(file)), null);
    await serve(local, file, interrupted);
    return 0;
  } catch (error) {
    process.stderr.write(`ws101 run: ${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
}

async function serve(local: LocalServer, file: string, interrupted: Promise<void>): Promise<void> {
  const [lesson] = await local.lessons();
  if (lesson === undefined) throw new Error("There are no lessons, so there is no room to run in.");
  const load = async () => await local.save(lesson.slug, "loop", await readSource(file));
  const first = await load();
  print(`${basename(file)} is running at ${styleText("bold", first.url, { stream: process.stdout })}`);
  for (const line of loadLines(file, first)) print(line);
  await local.follow(lesson.slug, (event) => {
    for (const line of eventLines(file, event)) print(line);
  });
  await using _watching = await watchFiles([file], async () => {
    await load().catch((error: Error) => print(error.message));
  });
  print("Save the file to reload it. Press Ctrl+C to stop.");
  await interrupted;
}

function eventLines(file: string, event: ToPage): string[] {
  switch (event.type) {
    case "load":
      return loadLines(file, event);
    case "console":
      return event.lines.map(({ level, text, line }) => `${level.padEnd(5)} ${place(file, line)}  ${text}`);
    case "fault":
      return [red(`fault ${place(file, event.fault.line)}  ${event.fault.message}`)];
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
  const lines = problems.map(({ line, column, message }) => red(`${place(file, line)}:${column}  ${message}`));
  const faults = fault === null ? [] : [red(`${place(file, fault.line)}  ${fault.message}`)];
  if (serving === version) return [...lines, `Version ${version} is running, loaded in ${loadMs.toFixed(1)} ms.`];
  const current = serving > 0 ? `Version ${serving} is still running.` : "Nothing is running yet.";
  return [...lines, ...faults, `Version ${version} was not loaded. ${current}`];
}

function place(file: string, line: number | null): string {
  return line === null ? basename(file) : `${basename(file)}:${line}`;
}

function red(text: string): string {
  return styleText("red", text, { stream: process.stdout });
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** A data folder per file, so that the same file gets the same URL each time. */
async function dataDirOf(file: string): Promise<string> {
  const name = createHash("sha256").update(resolve(file)).digest("hex").slice(0, 16);
  const folder = join(tmpdir(), `ws101-${userInfo().username}`, name);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}
