// Finds text in the terminal's rows, and selects the current match.
import type { IBufferLine, Terminal } from "@xterm/xterm";
import type { FindStep, Found } from "./console-view.ts";

interface Match {
  readonly row: number;
  readonly index: number;
}

export class TerminalFind {
  readonly #terminal: Terminal;
  #query = "";
  #current: Match | null = null;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  find(query: string, step: FindStep): Found {
    const isNew = query !== this.#query;
    this.#query = query;
    const matches = query === "" ? [] : this.#matches(query.toLowerCase());
    const at = isNew || step === 0 ? matches.length - 1 : stepFrom(matches, this.#current, step);
    const match = matches[at] ?? null;
    this.#current = match;
    if (match === null) this.#terminal.clearSelection();
    else this.#select(match);
    return { at: at + 1, of: matches.length };
  }

  #matches(query: string): Match[] {
    const { active } = this.#terminal.buffer;
    const matches: Match[] = [];
    for (let row = 0; row < active.length; row++) {
      const text = active.getLine(row)?.translateToString(true).toLowerCase() ?? "";
      for (let index = text.indexOf(query); index >= 0; index = text.indexOf(query, index + query.length)) {
        matches.push({ row, index });
      }
    }
    return matches;
  }

  #select({ row, index }: Match): void {
    const line = this.#terminal.buffer.active.getLine(row);
    if (line === undefined) return;
    const from = columnOf(line, index);
    this.#terminal.select(from, row, columnOf(line, index + this.#query.length) - from);
    this.#terminal.scrollToLine(Math.max(0, row - Math.floor(this.#terminal.rows / 2)));
  }
}

/** Wraps around at both ends. */
function stepFrom(matches: readonly Match[], current: Match | null, step: FindStep): number {
  const now = matches.findIndex(({ row, index }) => row === current?.row && index === current.index);
  if (matches.length === 0) return -1;
  return now < 0 ? matches.length - 1 : (now + step + matches.length) % matches.length;
}

/** The column of a character; wide characters take two. */
function columnOf(line: IBufferLine, index: number): number {
  let characters = 0;
  for (let column = 0; column < line.length; column++) {
    if (characters >= index) return column;
    const cell = line.getCell(column);
    if (cell !== undefined && cell.getWidth() > 0) characters += cell.getChars().length || 1;
  }
  return line.length;
}
