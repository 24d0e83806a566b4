// The playground: drafts, which are a learner's own programs without a task, and the templates that they begin with.
import { z } from "zod";
import { codeSchema, conflictSchema } from "./http.ts";
import { lessonSchema, styleSchema } from "./lesson.ts";
import { draftIdPattern } from "./lesson-names.ts";
import { plainTextSchema } from "./plain-text.ts";
import { snippetIdSchema } from "./snippet.ts";

export const draftIdSchema = z.string().regex(draftIdPattern);

/** A title is text: pages escape it. */
export const longestTitle = 80;
export const titleSchema = plainTextSchema(longestTitle);

/** A deleted draft can be restored for this long. */
export const deletedDraftDays = 30;

export const draftSchema = z.object({
  id: draftIdSchema,
  title: z.string(),
  createdAtMs: z.number(),
  /** When its code, its client page or its title was changed last. */
  updatedAtMs: z.number(),
  /** Null for a draft that was not deleted. */
  deletedAtMs: z.number().nullable(),
  /** The snippet that it was made from, as long as that exists. */
  forkedFrom: z.object({ id: snippetIdSchema, title: z.string() }).nullable(),
});
export type Draft = z.infer<typeof draftSchema>;

/** A draft's client page. Version 0 is the empty page before the first save. */
export const clientPageSchema = z.object({
  version: z.number().int(),
  savedAtMs: z.number().nullable(),
  source: z.string(),
  /** The document that runs the newest version, for a frame; a path of this server. */
  previewUrl: z.string(),
});
export type ClientPage = z.infer<typeof clientPageSchema>;

/** All that a page needs to open a draft. */
export const openedDraftSchema = z.object({
  draft: draftSchema,
  lesson: lessonSchema,
  /** In the style that was saved last. */
  code: codeSchema,
  clientPage: clientPageSchema,
});
export type OpenedDraft = z.infer<typeof openedDraftSchema>;

/** The newest first, with deleted ones that can be restored. */
export const draftsSchema = z.object({ drafts: z.array(draftSchema) });

/** What a draft begins with. */
const draftSourceSchema = z.union([
  z.strictObject({ template: z.string().min(1).max(64) }),
  /** The lesson's solution. */
  z.strictObject({ lesson: z.string().min(1).max(64), style: styleSchema }),
  /** A fork. */
  z.strictObject({ snippet: snippetIdSchema }),
  z.strictObject({ handler: z.string(), page: z.string().nullable().default(null), style: styleSchema }),
]);
export type DraftSource = z.output<typeof draftSourceSchema>;

/** Without a title: that of what it begins with. */
export const createDraftSchema = z.strictObject({ title: titleSchema.optional(), from: draftSourceSchema });
export type CreateDraft = z.output<typeof createDraftSchema>;

export const renameDraftSchema = z.strictObject({ title: titleSchema });

/** `base` and `aside` are those of a save of code. */
export const saveClientPageSchema = z.strictObject({
  source: z.string(),
  base: z.number().int().min(0).optional(),
  aside: z.boolean().default(false),
});
export const clientPageResultSchema = z.discriminatedUnion("saved", [
  z.object({ saved: z.literal(true), version: z.number().int() }),
  conflictSchema,
]);
export type ClientPageResult = z.infer<typeof clientPageResultSchema>;

/** What a draft can begin with. */
export const templateSchema = z.object({
  slug: z.string(),
  title: z.string(),
  summary: z.string(),
  style: styleSchema,
  handler: z.string(),
  /** The client page; null if the template has none. */
  page: z.string().nullable(),
});
export type Template = z.infer<typeof templateSchema>;

export const templatesSchema = z.object({ templates: z.array(templateSchema) });
