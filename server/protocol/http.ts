// Request and response bodies of the HTTP API.
import { z } from "zod";
import { runResultSchema } from "./checks.ts";
import { faultSchema, problemSchema } from "./host.ts";
import { doneHereSchema, styleSchema } from "./lesson.ts";

export const saveCodeSchema = z.strictObject({
  style: styleSchema,
  source: z.string(),
  swap: z.enum(["keep", "restart"]).default("keep"),
  /** The version that the text was edited from: newer code of this style is not overwritten. Omitted: the last save wins. */
  base: z.number().int().min(0).optional(),
  /** Adds the text to the history only: it is not loaded and does not count as the newest version. Ignores `base`. */
  aside: z.boolean().default(false),
});

export type SaveCode = z.output<typeof saveCodeSchema>;

export const savedCodeSchema = z.object({
  saved: z.literal(true),
  version: z.number().int(),
  /** Code that does not compile or load is saved all the same. */
  problems: z.array(problemSchema),
  fault: faultSchema.nullable(),
  room: z.string(),
  url: z.string(),
  loadMs: z.number(),
  /** The version that is running now: older than `version` when that one does not run; 0 for none. */
  serving: z.number().int(),
});
export type SavedCode = z.infer<typeof savedCodeSchema>;

/** Nothing was saved, because newer code than `base` exists. */
export const conflictSchema = z.object({
  saved: z.literal(false),
  /** The newest version; `ageMs` is the time since it was saved, by the server's clock. `by`: the instructor who saved it. */
  conflict: z.object({
    version: z.number().int(),
    savedAtMs: z.number(),
    ageMs: z.number(),
    by: z.string().optional(),
  }),
});
export type Conflict = z.infer<typeof conflictSchema>["conflict"];

export const saveResultSchema = z.discriminatedUnion("saved", [savedCodeSchema, conflictSchema]);
export type SaveResult = z.infer<typeof saveResultSchema>;

export const codeSchema = z.object({
  style: styleSchema,
  source: z.string(),
  /** 0 before the first save: `source` is the lesson's start. */
  version: z.number().int(),
  savedAtMs: z.number().nullable(),
  /** The instructor who saved it; absent: the learner. */
  by: z.string().optional(),
  room: z.string(),
  url: z.string(),
});
export type Code = z.infer<typeof codeSchema>;

export const snapshotSchema = z.object({
  version: z.number().int(),
  savedAtMs: z.number(),
  bytes: z.number().int(),
  loaded: z.boolean(),
  /** Added to the history only: see `aside` of a save. */
  aside: z.boolean(),
  /** The instructor who saved it; absent: the learner. */
  by: z.string().optional(),
});
export type Snapshot = z.infer<typeof snapshotSchema>;
export const historySchema = z.object({ style: styleSchema, snapshots: z.array(snapshotSchema) });
export type History = z.infer<typeof historySchema>;
export const restoreSchema = z.strictObject({ style: styleSchema, version: z.number().int().min(0) });

export const runChecksSchema = z.strictObject({ style: styleSchema });

/** The newest completed run and the code that it checked; null if the version no longer exists. */
export const lastRunSchema = z.object({
  result: runResultSchema.nullable(),
  judged: z.string().nullable(),
  /** This run or an earlier one passed. */
  done: z.boolean(),
});
export type LastRun = z.infer<typeof lastRunSchema>;

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

/** A code that moves a learner to another device, once, until `expiresAtMs`. Two groups: `K7QM-2XRD`. */
export const deviceCodeSchema = z.object({ code: z.string(), expiresAtMs: z.number() });
export type DeviceCode = z.infer<typeof deviceCodeSchema>;

/**
 * What the other device sends; it becomes that learner. Where its own learner has saved code, the answer is 409 with
 * `here: { lessons, done }` until it asks again with `replace`. Small letters, spaces and a missing hyphen do no harm.
 */
export const redeemSchema = z.strictObject({ code: z.string().min(1).max(32), replace: z.boolean().default(false) });
export const redeemedSchema = z.discriminatedUnion("result", [
  progressSchema.extend({ result: z.literal("moved"), left: doneHereSchema }),
  /** This browser's own learner has saved code, and the request did not set `replace`. The code remains valid. */
  z.object({ result: z.literal("would-replace"), here: doneHereSchema }),
  z.object({ result: z.literal("unknown-code") }),
]);
export type Redeemed = z.infer<typeof redeemedSchema>;

/** A page of text next to the lessons, at `/guides/<slug>`. */
export const guideSummarySchema = z.object({ slug: z.string(), title: z.string(), summary: z.string() });
export type GuideSummary = z.infer<typeof guideSummarySchema>;

/** How a request reached the server (`GET /preflight/info`). */
export const preflightInfoSchema = z.object({
  nowMs: z.number(),
  /** The scheme that the browser used, as far as the server can tell. */
  protocol: z.enum(["http", "https"]),
  httpVersion: z.string(),
  host: z.string(),
  family: z.enum(["IPv4", "IPv6", "unknown"]),
  /** Headers that proxies added, unchanged. */
  forwarded: z.array(z.object({ name: z.string(), value: z.string() })),
  /** Number of trusted proxies (TRUST_PROXY). */
  trustedProxies: z.number().int(),
});
export type PreflightInfo = z.infer<typeof preflightInfoSchema>;

/** The origins at which other machines reach this server. `open` is false if it listens on this machine only. */
export const publicOriginsSchema = z.object({ open: z.boolean(), origins: z.array(z.string()) });
export type PublicOrigins = z.infer<typeof publicOriginsSchema>;

/** One thing to check when no one else can connect. */
export const networkAdviceSchema = z.object({ text: z.string(), command: z.string().optional() });
export type NetworkAdvice = z.infer<typeof networkAdviceSchema>;

/** Whether others can connect, as far as this server can know (`GET /api/instructor/network`). */
export const networkCheckSchema = publicOriginsSchema.extend({
  /** Since when the server listens, by its clock; and its clock now. */
  sinceMs: z.number(),
  nowMs: z.number(),
  /** Other machines that have sent a request, and those whose page is or was connected. */
  requested: z.number().int(),
  connected: z.number().int(),
  advice: z.array(networkAdviceSchema),
});
export type NetworkCheck = z.infer<typeof networkCheckSchema>;

/** RFC 9457. `type` is `about:blank` or `/problems/<name>`. */
export const problemDetailsSchema = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
});
export type ProblemDetails = z.infer<typeof problemDetailsSchema>;

/** `GET /api/workshops/:id/members/:member/lessons/:slug`. */
export const memberLessonSchema = z.object({
  /** In the style that was asked for, or that the member used last. */
  code: codeSchema,
  /** In the other style. */
  other: codeSchema,
  /** The newest run, with its transcripts. */
  last: lastRunSchema,
  /** In the style of `code`. */
  history: historySchema,
});
export type MemberLesson = z.infer<typeof memberLessonSchema>;

/** With the version that the text was edited from: the member's own newer text is never overwritten. */
export const helpSaveSchema = saveCodeSchema.omit({ aside: true }).required({ base: true });
