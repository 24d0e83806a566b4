// What an instructor sees and saves of a member's lesson.
import { z } from "zod";
import { codeSchema, historySchema, lastRunSchema, saveCodeSchema } from "./http.ts";

/** `GET /api/workshops/:id/members/:member/lessons/:slug`. */
export const memberLessonSchema = z.object({
  /** In the style that was asked for, or that the member used last. */
  code: codeSchema,
  /** In the other style. */
  other: codeSchema,
  /** The newest run, with its transcripts. */
  last: lastRunSchema,
  /** Of the style of `code`. */
  history: historySchema,
});
export type MemberLesson = z.infer<typeof memberLessonSchema>;

/** With the version that the text was edited from: the member's own newer text is never overwritten. */
export const helpSaveSchema = saveCodeSchema.omit({ aside: true }).required({ base: true });
