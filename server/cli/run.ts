// `ws101 run`: one handler on a socket of this machine, loaded anew on every save.
import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { basename, join, resolve } from "node:path";
import { styleText } from "node:util";
import type { SavedCode } from "../protocol/http.ts";
import type { ToPage } from "../protocol/live.ts";
import { runArguments } from "./arguments.ts";
import { type Local, startLocal } from "./local.ts";
import { readSource } from "./source-file.ts";
import { untilInterrupted, watchFiles } from "./watch.ts";

/** 0 when it was asked to stop, 2 when it could not begin. */
export async function runCommand(args: readonly string[]): Promise<number> {
  try {
    const { file, port, dataDir } = runArguments(args);
    await readSource(file);
    // From the beginning: Ctrl+C must never leave the processes of a half-started server behind.
    const interrupted = untilInterrupted();
    await using local = await startLocal({ port, dataDir: dataDir ?? (await placeOf(file)), lessonsDir: null });
    await serve(local, file, interrupted);
    return 0;
  } catch (error) {
    process.stderr.write(`ws101 run: ${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
}

async function serve(local: Local, file: string, interrupted: Promise<void>): Promise<void> {
  const [lesson] = await local.lessons();
  if (lesson === undefined) throw new Error("There is no lesson, so there is no room to run in.");
  const load = async () => await local.save(lesson.slug, "loop", await readSource(file));
  const first = await load();
  say(`${basename(file)} answers at ${styleText("bold", first.url, { stream: process.stdout })}`);
  for (const line of loadLines(file, first)) say(line);
  await local.follow(lesson.slug, (event) => {
    for (const line of eventLines(file, event)) say(line);
  });
  await using _watching = await watchFiles([file], async () => {
    await load().catch((error: Error) => say(error.message));
  });
  say("Save the file to load it anew; Ctrl+C ends.");
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
      // The rest is for pages: frames, states, runs.
      return [];
  }
}

function loadLines(
  file: string,
  load: Pick<SavedCode, "version" | "problems" | "serving" | "loadMs" | "fault">,
): string[] {
  const { version, problems, serving, loadMs, fault } = load;
  const lines = problems.map(({ line, column, message }) => red(`${place(file, line)}:${column}  ${message}`));
  const thrown = fault === null ? [] : [red(`${place(file, fault.line)}  ${fault.message}`)];
  if (serving === version) return [...lines, `Version ${version} serves, loaded in ${loadMs.toFixed(1)} ms.`];
  const still = serving > 0 ? `Version ${serving} still answers.` : "Nothing answers yet.";
  return [...lines, ...thrown, `Version ${version} does not run. ${still}`];
}

function place(file: string, line: number | null): string {
  return line === null ? basename(file) : `${basename(file)}:${line}`;
}

function red(text: string): string {
  return styleText("red", text, { stream: process.stdout });
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** The same file gets the same address each time. */
async function placeOf(file: string): Promise<string> {
  const name = createHash("sha256").update(resolve(file)).digest("hex").slice(0, 16);
  const place = join(tmpdir(), `ws101-${userInfo().username}`, name);
  await mkdir(place, { recursive: true, mode: 0o700 });
  return place;
}
