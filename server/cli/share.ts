// `ws101 share`: shares a handler and its client page on a server, and prints the link; or deletes what a link shares.
import { styleOf } from "../protocol/lesson.ts";
import { type CreateSnippet, createdSnippetSchema, snippetPath, snippetsSchema } from "../protocol/snippet.ts";
import { parseShareArguments } from "./arguments.ts";
import { findProgram, readProgram, snippetAddress, titleOf } from "./program.ts";
import { callRemote } from "./remote.ts";

type ShareArguments = ReturnType<typeof parseShareArguments>;
type Shared = Extract<ShareArguments, { readonly deleted: null }>;
type Deleted = Exclude<ShareArguments, Shared>["deleted"];

export async function shareCommand(args: readonly string[]): Promise<number> {
  const parsed = parseShareArguments(args);
  await (parsed.deleted === null ? share(parsed) : remove(parsed.deleted));
  return 0;
}

async function share({ target, page, origin, title }: Shared): Promise<void> {
  const files = await findProgram(target, page);
  const program = await readProgram(files);
  const style = styleOf(program.handler);
  const body = { title: title ?? titleOf(files), style, ...program } satisfies CreateSnippet;
  const { id, url, deleteKey } = await callRemote(createdSnippetSchema, `${origin}/api/snippets`, "POST", body);
  const link = linkTo(id, new URL(url, origin).origin, origin);
  process.stdout.write(`${link}\n`);
  // Not on standard output, whose readers expect the link alone.
  if (deleteKey !== undefined)
    process.stderr.write(`Delete it with: ws101 share --delete ${link} --key=${deleteKey}\n`);
}

/** It is printed in a command to copy, so nothing of the answer is in it that a shell would read as more than text. */
function linkTo(id: string, answered: string, asked: string): string {
  return (/^https?:\/\/[\w.:[\]-]+$/.test(answered) ? answered : asked) + snippetPath(id);
}

async function remove({ link, key }: Deleted): Promise<void> {
  const address = `${snippetAddress(link)}?${new URLSearchParams({ key })}`;
  await callRemote(snippetsSchema, address, "DELETE");
  process.stdout.write(`${link} is deleted.\n`);
}
