// An entry of the console as plain text: for the list, for the clipboard, and to be read aloud.
import { clockTime } from "../ui/clock-time.ts";
import { colourless, printable } from "../ui/printable.ts";
import type { ConsoleEntry, EntryKind } from "./console-entry.ts";

/** What each kind is called where colour does not tell it; empty for what needs no name. */
export const kindNames: Record<EntryKind, string> = {
  debug: "debug",
  log: "",
  info: "info",
  warn: "warning",
  error: "error",
  fault: "fault",
  load: "load",
  problem: "problem",
  notice: "notice",
  missing: "cut",
  time: "time",
  command: "you",
  outcome: "",
  mistake: "mistake",
};

/** Visible characters only, without colours. */
export const plain = (text: string): string => printable(colourless(text));

export function repeats({ times, atMs, newest }: ConsoleEntry): string {
  if (newest !== null) return plain(newest).replaceAll("\n", " ");
  if (times === 1) return "";
  const last = atMs === null ? "" : `, the last at ${clockTime(atMs)}`;
  return times === 2 ? `once more${last}` : `${(times - 1).toLocaleString("en")} times more${last}`;
}

export function placeText({ place }: ConsoleEntry): string {
  return place === null ? "" : `line ${place.line}`;
}

/** With its kind, its place and everything below it. */
export function entryText(entry: ConsoleEntry): string {
  const name = kindNames[entry.kind];
  const head = [name && `${name}:`, plain(entry.text), placeText(entry) && `(${placeText(entry)})`];
  const below = [...entry.details, ...entry.stack, repeats(entry) && `(${repeats(entry)})`].filter(Boolean);
  return [head.filter(Boolean).join(" "), ...below.map((line) => `    ${plain(line)}`)].join("\n");
}

export function allText(entries: readonly ConsoleEntry[]): string {
  return `${entries.map(entryText).join("\n")}\n`;
}

/** What a find goes through. */
export const searched = (entry: ConsoleEntry): string => entryText(entry).toLowerCase();
