// The ids and titles of a lesson's checks, as its checks file registers them.
import { stat } from "node:fs/promises";
import { loadChecks } from "../checks/checks-file.ts";
import { CourseError } from "./course-error.ts";

export interface CheckTitle {
  readonly id: string;
  readonly title: string;
}

/** Reads a checks file without running its checks: a lesson's own code, which is trusted. */
export async function listChecks(file: string): Promise<readonly CheckTitle[]> {
  if (!(await exists(file))) throw new CourseError(file, null, "The file is missing.", "Write the lesson's checks.");
  try {
    const checks = await loadChecks(file);
    return checks.map(({ id, title }) => ({ id, title }));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new CourseError(file, null, `The checks cannot be read: ${message}`, "Mend the file.");
  }
}

function exists(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
}
