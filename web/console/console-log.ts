// State of the console: entries from the live channel, the prompt and the clock.
import type { ConsoleLine } from "../../server/protocol/host.ts";
import type { ToPage } from "../../server/protocol/live.ts";
import { type ConsoleEntry, isRepeat, makeEntry, type NewEntry, repeat } from "./console-entry.ts";
import { faultEntry, lineEntries, loadEntries } from "./live-entries.ts";

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
  return add({ ...log, lastLine, mayRepeat: false }, lines.flatMap(lineEntries));
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
