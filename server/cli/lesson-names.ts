// How commands name a lesson: by its slug, its number, or its folder `NN-slug`.
import { UsageError } from "./arguments.ts";

/** `name` may be a path to the folder. */
export function isNamed(folder: string, name: string): boolean {
  const last = name.replace(/\/+$/, "").split("/").at(-1) ?? "";
  return [folder, slugOf(folder), String(Number.parseInt(folder, 10))].includes(last);
}

/** For the name of none of these folders. */
export function noLesson(name: string, folders: readonly string[], remedy = ""): UsageError {
  const slugs = folders.map(slugOf).join(", ");
  return new UsageError(`There is no lesson "${name}".${remedy} The lessons are ${slugs}.`);
}

function slugOf(folder: string): string {
  return folder.replace(/^\d+-/, "");
}
