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

/** One sentence, and the exit code. */
export function reportError(command: Command, error: unknown): number {
  process.stderr.write(`ws101 ${command}: ${error instanceof Error ? error.message : String(error)}\n`);
  return 2;
}

export type CheckArguments = ReturnType<typeof parseCheckArguments>;

/** Without `file`, the lesson's own solution is checked; without `style`, it is inferred from the file. */
export function parseCheckArguments(args: readonly string[]) {
  const { values, positionals } = parse(args, {
    style: { type: "string" },
    json: { type: "boolean", default: false },
    watch: { type: "boolean", default: false },
    lessons: { type: "string" },
  });
  const [lesson, file, extra] = positionals;
  if (lesson === undefined) throw new UsageError(`Name a lesson: ws101 check ${usages.check}`);
  refuseExtra("check", extra);
  const { json, watch, lessons = null } = values;
  return { lesson, file: file ?? null, style: parseStyle(values.style), json, watch, lessonsDir: lessons };
}

export type LintArguments = ReturnType<typeof parseLintArguments>;

/** Without lessons, all are linted. */
export function parseLintArguments(args: readonly string[]) {
  const { values, positionals } = parse(args, {
    json: { type: "boolean", default: false },
    watch: { type: "boolean", default: false },
    mutants: { type: "boolean", default: true },
    seeds: { type: "string", default: "20" },
    lessons: { type: "string" },
  });
  const { json, watch, mutants, lessons = null } = values;
  const seeds = parseWhole("--seeds", values.seeds, 1, 1_000);
  return { lessons: positionals, json, watch, mutants, seeds, lessonsDir: lessons };
}

/** Without `number`, the next free one is used. */
export function parseNewArguments(args: readonly string[]) {
  const { values, positionals } = parse(args, { number: { type: "string" }, lessons: { type: "string" } });
  const [slug, extra] = positionals;
  if (slug === undefined) throw new UsageError(`Name the lesson: ws101 new ${usages.new}`);
  refuseExtra("new", extra);
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(slug)) {
    throw new UsageError(
      `"${slug}" is not a valid name for a lesson. Use lower-case words joined by hyphens, for example heart-beat.`,
    );
  }
  const number = values.number === undefined ? null : parseWhole("--number", values.number, 1, 99);
  return { slug, number, lessonsDir: values.lessons ?? null };
}

function parseWhole(option: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (/^\d{1,9}$/.test(text) && number >= least && number <= most) return number;
  throw new UsageError(`${option} must be a number from ${least} to ${most}, not "${text}".`);
}

/** Without `dataDir`, a temporary folder of this user is used. */
export function parseRunArguments(args: readonly string[]) {
  const { values, positionals } = parse(args, { port: { type: "string", default: "0" }, data: { type: "string" } });
  const [target, extra] = positionals;
  if (target === undefined) throw new UsageError(`Name a file: ws101 run ${usages.run}`);
  refuseExtra("run", extra);
  return { target, port: parsePort(values.port), dataDir: values.data ?? null };
}

/**
 * Without `page`, a folder's `client.html` is shared with its `handler.ts`; without `title`, the name of what is shared is used.
 * With `deleted`, nothing is shared, and what that link shares is deleted.
 */
export function parseShareArguments(args: readonly string[]) {
  const { values, positionals } = parse(args, {
    server: { type: "string" },
    title: { type: "string" },
    delete: { type: "string" },
    key: { type: "string" },
  });
  const [target, page, extra] = positionals;
  const { delete: link, key } = values;
  const unexpected = link === undefined ? extra : target;
  refuseExtra("share", unexpected);
  if (link !== undefined) {
    if (key === undefined) throw new UsageError(`--delete needs --key: the key that was printed with the link.`);
    return { deleted: { link, key } };
  }
  if (target === undefined) throw new UsageError(`Name a file: ws101 share ${usages.share}`);
  if (values.server === undefined) throw new UsageError(`Name the server to share on: ws101 share ${usages.share}`);
  const origin = parseOrigin(values.server);
  return { deleted: null, target, page: page ?? null, origin, title: values.title ?? null };
}

/** Without `style`, that of the file's folder is used, else loop. */
export function parseEjectArguments(args: readonly string[]) {
  const { values, positionals } = parse(args, { style: { type: "string" }, lessons: { type: "string" } });
  const [target, dir, extra] = positionals;
  if (target === undefined || dir === undefined)
    throw new UsageError(`Name a lesson and a folder: ws101 eject ${usages.eject}`);
  refuseExtra("eject", extra);
  return { target, dir, style: parseStyle(values.style), lessonsDir: values.lessons ?? null };
}

/** Without `--server`, the rehearsal starts a server of its own. */
export function parseRehearseArguments(args: readonly string[], environmentToken: string) {
  const { values, positionals } = parse(args, {
    minutes: { type: "string", default: "3" },
    server: { type: "string" },
    token: { type: "string", default: environmentToken },
    chaos: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  });
  const [count = "40", extra] = positionals;
  refuseExtra("rehearse", extra);
  const { minutes, server: url, token, chaos, json } = values;
  const server = url === undefined ? null : { origin: parseOrigin(url), token };
  if (server !== null && token === "")
    throw new UsageError("--server needs --token: the instructor's token, which that server prints at its start.");
  if (server !== null && chaos) throw new UsageError("--chaos breaks only a server that the rehearsal starts itself.");
  return { learners: parseWhole("learners", count, 1, 2_000), minutes: parseMinutes(minutes), server, chaos, json };
}

function parseMinutes(text: string): number {
  const minutes = Number(text);
  if (/^\d{1,3}(\.\d{1,3})?$/.test(text) && minutes >= 0.05 && minutes <= 480) return minutes;
  throw new UsageError(`--minutes must be a number from 0.05 to 480, not "${text}".`);
}

function parseOrigin(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return new URL(text).origin;
  throw new UsageError(`--server must be a URL such as http://127.0.0.1:3000, not "${text}".`);
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

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new UsageError(`--port must be a number from 0 to 65535 (0 picks a free port), not "${text}".`);
}

function parse<const Options extends NonNullable<ParseArgsConfig["options"]>>(
  args: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, allowNegative: true, options });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function refuseExtra(command: Command, extra: string | undefined): void {
  if (extra !== undefined) throw new UsageError(`Unexpected argument "${extra}": ws101 ${command} ${usages[command]}`);
}
