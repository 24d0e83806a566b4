// What the live channel tells about the learner's room: console lines, faults, its state.
import type { ConsoleLine, RoomState } from "../../server/protocol/host.ts";
import type { ToPage } from "../../server/protocol/live.ts";

export const keptEntries = 1_000;

/** One block in the console: a line of the handler's own, or what happened to the handler. */
export interface ConsoleEntry {
  readonly seq: number;
  readonly kind: ConsoleLine["level"] | "fault" | "load" | "notice" | "missing";
  readonly text: string;
  readonly line: number | null;
  readonly version: number | null;
}

export interface Room {
  readonly room: string | null;
  readonly url: string | null;
  readonly state: RoomState | null;
  readonly console: readonly ConsoleEntry[];
  /** Grows when the console was cleared, so that a terminal that only appends knows. */
  readonly consoleEpoch: number;
  readonly nextSeq: number;
}

export type RoomAction = { readonly type: "live"; readonly message: ToPage } | { readonly type: "clear-console" };

export const emptyRoom: Room = {
  room: null,
  url: null,
  state: null,
  console: [],
  consoleEpoch: 0,
  nextSeq: 1,
};

export function reduceRoom(room: Room, action: RoomAction): Room {
  switch (action.type) {
    case "live":
      return heard(room, action.message);
    case "clear-console":
      return { ...room, console: [], consoleEpoch: room.consoleEpoch + 1 };
    default:
      return action satisfies never;
  }
}

function heard(room: Room, message: ToPage): Room {
  if ("room" in message && message.type !== "following" && message.room !== room.room) return room;
  switch (message.type) {
    case "following":
      return { ...room, room: message.room, url: message.url, state: message.state };
    case "state":
      return { ...room, state: message.state };
    case "console":
      return withEntries(room, message.lines.flatMap(consoleEntries));
    case "fault":
      return withEntries(room, [faultEntry(message.fault)]);
    case "load":
      return withEntries(room, [loadEntry(message)]);
    case "notice":
      return withEntries(room, [{ kind: "notice", text: message.text, line: null, version: null }]);
    case "hello":
    case "frames":
    case "handshake":
    case "moved":
    case "client":
    case "run":
    case "test":
    case "ran":
      return room;
    default:
      return message satisfies never;
  }
}

type NewEntry = Omit<ConsoleEntry, "seq">;

function withEntries(room: Room, entries: readonly NewEntry[]): Room {
  const numbered = entries.map((entry, index) => ({ ...entry, seq: room.nextSeq + index }));
  const all = [...room.console, ...numbered];
  return { ...room, nextSeq: room.nextSeq + entries.length, console: all.slice(-keptEntries) };
}

function consoleEntries(line: ConsoleLine): NewEntry[] {
  const entry: NewEntry = { kind: line.level, text: line.text, line: line.line, version: line.version };
  if (line.missing === 0) return [entry];
  const text = `${line.missing} lines were cut: the console takes only so many a second`;
  return [{ kind: "missing", text, line: null, version: line.version }, entry];
}

function faultEntry(fault: Extract<ToPage, { type: "fault" }>["fault"]): NewEntry {
  return { kind: "fault", text: fault.message, line: fault.line, version: fault.version };
}

function loadEntry(load: Extract<ToPage, { type: "load" }>): NewEntry {
  const failed = load.serving !== load.version;
  const serves = load.serving ? `v${load.serving} still serves` : "nothing serves yet";
  const text = failed
    ? `v${load.version} did not load: ${load.problems[0]?.message ?? load.fault?.message ?? "see the problems"} (${serves})`
    : `v${load.version} loaded in ${load.loadMs.toFixed(1)} ms${load.swap === "restart" ? ", sockets restarted" : ""}`;
  const line = failed ? (load.problems[0]?.line ?? load.fault?.line ?? null) : null;
  return { kind: "load", text, line, version: load.version };
}
