// Workshops: their state, the events that change it, what instructors and learners may ask for, and what each of them sees.
import { z } from "zod";
import { runStatuses } from "./checks.ts";
import {
  checkTitleSchema,
  doneHereSchema,
  lessonSummarySchema,
  presenterNoteSchema,
  stepSchema,
  styleSchema,
} from "./lesson.ts";
import { plainTextSchema } from "./plain-text.ts";

export const slugSchema = z.string().min(1).max(64);
export const idSchema = z.string().regex(/^[A-Za-z0-9_-]{1,32}$/);
const checkIdSchema = z.string().min(1).max(200);

export const personNameSchema = plainTextSchema(40);
export const workshopTitleSchema = plainTextSchema(80);
const hintTextSchema = plainTextSchema(500);
const maxAnnouncementLines = 10;
const announcementTextSchema = plainTextSchema(500, maxAnnouncementLines);

/** Six characters without those that are easily confused: `K7QM2X`. People may type spaces, hyphens and small letters. */
export const joinCodeShape = /^[2-9A-HJKMNP-TV-Z]{6}$/;

/** How far a workshop has come. `together`: later lessons, and later steps (1-based) of this one, are closed. */
export const paceSchema = z.discriminatedUnion("mode", [
  z.strictObject({ mode: z.literal("free") }),
  z.strictObject({ mode: z.literal("together"), lesson: slugSchema, step: z.number().int().min(1).max(50) }),
]);

/** Where an instructor is, for pages that follow. */
export const placeSchema = z.strictObject({ lesson: slugSchema, step: z.number().int().min(1).max(50).nullable() });
export type Place = z.infer<typeof placeSchema>;

const announcementSchema = z.object({ id: idSchema, text: z.string(), by: z.string(), atMs: z.number() });
const groupHintSchema = z.object({
  id: idSchema,
  lesson: slugSchema,
  check: checkIdSchema,
  text: z.string(),
  by: z.string(),
  atMs: z.number(),
});
export type GroupHint = z.infer<typeof groupHintSchema>;

/** A member's newest run of a lesson's checks, and when each check passed first. */
const standingSchema = z.object({
  style: styleSchema,
  version: z.number().int(),
  status: z.enum(runStatuses),
  passed: z.array(checkIdSchema),
  failed: z.array(checkIdSchema),
  /** The first check that does not pass; null when all do. */
  firstFailing: checkIdSchema.nullable(),
  /** Since when it is the first that fails, over all runs since. */
  failingSinceMs: z.number().nullable(),
  runs: z.number().int(),
  done: z.boolean(),
  atMs: z.number(),
  firstPassedAtMs: z.record(z.string(), z.number()),
  /** When each check failed first, for those that ever did. */
  firstFailedAtMs: z.record(z.string(), z.number()),
});
export type Standing = z.infer<typeof standingSchema>;

const handSchema = z.object({
  text: z.string(),
  lesson: slugSchema.nullable(),
  atMs: z.number(),
  /** The instructor who has taken it. */
  takenBy: z.string().nullable(),
});
export type Hand = z.infer<typeof handSchema>;

/** An instructor asks to edit a member's code; both see the answer. */
const editingSchema = z.object({
  id: idSchema,
  by: z.string(),
  lesson: slugSchema,
  state: z.enum(["asked", "accepted", "declined"]),
  atMs: z.number(),
});
export type Editing = z.infer<typeof editingSchema>;

const memberFaultSchema = z.object({
  lesson: slugSchema,
  kind: z.string(),
  message: z.string(),
  line: z.number().int().nullable(),
  atMs: z.number(),
});

export const activityMinutes = 30;

export const memberSchema = z.object({
  id: idSchema,
  name: z.string(),
  joinedAtMs: z.number(),
  /** `removed` may join again, `blocked` may not. */
  state: z.enum(["present", "removed", "blocked"]),
  /** Open pages; 0 is offline. */
  pages: z.number().int(),
  /** Open connections to their endpoint. */
  connections: z.number().int(),
  lesson: slugSchema.nullable(),
  lessonSinceMs: z.number().nullable(),
  standings: z.record(z.string(), standingSchema),
  /** When each lesson was opened first. */
  openedAtMs: z.record(z.string(), z.number()),
  fault: memberFaultSchema.nullable(),
  hand: handSchema.nullable(),
  editing: editingSchema.nullable(),
  /** Saves, runs and commands per minute, the newest last; the last is that of `activeAtMs`. */
  activity: z.array(z.number().int()),
  activeAtMs: z.number(),
  /** Answered hands, and how long they waited in all. */
  helped: z.number().int(),
  waitedMs: z.number(),
});
export type Member = z.infer<typeof memberSchema>;

