// Values as Node's util.inspect shows them: Node's own code, taught what an error's stack looks like in this engine.
import { type InspectPackage, inspectPackage } from "./package.ts";

export interface InspectOptions {
  readonly depth?: number | null;
  readonly showHidden?: boolean;
  readonly maxArrayLength?: number;
  readonly breakLength?: number;
}

/** Never throws, whatever a learner's getters, proxies and toString do. */
export function show(value: unknown, options: InspectOptions = {}): string {
  return withErrors(({ inspect }) => inspect(value, options), [value]);
}

/** The arguments of console.log: format specifiers, then the rest behind it. */
export function showAll(args: readonly unknown[]): string {
  return plain(args) ?? withErrors(({ format }) => format(...args), args);
}

/** Shows a proxy's target without running its traps, as Node does. */
export function makeProxiesKnown(): void {
  const NativeProxy = Proxy;
  globalThis.Proxy = new NativeProxy(NativeProxy, {
    construct: (_type, args) => Reflect.construct(inspectPackage().Proxy, args),
  });
}

/** Text and numbers without a specifier, which is most of what is logged. */
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

// Captured: a learner may replace what stands on the globals, and what is logged must be seen nevertheless.
const { apply } = Reflect;
const { includes } = String.prototype;

const custom = Symbol.for("nodejs.util.inspect.custom");

function withErrors(write: (inspect: InspectPackage) => string, args: readonly unknown[]): string {
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
    return write(inspectPackage());
  } catch (error) {
    let text = "";
    for (let i = 0; i < args.length; i++) text += `${i === 0 ? "" : " "}${fallback(args[i], error)}`;
    return text;
  } finally {
    Reflect.deleteProperty(Error.prototype, custom);
  }
}

/** The same error with a stack as Node writes it: first what it says, then where it was. */
function shadowOf(error: Error): object {
  const shadow = Object.create(Object.getPrototypeOf(error), Object.getOwnPropertyDescriptors(error));
  const stack = `${Error.prototype.toString.call(error)}${placesOf(error.stack)}`;
  const hidden = { configurable: true, enumerable: false, writable: true };
  Object.defineProperty(shadow, "stack", { ...hidden, value: stack });
  Object.defineProperty(shadow, custom, { ...hidden, value: undefined });
  return shadow;
}

/** The frames in the learner's own file. */
function placesOf(stack: unknown): string {
  if (typeof stack !== "string") return "";
  const frames = stack
    .split("\n")
    .filter((line) => /^\s+at /.test(line) && !/\((native|guest\.js:.*|<null>:.*)\)$/.test(line));
  return frames.map((line) => `\n${line}`).join("");
}

function fallback(value: unknown, error: unknown): string {
  if (typeof value === "string") return value;
  try {
    return `[${typeof value} that cannot be shown: ${error instanceof Error ? error.message : String(error)}]`;
  } catch {
    return `[${typeof value} that cannot be shown]`;
  }
}
