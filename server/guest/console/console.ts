// The global `console`: writes lines to the room's console, formatted as in Node.
import type { LogLevel } from "../../protocol/guest.ts";
import type { HostInterface } from "../host-interface.ts";
import { format, formatAll, type InspectOptions } from "./inspect.ts";
import { table } from "./table.ts";

// Captured: a learner may replace globals, and logging must still work.
const { apply } = Reflect;
const { replaceAll, slice } = String.prototype;
const OwnError = Error;

export function createConsole(host: HostInterface): Record<string, unknown> {
  const out = new Output(host);
  const counts = new Map<string, number>();
  const startTimes = new Map<string, number>();
  const write =
    (level: LogLevel) =>
    (...args: unknown[]) =>
      out.write(level, formatAll(args));
  const elapsed = (method: "timeEnd" | "timeLog", label: unknown, rest: readonly unknown[] = []) => {
    const name = labelOf(label);
    const start = startTimes.get(name);
    if (start === undefined) return out.write("warn", `Warning: No such label '${name}' for console.${method}()`);
    out.write("log", formatAll([`${name}: ${duration(host.now() - start)}`, ...rest]));
  };

  return {
    log: write("log"),
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
    debug: write("debug"),
    trace: (...args: unknown[]) => out.trace(args),
    dir: (value: unknown, options?: InspectOptions) => out.write("log", format(value, options)),
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
      if (startTimes.has(name)) out.write("warn", `Warning: Label '${name}' already exists for console.time()`);
      else startTimes.set(name, host.now());
    },
    timeLog: (label?: unknown, ...rest: unknown[]) => elapsed("timeLog", label, rest),
    timeEnd: (label?: unknown) => {
      elapsed("timeEnd", label);
      startTimes.delete(labelOf(label));
    },
    group: (...args: unknown[]) => out.group(args),
    groupCollapsed: (...args: unknown[]) => out.group(args),
    groupEnd: () => out.groupEnd(),
    clear: () => {},
  };
}

class Output {
  readonly #host: HostInterface;
  #indent = "";

  constructor(host: HostInterface) {
    this.#host = host;
  }

  write(level: LogLevel, text: string): void {
    const indented = this.#indent === "" ? text : this.#indent + apply(replaceAll, text, ["\n", `\n${this.#indent}`]);
    this.#host.log(level, truncate(indented, this.#host.limits.logLineBytes), callStack());
  }

  trace(args: readonly unknown[]): void {
    const trace = Object.assign(new Error(formatAll(args)), { name: "Trace" });
    this.write("error", format(trace));
  }

  group(args: readonly unknown[]): void {
    if (args.length > 0) this.write("log", formatAll(args));
    if (this.#indent.length < 40) this.#indent += "  ";
  }

  groupEnd(): void {
    this.#indent = this.#indent.slice(2);
  }
}

function tableOf(data: unknown, columns: unknown): string {
  try {
    return table(data, columns) ?? format(data);
  } catch {
    return format(data);
  }
}

function assertion(args: readonly unknown[]): string {
  if (args.length === 0) return "Assertion failed";
  const [first, ...rest] = args;
  return typeof first === "string"
    ? formatAll([`Assertion failed: ${first}`, ...rest])
    : formatAll(["Assertion failed", ...args]);
}

function labelOf(label: unknown): string {
  return label === undefined ? "default" : formatAll([label]);
}

/** As in Node: `5ms`, `1.500s`, `1:01.000 (m:ss.mmm)`, `1:00:00 (h:mm:ss)`. */
function duration(ms: number): string {
  if (ms < 1000) return `${Number(ms.toFixed(3))}ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(3)}s`;
  const minutes = Math.floor(ms / 60_000);
  const seconds = (ms % 60_000) / 1000;
  if (minutes < 60) return `${minutes}:${seconds.toFixed(3).padStart(6, "0")} (m:ss.mmm)`;
  const padded = [minutes % 60, Math.floor(seconds)].map((part) => String(part).padStart(2, "0"));
  return `${Math.floor(minutes / 60)}:${padded.join(":")} (h:mm:ss)`;
}

/** A stack of the call, from which the host derives the line; empty if a learner switched stacks off. */
function callStack(): string {
  const { stack } = new OwnError();
  return typeof stack === "string" ? stack : "";
}

/** The host truncates to this limit without a notice, so the notice must fit as well. */
function truncate(text: string, maxBytes: number): string {
  const maxLength = maxBytes - 40;
  return text.length <= maxLength
    ? text
    : `${apply(slice, text, [0, maxLength])}… ${text.length - maxLength} more characters`;
}
