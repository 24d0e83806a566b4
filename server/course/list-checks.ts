// Lists a lesson's checks without running them, or says what keeps their file from loading, and where. Lesson code is trusted.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { pathToFileURL } from "node:url";
import { loadChecks } from "../checks/check.ts";
import type { Lesson } from "../protocol/lesson.ts";

export type ListedChecks =
  | { readonly ok: true; readonly checks: Lesson["checks"] }
  | { readonly ok: false; readonly line: number | null; readonly problem: string; readonly remedy: string };

export async function listChecks(file: string): Promise<ListedChecks> {
  try {
    const checks = await loadChecks(file);
    return { ok: true, checks: checks.map(({ id, title }) => ({ id, title })) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const line = error instanceof Error ? lineIn(file, error) : null;
    return { ok: false, line, problem: `The checks cannot be loaded: ${message}`, remedy: "Fix the file." };
  }
}

/** The first line of the file that the error's stack names. For a failed import, whose stack names none, that of the import. */
function lineIn(file: string, { stack = "", message }: Error): number | null {
  const url = pathToFileURL(file).href;
  for (const row of stack.split("\n")) {
    const name = [url, file].find((each) => row.includes(each));
    const line = name === undefined ? undefined : /^(?:\?\d+)?:(\d+)/.exec(row.split(name)[1] ?? "")?.[1];
    if (line !== undefined) return Number(line);
  }
  const [, found, builtin] = /^Cannot find \w+ '(.+?)'|^No such built-in module: (.+)/.exec(message) ?? [];
  const imported = basename(found ?? builtin ?? "");
  const index = readFileSync(file, "utf8")
    .split("\n")
    .findIndex((row) => imported !== "" && row.includes(imported));
  return index < 0 ? null : index + 1;
}
