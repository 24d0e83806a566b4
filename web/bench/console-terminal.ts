// xterm as a log: appends what is new, takes no input, lets colours through and no other escape sequence.
import { FitAddon } from "@xterm/addon-fit";
import { type ILink, type ITheme, Terminal } from "@xterm/xterm";
import "@xterm/xterm/css/xterm.css";
import { terminalSafe } from "../state/printable.ts";
import type { ConsoleEntry } from "../state/room.ts";

const light: ITheme = {
  background: "#ffffff",
  foreground: "#1f2933",
  cursor: "#ffffff",
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
  brightRed: "#b42318",
  brightGreen: "#17663a",
  brightYellow: "#8a5300",
  brightBlue: "#175cd3",
  brightMagenta: "#8b2fb0",
  brightCyan: "#0b6b70",
  brightWhite: "#1f2933",
};

const dark: ITheme = {
  background: "#161b22",
  foreground: "#d6dde6",
  cursor: "#161b22",
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
  brightRed: "#ff8f85",
  brightGreen: "#6fd29a",
  brightYellow: "#e9b949",
  brightBlue: "#84b6ff",
  brightMagenta: "#d9a1f5",
  brightCyan: "#5fd0cf",
  brightWhite: "#ffffff",
};

export class ConsoleTerminal {
  readonly #terminal: Terminal;
  readonly #resize: ResizeObserver;
  #written = 0;
  #epoch = 0;

  constructor(place: HTMLElement, goToLine: (line: number) => void) {
    this.#terminal = new Terminal({
      disableStdin: true,
      convertEol: true,
      scrollback: 5_000,
      fontSize: 13,
      lineHeight: 1.25,
      fontFamily: "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace",
      cursorInactiveStyle: "none",
      cursorStyle: "bar",
    });
    const fit = new FitAddon();
    this.#terminal.loadAddon(fit);
    this.#terminal.open(place);
    this.#terminal.textarea?.setAttribute("aria-label", "Console output");
    this.#terminal.attachCustomKeyEventHandler(leavesKey);
    this.#terminal.registerLinkProvider({
      provideLinks: (row, answer) => answer(lineLinks(this.#terminal, row, goToLine)),
    });
    this.#resize = new ResizeObserver(() => place.clientHeight > 0 && fit.fit());
    this.#resize.observe(place);
  }

  setTheme(isDark: boolean): void {
    this.#terminal.options.theme = isDark ? dark : light;
  }

  /** Writes the entries that were not written yet; all of them after the console was cleared. */
  show(entries: readonly ConsoleEntry[], epoch: number): void {
    if (epoch !== this.#epoch) {
      this.#terminal.reset();
      this.#epoch = epoch;
    }
    for (const entry of entries) {
      if (entry.seq > this.#written) this.#terminal.write(`${entryText(entry)}\n`);
    }
    this.#written = Math.max(this.#written, entries.at(-1)?.seq ?? 0);
  }

  dispose(): void {
    this.#resize.disconnect();
    this.#terminal.dispose();
  }
}

/** Tab and the shortcuts of the page are not the terminal's; it only scrolls and copies. */
function leavesKey(event: KeyboardEvent): boolean {
  return event.key !== "Tab" && !event.ctrlKey && !event.metaKey;
}

const colours: Record<ConsoleEntry["kind"], string> = {
  debug: "90",
  log: "",
  info: "36",
  warn: "33",
  error: "31",
  fault: "1;31",
  load: "90",
  notice: "35",
  missing: "33",
};

function entryText({ kind, text, line }: ConsoleEntry): string {
  const place = line === null ? "" : `\u001b[90m  line ${line}\u001b[0m`;
  return `\u001b[${colours[kind]}m${terminalSafe(text)}\u001b[0m${place}`;
}

function lineLinks(terminal: Terminal, row: number, goToLine: (line: number) => void): ILink[] {
  const text = terminal.buffer.active.getLine(row - 1)?.translateToString(true) ?? "";
  return [...text.matchAll(/\bline (\d{1,5})\b/g)].map((match) => ({
    text: match[0],
    range: { start: { x: match.index + 1, y: row }, end: { x: match.index + match[0].length, y: row } },
    activate: () => goToLine(Number(match[1])),
  }));
}
