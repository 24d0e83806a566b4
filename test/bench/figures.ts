// Figures: the rows of the printed table.
import { spread } from "../../server/rehearsal/tally.ts";

export interface Row {
  readonly part: string;
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** The largest accepted value; absent when nothing is promised. */
  readonly bar?: number;
  /** The same figure of a baseline in the same run. */
  readonly beside?: { readonly name: string; readonly value: number };
  /** The figure before the server had limits against what is measured. */
  readonly before?: string;
  /** What the figure does not say. */
  readonly note?: string;
  /** A figure over its bar is a defect on any machine, so the bench then exits with 1. */
  readonly isRequired?: true;
}

export function median(samples: readonly number[]): number {
  return spread(samples).p50;
}

interface SpreadOptions {
  readonly p50Bar?: number;
  /** Few samples have no meaningful p99. */
  readonly tail?: "p95" | "p99";
}

/** The median and the tail as two rows. */
export function spreadRows(
  part: string,
  what: string,
  samples: readonly number[],
  { p50Bar, tail = "p99" }: SpreadOptions = {},
): readonly Row[] {
  const { [tail]: end, p50, count } = spread(samples);
  const bar = p50Bar === undefined ? {} : { bar: p50Bar };
  return [
    { part, what: `${what}, p50 of ${count}`, value: p50, unit: "ms", ...bar },
    { part, what: `${what}, ${tail}`, value: end, unit: "ms" },
  ];
}

/** A missing figure (NaN) counts as missed. */
export function isMissed({ bar, value }: Row): boolean {
  return bar !== undefined && !(value <= bar);
}

const widths = [10, 58, 12, 6, 10] as const;

export function tableHead(): string {
  return `${line(["part", "what", "figure", "", "bar"])}\n${line(widths.map((width) => "─".repeat(width)))}`;
}

export function tableRow(row: Row): string {
  const { part, what, value, unit, bar, beside, before, note } = row;
  const verdict = bar === undefined ? "" : `≤ ${bar} ${isMissed(row) ? "✗" : "✓"}`;
  const other = beside === undefined ? "" : `${beside.name} ${digits(beside.value)}`;
  const remarks = [other, before === undefined ? "" : `was ${before}`, note ?? ""].filter((text) => text !== "");
  return `${line([part, what, digits(value), unit, verdict])} ${remarks.join(" · ")}`.trimEnd();
}

export function digits(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function line(cells: readonly string[]): string {
  return cells
    .map((cell, column) => (column === 2 ? cell.padStart(widths[2]) : cell.padEnd(widths[column] ?? 0)))
    .join(" ");
}
