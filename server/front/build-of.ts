// Which build of the page this server has: pages compare it with their own after a deploy.
import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** The name of the document's program, which the build makes from its content; empty when there is none. */
export async function buildOf(webDir: string): Promise<string> {
  const document = await readFile(join(webDir, "index.html"), "utf8").catch(() => "");
  return /<script type="module"[^>]* src="\/assets\/([\w.-]+)"/.exec(document)?.[1] ?? "";
}
