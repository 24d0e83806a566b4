// Snippets: shared programs that never change, at `/p/<id>`, and the rooms in which visitors run them.
import { z } from "zod";
import { loadedCellSchema } from "./cell.ts";
import { styleSchema } from "./lesson.ts";
import { plainTextSchema } from "./plain-text.ts";

/** 50 random bits, without letters that look like digits. */
export const snippetIdSchema = z.string().regex(/^[0-9a-hjkmnp-tv-z]{10}$/);

export function snippetPath(id: string): string {
  return `/p/${id}`;
}

export const createSnippetSchema = z.strictObject({
  title: plainTextSchema(80),
  style: styleSchema,
  handler: z.string(),
  /** The client page; null for none. */
  page: z.string().nullable().default(null),
});
export type CreateSnippet = z.output<typeof createSnippetSchema>;

export const createdSnippetSchema = z.object({
  id: snippetIdSchema,
  url: z.string(),
  /** Only for requests without a session, which the creator could not be known by later; no other answer contains it. */
  deleteKey: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .optional(),
});
export type CreatedSnippet = z.infer<typeof createdSnippetSchema>;

export const snippetSummarySchema = z.object({
  /** A template of the course has its slug in place of an id. */
  id: z.string(),
  title: z.string(),
  style: styleSchema,
  bytes: z.number().int(),
  createdAtMs: z.number(),
  /** Search engines may show it. */
  published: z.boolean(),
  url: z.string(),
});
export type SnippetSummary = z.infer<typeof snippetSummarySchema>;

/** One's own, the newest first. */
export const snippetsSchema = z.object({ snippets: z.array(snippetSummarySchema) });

export const snippetSchema = snippetSummarySchema.extend({
  handler: z.string(),
  page: z.string().nullable(),
  /** This visitor created it. */
  mine: z.boolean(),
});
export type Snippet = z.infer<typeof snippetSchema>;

export const changeSnippetSchema = z.strictObject({ published: z.boolean() });

/** `shared`: the room of all visitors, instead of a new one. */
export const openSnippetRoomSchema = z.strictObject({ shared: z.boolean().default(false) });

/** `source` null: the snippet's own, from the start. */
export const loadSnippetRoomSchema = z.strictObject({ source: z.string().nullable() });

/** If the snippet's code does not run, `ok` is false and nothing can connect. */
export const snippetRoomSchema = loadedCellSchema.extend({
  /** The path of the snippet's client page, connected to this room; null if the snippet has none. */
  previewUrl: z.string().nullable(),
});
export type SnippetRoom = z.infer<typeof snippetRoomSchema>;
