// Finds text in the terminal's rows, one place after the other, and shows the place selected.
import type { IBufferLine, Terminal } from "@xterm/xterm";

/** `0` begins with the newest; the others go on from the place that is shown. */
export type FindStep = -1 | 0 | 1;

export interface Found {
  /** From 1, the oldest first; 0 when there is none. */
  readonly at: number;
  readonly of: number;
}

interface Place {
  readonly row: number;
  readonly index: number;
}

export class TerminalFind {
  readonly #terminal: Terminal;
  #query = "";
  #current: Place | null = null;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  find(query: string, step: FindStep): Found {
    const isNew = query !== this.#query;
    this.#query = query;
    const places = query === "" ? [] : this.#places(query.toLowerCase());
    const at = isNew || step === 0 ? places.length - 1 : stepped(places, this.#current, step);
    const place = places[at] ?? null;
    this.#current = place;
    if (place === null) this.#terminal.clearSelection();
    else this.#select(place);
    return { at: at + 1, of: places.length };
  }

  #places(query: string): Place[] {
    const { active } = this.#terminal.buffer;
    const places: Place[] = [];
    for (let row = 0; row < active.length; row++) {
      const text = active.getLine(row)?.translateToString(true).toLowerCase() ?? "";
      for (let index = text.indexOf(query); index >= 0; index = text.indexOf(query, index + query.length)) {
        places.push({ row, index });
      }
    }
    return places;
  }

  #select({ row, index }: Place): void {
    const line = this.#terminal.buffer.active.getLine(row);
    if (line === undefined) return;
    const from = columnOf(line, index);
    this.#terminal.select(from, row, columnOf(line, index + this.#query.length) - from);
    this.#terminal.scrollToLine(Math.max(0, row - Math.floor(this.#terminal.rows / 2)));
  }
}

/** Around at both ends. */
function stepped(places: readonly Place[], current: Place | null, step: FindStep): number {
  const now = places.findIndex(({ row, index }) => row === current?.row && index === current.index);
  if (places.length === 0) return -1;
  return now < 0 ? places.length - 1 : (now + step + places.length) % places.length;
}

/** Wide characters take two columns. */
function columnOf(line: IBufferLine, index: number): number {
  let characters = 0;
  for (let column = 0; column < line.length; column++) {
    if (characters >= index) return column;
    const cell = line.getCell(column);
    if (cell !== undefined && cell.getWidth() > 0) characters += cell.getChars().length || 1;
  }
  return line.length;
}
