// Parses and formats durations as people write them: 30s, 1.5s, 1500ms, 2m, 1h.

export type Amount = { readonly ok: true; readonly ms: number } | { readonly ok: false; readonly problem: string };

/** The protocol's limit for one move of the clock. */
export const maxMs = 86_400_000;

const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  sec: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
};

const form = /^\+?\s*(\d{1,12}(?:[.,]\d{1,3})?)\s*([a-z]*)$/i;

export function parseAmount(text: string): Amount {
  const [, count, unit = ""] = form.exec(text.trim()) ?? [];
  if (count === undefined) return invalid("Enter a duration such as +30s, +1500ms or +2m.");
  if (unit === "") return invalid(`The unit is missing. Did you mean: +${count}s`);
  const unitMs = units[unit.toLowerCase()];
  if (unitMs === undefined) return invalid(`Use ms, s, m or h. Did you mean: +${count}s`);
  const ms = Math.round(Number(count.replace(",", ".")) * unitMs);
  if (ms < 1) return invalid("The clock moves by at least 1 ms.");
  if (ms > maxMs) return invalid("The clock moves by at most 24 hours at a time.");
  return { ok: true, ms };
}

const invalid = (problem: string): Amount => ({ ok: false, problem });

/** For example `30 s`, `1.5 s`, `250 ms`, `2 min`, `1 min 30 s`, `1 h`. */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${rounded(ms / 1_000)} s`;
  if (ms < 3_600_000) return pair(Math.floor(ms / 60_000), "min", (ms % 60_000) / 1_000, "s");
  return pair(Math.floor(ms / 3_600_000), "h", Math.floor((ms % 3_600_000) / 60_000), "min");
}

function pair(big: number, bigUnit: string, small: number, smallUnit: string): string {
  return small > 0 ? `${big} ${bigUnit} ${rounded(small)} ${smallUnit}` : `${big} ${bigUnit}`;
}

const rounded = (value: number): string => String(Number(value.toFixed(3)));