export const workshopStateSchema = z.object({
  id: idSchema,
  title: z.string(),
  code: z.string(),
  codeExpiresAtMs: z.number(),
  createdAtMs: z.number(),
  endedAtMs: z.number().nullable(),
  /** After the end, its data is deleted. */
  retentionDays: z.number().int(),
  locked: z.array(slugSchema),
  pace: paceSchema,
  /** The instructor whom pages follow. */
  follow: z.object({ by: z.string(), place: placeSchema, atMs: z.number() }).nullable(),
  frozen: z.boolean(),
  /** The instructor who froze it; empty for none, or when it is not known. */
  frozenBy: z.string().default(""),
  /** No one new may join; those who have joined may return. */
  joinClosed: z.boolean().default(false),
  timer: z.object({ label: z.string(), endsAtMs: z.number() }).nullable(),
  announcement: announcementSchema.nullable(),
  hints: z.array(groupHintSchema),
  /** The instructor's handler of this lesson is everyone's endpoint. */
  classroom: z.object({ by: z.string(), lesson: slugSchema, room: z.string() }).nullable(),
  /** `client`'s page connects to `server`'s endpoint. */
  pairs: z.array(z.object({ client: idSchema, server: idSchema, lesson: slugSchema })),
  members: z.record(z.string(), memberSchema),
});
export type WorkshopState = z.infer<typeof workshopStateSchema>;

const member = { member: idSchema } as const;
const lesson = { lesson: slugSchema } as const;

/** Everything that changes a workshop. Events with `brief` are not stored one by one: they describe the moment. */
export const workshopEventSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("joined"), ...member, name: z.string() }),
  z.object({ type: z.literal("renamed"), ...member, name: z.string() }),
  z.object({ type: z.literal("member-state"), ...member, state: memberSchema.shape.state }),
  z.object({ type: z.literal("opened"), ...member, ...lesson }),
  z.object({
    type: z.literal("ran"),
    ...member,
    ...lesson,
    ...standingSchema.pick({ style: true, version: true, status: true, passed: true, failed: true }).shape,
    firstFailing: checkIdSchema.nullable(),
    /** Standing results under corrected checks: neither activity nor another attempt. */
    regraded: z.boolean().default(false),
  }),
  z.object({ type: z.literal("hand"), ...member, hand: handSchema.pick({ text: true, lesson: true }).nullable() }),
  z.object({ type: z.literal("hand-taken"), ...member, by: z.string().nullable() }),
  z.object({ type: z.literal("hand-done"), ...member }),
  z.object({ type: z.literal("editing"), ...member, editing: editingSchema.omit({ atMs: true }).nullable() }),
  z.object({ type: z.literal("lock"), ...lesson, locked: z.boolean() }),
  z.object({ type: z.literal("pace"), pace: paceSchema }),
  z.object({ type: z.literal("follow"), follow: z.object({ by: z.string(), place: placeSchema }).nullable() }),
  z.object({ type: z.literal("freeze"), frozen: z.boolean(), by: z.string().default("") }),
  z.object({ type: z.literal("timer"), timer: workshopStateSchema.shape.timer }),
  z.object({ type: z.literal("announce"), announcement: announcementSchema.omit({ atMs: true }).nullable() }),
  z.object({ type: z.literal("hint"), hint: groupHintSchema.omit({ atMs: true }) }),
  z.object({ type: z.literal("hint-withdrawn"), hint: idSchema }),
  z.object({ type: z.literal("classroom"), classroom: workshopStateSchema.shape.classroom }),
  z.object({ type: z.literal("pair"), client: idSchema, server: idSchema.nullable(), lesson: slugSchema }),
  z.object({ type: z.literal("code"), code: z.string(), expiresAtMs: z.number() }),
  z.object({ type: z.literal("join-closed"), closed: z.boolean() }),
  z.object({ type: z.literal("ended") }),
  z.object({
    type: z.literal("brief"),
    ...member,
    ...memberSchema.pick({ pages: true, connections: true, fault: true }).partial().shape,
    /** Saves, runs and commands since the last of these. */
    actions: z.number().int().default(0),
  }),
]);
export type WorkshopEvent = z.infer<typeof workshopEventSchema>;

