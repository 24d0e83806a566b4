// An xterm terminal used as a log: it appends entries and takes no input.
import "@xterm/xterm/css/xterm.css";
import { FitAddon } from "@xterm/addon-fit";
import { type IBufferLine, type ITheme, Terminal } from "@xterm/xterm";
import { entryAnsi, esc, type Layout, placeOfLink, repeatsAnsi } from "./ansi.ts";
import type { CodePlace, ConsoleEntry } from "./console-entry.ts";
import type { FindStep, Found } from "./console-view.ts";

export interface TerminalEvents {
  goTo(place: CodePlace): void;
  /** Called with whether the newest line is visible. */
  onScroll(isAtEnd: boolean): void;
}

export interface TerminalLook {
  readonly isDark: boolean;
  readonly fontSize: number;
  readonly showsTimes: boolean;
}

const clearRow = `\r${esc}[2K`;
/** Clears everything written so far, including what xterm has not processed yet. */
const clearAll = `${esc}c`;

export class ConsoleTerminal {
  readonly #element: HTMLElement;
  readonly #terminal: Terminal;
  readonly #fit = new FitAddon();
  readonly #find: TerminalFind;
  readonly #resize: ResizeObserver;
  readonly #events: TerminalEvents;
  #showsTimes = false;
  #epoch = 0;
  #lastSeq = 0;
  #lastTimes = 0;
  #shown: readonly ConsoleEntry[] = [];
  #repaint = 0;

