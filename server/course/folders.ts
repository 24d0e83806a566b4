// The folders of a course: one per lesson, called `NN-slug`, and those that hold something else.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { CourseError } from "./course-error.ts";

/** A course may have none of these. */
export const guidesFolder = "guides";
export const templatesFolder = "playground";
export const landingFolder = "landing";
const otherFolders: readonly string[] = [guidesFolder, templatesFolder, landingFolder];

export interface Folder {
  readonly name: string;
  readonly number: number;
  readonly slug: string;
}

/** The folders called `NN-slug`, in order; others, and duplicate numbers and slugs, are errors. */
export async function readFolders(dir: string) {
  const entries = await readdir(dir, { withFileTypes: true });
  const directories = entries.filter((entry) => entry.isDirectory() && !otherFolders.includes(entry.name));
  const folders: Folder[] = [];
  const errors: CourseError[] = [];
  for (const name of directories.map((entry) => entry.name).sort()) {
    const folder = parseFolder(name);
    const twin = folders.find((other) => other.number === folder?.number || other.slug === folder?.slug);
    if (folder !== null && twin === undefined) folders.push(folder);
    else errors.push(folderError(join(dir, name), twin));
  }
  return { folders, errors };
}

/** Null for another name. */
function parseFolder(name: string): Folder | null {
  const [, number, slug] = /^(\d{2})-([a-z][a-z0-9]*(?:-[a-z0-9]+)*)$/.exec(name) ?? [];
  return number === undefined || slug === undefined ? null : { name, number: Number(number), slug };
}

function folderError(path: string, twin: Folder | undefined): CourseError {
  if (twin === undefined)
    return new CourseError(path, null, "This is not a valid name for a lesson.", "Use, for example, `03-reverse`.");
  return new CourseError(path, null, `\`${twin.name}\` has the same number or name.`, "Rename one.");
}

export function isLessonFolder(name: string): boolean {
  return parseFolder(name) !== null;
}

/** `02-echo`. */
export function lessonFolder(number: number, slug: string): string {
  return `${String(number).padStart(2, "0")}-${slug}`;
}
