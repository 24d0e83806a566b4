// Converts live-channel events to console entries.
import type { FaultKind } from "../../server/protocol/guest.ts";
import type { ConsoleLine } from "../../server/protocol/host.ts";
import { type LimitName, limitTable } from "../../server/protocol/limits.ts";
import type { ToPage } from "../../server/protocol/live.ts";
import { milliseconds } from "../code/draft-text.ts";
import { versionName } from "../ui/version-name.ts";
import type { CodePlace, NewEntry } from "./console-entry.ts";

export function lineEntries(line: ConsoleLine): NewEntry[] {
  const place = line.line === null ? null : { line: line.line, column: 1, version: line.version };
  const entry: NewEntry = { kind: line.level, text: line.text, place, atMs: line.atMs };
  if (line.missing === 0) return [entry];
  const missing = missingEntry(line);
  // A flood that ends with no further line ends with a line of the room's own, which says the same.
  return line.text.startsWith(`${line.missing} lines `) ? [missing] : [missing, entry];
}

function missingEntry({ missing, atMs }: ConsoleLine): NewEntry {
  const lines = missing === 1 ? "1 line" : `${missing.toLocaleString("en")} lines`;
  return { kind: "missing", text: `${lines} dropped (limit: ${limitTable.logLinesPerSecond.value}/s)`, atMs };
}

type Load = Extract<ToPage, { type: "load" }>;

export function loadEntries(load: Load): NewEntry[] {
  if (load.serving === load.version) return [{ kind: "load", text: loadedText(load) }];
  const text = `${versionName(load.version)} did not load: ${loadProblem(load)}`;
  const running = load.serving ? `${versionName(load.serving)} still running.` : "No version is running.";
  return [{ kind: "problem", text, details: [running], place: placeOf(load), stack: load.fault?.stack ?? [] }];
}

function loadedText({ version, loadMs, swap }: Load): string {
  const sockets = swap === "restart" ? "sockets closed with 1012" : "sockets kept";
  return `${versionName(version)} loaded in ${milliseconds(loadMs)}, ${sockets}`;
}

function loadProblem({ problems, fault }: Load): string {
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

type Fault = Extract<ToPage, { type: "fault" }>["fault"];

/** Prefixes to the engine's own message. */
const faultPrefixes: Record<FaultKind, string> = {
  cpu: "Stopped, out of CPU: ",
  memory: "Stopped, out of memory: ",
  output: "Stopped, too much output: ",
  stuck: "Stopped, blocked its process: ",
  error: "",
  rejection: "",
};

export function faultEntry(fault: Fault): NewEntry {
  const { kind, message, line, column, version, stack } = fault;
  const place = line === null ? null : { line, column: column ?? 1, version };
  return { kind: "fault", text: faultPrefixes[kind] + message, details: faultDetails(fault), stack, place };
}

function faultDetails({ kind, limit, peer, stops }: Fault): string[] {
  const limited = limit !== null && isLimit(limit) ? [`Limit ${limit}: ${limitTable[limit].what}.`] : [];
  if (stops) return [...limited, "All sockets were closed with 1011. Change the code, or restart it."];
  if (peer === null) return ["No socket was closed; the handler keeps running."];
  const remedy =
    kind === "error"
      ? "To keep the socket open, catch the error with try and catch."
      : "To keep the socket open, handle the rejection with catch.";
  return [`Socket #${peer} was closed with 1011; the others stay open. ${remedy}`];
}

function isLimit(name: string): name is LimitName {
  return Object.hasOwn(limitTable, name);
}
