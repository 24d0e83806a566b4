// `ws101 share`: shares a handler and its client page on a server, and prints the link.
import { styleOf } from "../protocol/handler-style.ts";
import { type CreateSnippet, createdSnippetSchema } from "../protocol/snippet.ts";
import { parseShareArguments } from "./arguments.ts";
import { findProgram, readProgram, titleOf } from "./program.ts";
import { callRemote } from "./remote.ts";

/** 0, or 2 with a sentence that says why nothing was shared. */
export async function shareCommand(args: readonly string[]): Promise<number> {
  try {
    const { target, page, origin, title } = parseShareArguments(args);
    const files = await findProgram(target, page);
    const program = await readProgram(files);
    const style = styleOf(program.handler);
    const body = { title: title ?? titleOf(files), style, ...program } satisfies CreateSnippet;
    const { url } = await callRemote(createdSnippetSchema, `${origin}/api/snippets`, { method: "POST", body });
    process.stdout.write(`${new URL(url, origin).href}\n`);
    return 0;
  } catch (error) {
    process.stderr.write(`ws101 share: ${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
}
