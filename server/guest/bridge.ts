// The guest's side of the ABI: wraps the host's functions as a HostInterface, and the library as entries for the host.
// It runs before any learner's code and captures the intrinsics that it needs.
import type { OffloadStatus, PeerId, RequestInfo, UpgradeAnswer } from "../protocol/guest.ts";
import type { EntryName, GuestAbi } from "../protocol/guest-abi.ts";
import type { LimitName, Limits } from "../protocol/limits.ts";

const { parse, stringify } = JSON;
const { now } = Date;
const { keys } = Object;

const noPeer = -1;

/** The limits that the library enforces itself. Above `unsentHighBytes`, `Socket.send` waits for the client. */
type GuestLimits = Pick<
  Limits,
  Extract<LimitName, `timer${string}` | "messageBytes" | "logLineBytes" | "unsentBytes" | "shutdownMs">
> & {
  readonly unsentHighBytes: number;
};

/** What the library can call, with plain values. Every call returns at once; effects leave the sandbox after the turn. */
export type HostInterface = ReturnType<typeof createBridge>["host"];
export type TimerHost = Pick<HostInterface, "limits" | "now" | "wakeAt">;
/** What the loop style calls: all that runs a handler outside a sandbox. */
export type LoopHost = Pick<
  HostInterface,
  "limits" | "send" | "ping" | "pong" | "close" | "pause" | "resume" | "unread" | "upgraded" | "fault"
>;

/** What the bridge calls, once per event, in order. May throw: the bridge reports a fault of that peer. */
export interface Listener {
  upgrade(ticket: number, request: RequestInfo): void;
  /** `dial` is -1 for a client of the learner's server. */
  open(peer: PeerId, request: RequestInfo, protocol: string, resumed: boolean, dial: number): void;
  text(peer: PeerId, data: string): void;
  /** If present, a handler of style `events` gets text messages here, as UTF-8 bytes. */
  textBytes?(peer: PeerId, utf8: Uint8Array): void;
  binary(peer: PeerId, data: Uint8Array): void;
  ping(peer: PeerId, data: Uint8Array): void;
  pong(peer: PeerId, data: Uint8Array): void;
  close(peer: PeerId, code: number, reason: string): void;
  error(peer: PeerId, code: string, message: string): void;
  flow(peer: PeerId, unsent: number): void;
  /** An offloaded call has ended. */
  result(id: number, value: Uint8Array, status: OffloadStatus, message: string): void;
  wake(): void;
  /** Runs the learner's client. */
  client(): void;
  dialRefused(id: number, status: number): void;
  /** The handler has to stop soon. */
  shutdown(): void;
  retire(): void;
  /** In the sandbox of an offloaded call, the only event: calls the function with the value. */
  offloaded(fn: unknown, value: Uint8Array): void;
  /** Called with the exports of the learner's module; returns its style, or why it cannot serve connections. */
  loaded(
    exports: Readonly<Record<string, unknown>>,
  ): { style: "loop" | "events"; hasUpgrade: boolean } | { problem: string };
}

