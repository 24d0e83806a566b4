// The time column: since the first row, since the row before, or the room's clock.

export const timeModes = ["start", "previous", "clock"] as const;
export type TimeMode = (typeof timeModes)[number];

export interface Moments {
  readonly atMs: number;
  /** The first row's moment, and that of the row before; null when there is none. */
  readonly firstMs: number | null;
  readonly beforeMs: number | null;
}

export function timeText(mode: TimeMode, { atMs, firstMs, beforeMs }: Moments): string {
  switch (mode) {
    case "start":
      return sinceText(atMs - (firstMs ?? atMs));
    case "previous":
      return beforeMs === null ? "–" : `+${spanText(atMs - beforeMs)}`;
    case "clock":
      return clockText(atMs);
    default:
      return mode satisfies never;
  }
}

/** 0.000, 12.345, 1:02.345, 1:00:02.345. */
export function sinceText(ms: number): string {
  const sign = ms < 0 ? "−" : "";
  const whole = Math.abs(Math.round(ms));
  const seconds = Math.floor(whole / 1000);
  const fraction = three(whole % 1000);
  if (seconds < 60) return `${sign}${seconds}.${fraction}`;
  const minutes = Math.floor(seconds / 60);
  const tail = `${two(seconds % 60)}.${fraction}`;
  return minutes < 60 ? `${sign}${minutes}:${tail}` : `${sign}${Math.floor(minutes / 60)}:${two(minutes % 60)}:${tail}`;
}

function spanText(ms: number): string {
  const whole = Math.round(ms);
  if (Math.abs(whole) < 1000) return `${whole} ms`;
  return Math.abs(whole) < 60_000 ? `${(whole / 1000).toFixed(1)} s` : sinceText(whole);
}

export function clockText(atMs: number): string {
  const date = new Date(atMs);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${three(date.getMilliseconds())}`;
}

const two = (value: number): string => String(value).padStart(2, "0");
const three = (value: number): string => String(value).padStart(3, "0");
