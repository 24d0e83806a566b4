// A visitor of the playground: makes drafts, client pages and snippets through the API.
import assert from "node:assert/strict";
import {
  type ClientPage,
  clientPageSchema,
  type Draft,
  draftSchema,
  draftsSchema,
} from "../../server/protocol/playground.ts";
import { createdSnippetSchema } from "../../server/protocol/snippet.ts";
import { type Answer, parsed, Visitor } from "./visitor.ts";

export class Player extends Visitor {
  #shared = 0;

  async draft(from: object, title?: string): Promise<Draft> {
    const answer = await this.call("/api/drafts", { method: "POST", body: { title, from } });
    return parsed(draftSchema, answer) ?? assert.fail(answer.text);
  }

  /** The learner's drafts that were not deleted, in the order of the list. */
  async ids(): Promise<string[]> {
    const { drafts } = parsed(draftsSchema, await this.call("/api/drafts")) ?? assert.fail();
    return drafts.flatMap(({ id, deletedAtMs }) => (deletedAtMs === null ? [id] : []));
  }

  async page(id: string, version?: number): Promise<ClientPage> {
    const query = version === undefined ? "" : `?version=${version}`;
    const answer = await this.call(`/api/drafts/${id}/page${query}`);
    return parsed(clientPageSchema, answer) ?? assert.fail(answer.text);
  }

  put(id: string, source: string, over: { readonly base?: number; readonly aside?: boolean } = {}): Promise<Answer> {
    return this.call(`/api/drafts/${id}/page`, { method: "PUT", body: { source, ...over } });
  }

  /** The answer to sharing a program; by default one that was not shared before, since the same text gets the same snippet. */
  tryToShare(over: object = {}, headers: Record<string, string> = {}): Promise<Answer> {
    const body = { title: "Echo", style: "loop", handler: `export default () => ${this.#shared++}`, ...over };
    return this.call("/api/snippets", { method: "POST", body, headers });
  }

  /** The snippet's id. */
  async share(over: object = {}): Promise<string> {
    const answer = await this.tryToShare(over);
    return (parsed(createdSnippetSchema, answer) ?? assert.fail(answer.text)).id;
  }
}
