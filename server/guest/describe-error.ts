// Describes thrown values and the current stack, whatever a learner threw or changed.

export interface Described {
  readonly name: string;
  readonly message: string;
  /** The engine's own text, one line per frame, with positions in the generated code. */
  readonly stack: string;
}

const { apply, defineProperty, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
const OwnError = Error;
const { isError } = Error as ErrorConstructor & { isError(value: unknown): boolean };
const stackOf = getOwnPropertyDescriptor(Error.prototype, "stack")?.get ?? (() => "");
const traceLimit = getOwnPropertyDescriptor(Error, "stackTraceLimit");
const prepare = getOwnPropertyDescriptor(Error, "prepareStackTrace");
const getTraceLimit = traceLimit?.get ?? (() => 0);
const setTraceLimit = traceLimit?.set ?? (() => {});
const getPrepare = prepare?.get ?? (() => {});
const setPrepare = prepare?.set ?? (() => {});
const { slice } = String.prototype;
const toText = String;

const maxNameLength = 200;
const maxMessageLength = 2000;
const maxStackLength = 8000;
const stackFrames = 32;
/** More than the library's own frames between a learner's call and the ABI. */
const placeFrames = 12;

/** Removes `getFunction` and `getThis` from the call sites of `Error.prepareStackTrace`: some are the library's own. */
export function hideFunctions(): void {
  let callSite: object | null = null;
  apply(setPrepare, OwnError, [
    (_error: unknown, callSites: readonly object[]) => {
      callSite = callSites[0] ?? null;
    },
  ]);
  apply(stackOf, new OwnError(), []);
  apply(setPrepare, OwnError, [undefined]);
  const prototype = callSite === null ? null : getPrototypeOf(callSite);
  if (prototype === null) return;
  for (const name of ["getFunction", "getThis"]) defineProperty(prototype, name, { value: () => undefined });
}

/** May run a learner's getters and `toString`, within their own turn. Never throws what they throw. */
export function describeError(error: unknown): Described {
  if (!isError(error)) return { name: "", message: truncate(thrownText(error), maxMessageLength), stack: "" };
  const stack = attempt(() => apply(stackOf, error, []));
  return {
    name: truncate(property(error, "name"), maxNameLength),
    message: truncate(property(error, "message"), maxMessageLength),
    stack: truncate(stack, maxStackLength),
  };
}

/** The engine's stack at this call, even when a learner switched stacks off. */
export function currentStack(): string {
  apply(setTraceLimit, OwnError, [stackFrames]);
  apply(setPrepare, OwnError, [undefined]);
  return truncate(apply(stackOf, new OwnError(), []), maxStackLength);
}

/** A short stack for a handler that continues to run: its own stack settings are restored. */
export function currentPlace(): string {
  const limit = apply(getTraceLimit, OwnError, []);
  const prepared = apply(getPrepare, OwnError, []);
  apply(setTraceLimit, OwnError, [placeFrames]);
  apply(setPrepare, OwnError, [undefined]);
  const stack = apply(stackOf, new OwnError(), []);
  apply(setTraceLimit, OwnError, [limit]);
  apply(setPrepare, OwnError, [prepared]);
  return truncate(stack, maxStackLength);
}

function property(error: unknown, name: "name" | "message"): unknown {
  return attempt(() => (error as Record<string, unknown>)[name]);
}

function thrownText(thrown: unknown): unknown {
  if (typeof thrown === "string") return `"${thrown}"`;
  return attempt(() => toText(thrown));
}

function attempt(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return "";
  }
}

function truncate(value: unknown, maxLength: number): string {
  return typeof value === "string" ? apply(slice, value, [0, maxLength]) : "";
}
