// What the live channel tells, as entries of the console.
import type { ConsoleLine } from "../../server/protocol/host.ts";
import { limitTable } from "../../server/protocol/limits.ts";
import type { ToPage } from "../../server/protocol/live.ts";
import { milliseconds } from "../code/load-line.ts";
import type { CodePlace, NewEntry } from "./console-entry.ts";

export function lineEntries(line: ConsoleLine): NewEntry[] {
  const place = line.line === null ? null : { line: line.line, column: 1, version: line.version };
  const entry: NewEntry = { kind: line.level, text: line.text, place, atMs: line.atMs };
  if (line.missing === 0) return [entry];
  const missing = missingEntry(line);
  // When nothing came after the flood, the room says its size in a line of its own: once is enough.
  return line.text.startsWith(`${line.missing} lines dropped`) ? [missing] : [missing, entry];
}

function missingEntry({ missing, atMs }: ConsoleLine): NewEntry {
  const { value } = limitTable.logLinesPerSecond;
  const lines = missing === 1 ? "1 line was" : `${missing.toLocaleString("en")} lines were`;
  return { kind: "missing", text: `… ${lines} cut: more than ${value} a second`, atMs };
}

type Load = Extract<ToPage, { type: "load" }>;

export function loadEntries(load: Load): NewEntry[] {
  if (load.serving === load.version) return [{ kind: "load", text: loadedText(load) }];
  const text = `v${load.version} did not load: ${whyNot(load)}`;
  const serves = load.serving ? `v${load.serving} serves on.` : "No version serves yet.";
  return [{ kind: "problem", text, details: [serves], place: placeOf(load), stack: load.fault?.stack ?? [] }];
}

function loadedText({ version, loadMs, swap }: Load): string {
  const sockets = swap === "restart" ? "sockets restarted with 1012" : "sockets kept";
  return `v${version} loaded in ${milliseconds(loadMs)}, ${sockets}`;
}

function whyNot({ problems, fault }: Load): string {
  const [first, ...rest] = problems;
  if (first === undefined) return fault?.message ?? "see the problems below the code";
  if (rest.length === 0) return first.message;
  return `${first.message} (and ${rest.length} more ${rest.length === 1 ? "problem" : "problems"})`;
}

function placeOf({ version, problems, fault }: Load): CodePlace | null {
  const [problem] = problems;
  if (problem !== undefined) return { line: problem.line, column: problem.column, version };
  return fault?.line ? { line: fault.line, column: fault.column ?? 1, version } : null;
}
