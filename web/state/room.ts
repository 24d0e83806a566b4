// What the live channel tells about the learner's room: frames on the wire, console lines, faults, its state.
import type { Frame } from "../../server/protocol/frame.ts";
import type { ConsoleLine, RoomState } from "../../server/protocol/host.ts";
import type { ToPage } from "../../server/protocol/live.ts";

export const keptFrames = 2_000;
export const keptEntries = 1_000;

export interface SeenFrame extends Frame {
  readonly seq: number;
}

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
  readonly frames: readonly SeenFrame[];
  /** Frames that came while the list was held, oldest first; shown when it goes on. */
  readonly held: readonly SeenFrame[];
  readonly paused: boolean;
  /** All frames since the last clear, and those that are not shown: cut by the list's length or by the server. */
  readonly seen: number;
  readonly lost: number;
  readonly console: readonly ConsoleEntry[];
  /** Grows when the console was cleared, so that a terminal that only appends knows. */
  readonly consoleEpoch: number;
  readonly nextSeq: number;
}

export type RoomAction =
  | { readonly type: "live"; readonly message: ToPage }
  | { readonly type: "pause"; readonly on: boolean }
  | { readonly type: "clear-frames" }
  | { readonly type: "clear-console" };

export const emptyRoom: Room = {
  room: null,
  url: null,
  state: null,
  frames: [],
  held: [],
  paused: false,
  seen: 0,
  lost: 0,
  console: [],
  consoleEpoch: 0,
  nextSeq: 1,
};

export function reduceRoom(room: Room, action: RoomAction): Room {
  switch (action.type) {
    case "live":
      return heard(room, action.message);
    case "pause":
      return action.on ? { ...room, paused: true } : resumed(room);
    case "clear-frames":
      return { ...room, frames: [], held: [], seen: 0, lost: 0 };
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
    case "frames":
      return withFrames(room, message.frames, message.missing);
    case "console":
      return withEntries(room, message.lines.flatMap(consoleEntries));
    case "fault":
      return withEntries(room, [faultEntry(message.fault)]);
    case "load":
      return withEntries(room, [loadEntry(message)]);
    case "notice":
      return withEntries(room, [{ kind: "notice", text: message.text, line: null, version: null }]);
    case "hello":
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

function withFrames(room: Room, frames: readonly Frame[], missing: number): Room {
  const numbered = frames.map((frame, index) => ({ ...frame, seq: room.nextSeq + index }));
  const next = {
    ...room,
    nextSeq: room.nextSeq + frames.length,
    seen: room.seen + frames.length + missing,
    lost: room.lost + missing,
  };
  if (room.paused) return cut(next, "held", [...room.held, ...numbered]);
  return cut(next, "frames", [...room.frames, ...numbered]);
}

function resumed(room: Room): Room {
  return cut({ ...room, paused: false, held: [] }, "frames", [...room.frames, ...room.held]);
}

function cut(room: Room, list: "frames" | "held", frames: readonly SeenFrame[]): Room {
  const over = Math.max(0, frames.length - keptFrames);
  return { ...room, [list]: over ? frames.slice(over) : frames, lost: room.lost + over };
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