  constructor(element: HTMLElement, events: TerminalEvents) {
    this.#element = element;
    this.#events = events;
    this.#terminal = new Terminal({
      disableStdin: true,
      convertEol: true,
      scrollback: 5_000,
      lineHeight: 1.25,
      minimumContrastRatio: 4.5,
      fontFamily: "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace",
      cursorInactiveStyle: "none",
      cursorStyle: "bar",
      linkHandler: { allowNonHttpProtocols: true, activate: (_event, uri) => this.#follow(uri) },
    });
    this.#find = new TerminalFind(this.#terminal);
    this.#terminal.loadAddon(this.#fit);
    this.#terminal.open(element);
    this.#terminal.textarea?.setAttribute("aria-label", "Console output");
    this.#terminal.textarea?.setAttribute("aria-description", "Screen-reader mode in the settings shows it as a list.");
    this.#terminal.attachCustomKeyEventHandler((event) => this.#key(event));
    this.#terminal.onRender(() => this.#reportScroll());
    this.#terminal.onResize(() => this.#redraw());
    this.#resize = new ResizeObserver(() => this.#fitToPlace());
    this.#resize.observe(element);
  }

  /** Call `show` afterwards: a change may clear the rows. */
  setLook({ isDark, fontSize, showsTimes }: TerminalLook): void {
    this.#paint(isDark);
    // The document's colours may change only after this call.
    requestAnimationFrame(() => this.#paint(isDark));
    if (this.#terminal.options.fontSize !== fontSize) {
      this.#terminal.options.fontSize = fontSize;
      this.#fit.fit();
    }
    if (this.#showsTimes !== showsTimes) this.#empty();
    this.#showsTimes = showsTimes;
  }

  #paint(isDark: boolean): void {
    const background = getComputedStyle(this.#element).backgroundColor;
    this.#terminal.options.theme = { ...(isDark ? dark : light), background, cursor: background };
  }

  get #layout(): Layout {
    return { columns: this.#terminal.cols, showsTimes: this.#showsTimes };
  }

  /** Writes new entries, or all of them after the console was cleared. */
  show(entries: readonly ConsoleEntry[], epoch: number): void {
    if (epoch !== this.#epoch) this.#empty();
    this.#epoch = epoch;
    this.#shown = entries;
    let text = "";
    for (const entry of entries) text += this.#newText(entry);
    if (text !== "") this.#terminal.write(text);
  }

  find(query: string, step: FindStep): Found {
    return this.#find.find(query, step);
  }

  scrollToEnd(): void {
    this.#terminal.scrollToBottom();
  }

  dispose(): void {
    cancelAnimationFrame(this.#repaint);
    this.#resize.disconnect();
    this.#terminal.dispose();
  }

  /** The last row has no line feed yet, so that a new repetition count can overwrite it. */
  #newText(entry: ConsoleEntry): string {
    if (entry.seq < this.#lastSeq) return "";
    if (entry.seq === this.#lastSeq) return this.#repeated(entry);
    const before = this.#lastSeq === 0 ? "" : "\n";
    this.#lastSeq = entry.seq;
    this.#lastTimes = 1;
    return before + entryAnsi(entry, this.#layout) + this.#repeated(entry);
  }

  #repeated(entry: ConsoleEntry): string {
    if (entry.times === this.#lastTimes) return "";
    const place = this.#lastTimes === 1 ? "\n" : clearRow;
    this.#lastTimes = entry.times;
    return place + repeatsAnsi(entry, this.#layout);
  }

  /** Text wraps differently at another width. */
  #redraw(): void {
    cancelAnimationFrame(this.#repaint);
    this.#repaint = requestAnimationFrame(() => {
      this.#empty();
      this.show(this.#shown, this.#epoch);
    });
  }

  #empty(): void {
    this.#terminal.write(clearAll);
    this.#lastSeq = 0;
    this.#lastTimes = 0;
  }

  #follow(uri: string): void {
    const place = placeOfLink(uri);
    if (place !== null) this.#events.goTo(place);
  }

  #reportScroll(): void {
    const { viewportY, baseY } = this.#terminal.buffer.active;
    this.#events.onScroll(viewportY >= baseY);
  }

  #fitToPlace(): void {
    if (this.#element.clientHeight > 0 && this.#element.clientWidth > 0) this.#fit.fit();
  }

  /** Handles the scroll keys; leaves Tab and the page's shortcuts to the page. */
  #key(event: KeyboardEvent): boolean {
    const scroll = event.type === "keydown" && !event.ctrlKey && !event.metaKey && !event.altKey && scrolls[event.key];
    if (!scroll) return false;
    event.preventDefault();
    scroll(this.#terminal);
    return false;
  }
}

const scrolls: Readonly<Record<string, (terminal: Terminal) => void>> = {
  ArrowUp: (terminal) => terminal.scrollLines(-1),
  ArrowDown: (terminal) => terminal.scrollLines(1),
  PageUp: (terminal) => terminal.scrollPages(-1),
  PageDown: (terminal) => terminal.scrollPages(1),
  Home: (terminal) => terminal.scrollToTop(),
  End: (terminal) => terminal.scrollToBottom(),
};

/** Bright colours look like normal ones, except for bright black, which is grey. */
function themeOf(colours: Record<"red" | "green" | "yellow" | "blue" | "magenta" | "cyan", string> & ITheme): ITheme {
  const { red, green, yellow, blue, magenta, cyan } = colours;
  const bright = { brightRed: red, brightGreen: green, brightYellow: yellow, brightBlue: blue };
  return { ...colours, ...bright, brightMagenta: magenta, brightCyan: cyan };
}

const light = themeOf({
  foreground: "#1f2933",
  selectionBackground: "#bfdbd8",
  black: "#1f2933",
  red: "#b42318",
  green: "#17663a",
  yellow: "#8a5300",
  blue: "#175cd3",
  magenta: "#8b2fb0",
  cyan: "#0b6b70",
  white: "#52606d",
  brightBlack: "#616e7c",
  brightWhite: "#1f2933",
});

const dark = themeOf({
  foreground: "#d6dde6",
  selectionBackground: "#2b5c58",
  black: "#8b95a3",
  red: "#ff8f85",
  green: "#6fd29a",
  yellow: "#e9b949",
  blue: "#84b6ff",
  magenta: "#d9a1f5",
  cyan: "#5fd0cf",
  white: "#d6dde6",
  brightBlack: "#8b95a3",
  brightWhite: "#ffffff",
});

interface Match {
  readonly row: number;
  readonly index: number;
}

class TerminalFind {
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
