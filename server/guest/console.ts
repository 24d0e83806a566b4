// The global `console`: writes lines to the room's console, formatted as in Node by Node's own util.inspect, which is adapted to
// the stacks of this engine's errors.
import type { LogLevel } from "../protocol/guest.ts";
import type { HostInterface } from "./bridge.ts";
import { evaluatePackage, replace } from "./packages.ts";

// Captured: a learner may replace globals, and logging must still work.
const { apply } = Reflect;
const { includes, replaceAll, slice } = String.prototype;
const OwnError = Error;

export function createConsole(host: HostInterface): Record<string, unknown> {
  let indent = "";
  const print = (level: LogLevel, text: string) => {
    const indented = indent === "" ? text : indent + apply(replaceAll, text, ["\n", `\n${indent}`]);
    host.log(level, truncate(indented, host.limits.logLineBytes), callStack());
  };
  const group = (...args: unknown[]) => {
    if (args.length > 0) print("log", formatAll(args));
    if (indent.length < 40) indent += "  ";
  };
  const counts = new Map<string, number>();
  const startTimes = new Map<string, number>();
  const write =
    (level: LogLevel) =>
    (...args: unknown[]) =>
      print(level, formatAll(args));
  const elapsed = (method: "timeEnd" | "timeLog", label: unknown, rest: readonly unknown[] = []) => {
    const name = labelOf(label);
    const start = startTimes.get(name);
    if (start === undefined) return print("warn", `Warning: No such label '${name}' for console.${method}()`);
    print("log", formatAll([`${name}: ${duration(host.now() - start)}`, ...rest]));
  };

  return {
    log: write("log"),
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
    debug: write("debug"),
    trace: (...args: unknown[]) => print("error", format(Object.assign(new Error(formatAll(args)), { name: "Trace" }))),
    dir: (value: unknown, options?: InspectOptions) => print("log", format(value, options)),
    table: (data: unknown, columns?: unknown) => print("log", tableOf(data, columns)),
    assert: (condition?: unknown, ...args: unknown[]) => {
      if (!condition) print("error", assertion(args));
    },
    count: (label?: unknown) => {
      const name = labelOf(label);
      counts.set(name, (counts.get(name) ?? 0) + 1);
      print("log", `${name}: ${counts.get(name)}`);
    },
    countReset: (label?: unknown) => {
      if (!counts.delete(labelOf(label))) print("warn", `Warning: Count for '${labelOf(label)}' does not exist`);
    },
    time: (label?: unknown) => {
      const name = labelOf(label);
      if (startTimes.has(name)) print("warn", `Warning: Label '${name}' already exists for console.time()`);
      else startTimes.set(name, host.now());
    },
    timeLog: (label?: unknown, ...rest: unknown[]) => elapsed("timeLog", label, rest),
    timeEnd: (label?: unknown) => {
      elapsed("timeEnd", label);
      startTimes.delete(labelOf(label));
    },
    group,
    groupCollapsed: group,
    groupEnd: () => {
      indent = indent.slice(2);
    },
    clear: () => {},
  };
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

/** console.table: rows and columns; null for data that is not tabular. */
function table(data: unknown, only?: unknown): string | null {
  if (typeof data !== "object" || data === null) return null;
  const rows = rowsOf(data);
  const keys = new Set(rows.flatMap(({ cells }) => Object.keys(cells)));
  const columns = Array.isArray(only) ? only.map(String) : [...keys];
  const hasValues = rows.some(({ value }) => value !== null) && !Array.isArray(only);
  const index = data instanceof Map || data instanceof Set ? "(iteration index)" : "(index)";
  const head = [index, ...columns, ...(hasValues ? ["Values"] : [])];
  const lines = rows.map(({ name, cells, value }) => [
    name,
    ...columns.map((column) => (Object.hasOwn(cells, column) ? (cells[column] ?? "") : "")),
    ...(hasValues ? [value ?? ""] : []),
  ]);
  return draw(head, lines);
}

/** Has either cells by column or a single value. */
interface Row {
  readonly name: string;
  readonly cells: Readonly<Record<string, string>>;
  readonly value: string | null;
}

function rowsOf(data: object): Row[] {
  if (data instanceof Map)
    return [...data].map(([key, value], index) => rowOf(String(index), { Key: key, Values: value }));
  const entries = data instanceof Set ? [...data].map((value, index) => [String(index), value]) : Object.entries(data);
  return entries.map(([name, value]) => rowOf(String(name), value));
}

function rowOf(name: string, value: unknown): Row {
  if (typeof value !== "object" || value === null) return { name, cells: {}, value: cell(value) };
  const cells = Object.fromEntries(Object.entries(value).map(([key, own]) => [key, cell(own)]));
  return { name, cells, value: null };
}

function cell(value: unknown): string {
  const wide = typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length > 2;
  return format(value, { depth: wide ? -1 : 0, maxArrayLength: 3, breakLength: Number.POSITIVE_INFINITY });
}

function draw(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((name, at) => Math.max(name.length, ...rows.map((row) => row[at]?.length ?? 0)) + 2);
  const line = (left: string, middle: string, right: string) =>
    left + widths.map((width) => "─".repeat(width)).join(middle) + right;
  const row = (cells: readonly string[]) =>
    `│${widths.map((width, at) => ` ${cells[at] ?? ""}`.padEnd(width)).join("│")}│`;
  return [line("┌", "┬", "┐"), row(head), line("├", "┼", "┤"), ...rows.map(row), line("└", "┴", "┘")].join("\n");
}

interface InspectOptions {
  readonly depth?: number | null;
  readonly showHidden?: boolean;
  readonly maxArrayLength?: number;
  readonly breakLength?: number;
}

/** Never throws, whatever a learner's getters, proxies and `toString` do. */
export function format(value: unknown, options: InspectOptions = {}): string {
  return withNodeStacks(({ inspect }) => inspect(value, options), [value]);
}

/** Formats the arguments of console.log: format specifiers first, then the remaining values. */
function formatAll(args: readonly unknown[]): string {
  return plain(args) ?? withNodeStacks(({ format }) => format(...args), args);
}

/** Lets the console show a proxy's target without running its traps, as Node does. */
export function trackProxies(): void {
  globalThis.Proxy = new NativeProxy(NativeProxy, {
    construct: (_type, args) => Reflect.construct(loadInspect().Proxy, args),
  });
}

/** A fast path for text and numbers without format specifiers, which are most of what is logged. */
function plain(args: readonly unknown[]): string | null {
  let text = "";
  for (let i = 0; i < args.length; i++) {
    const value = args[i];
    if (typeof value === "string") {
      if (i === 0 && args.length > 1 && apply(includes, value, ["%"])) return null;
      text += i === 0 ? value : ` ${value}`;
    } else if (typeof value === "number" || typeof value === "boolean" || value === undefined || value === null) {
      text += `${i === 0 ? "" : " "}${Object.is(value, -0) ? "-0" : String(value)}`;
    } else return null;
  }
  return text;
}

const custom = Symbol.for("nodejs.util.inspect.custom");

function withNodeStacks(use: (inspect: InspectPackage) => string, args: readonly unknown[]): string {
  const shadows = new Map<object, object>();
  try {
    Object.defineProperty(Error.prototype, custom, {
      value: function shadow(this: Error) {
        const known = shadows.get(this) ?? shadowOf(this);
        shadows.set(this, known);
        return known;
      },
      configurable: true,
    });
    return use(loadInspect());
  } catch (error) {
    let text = "";
    for (let i = 0; i < args.length; i++) text += `${i === 0 ? "" : " "}${fallback(args[i], error)}`;
    return text;
  } finally {
    Reflect.deleteProperty(Error.prototype, custom);
  }
}

/** A copy of the error with a stack in Node's format: the message, then the frames. */
function shadowOf(error: Error): object {
  const shadow = Object.create(Object.getPrototypeOf(error), Object.getOwnPropertyDescriptors(error));
  const stack = `${Error.prototype.toString.call(error)}${learnerFrames(error.stack)}`;
  const hidden = { configurable: true, enumerable: false, writable: true };
  Object.defineProperty(shadow, "stack", { ...hidden, value: stack });
  Object.defineProperty(shadow, custom, { ...hidden, value: undefined });
  return shadow;
}

function learnerFrames(stack: unknown): string {
  if (typeof stack !== "string") return "";
  const frames = stack
    .split("\n")
    .filter((line) => /^\s+at /.test(line) && !/\((native|guest\.js:.*|<null>:.*)\)$/.test(line));
  return frames.map((line) => `\n${line}`).join("");
}

function fallback(value: unknown, error: unknown): string {
  if (typeof value === "string") return value;
  try {
    return `[${typeof value} that cannot be formatted: ${error instanceof Error ? error.message : String(error)}]`;
  } catch {
    return `[${typeof value} that cannot be formatted]`;
  }
}

/** Its `Proxy` makes proxies whose target `inspect` can see. */
type InspectPackage = ReturnType<typeof evaluateInspect>;
let inspectPackage: InspectPackage | null = null;

// Captured: the package is evaluated when a learner may already have replaced them.
const NativeProxy = Proxy;
const { getOwnPropertyNames } = Object;
/** Node inspects instances of these classes itself; others, such as Buffer, can define how they are shown. */
const languageGlobals = getOwnPropertyNames(globalThis);

/** Node's util.inspect, from npm. Most handlers log only text, so the first value that needs it evaluates it. */
function loadInspect(): InspectPackage {
  inspectPackage ??= evaluateInspect();
  return inspectPackage;
}

function evaluateInspect() {
  using _proxy = replace(globalThis, "Proxy", NativeProxy);
  // This engine has no Atomics, and the package expects it.
  using _atomics = replace(globalThis, "Atomics", {});
  // URLs define how they are shown, so that showing something else need not evaluate them.
  using _url = replace(globalThis, "URL", class {});
  using _names = replace(Object, "getOwnPropertyNames", (of: object) =>
    of === globalThis ? languageGlobals : getOwnPropertyNames(of),
  );
  return evaluatePackage("inspect");
}
