// The global `console`: lines for the room's console, with Node's wording.
import type { LogLevel } from "../../protocol/guest.ts";
import type { Port } from "../port.ts";
import { type InspectOptions, show, showAll } from "./inspect.ts";
import { table } from "./table.ts";

export function createConsole(port: Port): Record<string, unknown> {
  const out = new Output(port);
  const counts = new Map<string, number>();
  const begun = new Map<string, number>();
  const write =
    (level: LogLevel) =>
    (...args: unknown[]) =>
      out.write(level, showAll(args));
  const elapsed = (label: unknown, rest: readonly unknown[] = []) => {
    const name = labelOf(label);
    const start = begun.get(name);
    if (start === undefined) return out.write("warn", `Warning: No such label '${name}' for console.time()`);
    out.write("log", showAll([`${name}: ${duration(port.now() - start)}`, ...rest]));
  };

  return {
    log: write("log"),
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
    debug: write("debug"),
    trace: (...args: unknown[]) => out.trace(args),
    dir: (value: unknown, options?: InspectOptions) => out.write("log", show(value, options)),
    table: (data: unknown, columns?: unknown) => out.write("log", tableOf(data, columns)),
    assert: (condition?: unknown, ...args: unknown[]) => {
      if (!condition) out.write("error", assertion(args));
    },
    count: (label?: unknown) => {
      const name = labelOf(label);
      counts.set(name, (counts.get(name) ?? 0) + 1);
      out.write("log", `${name}: ${counts.get(name)}`);
    },
    countReset: (label?: unknown) => {
      if (!counts.delete(labelOf(label))) out.write("warn", `Warning: Count for '${labelOf(label)}' does not exist`);
    },
    time: (label?: unknown) => {
      const name = labelOf(label);
      if (begun.has(name)) out.write("warn", `Warning: Label '${name}' already exists for console.time()`);
      else begun.set(name, port.now());
    },
    timeLog: (label?: unknown, ...rest: unknown[]) => elapsed(label, rest),
    timeEnd: (label?: unknown) => {
      elapsed(label);
      begun.delete(labelOf(label));
    },
    group: (...args: unknown[]) => out.group(args),
    groupCollapsed: (...args: unknown[]) => out.group(args),
    groupEnd: () => out.groupEnd(),
    clear: () => {},
  };
}

class Output {
  readonly #port: Port;
  #indent = "";

  constructor(port: Port) {
    this.#port = port;
  }

  write(level: LogLevel, text: string): void {
    const indented = this.#indent === "" ? text : this.#indent + text.replaceAll("\n", `\n${this.#indent}`);
    this.#port.log(level, cut(indented, this.#port.limits.logLineBytes), placeNow());
  }

  trace(args: readonly unknown[]): void {
    const says = showAll(args);
    const here = show(Object.assign(new Error(says), { name: "Trace" }));
    this.write("error", here);
  }

  group(args: readonly unknown[]): void {
    if (args.length > 0) this.write("log", showAll(args));
    if (this.#indent.length < 40) this.#indent += "  ";
  }

  groupEnd(): void {
    this.#indent = this.#indent.slice(2);
  }
}

function tableOf(data: unknown, columns: unknown): string {
  try {
    return table(data, columns) ?? show(data);
  } catch {
    return show(data);
  }
}

function assertion(args: readonly unknown[]): string {
  if (args.length === 0) return "Assertion failed";
  const [first, ...rest] = args;
  return typeof first === "string"
    ? showAll([`Assertion failed: ${first}`, ...rest])
    : showAll(["Assertion failed:", ...args]);
}

function labelOf(label: unknown): string {
  return label === undefined ? "default" : showAll([label]);
}

function duration(ms: number): string {
  if (ms < 1000) return `${Number(ms.toFixed(3))}ms`;
  return ms < 60_000
    ? `${(ms / 1000).toFixed(3)}s`
    : `${Math.floor(ms / 60_000)}:${((ms % 60_000) / 1000).toFixed(3)} (m:ss.mmm)`;
}

const OwnError = Error;

/** For the line of the call. A learner may have switched stacks off: then there is none. */
function placeNow(): string {
  const { stack } = new OwnError();
  return typeof stack === "string" ? stack : "";
}

/** The room cuts by bytes; here it is only kept from crossing the border whole. */
function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}… ${text.length - most} more characters`;
}
