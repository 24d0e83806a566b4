// One block in the console: a line of the handler's own, or what happened to the handler, its clock, or at the prompt.
import type { ConsoleLine } from "../../server/protocol/host.ts";

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

/** A place in the learner's code; `version` is the one it was told of. */
export interface CodePlace {
  readonly line: number;
  readonly column: number;
  readonly version: number;
}

export interface ConsoleEntry {
  readonly seq: number;
  readonly kind: EntryKind;
  readonly text: string;
  /** What stands below it, quieter: what to do, what it means. */
  readonly details: readonly string[];
  /** The stack in the learner's own lines, for example `at handle (handler.ts:4:9)`. */
  readonly stack: readonly string[];
  readonly place: CodePlace | null;
  /** The room's time; null for what did not happen in the room. */
  readonly atMs: number | null;
  /** How many times in a row it came. */
  readonly times: number;
  /** Of loads in a row, which differ, the newest; else null. */
  readonly newest: string | null;
}

export type NewEntry = Pick<ConsoleEntry, "kind" | "text"> & Partial<Omit<ConsoleEntry, "seq" | "times" | "newest">>;

export function makeEntry(seq: number, entry: NewEntry): ConsoleEntry {
  return { details: [], stack: [], place: null, atMs: null, ...entry, seq, times: 1, newest: null };
}

/** Whether one only says again what the other said: then it is counted. While code is typed, load follows load. */
export function isSame(a: ConsoleEntry, b: NewEntry): boolean {
  const { details = [], stack = [], place = null } = b;
  if (isLoad(a) && a.kind === b.kind) return true;
  if (a.kind !== b.kind || a.text !== b.text || a.kind === "command") return false;
  const isThere = a.place?.line === place?.line && a.place?.version === place?.version;
  return isThere && a.details.join("\n") === details.join("\n") && a.stack.join("\n") === stack.join("\n");
}

const isLoad = ({ kind }: Pick<ConsoleEntry, "kind">): boolean => kind === "load" || kind === "problem";

/** The same entry after it came once more. */
export function again(entry: ConsoleEntry, { text, place = null, atMs = null }: NewEntry): ConsoleEntry {
  return { ...entry, atMs, place, times: entry.times + 1, newest: isLoad(entry) ? text : null };
}

/** The place that a line of a stack names; null for none. */
export function placeIn(stackLine: string, version: number): CodePlace | null {
  const [, line, column] = /:(\d{1,6}):(\d{1,6})\)?$/.exec(stackLine) ?? [];
  return line === undefined ? null : { line: Number(line), column: Number(column), version };
}
