// Formats values with Node's own util.inspect, adapted to the stacks of this engine's errors.

export interface InspectOptions {
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
export function formatAll(args: readonly unknown[]): string {
  return plain(args) ?? withNodeStacks(({ format }) => format(...args), args);
}

/** Lets the console show a proxy's target without running its traps, as Node does. */
export function trackProxies(): void {
  globalThis.Proxy = new NativeProxy(NativeProxy, {
    construct: (_type, args) => Reflect.construct(inspectPackage().Proxy, args),
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

// Captured: a learner may replace globals, and logging must still work.
const { apply } = Reflect;
const { includes } = String.prototype;

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
    return use(inspectPackage());
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

/** The stack frames in the learner's own file. */
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

interface InspectPackage {
  inspect(value: unknown, options: object): string;
  format(...args: readonly unknown[]): string;
  /** A Proxy whose target `inspect` can see. */
  readonly Proxy: ProxyConstructor;
}

// Captured: the package is evaluated when a learner may already have replaced them.
const NativeProxy = Proxy;
const { getOwnPropertyNames } = Object;
/** Node inspects instances of these classes itself; others, such as Buffer, can define how they are shown. */
const languageGlobals = getOwnPropertyNames(globalThis);

/**
 * Node's util.inspect, from npm. It takes a fifth of a megabyte and most handlers log only text, so it is evaluated on
 * first use: the bundler turns `require` into a call that evaluates the package once.
 */
function inspectPackage(): InspectPackage {
  using _proxy = replace(globalThis, "Proxy", NativeProxy);
  // This engine has no Atomics, and the package expects it.
  using _atomics = replace(globalThis, "Atomics", {});
  using _names = replace(Object, "getOwnPropertyNames", (of: object) =>
    of === globalThis ? languageGlobals : getOwnPropertyNames(of),
  );
  return require("node-inspect-extracted");
}

/** Replaces a property until it is disposed. */
function replace(target: object, name: string, value: unknown): Disposable {
  const before = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, { value, configurable: true, writable: true });
  return {
    [Symbol.dispose]() {
      if (before === undefined) Reflect.deleteProperty(target, name);
      else Object.defineProperty(target, name, before);
    },
  };
}
