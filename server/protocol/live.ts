// Messages of the live channel (`/live`) between a page and the front: JSON in text messages.
import { z } from "zod";
import { runResultSchema, testMessageSchema } from "./checks.ts";
import { clientNameSchema, pageTokenSchema, serverClientCommandSchema, serverClientEventSchema } from "./clients.ts";
import { frameSchema } from "./frame.ts";
import { handshakeSchema } from "./handshake.ts";
import { clockModeSchema, consoleLineSchema, faultSchema, problemSchema, roomStateSchema } from "./host.ts";
import { checkTitleSchema, courseStateSchema, styleSchema } from "./lesson.ts";
import { memberViewSchema, numberedEventSchema, rosterSnapshotSchema } from "./workshop.ts";

export const fromPageSchema = z.discriminatedUnion("type", [
  /**
   * Subscribes to one lesson, or to one cell (`cell:<id>`): frames, console, faults, loads, checks. Replaces the previous
   * subscription.
   */
  z.strictObject({ type: z.literal("follow"), lesson: z.string().max(64), frames: z.boolean().default(true) }),
  z.strictObject({ type: z.literal("clock"), mode: clockModeSchema }),
  z.strictObject({ type: z.literal("advance"), ms: z.number().int().min(1).max(86_400_000) }),
  /** A command for a server-run client in the followed room. */
  z.strictObject({ type: z.literal("client"), client: clientNameSchema, command: serverClientCommandSchema }),
  /** Runs the learner's `client(dial)` against the learner's handler, or stops. Another room stops it too. */
  z.strictObject({ type: z.literal("dial"), on: z.boolean(), page: pageTokenSchema }),
  z.strictObject({ type: z.literal("cancel"), run: z.string().max(64) }),
  /** For instructors: subscribes to a workshop's roster in place of the previous one; null ends it. */
  z.strictObject({ type: z.literal("dashboard"), workshop: z.string().max(64).nullable() }),
  /** For instructors: follows a member's lesson, read-only, in place of the previous subscription. */
  z.strictObject({
    type: z.literal("inspect"),
    workshop: z.string().max(64),
    member: z.string().max(64),
    lesson: z.string().max(64),
    frames: z.boolean().default(true),
  }),
]);
export type FromPage = z.infer<typeof fromPageSchema>;

export const toPageSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("hello"),
    server: z.string(),
    atMs: z.number(),
    /** When this server started. It changes with a restart. */
    startedAtMs: z.number().default(0),
    /** The name of the current page build: a page of another build is out of date. Empty: unknown. */
    build: z.string().default(""),
  }),
  z.object({
    type: z.literal("following"),
    lesson: z.string(),
    room: z.string(),
    url: z.string(),
    /** The clock that the room has, or will have when it opens. */
    clock: clockModeSchema.optional(),
    state: roomStateSchema.nullable(),
  }),
  z.object({ type: z.literal("state"), room: z.string(), state: roomStateSchema }),
  /** The clock was advanced on this page's request. Frames and lines from that period were sent before. */
  z.object({
    type: z.literal("moved"),
    room: z.string(),
    byMs: z.number(),
    nowMs: z.number(),
    nextWakeAtMs: z.number().nullable(),
  }),
  z.object({ type: z.literal("frames"), room: z.string(), frames: z.array(frameSchema), missing: z.number().int() }),
  /** A socket's handshake. A page that starts to follow receives those of all open sockets. */
  z.object({ type: z.literal("handshake"), room: z.string(), handshake: handshakeSchema }),
  /** What happened to a server-run client of this page. */
  z.object({ type: z.literal("client"), client: z.string(), event: serverClientEventSchema }),
  z.object({ type: z.literal("console"), room: z.string(), lines: z.array(consoleLineSchema) }),
  z.object({ type: z.literal("fault"), room: z.string(), fault: faultSchema }),
  z.object({
    type: z.literal("load"),
    /** A client page, `page:<draft>`, is reported to those who follow its draft; its newest version is the one that serves. */
    lesson: z.string(),
    style: styleSchema,
    version: z.number().int(),
    serving: z.number().int(),
    problems: z.array(problemSchema),
    fault: faultSchema.nullable(),
    loadMs: z.number(),
    swap: z.enum(["keep", "restart"]),
    /** The instructor who saved it; absent: the learner. */
    by: z.string().optional(),
  }),
  z.object({
    type: z.literal("run"),
    run: z.string(),
    lesson: z.string(),
    style: styleSchema,
    version: z.number().int(),
    checks: z.array(checkTitleSchema),
  }),
  testMessageSchema,
  z.object({ type: z.literal("ran"), result: runResultSchema }),
  /** From a server that watches the lessons' files, after each change and at the start: the page fetches what it shows again. */
  courseStateSchema.extend({ type: z.literal("course") }),
  /** What a member sees of the workshop: sent after `hello`, and when it changes. Null: no longer in a workshop. */
  z.object({ type: z.literal("workshop"), view: memberViewSchema.nullable() }),
  /** In reply to `dashboard`. `roster-events` follow with consecutive numbers: after a gap, or from another epoch, ask again. */
  z.object({ type: z.literal("roster"), workshop: z.string(), ...rosterSnapshotSchema.shape }),
  z.object({
    type: z.literal("roster-events"),
    workshop: z.string(),
    epoch: z.string(),
    events: z.array(numberedEventSchema),
  }),
  /** The workshop that the page shows no longer exists. Members then receive the `view` null. */
  z.object({ type: z.literal("workshop-deleted"), workshop: z.string() }),
  /** The instructor may not look at this member any more, and why: nothing of the lesson follows. */
  z.object({ type: z.literal("look-ended"), text: z.string() }),
  z.object({ type: z.literal("notice"), level: z.enum(["info", "warn"]), text: z.string() }),
]);
export type ToPage = z.infer<typeof toPageSchema>;
