// Shares snippets and opens rooms of them, as visitors without a cookie do.

import { createdSnippetSchema, type SnippetRoom, snippetRoomSchema } from "../../server/protocol/snippet.ts";
import { type Answer, parsed, Visitor } from "./visitor.ts";

/** Sends each text to all, with its sender's number. */
export const chat = `import type { Socket } from "ws101";
const all = new Set<Socket>();
let joined = 0;
export default async function handle(socket: Socket) {
  const name = ++joined;
  all.add(socket);
  await socket.send("you are " + name);
  try {
    for await (const message of socket)
      if (message.type === "text") for (const other of all) other.send(name + ": " + message.data);
  } finally {
    all.delete(socket);
  }
}
`;

export interface Shared {
  readonly id: string;
  /** The visitor who shared it. */
  readonly creator: Visitor;
}

export async function share(
  url: string,
  program: { readonly handler: string; readonly title?: string; readonly page?: string | null },
): Promise<Shared> {
  const creator = new Visitor(url);
  const body = { title: "Chat", style: "loop", page: null, ...program };
  const answer = await creator.call("/api/snippets", { method: "POST", body });
  const created = parsed(createdSnippetSchema, answer);
  creator[Symbol.dispose]();
  if (created === null) throw new Error(`the snippet was not shared: ${answer.text}`);
  return { id: created.id, creator };
}

/** A visitor who never keeps a cookie. */
export class Stranger extends Visitor {
  readonly #headers: Record<string, string>;

  constructor(url: string, headers: Record<string, string> = {}) {
    super(url);
    this.#headers = headers;
  }

  async open(id: string, shared = false): Promise<Answer & { readonly room: SnippetRoom | null }> {
    return this.#room(`/api/snippets/${id}/rooms`, "POST", { shared });
  }

  async edit(id: string, room: string, source: string | null) {
    return this.#room(`/api/snippets/${id}/rooms/${room}/code`, "PUT", { source });
  }

  async #room(path: string, method: string, body: unknown) {
    const answer = await this.call(path, { method, body, headers: this.#headers });
    return { ...answer, room: parsed(snippetRoomSchema, answer) };
  }
}
