// console.table: rows and columns, formatted as in Node.
import { format } from "./inspect.ts";

/** null for data that is not tabular. */
export function table(data: unknown, only?: unknown): string | null {
  if (typeof data !== "object" || data === null) return null;
  const rows = rowsOf(data);
  const columns = Array.isArray(only) ? only.map(String) : columnsOf(rows);
  const hasValues = rows.some(({ cells }) => cells === null) && !Array.isArray(only);
  const head = [indexName(data), ...columns, ...(hasValues ? ["Values"] : [])];
  const lines = rows.map(({ name, cells, value }) => [
    name,
    ...columns.map((column) => (cells?.has(column) ? (cells.get(column) ?? "") : "")),
    ...(hasValues ? [cells === null ? value : ""] : []),
  ]);
  return draw(head, lines);
}

interface Row {
  readonly name: string;
  /** null for a row with a single value. */
  readonly cells: ReadonlyMap<string, string> | null;
  readonly value: string;
}

function rowsOf(data: object): Row[] {
  if (data instanceof Map) return [...data].map(([key, value], index) => mapRow(index, key, value));
  const entries = data instanceof Set ? [...data].map((value, index) => [String(index), value]) : Object.entries(data);
  return entries.map(([name, value]) => rowOf(String(name), value));
}

function mapRow(index: number, key: unknown, value: unknown): Row {
  return {
    name: String(index),
    cells: new Map([
      ["Key", cell(key)],
      ["Values", cell(value)],
    ]),
    value: "",
  };
}

function rowOf(name: string, value: unknown): Row {
  if (typeof value !== "object" || value === null) return { name, cells: null, value: cell(value) };
  return { name, cells: new Map(Object.entries(value).map(([key, own]) => [key, cell(own)])), value: "" };
}

function columnsOf(rows: readonly Row[]): string[] {
  return [...new Set(rows.flatMap(({ cells }) => (cells === null ? [] : [...cells.keys()])))];
}

function indexName(data: object): string {
  return data instanceof Map || data instanceof Set ? "(iteration index)" : "(index)";
}

function cell(value: unknown): string {
  const wide = typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length > 2;
  return format(value, { depth: wide ? -1 : 0, maxArrayLength: 3, breakLength: Number.POSITIVE_INFINITY });
}

function draw(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((name, at) => Math.max(name.length, ...rows.map((row) => row[at]?.length ?? 0)) + 2);
  const line = (left: string, middle: string, right: string) =>
    left + widths.map((width) => "─".repeat(width)).join(middle) + right;
  const row = (cells: readonly string[]) =>
    `│${widths.map((width, at) => ` ${cells[at] ?? ""}`.padEnd(width)).join("│")}│`;
  return [line("┌", "┬", "┐"), row(head), line("├", "┼", "┤"), ...rows.map(row), line("└", "┴", "┘")].join("\n");
}