/** An event with its place in the order, and its time by the server's clock. */
export const numberedEventSchema = z.object({ seq: z.number().int(), atMs: z.number(), event: workshopEventSchema });
export type NumberedEvent = z.infer<typeof numberedEventSchema>;

/** `epoch` changes when the server restarts: numbers of another epoch cannot be compared. */
export const rosterSnapshotSchema = z.object({ epoch: z.string(), seq: z.number().int(), state: workshopStateSchema });
export type RosterSnapshot = z.infer<typeof rosterSnapshotSchema>;

/** What an instructor may ask for. `POST /api/workshops/:id/commands`. */
export const workshopCommandSchema = z.discriminatedUnion("do", [
  z.strictObject({ do: z.literal("lock"), ...lesson, locked: z.boolean() }),
  z.strictObject({ do: z.literal("pace"), pace: paceSchema }),
  z.strictObject({ do: z.literal("follow"), place: placeSchema.nullable() }),
  z.strictObject({ do: z.literal("freeze"), frozen: z.boolean() }),
  z.strictObject({
    do: z.literal("timer"),
    minutes: z.number().min(0.5).max(480).nullable(),
    label: plainTextSchema(60).optional(),
  }),
  z.strictObject({ do: z.literal("announce"), text: announcementTextSchema.nullable() }),
  z.strictObject({ do: z.literal("hint"), ...lesson, check: checkIdSchema, text: hintTextSchema }),
  z.strictObject({ do: z.literal("withdraw-hint"), hint: idSchema }),
  z.strictObject({ do: z.literal("take-hand"), ...member, taken: z.boolean() }),
  z.strictObject({ do: z.literal("finish-hand"), ...member }),
  z.strictObject({ do: z.literal("rename"), ...member, name: personNameSchema }),
  /** Removed members may join again, blocked ones may not. */
  z.strictObject({ do: z.literal("member-state"), ...member, state: memberSchema.shape.state }),
  /** A new personal code for someone who has lost theirs; the old one is no longer valid. */
  z.strictObject({ do: z.literal("new-personal-code"), ...member }),
  /** Saves the lesson's solution, or the instructor's own code, as the member's newest. Their code stays in the history. */
  z.strictObject({ do: z.literal("catch-up"), ...member, ...lesson, with: z.enum(["solution", "mine"]) }),
  z.strictObject({ do: z.literal("ask-to-edit"), ...member, ...lesson }),
  z.strictObject({ do: z.literal("stop-editing"), ...member }),
  z.strictObject({ do: z.literal("classroom"), lesson: slugSchema.nullable() }),
  z.strictObject({ do: z.literal("pair"), client: idSchema, server: idSchema.nullable(), ...lesson }),
  /** Random pairs, and one of three if someone is left, among those who are online. Null: no pairs any more. */
  z.strictObject({ do: z.literal("pair-everyone"), lesson: slugSchema.nullable() }),
  z.strictObject({ do: z.literal("new-code") }),
  /** Those who have joined before may return in any case. */
  z.strictObject({ do: z.literal("close-join"), closed: z.boolean() }),
  z.strictObject({ do: z.literal("end") }),
]);
export type WorkshopCommand = z.infer<typeof workshopCommandSchema>;

export const commandResultSchema = z.object({
  /** The state contains the command's effect once this number is reached. */
  seq: z.number().int(),
  /** For `new-personal-code`. */
  personalCode: z.string().optional(),
});
export type CommandResult = z.infer<typeof commandResultSchema>;

/** What a member may ask for. `POST /api/workshop/commands`. */
export const memberCommandSchema = z.discriminatedUnion("do", [
  z.strictObject({ do: z.literal("raise-hand"), text: plainTextSchema(200), lesson: slugSchema.nullable() }),
  z.strictObject({ do: z.literal("lower-hand") }),
  z.strictObject({ do: z.literal("allow-editing"), request: idSchema, allowed: z.boolean() }),
  z.strictObject({ do: z.literal("leave") }),
]);
export type MemberCommand = z.infer<typeof memberCommandSchema>;

