// Settings of the library: its limits, the time that its timers follow, and where a handler's faults go. The checks take over the
// last two.
import { limitsWith } from "../../protocol/limits.ts";

const { timers: _, ...limits } = limitsWith();

/** The same as in a room of ws101. Without a sandbox's small memory, timers need no tight limit. */
export const libraryLimits = { ...limits, timers: 1_000_000, unsentHighBytes: limits.unsentBytes >> 4 };

/** What wakes the library: at most one time, the next that a timer needs. */
export interface Clock {
  now(): number;
  wakeAt(ms: number | null, wake: () => void): void;
}

// Captured: the checks replace the globals.
const { setTimeout, clearTimeout } = globalThis;
const { now } = Date;

/** The longest delay that a Node timer accepts; a longer wait is armed again. */
const maxTimerMs = 2 ** 31 - 1;

function realClock(): Clock {
  let timer: NodeJS.Timeout | undefined;
  const wakeAt: Clock["wakeAt"] = (ms, wake) => {
    clearTimeout(timer);
    if (ms !== null) timer = setTimeout(wake, Math.min(Math.max(0, ms - now()), maxTimerMs));
  };
  return { now, wakeAt };
}

let clock = realClock();

export function currentClock(): Clock {
  return clock;
}

/** Call this before the handler is loaded. */
export function followClock(other: Clock): void {
  clock = other;
}

export type ReportFault = (kind: "error" | "rejection", error: unknown) => void;

let report: ReportFault = (_kind, error) => console.error(error);

/** What a handler did wrong. A server prints it; the checks report it. */
export function reportFault(kind: "error" | "rejection", error: unknown): void {
  report(kind, error);
}

export function onFault(listener: ReportFault): void {
  report = listener;
}
