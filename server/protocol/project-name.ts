// Names of the projects that people take home.
import type { Style } from "./lesson.ts";

const maxChars = 40;

/** Safe as the name of a file. */
export function projectName({ slug, style }: { readonly slug: string; readonly style: Style }): string {
  return `ws101-${slug}-${style}`;
}

/** The title as lower-case words joined by hyphens. */
export function projectSlug(title: string): string {
  const words = title
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}/gu, "")
    .replace(/[^a-z0-9]+/g, "-");
  return words.slice(0, maxChars).replace(/^-+|-+$/g, "") || "server";
}
