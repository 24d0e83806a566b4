// Parses the command lines of `ws101` and its subcommands, and reports why one could not run.
import { readFile } from "node:fs/promises";
import { type ParseArgsConfig, parseArgs } from "node:util";
import type { Style } from "../protocol/lesson.ts";

/** An error in how a command was used: one sentence, exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The options of each command, for help and errors. */
export const usages = {
  serve: "[--port 3000] [--host 127.0.0.1] [--data DIR] [--lessons DIR] [--watch] [--qr]",
  dev: "[options of serve]",
  check: "<lesson> [file.ts] [--style loop|events] [--json] [--watch] [--lessons DIR]",
  lint: "[lesson…] [--json] [--watch] [--seeds 20] [--no-mutants] [--lessons DIR]",
  new: "<slug> [--number NN] [--lessons DIR]",
  run: "<file.ts|folder|link> [--port N] [--data DIR]",
  share: "<handler.ts|folder> [client.html] --server URL [--title TEXT] | --delete LINK --key=KEY",
  eject: "<lesson|file.ts> <dir> [--style loop|events] [--lessons DIR]",
  rehearse: "[learners] [--minutes 3] [--chaos] [--server URL --token TOKEN] [--json]",
} as const;

export type Command = keyof typeof usages;

const helpFlags = ["--help", "-h"];

export function asksForHelp(args: readonly string[]): boolean {
  return args.some((each) => helpFlags.includes(each));
}

/** One sentence, and the exit code. */
export function reportError(command: Command, error: unknown): number {
  process.stderr.write(`ws101 ${command}: ${error instanceof Error ? error.message : String(error)}\n`);
  return 2;
}

/** What is undefined comes from the environment. */
export function parseServeArguments(args: readonly string[]) {
  const { values } = parse("serve", 0, args, {
    port: { type: "string" },
    host: { type: "string" },
    data: { type: "string" },
    lessons: { type: "string" },
    watch: { type: "boolean", default: false },
    qr: { type: "boolean", default: process.stdout.isTTY },
  });
  const { port, host, data: dataDir, lessons: lessonsDir, watch, qr } = values;
  return { port, host, dataDir, lessonsDir, watch, qr };
}

export type CheckArguments = ReturnType<typeof parseCheckArguments>;

/** Without `file`, the lesson's own solution is checked; without `style`, it is inferred from the file. */
export function parseCheckArguments(args: readonly string[]) {
  const { values, positionals } = parse("check", 2, args, {
    style: { type: "string" },
    json: { type: "boolean", default: false },
    watch: { type: "boolean", default: false },
    lessons: { type: "string" },
  });
  const [first, file = null] = positionals;
  const lesson = required("check", "a lesson", first);
  const { json, watch, lessons = null } = values;
  return { lesson, file, style: parseStyle(values.style), json, watch, lessonsDir: lessons };
}

export type LintArguments = ReturnType<typeof parseLintArguments>;

/** Without lessons, all are linted. */
export function parseLintArguments(args: readonly string[]) {
  const { values, positionals } = parse("lint", Number.POSITIVE_INFINITY, args, {
    json: { type: "boolean", default: false },
    watch: { type: "boolean", default: false },
    mutants: { type: "boolean", default: true },
    seeds: { type: "string", default: "20" },
    lessons: { type: "string" },
  });
  const { json, watch, mutants, lessons = null } = values;
  const seeds = parseNumber("--seeds", values.seeds, 1, 1_000);
  return { lessons: positionals, json, watch, mutants, seeds, lessonsDir: lessons };
}

/** Without `number`, the next free one is used. */
export function parseNewArguments(args: readonly string[]) {
  const { values, positionals } = parse("new", 1, args, { number: { type: "string" }, lessons: { type: "string" } });
  const slug = required("new", "the lesson", positionals[0]);
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(slug)) {
    throw new UsageError(
      `"${slug}" is not a valid name for a lesson. Use lower-case words joined by hyphens, for example heart-beat.`,
    );
  }
  const number = values.number === undefined ? null : parseNumber("--number", values.number, 1, 99);
  return { slug, number, lessonsDir: values.lessons ?? null };
}

/** Without `dataDir`, a temporary folder of this user is used. */
export function parseRunArguments(args: readonly string[]) {
  const options = { port: { type: "string", default: "0" }, data: { type: "string" } } as const;
  const { values, positionals } = parse("run", 1, args, options);
  const target = required("run", "a file", positionals[0]);
  const port = parseNumber("--port", values.port, 0, 65_535, /^\d{1,5}$/, " (0 picks a free port)");
  return { target, port, dataDir: values.data ?? null };
}

/**
 * Without `page`, a folder's `client.html` is shared with its `handler.ts`; without `title`, the name of what is shared is used.
 * With `deleted`, nothing is shared, and what that link shares is deleted.
 */
