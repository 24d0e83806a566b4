// Checks and their results, and what the checker process and the front say to each other.
import { z } from "zod";
import { faultSchema } from "./host.ts";

/** Expected and received side by side: text and JSON truncated to 2,000 characters, bytes in hex, anything else in words. */
export const comparisonSchema = z.object({
  kind: z.enum(["text", "json", "bytes", "words"]),
  expected: z.string(),
  received: z.string(),
  /** For JSON: keys that are not named may be present too. */
  subset: z.boolean(),
});
export type ComparisonData = z.infer<typeof comparisonSchema>;

/** One line of a transcript: what a client received or the check did. Shown in order, one column per client. */
export const transcriptEntrySchema = z.object({
  /** Ms on the room's clock since the check began. */
  atMs: z.number(),
  /** `A`, `B`, … or null for events of no client (the clock moved, the handler threw). */
  client: z.string().nullable(),
  kind: z.enum(["connect", "refused", "sent", "received", "expected", "clock", "close", "fault", "note"]),
  /** What kind of thing: `text`, `json`, `binary`, `ping`, `pong`, `close`, `nothing`, … */
  what: z.string(),
  /** The content, escaped and truncated to 2,000 characters. */
  text: z.string(),
  /** For `expected`: whether the expectation was met. For others null. */
  met: z.boolean().nullable(),
  /** For an expectation that was not met. */
  compared: comparisonSchema.optional(),
});
export type TranscriptEntry = z.infer<typeof transcriptEntrySchema>;

export const testStatuses = ["pass", "fail", "error", "timeout", "skipped"] as const;

export const testResultSchema = z.object({
  /** From the title: lower-case words joined by hyphens; unique within the lesson. */
  id: z.string(),
  title: z.string(),
  status: z.enum(testStatuses),
  /** What is wrong and what to do; empty if it passed. */
  message: z.string(),
  /** What happened instead (received, closed with, nothing), without what was expected. Hints are matched against it. */
  observed: z.string().optional(),
  transcript: z.array(transcriptEntrySchema),
  hint: z.string().nullable(),
  /** The handler's fault, if one occurred during the check. */
  fault: faultSchema.nullable(),
  ms: z.number(),
});
export type TestResult = z.infer<typeof testResultSchema>;

export const runStatuses = ["pass", "fail", "error", "timeout", "cancelled"] as const;

export const runResultSchema = z.object({
  run: z.string(),
  lesson: z.string(),
  style: z.enum(["loop", "events"]),
  version: z.number().int(),
  status: z.enum(runStatuses),
  tests: z.array(testResultSchema),
  ms: z.number(),
});
export type RunResult = z.infer<typeof runResultSchema>;

/** What the front asks of a checker. `url` of a room comes by `room-opened`, on the checker's own asking. */
export type ToChecker =
  /** `checksFile` is the absolute path of a lesson's checks.ts. `stamp` changes when the file changes. */
  | {
      readonly type: "run";
      readonly run: string;
      readonly checksFile: string;
      readonly stamp: string;
      readonly clock: "real" | "stepped";
      readonly seed: number;
      readonly checkMs: number;
      readonly runMs: number;
    }
  | { readonly type: "cancel"; readonly run: string }
  /** Lists a lesson's checks without running them. Answered by `titles`. */
  | { readonly type: "list"; readonly id: number; readonly checksFile: string; readonly stamp: string }
  /** The answer to `ask`, whatever was asked. */
  | {
      readonly type: "answer";
      readonly id: number;
      readonly ok: boolean;
      readonly value: unknown;
      readonly message?: string;
    };

/** What a check needs from outside while it runs; the front does it and answers. */
export const checkerAskSchema = z.discriminatedUnion("what", [
  z.object({
    what: z.literal("open-room"),
    run: z.string(),
    seed: z.number().int(),
    clock: z.enum(["real", "stepped"]),
  }),
  z.object({ what: z.literal("close-room"), room: z.string() }),
  z.object({
    what: z.literal("advance"),
    room: z.string(),
    ms: z
      .number()
      .min(0)
      .max(86_400_000 * 2),
  }),
  z.object({
    what: z.literal("settle"),
    room: z.string(),
    clients: z
      .array(
        z.object({
          port: z.number().int(),
          sent: z.number(),
          ended: z.boolean().optional(),
          paused: z.boolean().optional(),
        }),
      )
      .max(100),
  }),
]);
export type CheckerAsk = z.infer<typeof checkerAskSchema>;

/** The front's answers to each ask. */
export const roomOpenedSchema = z.object({ room: z.string(), url: z.string(), nowMs: z.number() });
export type RoomOpened = z.infer<typeof roomOpenedSchema>;
export const advancedSchema = z.object({ nowMs: z.number() });
export const settledSchema = z.object({
  clients: z.array(z.object({ port: z.number(), received: z.number() })),
  nextWakeAtMs: z.number().nullable(),
  nowMs: z.number(),
  fault: faultSchema.nullable(),
});
export type Settled = z.infer<typeof settledSchema>;

export const fromCheckerSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready") }),
  z.object({ type: z.literal("ask"), id: z.number().int(), ask: checkerAskSchema }),
  z.object({
    type: z.literal("test"),
    run: z.string(),
    index: z.number().int(),
    of: z.number().int(),
    result: testResultSchema,
  }),
  z.object({ type: z.literal("done"), run: z.string(), status: z.enum(runStatuses), message: z.string() }),
  z.object({
    type: z.literal("titles"),
    id: z.number().int(),
    checks: z.array(z.object({ id: z.string(), title: z.string() })),
    problem: z.string().nullable(),
  }),
]);
export type FromChecker = z.infer<typeof fromCheckerSchema>;
