// State of the console: entries from the live channel, the prompt and the clock.
import type { FaultKind } from "../../server/protocol/guest.ts";
import type { ConsoleLine } from "../../server/protocol/host.ts";
import { type LimitName, limitTable } from "../../server/protocol/limits.ts";
import type { ToPage } from "../../server/protocol/live.ts";
import { milliseconds } from "../code/draft-text.ts";
import { countText, versionName } from "../ui/format.ts";
import { type CodePlace, type ConsoleEntry, isRepeat, makeEntry, type NewEntry, repeat } from "./console-entry.ts";

export const keptEntries = 1_000;

export interface Log {
  readonly room: string | null;
  readonly entries: readonly ConsoleEntry[];
  /** The number of older entries that were dropped. */
  readonly dropped: number;
  /** Increases with each clear, for views that only append. */
  readonly epoch: number;
  readonly nextSeq: number;
  readonly lastLine: ConsoleLine | null;
  /** The next lines may repeat lines that are already shown. */
  readonly mayRepeat: boolean;
}

export type LogAction =
  | { readonly type: "live"; readonly message: ToPage }
  | { readonly type: "add"; readonly entry: NewEntry }
  | { readonly type: "clear" };

export const emptyLog: Log = {
  room: null,
  entries: [],
  dropped: 0,
  epoch: 0,
  nextSeq: 1,
  lastLine: null,
  mayRepeat: false,
};

export function reduceLog(log: Log, action: LogAction): Log {
  switch (action.type) {
    case "live":
      return receive(log, action.message);
    case "add":
      return add(log, [action.entry]);
    case "clear":
      return { ...log, entries: [], dropped: 0, epoch: log.epoch + 1 };
    default:
      return action satisfies never;
  }
}

function receive(log: Log, message: ToPage): Log {
  if (message.type === "following") return { ...log, room: message.room, mayRepeat: log.lastLine !== null };
  if ("room" in message && message.room !== log.room) return log;
  switch (message.type) {
    case "console":
      return print(log, log.mayRepeat ? newLines(message.lines, log.lastLine) : message.lines);
    case "fault":
      return add(log, [faultEntry(message.fault)]);
    case "load":
      return add(log, loadEntries(message));
    case "notice":
      return add(log, [{ kind: "notice", text: message.text }]);
    default:
      return log;
  }
}

function print(log: Log, lines: readonly ConsoleLine[]): Log {
  const lastLine = lines.at(-1) ?? log.lastLine;
  return add({ ...log, lastLine, mayRepeat: false }, lines.map(lineEntry));
}

/** After a reconnect, the server sends the room's last lines again: returns those after the last known line. */
function newLines(lines: readonly ConsoleLine[], last: ConsoleLine | null): readonly ConsoleLine[] {
  const known = lines.findLastIndex(
    ({ text, atMs, version, level }) =>
      text === last?.text && atMs === last.atMs && version === last.version && level === last.level,
  );
  return lines.slice(known + 1);
}

function add(log: Log, added: readonly NewEntry[]): Log {
  if (added.length === 0) return log;
  const entries = [...log.entries];
  let { nextSeq } = log;
  for (const entry of added) {
    const last = entries.at(-1);
    if (last !== undefined && isRepeat(last, entry)) entries[entries.length - 1] = repeat(last, entry);
    else entries.push(makeEntry(nextSeq++, entry));
  }
  const over = Math.max(0, entries.length - keptEntries);
  return { ...log, nextSeq, entries: over > 0 ? entries.slice(over) : entries, dropped: log.dropped + over };
}

function lineEntry({ level, text, line, version, atMs, missing }: ConsoleLine): NewEntry {
  if (missing > 0) return { kind: "missing", text, atMs };
  return { kind: level, text, place: line === null ? null : { line, column: 1, version }, atMs };
}

type Load = Extract<ToPage, { type: "load" }>;

function loadEntries(load: Load): NewEntry[] {
  if (load.serving === load.version) return [{ kind: "load", text: loadedText(load) }];
  const text = `${versionName(load.version)} did not load: ${loadProblem(load)}`;
  const running = load.serving ? `${versionName(load.serving)} still running.` : "No version is running.";
  return [{ kind: "problem", text, details: [running], place: placeOf(load), stack: load.fault?.stack ?? [] }];
}

function loadedText({ version, loadMs, swap }: Load): string {
  const sockets = swap === "restart" ? "sockets closed with 1012" : "sockets kept";
  return `${versionName(version)} loaded in ${milliseconds(loadMs)}, ${sockets}`;
}

function loadProblem({ problems, fault }: Load): string {
  const [first, ...rest] = problems;
  if (first === undefined) return fault?.message ?? "see the problems below the code";
  if (rest.length === 0) return first.message;
  return `${first.message} (and ${countText(rest.length, "more problem")})`;
}

function placeOf({ version, problems, fault }: Load): CodePlace | null {
  const [problem] = problems;
  if (problem !== undefined) return { line: problem.line, column: problem.column, version };
  return fault?.line ? { line: fault.line, column: fault.column ?? 1, version } : null;
}

type Fault = Extract<ToPage, { type: "fault" }>["fault"];

/** Prefixes to the engine's own message. */
const faultPrefixes: Record<FaultKind, string> = {
  cpu: "Stopped, out of CPU: ",
  memory: "Stopped, out of memory: ",
  output: "Stopped, too much output: ",
  stuck: "Stopped, blocked its process: ",
  error: "",
  rejection: "",
};

function faultEntry(fault: Fault): NewEntry {
  const { kind, message, line, column, version, stack } = fault;
  const place = line === null ? null : { line, column: column ?? 1, version };
  return { kind: "fault", text: faultPrefixes[kind] + message, details: faultDetails(fault), stack, place };
}

function faultDetails({ kind, limit, peer, stops }: Fault): string[] {
  const limited = limit !== null && isLimit(limit) ? [`Limit ${limit}: ${limitTable[limit].what}.`] : [];
  if (stops) return [...limited, "All sockets were closed with 1011. Change the code, or restart it."];
  if (peer === null) return ["No socket was closed; the handler keeps running."];
  const remedy =
    kind === "error"
      ? "To keep the socket open, catch the error with try and catch."
      : "To keep the socket open, handle the rejection with catch.";
  return [`Socket #${peer} was closed with 1011; the others stay open. ${remedy}`];
}

function isLimit(name: string): name is LimitName {
  return Object.hasOwn(limitTable, name);
}