/** What a member's page knows of the workshop: nothing about other members but the names of a pair. */
export const memberViewSchema = z.object({
  workshop: z.object({ id: idSchema, title: z.string() }),
  me: z.object({ id: idSchema, name: z.string(), hand: handSchema.nullable(), editing: editingSchema.nullable() }),
  locked: z.array(slugSchema),
  pace: paceSchema,
  follow: workshopStateSchema.shape.follow,
  frozen: z.boolean(),
  frozenBy: z.string(),
  timer: workshopStateSchema.shape.timer,
  announcement: announcementSchema.nullable(),
  /** Those for checks that this member fails now. */
  hints: z.array(groupHintSchema),
  /** Where this page's clients connect instead of the member's own endpoint. */
  endpoint: z
    .object({ kind: z.enum(["classroom", "pair"]), of: z.string(), lesson: slugSchema, url: z.string() })
    .nullable(),
  /** Members whose pages connect to this one's endpoint. */
  guests: z.array(z.object({ name: z.string(), lesson: slugSchema })),
  ended: z.boolean(),
});
export type MemberView = z.infer<typeof memberViewSchema>;
export type Endpoint = NonNullable<MemberView["endpoint"]>;

/** The result of a check whose step was not open when the checks ran. */
export const stepNotOpenText = "Your instructor had not opened this step when the checks ran.";

/** On pages and in documents. */
export const notOpenText = "Your instructor has not opened this lesson yet.";

/** `GET /api/workshop`; null for a learner in no workshop. */
export const ownWorkshopSchema = z.object({ view: memberViewSchema.nullable() });

export const signInSchema = z.strictObject({ token: z.string().min(1).max(256), name: personNameSchema });
export const instructorSchema = z.object({ name: z.string().nullable() });

export const createWorkshopSchema = z.strictObject({
  title: workshopTitleSchema,
  /** How long the join code is valid. */
  hours: z
    .number()
    .int()
    .min(1)
    .max(24 * 14)
    .default(24),
  retentionDays: z.number().int().min(1).max(365).default(30),
});

export const workshopSummarySchema = z.object({
  ...workshopStateSchema.pick({
    id: true,
    title: true,
    code: true,
    codeExpiresAtMs: true,
    createdAtMs: true,
    endedAtMs: true,
    retentionDays: true,
  }).shape,
  members: z.number().int(),
  online: z.number().int(),
});
export type WorkshopSummary = z.infer<typeof workshopSummarySchema>;
export const workshopsSchema = z.object({ workshops: z.array(workshopSummarySchema) });

/**
 * Someone enters. `personalCode` continues as the member of this name, from any browser; `replace` does so even if this
 * browser's own learner has saved code, which it then can no longer reach.
 */
export const joinSchema = z.strictObject({
  code: z.string().min(1).max(32),
  name: personNameSchema,
  personalCode: z.string().min(1).max(32).optional(),
  replace: z.boolean().default(false),
});
export const joinedSchema = z.discriminatedUnion("result", [
  /** The personal code is shown once; the server keeps only its hash. Null: this browser had joined before. */
  z.object({ result: z.literal("joined"), view: memberViewSchema, personalCode: z.string().nullable() }),
  /** Someone of this name is a member, who spells it `name`: send their personal code, or choose another name. */
  z.object({ result: z.literal("name-taken"), name: z.string(), suggestion: z.string() }),
  z.object({ result: z.literal("wrong-personal-code") }),
  /** The personal code fits, but this browser's own learner has saved code, and the request did not set `replace`. */
  z.object({ result: z.literal("would-replace"), here: doneHereSchema }),
  z.object({ result: z.literal("unknown-code") }),
]);
export type Joined = z.infer<typeof joinedSchema>;

/** What the page at `/join/:code` shows before someone joins. */
export const joinInfoSchema = z.object({ title: z.string(), member: z.string().nullable() });
export type JoinInfo = z.infer<typeof joinInfoSchema>;

/** What an instructor's page shows of a lesson. */
const lessonOutlineSchema = z.object({
  ...lessonSummarySchema.pick({ slug: true, number: true, title: true, minutes: true }).shape,
  checks: z.array(checkTitleSchema),
  steps: z.array(stepSchema),
});
export type LessonOutline = z.infer<typeof lessonOutlineSchema>;
export const lessonOutlinesSchema = z.object({ lessons: z.array(lessonOutlineSchema) });

export const presenterNotesSchema = z.object({ notes: z.array(presenterNoteSchema) });
