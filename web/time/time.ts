// The room's clock as the page knows it: its time, the next timer, and what happened while it was advanced.
import type { Frame } from "../../server/protocol/frame.ts";
import type { ClockMode, RoomState } from "../../server/protocol/host.ts";
import type { ToPage } from "../../server/protocol/live.ts";
import { countText } from "../ui/format.ts";
import { formatDuration } from "./amount.ts";

/** Counts since the clock was last advanced. */
export interface Tally {
  /** Frames by direction and opcode, for example `out 9`. */
  readonly frames: Readonly<Record<string, number>>;
  readonly lines: number;
  readonly faults: number;
}

/** One move of the clock. */
export interface Jump {
  readonly byMs: number;
  readonly nowMs: number;
  readonly nextWakeAtMs: number | null;
  readonly tally: Tally;
  /** The clock was running and was paused for this jump. */
  readonly hasPaused: boolean;
}

export interface Time {
  /** null until the server has sent it. */
  readonly mode: ClockMode | null;
  /** The mode that was requested and is not confirmed yet. */
  readonly requestedMode: ClockMode | null;
  /** Whether a room is open; without one, there is no time to show. */
  readonly isRoomOpen: boolean;
  readonly nowMs: number;
  /** When `nowMs` was received, on the page's own clock. */
  readonly receivedAtMs: number;
  readonly nextWakeAtMs: number | null;
  /** Jumps that were requested and are not confirmed yet. */
  readonly pendingJumps: number;
  readonly tally: Tally;
  /** A running clock is being paused for the next jump. */
  readonly isPausing: boolean;
  readonly jump: Jump | null;
  /** The number of jumps so far. */
  readonly count: number;
}

export type TimeAction =
  | { readonly type: "live"; readonly message: ToPage; readonly atMs: number }
  | { readonly type: "mode-requested"; readonly mode: ClockMode }
  | { readonly type: "pausing" }
  | { readonly type: "jump-requested" }
  /** Pending requests will not be confirmed. */
  | { readonly type: "disconnected" };

const emptyTally: Tally = { frames: {}, lines: 0, faults: 0 };

export const emptyTime: Time = {
  mode: null,
  requestedMode: null,
  isRoomOpen: false,
  nowMs: 0,
  receivedAtMs: 0,
  nextWakeAtMs: null,
  pendingJumps: 0,
  tally: emptyTally,
  isPausing: false,
  jump: null,
  count: 0,
};

export function reduceTime(time: Time, action: TimeAction): Time {
  switch (action.type) {
    case "live":
      return receive(time, action.message, action.atMs);
    case "mode-requested":
      return { ...time, requestedMode: action.mode };
    case "pausing":
      return { ...time, isPausing: true };
    case "jump-requested":
      return { ...time, pendingJumps: time.pendingJumps + 1, tally: time.pendingJumps === 0 ? emptyTally : time.tally };
    case "disconnected":
      return { ...time, pendingJumps: 0, requestedMode: null, isPausing: false };
    default:
      return action satisfies never;
  }
}

function receive(time: Time, message: ToPage, atMs: number): Time {
  switch (message.type) {
    case "following":
      return message.state === null
        ? { ...emptyTime, mode: message.clock ?? null }
        : receiveState(time, message.state, atMs);
    case "state":
      return receiveState(time, message.state, atMs);
    case "moved":
      return moved(time, message, atMs);
    case "frames":
      return count(time, { frames: addFrames(time.tally.frames, message.frames) });
    case "console":
      return count(time, { lines: time.tally.lines + message.lines.length });
    case "fault":
      return count(time, { faults: time.tally.faults + 1 });
    default:
      return time;
  }
}

function receiveState(time: Time, state: RoomState, receivedAtMs: number): Time {
  const { clock: mode, nowMs, nextWakeAtMs } = state;
  const requestedMode = mode === time.requestedMode ? null : time.requestedMode;
  return { ...time, mode, isRoomOpen: true, nowMs, nextWakeAtMs, receivedAtMs, requestedMode };
}

function moved(time: Time, message: Extract<ToPage, { type: "moved" }>, receivedAtMs: number): Time {
  const { byMs, nowMs, nextWakeAtMs } = message;
  return {
    ...time,
    isRoomOpen: true,
    nowMs,
    nextWakeAtMs,
    receivedAtMs,
    pendingJumps: Math.max(0, time.pendingJumps - 1),
    tally: emptyTally,
    isPausing: false,
    jump: { byMs, nowMs, nextWakeAtMs, tally: time.tally, hasPaused: time.isPausing },
    count: time.count + 1,
  };
}

/** Counts only while a jump is pending. */
function count(time: Time, change: Partial<Tally>): Time {
  return time.pendingJumps === 0 ? time : { ...time, tally: { ...time.tally, ...change } };
}

function addFrames(counts: Tally["frames"], frames: readonly Frame[]): Tally["frames"] {
  const next = { ...counts };
  for (const { direction, opcode } of frames) {
    const key = `${direction} ${opcode}`;
    next[key] = (next[key] ?? 0) + 1;
  }
  return next;
}

/** The room's time at `pageMs` of the page's own clock. */
export function shownMs(time: Time, pageMs: number): number {
  return time.mode === "real" ? time.nowMs + Math.max(0, pageMs - time.receivedAtMs) : time.nowMs;
}

/** Time until the next timer; null when there is none. */
export function untilWakeMs(time: Time, pageMs: number): number | null {
  return time.nextWakeAtMs === null ? null : Math.max(0, time.nextWakeAtMs - shownMs(time, pageMs));
}

/** For example `Advanced 30 s: 2 pings sent, 2 pongs received.` */
export function jumpText({ byMs, nowMs, nextWakeAtMs, tally, hasPaused }: Jump): string {
  const events = tallyTexts(tally);
  const next = nextWakeAtMs === null ? "no timers pending" : `next timer in ${formatDuration(nextWakeAtMs - nowMs)}`;
  const what = events.length > 0 ? `: ${events.join(", ")}` : `; ${next}`;
  return `${hasPaused ? "Clock paused. " : ""}Advanced ${formatDuration(byMs)}${what}.`;
}

function tallyTexts({ frames, lines, faults }: Tally): string[] {
  const of = (key: string) => frames[key] ?? 0;
  return [
    tallyText(of("out 9"), "ping", "sent"),
    tallyText(of("in 10"), "pong", "received"),
    tallyText(of("out 1") + of("out 2"), "message", "sent"),
    tallyText(of("in 1") + of("in 2"), "message", "received"),
    tallyText(of("out 8"), "close frame", "sent"),
    tallyText(lines, "line", "printed"),
    tallyText(faults, "fault", ""),
  ].filter((text) => text !== "");
}

function tallyText(count: number, noun: string, verb: string): string {
  return count === 0 ? "" : `${countText(count, noun)} ${verb}`.trimEnd();
}
