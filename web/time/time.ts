// The room's clock as the page knows it: what it shows, the next timer, and what happened while it was moved.
import type { Frame } from "../../server/protocol/frame.ts";
import type { RoomState } from "../../server/protocol/host.ts";
import type { ToPage } from "../../server/protocol/live.ts";

/** What happened since the last answer to a move. */
export interface Tally {
  /** Frames by direction and opcode, for example `out 9`. */
  readonly frames: Readonly<Record<string, number>>;
  readonly lines: number;
  readonly faults: number;
}

export interface Jump {
  readonly byMs: number;
  readonly nowMs: number;
  readonly nextWakeAtMs: number | null;
  readonly tally: Tally;
  /** A real clock was stopped for it. */
  readonly hasStopped: boolean;
}

export interface Time {
  /** null while no room has said. */
  readonly mode: RoomState["clock"] | null;
  /** What was asked for and not answered yet. */
  readonly wanted: RoomState["clock"] | null;
  readonly nowMs: number;
  /** When that was told, on the page's own clock. */
  readonly heardAtMs: number;
  readonly nextWakeAtMs: number | null;
  /** Moves that were asked for and not answered yet. */
  readonly asked: number;
  readonly tally: Tally;
  /** A real clock is being stopped for the move that comes next. */
  readonly stops: boolean;
  /** The last move; `count` grows with each. */
  readonly jump: Jump | null;
  readonly count: number;
}

export type TimeAction =
  | { readonly type: "live"; readonly message: ToPage; readonly atMs: number }
  | { readonly type: "wanted"; readonly mode: RoomState["clock"] }
  | { readonly type: "stops" }
  | { readonly type: "asked" }
  /** The channel is away: what was asked is not answered any more. */
  | { readonly type: "away" };

const emptyTally: Tally = { frames: {}, lines: 0, faults: 0 };

export const emptyTime: Time = {
  mode: null,
  wanted: null,
  nowMs: 0,
  heardAtMs: 0,
  nextWakeAtMs: null,
  asked: 0,
  tally: emptyTally,
  stops: false,
  jump: null,
  count: 0,
};

export function reduceTime(time: Time, action: TimeAction): Time {
  switch (action.type) {
    case "live":
      return heard(time, action.message, action.atMs);
    case "wanted":
      return { ...time, wanted: action.mode };
    case "stops":
      return { ...time, stops: true };
    case "asked":
      return { ...time, asked: time.asked + 1, tally: time.asked === 0 ? emptyTally : time.tally };
    case "away":
      return { ...time, asked: 0, wanted: null, stops: false };
    default:
      return action satisfies never;
  }
}

function heard(time: Time, message: ToPage, atMs: number): Time {
  switch (message.type) {
    case "following":
      return message.state === null ? emptyTime : told(time, message.state, atMs);
    case "state":
      return told(time, message.state, atMs);
    case "moved":
      return moved(time, message, atMs);
    case "frames":
      return tallied(time, { frames: withFrames(time.tally.frames, message.frames) });
    case "console":
      return tallied(time, { lines: time.tally.lines + message.lines.length });
    case "fault":
      return tallied(time, { faults: time.tally.faults + 1 });
    default:
      return time;
  }
}

function told(time: Time, state: RoomState, heardAtMs: number): Time {
  const { clock: mode, nowMs, nextWakeAtMs } = state;
  return { ...time, mode, nowMs, nextWakeAtMs, heardAtMs, wanted: mode === time.wanted ? null : time.wanted };
}

function moved(time: Time, { byMs, nowMs, nextWakeAtMs }: Extract<ToPage, { type: "moved" }>, heardAtMs: number): Time {
  const jump = { byMs, nowMs, nextWakeAtMs, tally: time.tally, hasStopped: time.stops };
  const asked = Math.max(0, time.asked - 1);
  return {
    ...time,
    nowMs,
    nextWakeAtMs,
    heardAtMs,
    asked,
    tally: emptyTally,
    stops: false,
    jump,
    count: time.count + 1,
  };
}

/** Counted only while a move is under way. */
function tallied(time: Time, change: Partial<Tally>): Time {
  return time.asked === 0 ? time : { ...time, tally: { ...time.tally, ...change } };
}

function withFrames(counts: Tally["frames"], frames: readonly Frame[]): Tally["frames"] {
  const next = { ...counts };
  for (const { direction, opcode } of frames) {
    const key = `${direction} ${opcode}`;
    next[key] = (next[key] ?? 0) + 1;
  }
  return next;
}

/** What the room's clock shows at `pageMs` of the page's own. */
export function shownMs(time: Time, pageMs: number): number {
  return time.mode === "real" ? time.nowMs + Math.max(0, pageMs - time.heardAtMs) : time.nowMs;
}

/** How long until the next timer; null when none is set. */
export function untilWakeMs(time: Time, pageMs: number): number | null {
  return time.nextWakeAtMs === null ? null : Math.max(0, time.nextWakeAtMs - shownMs(time, pageMs));
}
