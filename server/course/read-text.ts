// Reading a lesson's file, with the remedy for its author when it is missing.
import { readFile } from "node:fs/promises";
import { CourseError } from "./course-error.ts";

/** The file as text; a missing file is the author's to mend, any other failure is ours. */
export async function readText(file: string, remedy: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      throw new CourseError(file, null, "The file is missing.", remedy);
    }
    throw error;
  }
}
