// The global `console`: lines for the room's console, with Node's wording.
import type { LogLevel } from "../../protocol/guest.ts";
import type { HostInterface } from "../host-interface.ts";
import { type InspectOptions, show, showAll } from "./inspect.ts";
import { table } from "./table.ts";

// Captured: a learner may replace what stands on the globals, and what is logged must be seen nevertheless.
const { apply } = Reflect;
const { replaceAll, slice } = String.prototype;
const OwnError = Error;

export function createConsole(port: HostInterface): Record<string, unknown> {
  const out = new Output(port);
  const counts = new Map<string, number>();
  const begun = new Map<string, number>();
  const write =
    (level: LogLevel) =>
    (...args: unknown[]) =>
      out.write(level, showAll(args));
  const elapsed = (method: "timeEnd" | "timeLog", label: unknown, rest: readonly unknown[] = []) => {
    const name = labelOf(label);
    const start = begun.get(name);
    if (start === undefined) return out.write("warn", `Warning: No such label '${name}' for console.${method}()`);
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
    timeLog: (label?: unknown, ...rest: unknown[]) => elapsed("timeLog", label, rest),
    timeEnd: (label?: unknown) => {
      elapsed("timeEnd", label);
      begun.delete(labelOf(label));
    },
    group: (...args: unknown[]) => out.group(args),
    groupCollapsed: (...args: unknown[]) => out.group(args),
    groupEnd: () => out.groupEnd(),
    clear: () => {},
  };
}

class Output {
  readonly #port: HostInterface;
  #indent = "";

  constructor(port: HostInterface) {
    this.#port = port;
  }

  write(level: LogLevel, text: string): void {
    const indented = this.#indent === "" ? text : this.#indent + apply(replaceAll, text, ["\n", `\n${this.#indent}`]);
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
    : showAll(["Assertion failed", ...args]);
}

function labelOf(label: unknown): string {
  return label === undefined ? "default" : showAll([label]);
}

/** As Node writes it: `5ms`, `1.500s`, `1:01.000 (m:ss.mmm)`, `1:00:00 (h:mm:ss)`. */
function duration(ms: number): string {
  if (ms < 1000) return `${Number(ms.toFixed(3))}ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(3)}s`;
  const minutes = Math.floor(ms / 60_000);
  const seconds = (ms % 60_000) / 1000;
  if (minutes < 60) return `${minutes}:${seconds.toFixed(3).padStart(6, "0")} (m:ss.mmm)`;
  const padded = [minutes % 60, Math.floor(seconds)].map((part) => String(part).padStart(2, "0"));
  return `${Math.floor(minutes / 60)}:${padded.join(":")} (h:mm:ss)`;
}

/** For the line of the call. A learner may have switched stacks off: then there is none. */
function placeNow(): string {
  const { stack } = new OwnError();
  return typeof stack === "string" ? stack : "";
}

/** The room cuts by bytes and says nothing of it, so the count must fit too. */
function cut(text: string, mostBytes: number): string {
  const most = mostBytes - 40;
  return text.length <= most ? text : `${apply(slice, text, [0, most])}… ${text.length - most} more characters`;
}
