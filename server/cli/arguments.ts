// Parses the command lines of `ws101 check` and `ws101 run`.
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { type Style, styleSchema } from "../protocol/lesson.ts";

/** An error in how a command was used: one sentence, exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export const checkUsage = "ws101 check <lesson> [file.ts] [--style loop|events] [--json] [--watch] [--lessons DIR]";
export const runUsage = "ws101 run <file.ts> [--port N] [--data DIR]";

export interface CheckArguments {
  readonly lesson: string;
  /** Null for the lesson's own solution. */
  readonly file: string | null;
  /** Null to infer it from the file. */
  readonly style: Style | null;
  readonly json: boolean;
  readonly watch: boolean;
  readonly lessonsDir: string | null;
}

export function parseCheckArguments(args: readonly string[]): CheckArguments {
  const { values, positionals } = orUsageError(() =>
    parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        style: { type: "string" },
        json: { type: "boolean", default: false },
        watch: { type: "boolean", default: false },
        lessons: { type: "string" },
      },
    }),
  );
  const [lesson, file, extra] = positionals;
  if (lesson === undefined) throw new UsageError(`Name a lesson: ${checkUsage}`);
  if (extra !== undefined) throw new UsageError(`Unexpected argument "${extra}": ${checkUsage}`);
  const { json, watch, lessons = null } = values;
  return { lesson, file: file ?? null, style: parseStyle(values.style), json, watch, lessonsDir: lessons };
}

export interface RunArguments {
  readonly file: string;
  readonly port: number;
  /** Null for a temporary folder of this user. */
  readonly dataDir: string | null;
}

export function parseRunArguments(args: readonly string[]): RunArguments {
  const { values, positionals } = orUsageError(() =>
    parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { port: { type: "string", default: "0" }, data: { type: "string" } },
    }),
  );
  const [file, extra] = positionals;
  if (file === undefined) throw new UsageError(`Name a file: ${runUsage}`);
  if (extra !== undefined) throw new UsageError(`Unexpected argument "${extra}": ${runUsage}`);
  return { file, port: parsePort(values.port), dataDir: values.data ?? null };
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
  if (text === undefined) return null;
  const style = styleSchema.safeParse(text);
  if (style.success) return style.data;
  throw new UsageError(`Unknown style "${text}". The styles are loop and events.`);
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new UsageError(`--port must be a number from 0 to 65535 (0 picks a free port), not "${text}".`);
}

function orUsageError<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
