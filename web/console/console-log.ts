// The console's entries: what the live channel tells of the handler, and what the prompt and the clock say.
import type { ConsoleLine } from "../../server/protocol/host.ts";
import type { ToPage } from "../../server/protocol/live.ts";
import { again, type ConsoleEntry, isSame, makeEntry, type NewEntry } from "./console-entry.ts";
import { faultEntry } from "./fault-words.ts";
import { lineEntries, loadEntries } from "./live-entries.ts";

export const keptEntries = 1_000;

export interface Log {
  readonly room: string | null;
  readonly entries: readonly ConsoleEntry[];
  /** Older ones that are not kept. */
  readonly dropped: number;
  /** Grows when the console was cleared, so that a terminal that only appends knows. */
  readonly epoch: number;
  readonly nextSeq: number;
  /** The newest line of the handler, and whether the lines that come next may hold it again. */
  readonly lastLine: ConsoleLine | null;
  readonly isRetold: boolean;
}

export type LogAction =
  | { readonly type: "live"; readonly message: ToPage }
  | { readonly type: "said"; readonly entry: NewEntry }
  | { readonly type: "clear" };

export const emptyLog: Log = {
  room: null,
  entries: [],
  dropped: 0,
  epoch: 0,
  nextSeq: 1,
  lastLine: null,
  isRetold: false,
};

export function reduceLog(log: Log, action: LogAction): Log {
  switch (action.type) {
    case "live":
      return heard(log, action.message);
    case "said":
      return added(log, [action.entry]);
    case "clear":
      return { ...log, entries: [], dropped: 0, epoch: log.epoch + 1 };
    default:
      return action satisfies never;
  }
}

function heard(log: Log, message: ToPage): Log {
  if (message.type === "following") return { ...log, room: message.room, isRetold: log.lastLine !== null };
  if ("room" in message && message.room !== log.room) return log;
  switch (message.type) {
    case "console":
      return printed(log, log.isRetold ? unheard(message.lines, log.lastLine) : message.lines);
    case "fault":
      return added(log, [faultEntry(message.fault)]);
    case "load":
      return added(log, loadEntries(message));
    case "notice":
      return added(log, [{ kind: "notice", text: message.text }]);
    default:
      return log;
  }
}

function printed(log: Log, lines: readonly ConsoleLine[]): Log {
  const lastLine = lines.at(-1) ?? log.lastLine;
  return added({ ...log, lastLine, isRetold: false }, lines.flatMap(lineEntries));
}

/** A page that comes back is told the room's last lines again: only what came after the newest it knows is new. */
function unheard(lines: readonly ConsoleLine[], last: ConsoleLine | null): readonly ConsoleLine[] {
  const known = lines.findLastIndex(
    ({ text, atMs, version, level }) =>
      text === last?.text && atMs === last.atMs && version === last.version && level === last.level,
  );
  return lines.slice(known + 1);
}

function added(log: Log, news: readonly NewEntry[]): Log {
  if (news.length === 0) return log;
  const entries = [...log.entries];
  let { nextSeq } = log;
  for (const entry of news) {
    const last = entries.at(-1);
    if (last !== undefined && isSame(last, entry)) entries[entries.length - 1] = again(last, entry);
    else entries.push(makeEntry(nextSeq++, entry));
  }
  const over = Math.max(0, entries.length - keptEntries);
  return { ...log, nextSeq, entries: over > 0 ? entries.slice(over) : entries, dropped: log.dropped + over };
}
