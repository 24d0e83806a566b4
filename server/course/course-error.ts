// Errors in a course's files, with their place and remedy.
import { readFile } from "node:fs/promises";

/** Thrown while a course loads. The message reads `file:line: what is wrong. What to do.` */
export class CourseError extends Error {
  override readonly name = "CourseError";
  readonly file: string;
  /** 1-based; null if the error concerns the whole file. */
  readonly line: number | null;
  readonly problem: string;
  readonly remedy: string;

  constructor(file: string, line: number | null, problem: string, remedy: string) {
    super(`${file}${line === null ? "" : `:${line}`}: ${problem} ${remedy}`);
    this.file = file;
    this.line = line;
    this.problem = problem;
    this.remedy = remedy;
  }
}

/** Some editors begin a file with it. */
const byteOrderMark = /^\uFEFF/;

/** Reads a text file, without a byte-order mark. A missing file is a `CourseError`; any other failure is thrown as is. */
export async function readText(file: string, remedy: string): Promise<string> {
  try {
    return (await readFile(file, "utf8")).replace(byteOrderMark, "");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      throw new CourseError(file, null, "The file is missing.", remedy);
    }
    throw error;
  }
}
