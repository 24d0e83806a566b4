// Computes a workshop's results from its state: rows for files and spreadsheets, and an overview for the instructor.
import type { LessonSummary, Step } from "../protocol/lesson.ts";
import type { Member, Standing, WorkshopState } from "../protocol/workshop.ts";
import type { LessonResult, MemberResult, WorkshopOverview, WorkshopResults } from "../protocol/workshop-results.ts";

/** What results need to know of a lesson. */
export interface GradedLesson extends Pick<LessonSummary, "slug" | "title"> {
  readonly steps: readonly Step[];
  readonly checks: readonly { readonly id: string; readonly title: string }[];
}

const minuteMs = 60_000;

export function resultsOf(
  { id, title, createdAtMs, endedAtMs, members }: WorkshopState,
  lessons: readonly GradedLesson[],
  nowMs: number,
): WorkshopResults {
  const all = Object.values(members).toSorted((a, b) => a.name.localeCompare(b.name));
  return {
    workshop: { id, title, createdAtMs, endedAtMs },
    exportedAtMs: nowMs,
    members: all.map((member) => memberResult(member, lessons)),
  };
}

function memberResult(member: Member, lessons: readonly GradedLesson[]): MemberResult {
  const { id, name, state, joinedAtMs, helped, waitedMs } = member;
  return {
    ...{ id, name, state, joinedAtMs, helped },
    waitedMinutes: minutes(waitedMs),
    lessons: lessons.flatMap((lesson) => {
      const standing = member.standings[lesson.slug];
      return standing === undefined ? [] : [lessonResult(member, lesson, standing)];
    }),
  };
}

function lessonResult(member: Member, lesson: GradedLesson, standing: Standing): LessonResult {
  const { style, version, done, passed, failed, runs } = standing;
  const { slug, title } = lesson;
  const openedAtMs = member.openedAtMs[slug] ?? null;
  const steps = stepTimes(lesson, standing, openedAtMs);
  return { slug, title, style, version, done, passed, failed, runs, openedAtMs, steps };
}

/** A step has passed once each of its checks has. Steps that a lesson's text only explains have no checks and no time. */
function stepTimes(
  { steps }: GradedLesson,
  { firstPassedAtMs }: Standing,
  openedAtMs: number | null,
): LessonResult["steps"] {
  let sinceMs = openedAtMs;
  return steps.map(({ checks }) => {
    const times = checks.map((id) => firstPassedAtMs[id]);
    const known = times.filter((time) => time !== undefined);
    if (known.length === 0 || known.length < times.length) return null;
    const passedAtMs = Math.max(...known);
    const took = sinceMs === null ? null : minutes(Math.max(0, passedAtMs - sinceMs));
    sinceMs = Math.max(sinceMs ?? 0, passedAtMs);
    return { passedAtMs, minutes: took };
  });
}

export function overviewOf(state: WorkshopState, lessons: readonly GradedLesson[]): WorkshopOverview {
  const members = Object.values(state.members);
  const answered = sum(members.map(({ helped }) => helped));
  const waitedMs = sum(members.map((member) => member.waitedMs));
  return {
    members: members.length,
    hands: { answered, meanWaitMinutes: answered === 0 ? null : minutes(waitedMs / answered) },
    lessons: lessons.map((lesson) => lessonOverview(members, lesson)).filter(({ opened }) => opened > 0),
  };
}

type LessonOverview = WorkshopOverview["lessons"][number];

function lessonOverview(members: readonly Member[], lesson: GradedLesson): LessonOverview {
  const { slug, title } = lesson;
  const tried = members.flatMap((member) => {
    const standing = member.standings[slug];
    return standing === undefined ? [] : [{ standing, steps: lessonResult(member, lesson, standing).steps }];
  });
  const opened = members.filter((member) => slug in member.openedAtMs || slug in member.standings).length;
  return {
    ...{ slug, title, opened },
    done: tried.filter(({ standing }) => standing.done).length,
    steps: lesson.steps.map((step, index) =>
      stepOverview(
        step,
        tried.map(({ steps }) => steps[index] ?? null),
      ),
    ),
    checks: checksOverview(
      tried.map(({ standing }) => standing),
      lesson,
    ),
  };
}