export function createBridge(abi: GuestAbi) {
  const modules: { readonly name: string; readonly source: string }[] = [];
  const exported: object[] = [];
  const { fault, describe, loaded, module, ...functions } = abi;
  const limits: GuestLimits = parse(abi.limits);
  abi.exports = exported;
  hideFunctions();

  const host = {
    // The ABI's own functions, so that a message costs one call: the host checks its arguments.
    ...functions,
    limits,
    /** The room's clock in ms; `Date.now()` and `performance.now()` read the same clock. */
    now,
    upgraded(ticket: number, answer: UpgradeAnswer) {
      const names = keys(answer.headers);
      for (let i = 0; i < names.length; i++) {
        const name = names[i] ?? "";
        functions.header(ticket, name, answer.headers[name] ?? "");
      }
      if (answer.accept) functions.accept(ticket, answer.protocol, answer.maxMessageBytes);
      else functions.refuse(ticket, answer.status, answer.reason);
    },
    /** Reports an uncaught exception (`error`) or an unhandled rejection (`rejection`). */
    fault(kind: "error" | "rejection", error: unknown, peer: PeerId | null) {
      const { name, message, stack } = describeError(error);
      fault(kind, peer ?? noPeer, name, message, stack);
    },
    /** Registers a module under each of the names, `default` included. Other imports are refused. Only during createLibrary. */
    module(names: readonly string[], exports: Readonly<Record<string, unknown>>) {
      const source = moduleSource(exports, exported.length);
      exported[exported.length] = exports;
      for (const name of names) modules[modules.length] = { name, source };
    },
  };

  const entries = (listener: Listener): Record<EntryName, unknown> => ({
    upgrade: (ticket: number, request: string) => listener.upgrade(ticket, parse(request)),
    open: (peer: PeerId, request: string, protocol: string, resumed: number, dial: number) =>
      listener.open(peer, parse(request), protocol, resumed === 1, dial),
    loaded(exports: Readonly<Record<string, unknown>>) {
      const found = listener.loaded(exports);
      if ("problem" in found) loaded(null, false, found.problem);
      else loaded(found.style, found.hasUpgrade, "");
    },
    offloaded: (exports: Readonly<Record<string, unknown>>, value: Uint8Array) =>
      listener.offloaded(exports.default, value),
    describe(error: unknown) {
      const { name, message, stack } = describeError(error);
      describe(name, message, stack);
    },
    where: () => describe("", "", currentStack()),
    place: () => currentPlace(),
    modules() {
      for (const { name, source } of modules) module(name, source);
    },
  });

  return { host, entries };
}

/** Source of a module that re-exports `exports[index]` of the ABI. */
function moduleSource(exports: Readonly<Record<string, unknown>>, index: number): string {
  let source = `const all = globalThis.__ws101.exports[${index}];\n`;
  const names = keys(exports);
  for (let i = 0; i < names.length; i++) {
    const name = stringify(names[i]);
    source += `const e${i} = all[${name}]; export { e${i} as ${name} };\n`;
  }
  return source;
}

const { apply, defineProperty, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
const OwnError = Error;
const { isError } = Error as ErrorConstructor & { isError(value: unknown): value is Error };
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
/** More than native functions that call each other can nest. */
const stackFrames = 256;
/** More than the library's own frames between a learner's call and the ABI. */
const placeFrames = 13;

/** Removes `getFunction` and `getThis` from the call sites of `Error.prepareStackTrace`: some are the library's own. */
function hideFunctions(): void {
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

/**
 * May run a learner's getters and `toString`, within their own turn. Never throws what they throw. The stack is the
 * engine's own text, one line per frame, with positions in the generated code.
 */
function describeError(error: unknown) {
  const thrownText = () => (typeof error === "string" ? `"${error}"` : toText(error));
  if (!isError(error)) return { name: "", message: textOf(thrownText, maxMessageLength), stack: "" };
  return {
    name: textOf(() => error.name, maxNameLength),
    message: textOf(() => error.message, maxMessageLength),
    stack: textOf(() => apply(stackOf, error, []), maxStackLength),
  };
}

function textOf(read: () => unknown, maxLength: number): string {
  try {
    return truncate(read(), maxLength);
  } catch {
    return "";
  }
}

/** The engine's stack at this call, even when a learner switched stacks off. */
function currentStack(frames = stackFrames): string {
  apply(setTraceLimit, OwnError, [frames]);
  apply(setPrepare, OwnError, [undefined]);
  return truncate(apply(stackOf, new OwnError(), []), maxStackLength);
}

/** A short stack for a handler that continues to run: its own stack settings are restored. */
function currentPlace(): string {
  const limit = apply(getTraceLimit, OwnError, []);
  const prepared = apply(getPrepare, OwnError, []);
  const stack = currentStack(placeFrames);
  apply(setTraceLimit, OwnError, [limit]);
  apply(setPrepare, OwnError, [prepared]);
  return stack;
}

function truncate(value: unknown, maxLength: number): string {
  return typeof value === "string" ? apply(slice, value, [0, maxLength]) : "";
}
