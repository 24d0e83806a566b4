// The file that a command was given.
import { readFile } from "node:fs/promises";
import { UsageError } from "./arguments.ts";

/** Its text; a `UsageError` when there is none. */
export async function readSource(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "it is unreadable";
    throw new UsageError(code === "ENOENT" ? `There is no file ${file}.` : `${file} cannot be read (${code}).`);
  }
}
