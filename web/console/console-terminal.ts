// xterm as a log: appends what is new, takes no input, lets colours through and no other escape sequence but our links.
import { FitAddon } from "@xterm/addon-fit";
import { Terminal } from "@xterm/xterm";
import "@xterm/xterm/css/xterm.css";
import { entryAnsi, placeOfLink, type Rows, repeatsAnsi } from "./ansi.ts";
import type { CodePlace, ConsoleEntry } from "./console-entry.ts";
import { type FindStep, type Found, TerminalFind } from "./terminal-find.ts";
import { dark, light } from "./terminal-theme.ts";

export interface TerminalHearer {
  goTo(place: CodePlace): void;
  /** Whether the newest line is on the screen. */
  atEnd(isAtEnd: boolean): void;
}

export interface TerminalLook {
  readonly isDark: boolean;
  readonly fontSize: number;
  readonly showsTimes: boolean;
}

// Built from a number so that this file itself holds no control character.
const esc = String.fromCharCode(27);
/** Back to the row's first column, and the row empty. */
const rowAgain = `\r${esc}[2K`;
/** Everything gone, what was written before and is not read yet included: it stands in the same stream. */
const allAnew = `${esc}c`;

export class ConsoleTerminal {
  readonly #place: HTMLElement;
  readonly #terminal: Terminal;
  readonly #fit = new FitAddon();
  readonly #find: TerminalFind;
  readonly #resize: ResizeObserver;
  readonly #hearer: TerminalHearer;
  #showsTimes = false;
  #epoch = 0;
  #lastSeq = 0;
  #lastTimes = 0;
  #shown: readonly ConsoleEntry[] = [];
  #repaint = 0;

  constructor(place: HTMLElement, hearer: TerminalHearer) {
    this.#place = place;
    this.#hearer = hearer;
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
    this.#terminal.open(place);
    this.#terminal.textarea?.setAttribute("aria-label", "Console output");
    this.#terminal.textarea?.setAttribute("aria-description", "Screen-reader mode in the settings shows it as a list.");
    this.#terminal.attachCustomKeyEventHandler((event) => this.#key(event));
    this.#terminal.onRender(() => this.#look());
    this.#terminal.onResize(() => this.#again());
    this.#resize = new ResizeObserver(() => this.#fitToPlace());
    this.#resize.observe(place);
  }

  /** A change of what stands in the rows needs them written anew: call `show` after it. */
  setLook({ isDark, fontSize, showsTimes }: TerminalLook): void {
    this.#paint(isDark);
    // Whoever changes the theme may not have told the document yet.
    requestAnimationFrame(() => this.#paint(isDark));
    if (this.#terminal.options.fontSize !== fontSize) {
      this.#terminal.options.fontSize = fontSize;
      this.#fit.fit();
    }
    if (this.#showsTimes !== showsTimes) this.#empty();
    this.#showsTimes = showsTimes;
  }

  #paint(isDark: boolean): void {
    const background = getComputedStyle(this.#place).backgroundColor;
    this.#terminal.options.theme = { ...(isDark ? dark : light), background, cursor: background };
  }

  get #rows(): Rows {
    return { columns: this.#terminal.cols, showsTimes: this.#showsTimes };
  }

  /** Writes the entries that were not written yet; all of them after the console was cleared. */
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

  toEnd(): void {
    this.#terminal.scrollToBottom();
  }

  dispose(): void {
    cancelAnimationFrame(this.#repaint);
    this.#resize.disconnect();
    this.#terminal.dispose();
  }

  /** The rows below the last line feed stay open: a count of repeats is written over the one before. */
  #newText(entry: ConsoleEntry): string {
    if (entry.seq < this.#lastSeq) return "";
    if (entry.seq === this.#lastSeq) return this.#repeated(entry);
    const before = this.#lastSeq === 0 ? "" : "\n";
    this.#lastSeq = entry.seq;
    this.#lastTimes = 1;
    return before + entryAnsi(entry, this.#rows) + this.#repeated(entry);
  }

  #repeated(entry: ConsoleEntry): string {
    if (entry.times === this.#lastTimes) return "";
    const place = this.#lastTimes === 1 ? "\n" : rowAgain;
    this.#lastTimes = entry.times;
    return place + repeatsAnsi(entry, this.#rows);
  }

  /** Other columns break sentences at other words. */
  #again(): void {
    cancelAnimationFrame(this.#repaint);
    this.#repaint = requestAnimationFrame(() => {
      this.#empty();
      this.show(this.#shown, this.#epoch);
    });
  }

  #empty(): void {
    this.#terminal.write(allAnew);
    this.#lastSeq = 0;
    this.#lastTimes = 0;
  }

  #follow(uri: string): void {
    const place = placeOfLink(uri);
    if (place !== null) this.#hearer.goTo(place);
  }

  #look(): void {
    const { viewportY, baseY } = this.#terminal.buffer.active;
    this.#hearer.atEnd(viewportY >= baseY);
  }

  #fitToPlace(): void {
    if (this.#place.clientHeight > 0 && this.#place.clientWidth > 0) this.#fit.fit();
  }

  /** It scrolls by keys and copies; Tab and the shortcuts of the page are not the terminal's. */
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
