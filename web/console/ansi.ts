// An entry of the console as a terminal shows it: a sign for its kind, colours, and links to lines of the code.
import { clockTime } from "../ui/clock-time.ts";
import { colourless, terminalSafe } from "../ui/printable.ts";
import { type CodePlace, type ConsoleEntry, type EntryKind, placeIn } from "./console-entry.ts";
import { placeText, repeats } from "./console-entry-text.ts";

// Built from numbers so that this file itself holds no control character.
const esc = String.fromCharCode(27);
const bell = String.fromCharCode(7);
const reset = `${esc}[0m`;

interface Look {
  /** One column wide in every font. */
  readonly sign: string;
  readonly colour: string;
  /** A sentence of ours, not what a learner printed. */
  readonly isOurs: boolean;
}

const looks: Record<EntryKind, Look> = {
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

/** What the rows are made for. */
export interface Rows {
  readonly columns: number;
  readonly showsTimes: boolean;
}

/** Rows without a line feed behind the last: the next entry brings its own. */
export function entryAnsi(entry: ConsoleEntry, rows: Rows): string {
  const { sign, colour, isOurs } = looks[entry.kind];
  const indent = indentOf(rows);
  const width = rows.columns - indent.length;
  // A learner's own lines stand as they printed them, however long; our sentences are broken between words.
  const texts = isOurs ? wrapped(colourless(entry.text), width) : terminalSafe(entry.text).split("\n");
  const last = colourless(texts.at(-1) ?? "").length % Math.max(1, width);
  const head = `${timeOf(entry, rows)}${esc}[${colour}m${sign} ${texts.join(`\n${indent}`)}${reset}`;
  const below = [
    ...entry.details.flatMap((line) => wrapped(colourless(line), width).map((row) => quiet(row))),
    ...entry.stack.map((line) => stackLine(line, entry)),
  ];
  return [head + where(entry, width - last, indent), ...below.map((line) => `${indent}${line}`)].join("\n");
}

/** Takes the place of the row before it when that says the same with a smaller number. */
export function repeatsAnsi(entry: ConsoleEntry, rows: Rows): string {
  return `${indentOf(rows)}${quiet(`(${repeats(entry)})`.slice(0, rows.columns - indentOf(rows).length))}`;
}

const timeWidth = "00:00:00.000 ".length;
const indentOf = ({ showsTimes }: Rows): string => " ".repeat(showsTimes ? timeWidth + 2 : 2);
const quiet = (text: string): string => `${esc}[90m${text}${reset}`;

function timeOf({ atMs }: ConsoleEntry, { showsTimes }: Rows): string {
  if (!showsTimes) return "";
  return atMs === null ? " ".repeat(timeWidth) : quiet(`${clockTime(atMs)} `);
}

/** Behind the text when there is room for it, else on a row of its own. */
function where(entry: ConsoleEntry, roomLeft: number, indent: string): string {
  if (entry.place === null) return "";
  const text = placeText(entry);
  return `${text.length + 2 <= roomLeft ? "  " : `\n${indent}`}${linked(text, entry.place)}`;
}

/** Broken between words where that is possible; blanks at a line's beginning stay. */
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

/** An OSC 8 hyperlink of our own: whatever a learner prints has lost its own before. */
function linked(text: string, { line, column, version }: CodePlace): string {
  const uri = `ws101:${line}:${column}:${version}`;
  return quiet(`${esc}]8;;${uri}${bell}${text}${esc}]8;;${bell}`);
}

/** null for what is no link of ours. */
export function placeOfLink(uri: string): CodePlace | null {
  const [, line, column, version] = /^ws101:(\d{1,6}):(\d{1,6}):(\d{1,9})$/.exec(uri) ?? [];
  return line === undefined ? null : { line: Number(line), column: Number(column), version: Number(version) };
}
