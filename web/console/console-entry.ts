// An entry of the console: a line of the handler, or an event of its code, its clock or the prompt.
import type { ConsoleLine } from "../../server/protocol/host.ts";
import { clockTime } from "../ui/format.ts";
import { colourless, printable } from "../ui/printable.ts";

export type EntryKind =
  | ConsoleLine["level"]
  | "fault"
  | "load"
  | "problem"
  | "notice"
  | "missing"
  | "time"
  | "command"
  | "outcome"
  | "mistake";

/** A place in one version of the learner's handler, or of the client page. */
export interface CodePlace {
  readonly file?: "client.html";
  readonly line: number;
  readonly column: number;
  readonly version: number;
}

export interface ConsoleEntry {
  readonly seq: number;
  readonly kind: EntryKind;
  readonly text: string;
  /** Shown below the text: what it means, what to do. */
  readonly details: readonly string[];
  /** Stack frames in the learner's code, for example `at handle (handler.ts:4:9)`. */
  readonly stack: readonly string[];
  readonly place: CodePlace | null;
  /** The room's time; null for events outside the room. */
  readonly atMs: number | null;
  /** How often it occurred in a row. */
  readonly times: number;
  /** For consecutive loads, the text of the latest; else null. */
  readonly newest: string | null;
}

export type NewEntry = Pick<ConsoleEntry, "kind" | "text"> & Partial<Omit<ConsoleEntry, "seq" | "times" | "newest">>;

export function makeEntry(seq: number, entry: NewEntry): ConsoleEntry {
  return { details: [], stack: [], place: null, atMs: null, ...entry, seq, times: 1, newest: null };
}

/** Whether `b` repeats `a`. Loads always do: typing code causes many of them. */
export function isRepeat(a: ConsoleEntry, b: NewEntry): boolean {
  const { details = [], stack = [], place = null } = b;
  if (isLoad(a) && a.kind === b.kind) return true;
  if (a.kind !== b.kind || a.text !== b.text || a.kind === "command") return false;
  const isSamePlace =
    a.place?.line === place?.line && a.place?.version === place?.version && a.place?.file === place?.file;
  return isSamePlace && a.details.join("\n") === details.join("\n") && a.stack.join("\n") === stack.join("\n");
}

const isLoad = ({ kind }: Pick<ConsoleEntry, "kind">): boolean => kind === "load" || kind === "problem";

/** The entry with one more occurrence. */
export function repeat(entry: ConsoleEntry, { text, place = null, atMs = null }: NewEntry): ConsoleEntry {
  return { ...entry, atMs, place, times: entry.times + 1, newest: isLoad(entry) ? text : null };
}

/** The place in a stack frame, or null. */
export function placeIn(stackLine: string, version: number): CodePlace | null {
  const [, line, column] = /:(\d{1,6}):(\d{1,6})\)?$/.exec(stackLine) ?? [];
  return line === undefined ? null : { line: Number(line), column: Number(column), version };
}

/** The kinds' names where colours are missing; empty for kinds that need no name. */
export const kindNames: Record<EntryKind, string> = {
  debug: "debug",
  log: "",
  info: "info",
  warn: "warning",
  error: "error",
  fault: "fault",
  load: "load",
  problem: "problem",
  notice: "notice",
  missing: "",
  time: "time",
  command: "you",
  outcome: "",
  mistake: "mistake",
};

/** Without colours, and with invisible characters made visible. */
export const plain = (text: string): string => printable(colourless(text));

export function repeatText({ times, atMs, newest }: ConsoleEntry): string {
  if (newest !== null) return plain(newest).replaceAll("\n", " ");
  if (times === 1) return "";
  const last = atMs === null ? "" : `, last at ${clockTime(atMs)}`;
  return `repeated ${times === 2 ? "once" : `${(times - 1).toLocaleString("en")} times`}${last}`;
}

export function placeText({ place }: ConsoleEntry): string {
  if (place === null) return "";
  return place.file === undefined ? `line ${place.line}` : `${place.file}:${place.line}`;
}

/** The whole entry as plain text: for the clipboard, for find, and for screen readers. */
export function entryText(entry: ConsoleEntry): string {
  const name = kindNames[entry.kind];
  const head = [name && `${name}:`, plain(entry.text), placeText(entry) && `(${placeText(entry)})`];
  const below = [...entry.details, ...entry.stack, repeatText(entry) && `(${repeatText(entry)})`].filter(Boolean);
  return [head.filter(Boolean).join(" "), ...below.map((line) => `    ${plain(line)}`)].join("\n");
}

export function allText(entries: readonly ConsoleEntry[]): string {
  return `${entries.map(entryText).join("\n")}\n`;
}
