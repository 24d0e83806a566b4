// Formats console entries for the terminal: a sign and a colour for the kind, and links to lines of the code.
import { clockTime } from "../ui/format.ts";
import { colourless, terminalSafe } from "../ui/printable.ts";
import { type CodePlace, type ConsoleEntry, type EntryKind, placeIn, placeText, repeatText } from "./console-entry.ts";

// Built from numbers so that this file contains no control characters.
export const esc = String.fromCharCode(27);
const bell = String.fromCharCode(7);
const reset = `${esc}[0m`;

interface Style {
  /** One column wide. */
  readonly sign: string;
  readonly colour: string;
  /** ws101's own text, as opposed to the handler's output. */
  readonly isOurs: boolean;
}

const styles: Record<EntryKind, Style> = {
  debug: { sign: "·", colour: "90", isOurs: false },
  log: { sign: " ", colour: "", isOurs: false },
  info: { sign: "i", colour: "36", isOurs: false },
  warn: { sign: "!", colour: "33", isOurs: false },
  error: { sign: "×", colour: "31", isOurs: false },
  fault: { sign: "×", colour: "1;31", isOurs: true },
  load: { sign: "^", colour: "90", isOurs: true },
  problem: { sign: "!", colour: "31", isOurs: true },
  notice: { sign: "*", colour: "35", isOurs: true },
  missing: { sign: " ", colour: "33", isOurs: true },
  time: { sign: "+", colour: "34", isOurs: true },
  command: { sign: ">", colour: "1", isOurs: false },
  outcome: { sign: " ", colour: "90", isOurs: true },
  mistake: { sign: "?", colour: "33", isOurs: true },
};

export interface Layout {
  readonly columns: number;
  readonly showsTimes: boolean;
}

/** Does not end with a line feed: the next entry starts with one. */
export function entryAnsi(entry: ConsoleEntry, layout: Layout): string {
  const { sign, colour, isOurs } = styles[entry.kind];
  const indent = indentOf(layout);
  const width = layout.columns - indent.length;
  // Only ws101's own text is wrapped; the handler's output stays as it was printed.
  const texts = isOurs ? wrapped(colourless(entry.text), width) : terminalSafe(entry.text).split("\n");
  const last = colourless(texts.at(-1) ?? "").length % Math.max(1, width);
  const head = `${timeOf(entry, layout)}${esc}[${colour}m${sign} ${texts.join(`\n${indent}`)}${reset}`;
  const below = [
    ...entry.details.flatMap((line) => wrapped(colourless(line), width).map((row) => quiet(row))),
    ...entry.stack.map((line) => stackLine(line, entry)),
  ];
  return [head + where(entry, width - last, indent), ...below.map((line) => `${indent}${line}`)].join("\n");
}

/** The row below an entry that counts its repetitions. */
export function repeatsAnsi(entry: ConsoleEntry, layout: Layout): string {
  return `${indentOf(layout)}${quiet(`(${repeatText(entry)})`.slice(0, layout.columns - indentOf(layout).length))}`;
}

const timeWidth = "00:00:00.000 ".length;
const indentOf = ({ showsTimes }: Layout): string => " ".repeat(showsTimes ? timeWidth + 2 : 2);
const quiet = (text: string): string => `${esc}[90m${text}${reset}`;

function timeOf({ atMs }: ConsoleEntry, { showsTimes }: Layout): string {
  if (!showsTimes) return "";
  return atMs === null ? " ".repeat(timeWidth) : quiet(`${clockTime(atMs)} `);
}

/** After the text where it fits, else on its own row. */
function where(entry: ConsoleEntry, roomLeft: number, indent: string): string {
  if (entry.place === null) return "";
  const text = placeText(entry);
  return `${text.length + 2 <= roomLeft ? "  " : `\n${indent}`}${linked(text, entry.place)}`;
}

/** Wraps between words where possible; keeps leading spaces. */
export function wrapped(text: string, width: number): string[] {
  return text.split("\n").flatMap((line) => {
    const rows: string[] = [];
    let rest = line;
    while (rest.length > width && width > 8) {
      const blank = rest.lastIndexOf(" ", width);
      const at = blank > width / 2 ? blank : width;
      rows.push(rest.slice(0, at).trimEnd());
      rest = rest.slice(at).trimStart();
    }
    return [...rows, rest];
  });
}

function stackLine(line: string, { place }: ConsoleEntry): string {
  const safe = colourless(line);
  const to = place === null ? null : placeIn(line, place.version);
  return `  ${to === null ? quiet(safe) : linked(safe, to)}`;
}

/** An OSC 8 hyperlink. Those in the handler's output have been removed. */
function linked(text: string, { line, column, version, file }: CodePlace): string {
  const uri = `ws101:${line}:${column}:${version}${file === undefined ? "" : `:${file}`}`;
  return quiet(`${esc}]8;;${uri}${bell}${text}${esc}]8;;${bell}`);
}

/** Returns null for any other link. */
export function placeOfLink(uri: string): CodePlace | null {
  const [, line, column, version, file] = /^ws101:(\d{1,6}):(\d{1,6}):(\d{1,9})(:client\.html)?$/.exec(uri) ?? [];
  if (line === undefined) return null;
  const place = { line: Number(line), column: Number(column), version: Number(version) };
  return file === undefined ? place : { ...place, file: "client.html" };
}
