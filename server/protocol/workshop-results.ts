// Schemas for the time after a workshop: results, an overview, and judging again.
import { z } from "zod";
import { styleSchema } from "./lesson.ts";
import { idSchema, memberSchema, slugSchema, workshopStateSchema } from "./workshop.ts";

/** What a member has done of a lesson. */
const lessonResultSchema = z.object({
  slug: z.string(),
  title: z.string(),
  style: styleSchema,
  version: z.number().int(),
  done: z.boolean(),
  passed: z.array(z.string()),
  failed: z.array(z.string()),
  runs: z.number().int(),
  openedAtMs: z.number().nullable(),
  /**
   * In order; null for a step whose checks have not all passed. `minutes` since the step before, or since the lesson was opened.
   */
  steps: z.array(z.object({ passedAtMs: z.number(), minutes: z.number().nullable() }).nullable()),
});
export type LessonResult = z.infer<typeof lessonResultSchema>;

const memberResultSchema = z.object({
  ...memberSchema.pick({ id: true, name: true, state: true, joinedAtMs: true, helped: true }).shape,
  waitedMinutes: z.number(),
  /** Lessons whose checks were run, in the order of the course. */
  lessons: z.array(lessonResultSchema),
});
export type MemberResult = z.infer<typeof memberResultSchema>;

export const workshopResultsSchema = z.object({
  workshop: workshopStateSchema.pick({ id: true, title: true, createdAtMs: true, endedAtMs: true }),
  exportedAtMs: z.number(),
  members: z.array(memberResultSchema),
});
export type WorkshopResults = z.infer<typeof workshopResultsSchema>;

/** What was hard and what took long. Of members who were removed too; medians are null where there is nothing to count. */
export const workshopOverviewSchema = z.object({
  members: z.number().int(),
  hands: z.object({ answered: z.number().int(), meanWaitMinutes: z.number().nullable() }),
  lessons: z.array(
    z.object({
      slug: z.string(),
      title: z.string(),
      opened: z.number().int(),
      done: z.number().int(),
      /** By step, in order. `done` is null for a step without checks. */
      steps: z.array(z.object({ done: z.number().int().nullable(), medianMinutes: z.number().nullable() })),
      /** Checks that failed at least one member, those that failed most members first. */
      checks: z.array(
        z.object({
          id: z.string(),
          title: z.string(),
          failed: z.number().int(),
          failing: z.number().int(),
          /** From the first failure to the first pass. */
          medianMinutes: z.number().nullable(),
        }),
      ),
    }),
  ),
});
export type WorkshopOverview = z.infer<typeof workshopOverviewSchema>;

/** `POST /api/workshops/:id/regrade`: judges everyone's newest code of a lesson again. */
export const regradeSchema = z.strictObject({ lesson: slugSchema });
export const regradingSchema = z.object({
  lesson: slugSchema,
  state: z.enum(["running", "done", "cancelled"]),
  judged: z.number().int(),
  of: z.number().int(),
  /** Members who pass other checks than before. */
  changed: z.array(
    z.object({ member: idSchema, name: z.string(), nowPass: z.array(z.string()), nowFail: z.array(z.string()) }),
  ),
});
export type Regrading = z.infer<typeof regradingSchema>;
/** The last one since the server started; null for none. */
export const lastRegradingSchema = z.object({ regrading: regradingSchema.nullable() });
