// Data that a page from the server carries for its script.
import { z } from "zod";
import { codeSchema, guideSummarySchema, progressSchema } from "./http.ts";
import { lessonSchema, lessonSummarySchema } from "./lesson.ts";
import { clientPageSchema, draftSchema } from "./playground.ts";
import { joinInfoSchema, memberViewSchema } from "./workshop.ts";

/** What pages need to know of the server's settings for the playground. */
export const playgroundSettingsSchema = z.object({
  /** False: this server shares nothing, and pages show no button for it. */
  sharing: z.boolean(),
  /** Where a visitor reports a shared page: an address of the web, or `mailto:`. */
  reportUrl: z.string().nullable(),
});
export type PlaygroundSettings = z.infer<typeof playgroundSettingsSchema>;

/** The data in a document's `#ws101-boot`, which saves the page its first requests. */
export const bootSchema = z.object({
  course: z.object({
    title: z.string().optional(),
    lessons: z.array(lessonSummarySchema),
    guides: z.array(guideSummarySchema).optional(),
  }),
  progress: progressSchema,
  lesson: lessonSchema.optional(),
  /** In the style that the learner used last in this lesson. */
  code: codeSchema.optional(),
  /** Null for a learner in no workshop. */
  workshop: memberViewSchema.nullable().optional(),
  /** What a join code in the address leads to. */
  join: joinInfoSchema.optional(),
  playground: playgroundSettingsSchema.optional(),
  /** The draft of the playground whose `lesson`, `code` and `clientPage` these are. */
  draft: draftSchema.optional(),
  clientPage: clientPageSchema.optional(),
});
export type Boot = z.infer<typeof bootSchema>;
