// What was typed after `ws101 check` and `ws101 run`, and what is said when it cannot be understood.
import { parseArgs } from "node:util";
import type { Style } from "../protocol/lesson.ts";

/** Something that whoever typed the command can mend: one sentence, exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export const checkUsage = "ws101 check <lesson> [file.ts] [--style loop|events] [--json] [--watch] [--lessons DIR]";
export const runUsage = "ws101 run <file.ts> [--port N] [--data DIR]";

export interface CheckArguments {
  readonly lesson: string;
  /** Null: the lesson's own solution. */
  readonly file: string | null;
  /** Null: as the file says. */
  readonly style: Style | null;
  readonly json: boolean;
  readonly watch: boolean;
  readonly lessonsDir: string | null;
}

export function checkArguments(args: readonly string[]): CheckArguments {
  const { values, positionals } = parsed(() =>
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
  const [lesson, file, more] = positionals;
  if (lesson === undefined) throw new UsageError(`Which lesson? ${checkUsage}`);
  if (more !== undefined) throw new UsageError(`One file at a time: "${more}" is one too many. ${checkUsage}`);
  const { json, watch, lessons = null } = values;
  return { lesson, file: file ?? null, style: styleOf(values.style), json, watch, lessonsDir: lessons };
}

export interface RunArguments {
  readonly file: string;
  readonly port: number;
  /** Null: a folder of this user's among the temporary files. */
  readonly dataDir: string | null;
}

export function runArguments(args: readonly string[]): RunArguments {
  const { values, positionals } = parsed(() =>
    parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { port: { type: "string", default: "0" }, data: { type: "string" } },
    }),
  );
  const [file, more] = positionals;
  if (file === undefined) throw new UsageError(`Which file? ${runUsage}`);
  if (more !== undefined) throw new UsageError(`One file at a time: "${more}" is one too many. ${runUsage}`);
  return { file, port: portOf(values.port), dataDir: values.data ?? null };
}

function styleOf(text: string | undefined): Style | null {
  if (text === undefined || text === "loop" || text === "events") return text ?? null;
  throw new UsageError(`There is no style "${text}": it is loop or events.`);
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new UsageError(`"${text}" is no port: a number from 0 to 65535 is wanted, 0 for a free one.`);
}

function parsed<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
