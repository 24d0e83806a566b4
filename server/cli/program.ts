// The program that `ws101 run` and `ws101 share` work on: a handler's file, a folder with its client page, or a link.
import { stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { longestTitle, titleSchema } from "../protocol/playground.ts";
import { type Snippet, snippetSchema } from "../protocol/snippet.ts";
import { readSource, UsageError } from "./arguments.ts";
import { callRemote, remoteText } from "./remote.ts";

/** The texts of its files, or their paths. */
export interface Program {
  readonly handler: string;
  /** Null for none. */
  readonly page: string | null;
}

/** The paths of its files: a folder has a `handler.ts` and perhaps a `client.html`. Throws a `UsageError` for what is not there. */
export async function findProgram(target: string, page: string | null = null): Promise<Program> {
  const found = (path: string) => stat(path).catch(() => null);
  if (!(await found(target))?.isDirectory()) return { handler: target, page };
  const [handler, own] = [join(target, "handler.ts"), join(target, "client.html")];
  if (!(await found(handler))?.isFile()) throw new UsageError(`There is no handler.ts in ${target}.`);
  return { handler, page: page ?? ((await found(own))?.isFile() ? own : null) };
}

/** Throws a `UsageError` for a file that cannot be read. */
export async function readProgram({ handler, page }: Program): Promise<Program> {
  return { handler: await readSource(handler), page: page === null ? null : await readSource(page) };
}

/** A title: the name of the handler's file, or of its folder if the file is called `handler.ts`. */
export function titleOf({ handler }: Program): string {
  const name = basename(handler, ".ts");
  const own = name === "handler" ? basename(dirname(resolve(handler))) : name;
  const title = titleSchema.safeParse([...own].slice(0, longestTitle).join(""));
  return title.success ? title.data : "Untitled";
}

export function isLink(target: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(target);
}

/** What a link such as `https://host/p/<id>` shares. Throws an error with a sentence. */
export async function readShared(link: string): Promise<Snippet> {
  const snippet = await callRemote(snippetSchema, snippetAddress(link), "GET");
  return { ...snippet, title: remoteText(snippet.title) };
}

/** The address of its snippet in the API of its server. Throws a `UsageError` for another link. */
export function snippetAddress(link: string): string {
  const url = URL.parse(link);
  const id = /^\/(?:embed\/)?p\/(\w+)\/?$/.exec(url?.pathname ?? "")?.[1];
  if (url === null || !/^https?:$/.test(url.protocol) || id === undefined)
    throw new UsageError(`A link to a shared program looks like https://host/p/4f7k2m9q0c, not "${link}".`);
  return `${url.origin}/api/snippets/${id}`;
}
