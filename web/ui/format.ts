// Counts, times and versions in words.

/** `1,234`. */
export const formatCount = (value: number): string => value.toLocaleString("en");

/** `1 row`, `1,234 rows`. */
export function countText(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** A size that fits a column: 5 B, 1.2 KiB, 64 KiB. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const kib = bytes / 1024;
  return kib < 1024 ? `${short(kib)} KiB` : `${short(kib / 1024)} MiB`;
}

const short = (value: number): string =>
  value < 10 ? value.toFixed(1).replace(/\.0$/, "") : String(Math.round(value));

/** Formats a count in at most four characters: 999, 1.2k, 64k, 1.5M; empty for 0. */
export function shortCount(count: number): string {
  if (count === 0) return "";
  if (count < 1_000) return String(count);
  if (count < 9_950) return `${(count / 1_000).toFixed(1)}k`;
  if (count < 999_500) return `${Math.round(count / 1_000)}k`;
  return `${(count / 1_000_000).toFixed(1)}M`;
}

/** Formats a time of day to the millisecond in local time: `12:00:30.000`. */
export const clockTime = (atMs: number): string => clock.format(atMs);

const twoDigits = "2-digit";
const clock = new Intl.DateTimeFormat("en-GB", {
  hour: twoDigits,
  minute: twoDigits,
  second: twoDigits,
  fractionalSecondDigits: 3,
});

/** `0:00` at the end, `1:02:03` from an hour. Rounded to the second, so that clocks a little apart do not show too much. */
export function timeLeft(leftMs: number): string {
  const seconds = Math.max(0, Math.round(leftMs / 1_000));
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  const clock = [hours > 0 ? String(minutes).padStart(2, "0") : minutes, String(seconds % 60).padStart(2, "0")];
  return [...(hours > 0 ? [hours] : []), ...clock].join(":");
}

/** `20 Nov 2026`. */
export const formatDay = (atMs: number): string => day.format(atMs);
/** `20 Nov 2026, 14:05`. */
export const formatMoment = (atMs: number): string => moment.format(atMs);

const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" });
const moment = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

/** A code version in a short label: `v3`, or `starter code` for version 0. */
export const versionName = (version: number): string => (version === 0 ? "starter code" : `v${version}`);
