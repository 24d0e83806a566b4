// Formats the time column: since the first row, since the previous row, or the room's clock.
import { clockTime } from "../../ui/format.ts";

export type TimeMode = "start" | "previous" | "clock";

export interface RowTimes {
  readonly atMs: number;
  /** The times of the first row since the last clear, shown or not, and of the previous row that is shown; null for none. */
  readonly firstMs: number | null;
  readonly previousMs: number | null;
}

export function timeText(mode: TimeMode, { atMs, firstMs, previousMs }: RowTimes): string {
  switch (mode) {
    case "start":
      return sinceText(atMs - (firstMs ?? atMs));
    case "previous":
      return previousMs === null ? "–" : `+${spanText(atMs - previousMs)}`;
    case "clock":
      return clockTime(atMs);
    default:
      return mode satisfies never;
  }
}

/** At most eight characters: 0.000, 12.345, 1:02.345, 10:02.3, 1:00:02. */
function sinceText(ms: number): string {
  const sign = ms < 0 ? "−" : "";
  const whole = Math.abs(Math.round(ms));
  const seconds = Math.floor(whole / 1000);
  const minutes = Math.floor(seconds / 60);
  const fraction = three(whole % 1000);
  if (minutes === 0) return `${sign}${seconds}.${fraction}`;
  if (minutes < 10) return `${sign}${minutes}:${two(seconds % 60)}.${fraction}`;
  if (minutes < 60) return `${sign}${minutes}:${two(seconds % 60)}.${fraction.slice(0, 1)}`;
  return `${sign}${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

function spanText(ms: number): string {
  const whole = Math.round(ms);
  if (Math.abs(whole) < 1000) return `${whole} ms`;
  return Math.abs(whole) < 60_000 ? `${(whole / 1000).toFixed(1)} s` : sinceText(whole);
}

const two = (value: number): string => String(value).padStart(2, "0");
const three = (value: number): string => String(value).padStart(3, "0");
