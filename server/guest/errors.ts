// Says what a learner's code threw, whatever it threw, and where the engine is now; safe against what they changed.

export interface Described {
  readonly name: string;
  readonly message: string;
  /** As the engine writes it: one line a frame, the learner's places not yet mapped. */
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
const text = String;

const mostNameLength = 200;
const mostMessageLength = 2000;
const mostStackLength = 8000;
const framesKept = 32;
/** The library's own frames between a learner's call and the door are fewer. */
const placeFrames = 12;

/**
 * Takes from the frames that `Error.prepareStackTrace` is shown what leads to other functions: the library's own are
 * among them, and a learner's code is to call it by its doors only.
 */
export function closeFrames(): void {
  let frame: object | null = null;
  apply(setPrepare, OwnError, [
    (_error: unknown, frames: readonly object[]) => {
      frame = frames[0] ?? null;
    },
  ]);
  apply(stackOf, new OwnError(), []);
  apply(setPrepare, OwnError, [undefined]);
  const shape = frame === null ? null : getPrototypeOf(frame);
  if (shape === null) return;
  for (const name of ["getFunction", "getThis"]) defineProperty(shape, name, { value: () => undefined });
}

/** May run a learner's getters and `toString`, inside their own turn; never throws what they throw. */
export function describeError(error: unknown): Described {
  if (!isError(error)) return { name: "", message: cut(thrownText(error), mostMessageLength), stack: "" };
  return {
    name: cut(property(error, "name"), mostNameLength),
    message: cut(property(error, "message"), mostMessageLength),
    stack: cut(
      attempt(() => apply(stackOf, error, [])),
      mostStackLength,
    ),
  };
}

/** The engine's stack at this call, even when a learner switched stacks off. */
export function whereNow(): string {
  apply(setTraceLimit, OwnError, [framesKept]);
  apply(setPrepare, OwnError, [undefined]);
  return cut(apply(stackOf, new OwnError(), []), mostStackLength);
}

/** The same for a handler that goes on: few frames, and what it set for its own stacks stays as it was. */
export function placeNow(): string {
  const limit = apply(getTraceLimit, OwnError, []);
  const prepared = apply(getPrepare, OwnError, []);
  apply(setTraceLimit, OwnError, [placeFrames]);
  apply(setPrepare, OwnError, [undefined]);
  const stack = apply(stackOf, new OwnError(), []);
  apply(setTraceLimit, OwnError, [limit]);
  apply(setPrepare, OwnError, [prepared]);
  return cut(stack, mostStackLength);
}

function property(error: unknown, name: "name" | "message"): unknown {
  return attempt(() => (error as Record<string, unknown>)[name]);
}

function thrownText(thrown: unknown): unknown {
  if (typeof thrown === "string") return `"${thrown}"`;
  return attempt(() => text(thrown));
}

function attempt(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return "";
  }
}

function cut(value: unknown, most: number): string {
  return typeof value === "string" ? apply(slice, value, [0, most]) : "";
}
