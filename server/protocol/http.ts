// Bodies of the HTTP API: what is asked and what is answered.
import { z } from "zod";
import { problemSchema, faultSchema } from "./host.ts";
import { styleSchema } from "./lesson.ts";

export const saveCodeSchema = z.strictObject({
  style: styleSchema,
  source: z.string(),
  swap: z.enum(["keep", "restart"]).default("keep"),
});

export const savedCodeSchema = z.object({
  version: z.number().int(),
  problems: z.array(problemSchema),
  room: z.string(),
  url: z.string(),
  loadMs: z.number(),
  /** The version that answers now: older than `version` when this one has problems; 0 for none. */
  serving: z.number().int(),
  fault: faultSchema.nullable(),
});
export type SavedCode = z.infer<typeof savedCodeSchema>;

export const codeSchema = z.object({
  style: styleSchema,
  source: z.string(),
  /** 0 when nothing was saved yet: `source` is the lesson's start. */
  version: z.number().int(),
  savedAtMs: z.number().nullable(),
  room: z.string(),
  url: z.string(),
});
export type Code = z.infer<typeof codeSchema>;

export const snapshotSchema = z.object({
  version: z.number().int(),
  savedAtMs: z.number(),
  bytes: z.number().int(),
  loaded: z.boolean(),
});
export const historySchema = z.object({ style: styleSchema, snapshots: z.array(snapshotSchema) });
export const restoreSchema = z.strictObject({ style: styleSchema, version: z.number().int().min(0) });

export const runChecksSchema = z.strictObject({ style: styleSchema });

export const progressSchema = z.object({
  lessons: z.array(
    z.object({
      slug: z.string(),
      style: styleSchema,
      version: z.number().int(),
      passed: z.array(z.string()),
      failed: z.array(z.string()),
      done: z.boolean(),
      atMs: z.number(),
    }),
  ),
});
export type Progress = z.infer<typeof progressSchema>;

/** A code that moves a learner to another device, once, until `expiresAtMs`. */
export const deviceCodeSchema = z.object({ code: z.string(), expiresAtMs: z.number() });
export type DeviceCode = z.infer<typeof deviceCodeSchema>;
/** What the other device sends; it becomes that learner. */
export const redeemSchema = z.strictObject({ code: z.string().min(1).max(32) });

/** RFC 9457. `type` is `about:blank` or `/problems/<name>`; 422 answers of a save carry `saved: true` and `problems`. */
export const problemDetailsSchema = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
});
export type ProblemDetails = z.infer<typeof problemDetailsSchema>;