export function parseShareArguments(args: readonly string[]) {
  const { values, positionals } = parse("share", Number.POSITIVE_INFINITY, args, {
    server: { type: "string" },
    title: { type: "string" },
    delete: { type: "string" },
    key: { type: "string" },
  });
  const { delete: link, key, server, title = null } = values;
  const [target, page = null] = positionals;
  refuseExtra("share", positionals[link === undefined ? 2 : 0]);
  if (link !== undefined) {
    if (key === undefined) throw new UsageError("--delete needs --key: the key that was printed with the link.");
    return { deleted: { link, key } };
  }
  const named = required("share", "a file", target);
  const origin = parseOrigin(required("share", "the server to share on", server));
  return { deleted: null, target: named, page, origin, title };
}

/** Without `style`, that of the file's folder is used, else loop. */
export function parseEjectArguments(args: readonly string[]) {
  const { values, positionals } = parse("eject", 2, args, { style: { type: "string" }, lessons: { type: "string" } });
  const [target = "", last] = positionals;
  const dir = required("eject", "a lesson and a folder", last);
  return { target, dir, style: parseStyle(values.style), lessonsDir: values.lessons ?? null };
}

/** Without `--server`, the rehearsal starts a server of its own. */
export function parseRehearseArguments(args: readonly string[], environmentToken: string) {
  const { values, positionals } = parse("rehearse", 1, args, {
    minutes: { type: "string", default: "3" },
    server: { type: "string" },
    token: { type: "string", default: environmentToken },
    chaos: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  });
  const { server: url, token, chaos, json } = values;
  const server = url === undefined ? null : { origin: parseOrigin(url), token };
  if (server !== null && token === "")
    throw new UsageError("--server needs --token: the instructor's token, which that server prints at its start.");
  if (server !== null && chaos) throw new UsageError("--chaos breaks only a server that the rehearsal starts itself.");
  const learners = parseNumber("learners", positionals[0] ?? "40", 1, 2_000);
  const minutes = parseNumber("--minutes", values.minutes, 0.05, 480, /^\d{1,3}(\.\d{1,3})?$/);
  return { learners, minutes, server, chaos, json };
}

function parseNumber(
  option: string,
  text: string,
  least: number,
  most: number,
  shape = /^\d{1,9}$/,
  note = "",
): number {
  const number = Number(text);
  if (shape.test(text) && number >= least && number <= most) return number;
  throw new UsageError(`${option} must be a number from ${least} to ${most}${note}, not "${text}".`);
}

function parseOrigin(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return new URL(text).origin;
  throw new UsageError(`--server must be a URL such as http://127.0.0.1:3000, not "${text}".`);
}

/** Whether a lesson in this folder is meant: by its slug, its number, or the folder `NN-slug` or a path to it. */
export function isNamed(folder: string, name: string): boolean {
  const last = name.replace(/\/+$/, "").split("/").at(-1) ?? "";
  return [folder, slugOf(folder), String(Number.parseInt(folder, 10))].includes(last);
}

/** For a name that means none of these folders. */
export function noLesson(name: string, folders: readonly string[], remedy = ""): UsageError {
  const others = folders.length === 0 ? "There are none." : `The lessons are ${folders.map(slugOf).join(", ")}.`;
  return new UsageError(`There is no lesson "${name}".${remedy} ${others}`);
}

function slugOf(folder: string): string {
  return folder.replace(/^\d+-/, "");
}

/** Reads a source file; throws a `UsageError` if that fails. */
export async function readSource(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : String(error);
    throw new UsageError(code === "ENOENT" ? `File not found: ${file}` : `Could not read ${file} (${code}).`);
  }
}

function parseStyle(text: string | undefined): Style | null {
  if (text === undefined || text === "loop" || text === "events") return text ?? null;
  throw new UsageError(`Unknown style "${text}". The styles are loop and events.`);
}

/** `most`: how many arguments there may be besides the options. */
function parse<const Options extends NonNullable<ParseArgsConfig["options"]>>(
  command: Command,
  most: number,
  args: readonly string[],
  options: Options,
) {
  try {
    const parsed = parseArgs({ args: [...args], allowPositionals: true, allowNegative: true, options });
    refuseExtra(command, parsed.positionals[most]);
    return parsed;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    // Node's next sentences are about arguments that start with a hyphen, of which there are none.
    const [problem = ""] = (error instanceof Error ? error.message : String(error)).split(/\. |\.?\n/);
    throw new UsageError(`${problem}: ws101 ${command} ${usages[command]}`);
  }
}

function required(command: Command, what: string, argument: string | undefined): string {
  if (argument !== undefined) return argument;
  throw new UsageError(`Name ${what}: ws101 ${command} ${usages[command]}`);
}

function refuseExtra(command: Command, extra: string | undefined): void {
  if (extra !== undefined) throw new UsageError(`Unexpected argument "${extra}": ws101 ${command} ${usages[command]}`);
}
