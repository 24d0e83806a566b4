// Schemas of a lesson's manifest (the front matter of lesson.md) and of a lesson as sent to the page.
import { z } from "zod";
import { checkLimits, roomLimits } from "./limits.ts";
import { panesSchema } from "./panes.ts";
import { tourSchema } from "./tour.ts";

export const styles = ["loop", "events"] as const;
export const styleSchema = z.enum(styles);
export type Style = z.infer<typeof styleSchema>;
/** As the page shows them. */
export const styleNames: Readonly<Record<Style, string>> = { loop: "Loop", events: "Events" };

/** Each of the limits may be set, and at most to its value. */
function lowerLimits<Name extends string>(limits: Readonly<Record<Name, number>>) {
  const entries = Object.entries<number>(limits).map(([name, most]) => [name, atMost(most)]);
  return z.strictObject(Object.fromEntries(entries) as Record<Name, ReturnType<typeof atMost>>);
}

function atMost(most: number) {
  return z.number().int().min(1).max(most).exactOptional();
}

/** What `course.md` says of the course itself. */
export const courseInfoSchema = z.strictObject({
  /** The heading of the course's page. */
  title: z.string().min(1).max(80).exactOptional(),
  /** The page takes the hue of `accent` and chooses shades that can be read. */
  colors: z.strictObject({ accent: z.string().regex(/^#[0-9a-f]{6}$/i) }).exactOptional(),
});
export type CourseInfo = z.infer<typeof courseInfoSchema>;

/** Why a lesson's files cannot be loaded. */
export const lessonErrorSchema = z.object({
  /** Null: it concerns the whole course. */
  lesson: z.string().nullable(),
  /** Where the page shows it. */
  pane: z.enum(["lesson", "checks"]),
  /** In the folder of lessons. */
  file: z.string(),
  /** 1-based; null for the whole file. */
  line: z.number().int().nullable(),
  problem: z.string(),
  remedy: z.string(),
});
export type LessonError = z.infer<typeof lessonErrorSchema>;

/** A course whose files are watched: what pages cannot learn from its lessons. */
export const courseStateSchema = z.object({ info: courseInfoSchema, errors: z.array(lessonErrorSchema) });
export type CourseState = z.infer<typeof courseStateSchema>;

export const manifestSchema = z.strictObject({
  title: z.string().min(1).max(80),
  summary: z.string().min(1).max(300),
  minutes: z.number().int().min(1).max(60),
  difficulty: z.enum(["easy", "medium", "hard"]),
  concepts: z.array(z.string()).min(1),
  requires: z.array(z.string()).default([]),
  start: z.enum(["own", "previous"]).default("own"),
  clients: z
    .array(z.string().regex(/^[A-Z]$/))
    .min(1)
    .default(["A", "B"]),
  /** Limits of the lesson's room and of its checks' rooms; those of the server apply to what is not named. */
  limits: lowerLimits(roomLimits).optional(),
  /** Further limits of its checks' rooms. */
  checkLimits: lowerLimits(checkLimits).optional(),
  /** The clock of the lesson's room and of its checks. Without it, rooms run in real time and checks on a stepped clock. */
  clock: z.enum(["real", "stepped"]).optional(),
  panes: panesSchema.prefault({}),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** What a lesson's text can open: a handshake or a frame to take apart, change and send. */
export const labKinds = ["handshake", "frame"] as const;
export const labKindSchema = z.enum(labKinds);
export type LabKind = z.infer<typeof labKindSchema>;

/** What a failed check met instead of what it expected. `said`: the check's own sentence, from `fail` or an assertion. */
export const happenedKinds = ["nothing", "received", "closed", "refused", "accepted", "fault", "said"] as const;
const happenedKindSchema = z.enum(happenedKinds);
export type HappenedKind = z.infer<typeof happenedKindSchema>;

/** `received` `text "tick 1"`, `closed` `1011 "no"`, `refused` `401 Unauthorized`, `fault` and its message. */
export const happenedSchema = z.object({ kind: happenedKindSchema, text: z.string() });
export type Happened = z.infer<typeof happenedSchema>;

/**
 * Shown when this check fails and all that is not null matches. A pattern is words that occur, or `/regex/`; an empty one
 * matches everything. With neither `when` nor `because`, the hint is the check's default.
 */
export const hintSchema = z.object({
  check: z.string(),
  style: styleSchema.nullable(),
  when: z.object({ kind: happenedKindSchema, pattern: z.string() }).nullable(),
  /** A pattern for the `because` of the expectation that failed. */
  because: z.string().nullable(),
  html: z.string(),
});
export type Hint = z.infer<typeof hintSchema>;

export const lessonSummarySchema = z.object({
  slug: z.string(),
  number: z.number().int(),
  title: z.string(),
  summary: z.string(),
  minutes: z.number().int(),
  difficulty: z.string(),
  concepts: z.array(z.string()),
  requires: z.array(z.string()),
});
export type LessonSummary = z.infer<typeof lessonSummarySchema>;

/** A step of the text, done once these checks pass. */
export const stepSchema = z.object({ checks: z.array(z.string()) });
export type Step = z.infer<typeof stepSchema>;

/** What `:::instructor` says to presenters. `step` is 1-based; null: it concerns the whole lesson. */
export const presenterNoteSchema = z.object({ step: z.number().int().nullable(), html: z.string() });
export type PresenterNote = z.infer<typeof presenterNoteSchema>;

/** `Step 2 of 4`. */
export function stepText(number: number, count: number, isDone = false): string {
  return `Step ${number} of ${count}${isDone ? " done" : ""}`;
}

/** The work of the browser's previous learner. It stays on the server, but this browser can no longer reach it. */
export const doneHereSchema = z.object({
  /** Lessons with saved code; `done` counts those that were passed. */
  lessons: z.number().int(),
  done: z.number().int(),
  /** Drafts in the playground. */
  drafts: z.number().int(),
});
export type DoneHere = z.infer<typeof doneHereSchema>;

export const checkTitleSchema = z.object({ id: z.string(), title: z.string() });

const listingsSchema = z.object({
  loop: z.object({ start: z.string(), solution: z.string() }),
  events: z.object({ start: z.string(), solution: z.string() }),
  axum: z.string(),
});

export const lessonSchema = lessonSummarySchema.extend({
  clients: z.array(z.string()),
  panes: panesSchema,
  /** The lesson's text, without the part that is shown once the checks pass. */
  html: z.string(),
  afterHtml: z.string(),
  listings: listingsSchema,
  /** The listings as HTML, highlighted for light and dark themes, with a `.line` per line. */
  highlighted: listingsSchema,
  /** Ids and titles, in file order. */
  checks: z.array(checkTitleSchema),
  hints: z.array(hintSchema),
  /** In the order of the text. */
  steps: z.array(stepSchema),
  tour: tourSchema,
});
export type Lesson = z.infer<typeof lessonSchema>;

/** A command of a try button. The button's `data-try` holds a JSON list of them, which the page runs in order. */
export const tryCommandSchema = z.discriminatedUnion("do", [
  /** Without a query or subprotocols: with those of the client's card. */
  z.object({
    do: z.literal("connect"),
    client: z.string(),
    query: z.string().optional(),
    protocols: z.array(z.string()).optional(),
    /** The status with which a solution refuses it. */
    refused: z.number().int().optional(),
  }),
  z.object({ do: z.literal("send"), client: z.string(), text: z.string() }),
  z.object({ do: z.literal("binary"), client: z.string(), hex: z.string() }),
  z.object({ do: z.literal("close"), client: z.string(), code: z.number().int().nullable(), reason: z.string() }),
  /** Pages cannot do these: their clients are run by the server. */
  z.object({ do: z.literal("ping"), client: z.string(), text: z.string() }),
  z.object({ do: z.enum(["pause", "resume"]), client: z.string() }),
  z.object({ do: z.literal("advance"), seconds: z.number() }),
  z.object({ do: z.literal("clock"), mode: z.enum(["real", "stepped"]) }),
  /** Only in cells: starts the server again, as a deploy does, and runs the program's own `client(dial)`. */
  z.object({ do: z.enum(["restart", "dial"]) }),
]);
export type TryCommand = z.infer<typeof tryCommandSchema>;

const defaultExport = /^\s*export\s+(?:default\b|\{[^}]*\bas\s+default\b)/m;

/** A handler in loop style is the default export of its file; any other file creates a server. */
export function styleOf(source: string): Style {
  return defaultExport.test(source) ? "loop" : "events";
}
