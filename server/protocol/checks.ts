// Checks, their results, and the messages between the front and the checker process.
import { z } from "zod";
import {
  clientBytesSchema,
  clockModeSchema,
  dialAnswerSchema,
  type dialedSchema,
  faultSchema,
  howToSettleSchema,
  type settledSchema,
  type shutdownSchema,
} from "./host.ts";
import { happenedSchema, styleSchema } from "./lesson.ts";

/** Expected and received side by side: text and JSON truncated to 16,000 characters, bytes in hex, anything else in words. */
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
  /** What happened instead, without what was expected. Hints are matched against it. */
  happened: happenedSchema.optional(),
  /** The `because` of the expectation that failed. */
  because: z.string().optional(),
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
  style: styleSchema,
  version: z.number().int(),
  status: z.enum(runStatuses),
  tests: z.array(testResultSchema),
  ms: z.number(),
});
export type RunResult = z.infer<typeof runResultSchema>;

export const toCheckerSchema = z.discriminatedUnion("type", [
  /** Runs every check of `checksFile`, an absolute path. `stamp` changes when the file does. Answered by `done`. */
  z.object({
    type: z.literal("run"),
    id: z.number().int(),
    run: z.string(),
    checksFile: z.string(),
    stamp: z.string(),
    clock: clockModeSchema,
    seed: z.number().int(),
    checkMs: z.number(),
    runMs: z.number().int(),
    /** Skips the checks after the first that does not pass. */
    bail: z.boolean(),
    /** The checks by index, in another order than that of their file. */
    order: z.array(z.number().int()).optional(),
  }),
  z.object({ type: z.literal("cancel"), run: z.string() }),
  /** Answers a `request`. */
  z.object({
    type: z.literal("response"),
    id: z.number().int(),
    ok: z.boolean(),
    value: z.unknown(),
    /** When not ok: what went wrong. */
    message: z.string(),
  }),
]);
export type ToChecker = z.infer<typeof toCheckerSchema>;

/** What a running check needs from the front. */
export const checkerRequestSchema = z.discriminatedUnion("what", [
  z.object({ what: z.literal("open-room"), run: z.string(), seed: z.number().int(), clock: clockModeSchema }),
  z.object({ what: z.literal("close-room"), room: z.string() }),
  /** Asks the handler to stop; with `end`, closes the sockets that are left. */
  z.object({ what: z.literal("shutdown"), room: z.string(), end: z.boolean() }),
  /** Answers the next dial of the learner's client. */
  z.object({ what: z.literal("dial"), room: z.string(), answer: dialAnswerSchema }),
  /** Starts the same code again: what its modules held is lost, what it stored is not. `crash`: it has no notice of it. */
  z.object({ what: z.literal("restart"), room: z.string(), crash: z.boolean() }),
  z.object({
    what: z.literal("settle"),
    room: z.string(),
    clients: z.array(clientBytesSchema).max(100),
    ...howToSettleSchema.shape,
  }),
]);
export type CheckerRequest = z.infer<typeof checkerRequestSchema>;

/** The front's responses, by kind of request. */
export const roomOpenedSchema = z.object({
  room: z.string(),
  url: z.string(),
  /** The origin of the page that the clients of checks look like. */
  origin: z.string(),
  nowMs: z.number(),
  /** The handler's next timer, of a room that has settled. */
  nextWakeAtMs: z.number().nullable().exactOptional(),
});
export type RoomOpened = z.infer<typeof roomOpenedSchema>;
export type ShutdownAnswer = z.infer<typeof shutdownSchema>;
export type Dialed = z.infer<typeof dialedSchema>;
export type Settled = z.infer<typeof settledSchema>;
/** The front's response to a request. */
export type CheckerAnswer = RoomOpened | Settled | ShutdownAnswer | Dialed | null;

/** One check of a run has its result. */
export const testMessageSchema = z.object({
  type: z.literal("test"),
  run: z.string(),
  index: z.number().int(),
  of: z.number().int(),
  result: testResultSchema,
});

export const fromCheckerSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready") }),
  z.object({ type: z.literal("request"), id: z.number().int(), request: checkerRequestSchema }),
  testMessageSchema,
  z.object({ type: z.literal("done"), id: z.number().int(), status: z.enum(runStatuses), message: z.string() }),
]);
export type FromChecker = z.infer<typeof fromCheckerSchema>;
