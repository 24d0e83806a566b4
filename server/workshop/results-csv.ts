// Results as CSV (RFC 4180), one row per member and lesson, for spreadsheets.
import type { LessonResult, MemberResult, WorkshopResults } from "../protocol/workshop-results.ts";

/** Spreadsheets read a file as UTF-8 only if it begins with this. */
const byteOrderMark = "\uFEFF";

const header = [
  "name",
  "member",
  "state",
  "joined",
  "lesson",
  "style",
  "done",
  "checks passed",
  "checks failed",
  "failing",
  "runs",
  "version",
  "opened",
  "minutes per step",
  "hands answered",
  "minutes waited",
];

export function resultsCsv({ members }: WorkshopResults): string {
  const rows = members.flatMap((member) => {
    const lessons = member.lessons.length > 0 ? member.lessons : [null];
    return lessons.map((lesson) => rowOf(member, lesson));
  });
  return `${byteOrderMark}${[header, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("")}`;
}

function rowOf(member: MemberResult, lesson: LessonResult | null): readonly (string | number)[] {
  const { name, id, state, joinedAtMs, helped, waitedMinutes } = member;
  return [name, id, state, time(joinedAtMs), ...lessonCells(lesson), helped, waitedMinutes];
}

function lessonCells(lesson: LessonResult | null): readonly (string | number)[] {
  if (lesson === null) return Array<string>(10).fill("");
  const { slug, style, done, passed, failed, runs, version, openedAtMs, steps } = lesson;
  const minutes = steps.map((step) => step?.minutes ?? "").join("; ");
  const counts = [passed.length, failed.length, failed.join("; ")];
  return [slug, style, done ? "yes" : "no", ...counts, runs, version, time(openedAtMs), minutes];
}

function time(ms: number | null): string {
  return ms === null ? "" : new Date(ms).toISOString();
}

/** Spreadsheets take a text that begins with one of these for a formula, and would run what a learner typed as a name. */
const formula = /^\s*[=+\-@\uFF0B\uFF0D\uFF1D\uFF20]|^[\t\r\n]/;

function cell(value: string | number): string {
  if (typeof value === "number") return String(value);
  const text = formula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
