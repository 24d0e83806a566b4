// The HTTP calls of the playground.
import { z } from "zod";
import {
  type createDraftSchema,
  draftSchema,
  draftsSchema,
  openedDraftSchema,
  templatesSchema,
} from "../../server/protocol/playground.ts";
import { createdSnippetSchema, type createSnippetSchema, snippetsSchema } from "../../server/protocol/snippet.ts";
import { call } from "../net/api.ts";

const of = (draft: string): string => `/api/drafts/${encodeURIComponent(draft)}`;
const ofSnippet = (id: string): string => `/api/snippets/${encodeURIComponent(id)}`;

export type NewDraft = z.input<typeof createDraftSchema>;
export type NewSnippet = z.input<typeof createSnippetSchema>;

export const getDrafts = () => call(draftsSchema, "/api/drafts");
export const getDraft = (draft: string) => call(openedDraftSchema, of(draft));
export const createDraft = (body: NewDraft) => call(draftSchema, "/api/drafts", { method: "POST", body });
export const renameDraft = (draft: string, title: string) =>
  call(draftSchema, of(draft), { method: "PATCH", body: { title } });
export const deleteDraft = (draft: string) => call(z.unknown(), of(draft), { method: "DELETE" });
export const restoreDraft = (draft: string) => call(z.unknown(), `${of(draft)}/restore`, { method: "POST", body: {} });
export const getTemplates = () => call(templatesSchema, "/api/templates");

export const getSnippets = () => call(snippetsSchema, "/api/snippets");
export const createSnippet = (body: NewSnippet) =>
  call(createdSnippetSchema, "/api/snippets", { method: "POST", body });
export const publishSnippet = (id: string, published: boolean) =>
  call(z.unknown(), ofSnippet(id), { method: "PATCH", body: { published } });
export const deleteSnippet = (id: string) => call(z.unknown(), ofSnippet(id), { method: "DELETE" });