function stepOverview({ checks }: Step, times: LessonResult["steps"]): LessonOverview["steps"][number] {
  if (checks.length === 0) return { done: null, medianMinutes: null };
  const done = times.filter((time) => time !== null);
  return { done: done.length, medianMinutes: median(done.flatMap((time) => time.minutes ?? [])) };
}

function checksOverview(standings: readonly Standing[], { checks }: GradedLesson) {
  return checks
    .map(({ id, title }) => {
      const failed = standings.filter(({ firstFailedAtMs }) => Object.hasOwn(firstFailedAtMs, id));
      const failing = standings.filter((standing) => standing.failed.includes(id)).length;
      return {
        id,
        title,
        failed: failed.length,
        failing,
        medianMinutes: median(failed.flatMap((each) => minutesToPass(each, id))),
      };
    })
    .filter(({ failed }) => failed > 0)
    .toSorted((a, b) => b.failed - a.failed);
}

/** Empty for a check that has not passed, or had passed before it failed first. */
function minutesToPass({ firstFailedAtMs, firstPassedAtMs }: Standing, check: string): number[] {
  const [failed, passed] = [firstFailedAtMs[check], firstPassedAtMs[check]];
  return failed === undefined || passed === undefined || passed < failed ? [] : [minutes(passed - failed)];
}

/** Rounded to tenths. */
function minutes(ms: number): number {
  return Math.round((ms / minuteMs) * 10) / 10;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

function median(numbers: readonly number[]): number | null {
  if (numbers.length === 0) return null;
  const sorted = numbers.toSorted((a, b) => a - b);
  const [low = 0, high = low] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return Math.round(((low + high) / 2) * 10) / 10;
}

/** Spreadsheets read a file as UTF-8 only if it begins with this. */
const byteOrderMark = "\uFEFF";

type Cell = string | number;

/** The columns: what each has of a member and, if they ran its checks, of a lesson. */
const columns: readonly (readonly [
  string,
  (member: MemberResult, lesson: LessonResult | null) => Cell | null | undefined,
])[] = [
  ["name", ({ name }) => name],
  ["member", ({ id }) => id],
  ["state", ({ state }) => state],
  ["joined", ({ joinedAtMs }) => time(joinedAtMs)],
  ["lesson", (_, lesson) => lesson?.slug],
  ["style", (_, lesson) => lesson?.style],
  ["done", (_, lesson) => lesson && (lesson.done ? "yes" : "no")],
  ["checks passed", (_, lesson) => lesson?.passed.length],
  ["checks failed", (_, lesson) => lesson?.failed.length],
  ["failing", (_, lesson) => lesson?.failed.join("; ")],
  ["runs", (_, lesson) => lesson?.runs],
  ["version", (_, lesson) => lesson?.version],
  ["opened", (_, lesson) => lesson && time(lesson.openedAtMs)],
  ["minutes per step", (_, lesson) => lesson?.steps.map((step) => step?.minutes ?? "").join("; ")],
  ["hands answered", ({ helped }) => helped],
  ["minutes waited", ({ waitedMinutes }) => waitedMinutes],
];

/** For spreadsheets (RFC 4180): one row per member and lesson. */
export function resultsCsv({ members }: WorkshopResults): string {
  const rows = members.flatMap((member) => {
    const lessons = member.lessons.length > 0 ? member.lessons : [null];
    return lessons.map((lesson) => columns.map(([, value]) => value(member, lesson) ?? ""));
  });
  const header = columns.map(([name]) => name);
  return `${byteOrderMark}${[header, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("")}`;
}

function time(ms: number | null): string {
  return ms === null ? "" : new Date(ms).toISOString();
}

/** Spreadsheets take a text that begins with one of these for a formula, and would run what a learner typed as a name. */
const formula = /^\s*[=+\-@\uFF0B\uFF0D\uFF1D\uFF20]|^[\t\r\n]/;

function cell(value: Cell): string {
  if (typeof value === "number") return String(value);
  const text = formula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
