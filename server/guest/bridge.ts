// The guest's side of the ABI: wraps the host's functions as a HostInterface, and the library as entries for the host.
// It runs before any learner's code and captures the intrinsics that it needs.

import type { PeerId, UpgradeAnswer } from "../protocol/guest.ts";
import type { EntryName, GuestAbi } from "../protocol/guest-abi.ts";
import type { HostInterface, Listener } from "./host-interface.ts";

const { parse, stringify } = JSON;
const { now } = Date;
const { keys } = Object;

const noPeer = -1;

interface Bridge {
  readonly host: HostInterface;
  entries(listener: Listener): Readonly<Record<EntryName, unknown>>;
}

export function createBridge(abi: GuestAbi): Bridge {
  const modules: { readonly name: string; readonly source: string }[] = [];
  const exported: object[] = [];
  const { fault, describe, loaded, module, limits, ...functions } = abi;
  abi.exports = exported;
  hideFunctions();

  const host: HostInterface = {
    // The ABI's own functions, so that a message costs one call: the host checks its arguments.
    ...functions,
    now,
    limits: parse(limits),
    upgraded: (ticket, answer) => answerUpgrade(abi, ticket, answer),
    fault(kind, error, peer) {
      const { name, message, stack } = describeError(error);
      fault(kind, peer ?? noPeer, name, message, stack);
    },
    module(names, exports) {
      const source = moduleSource(exports, exported.length);
      exported[exported.length] = exports;
      for (const name of names) modules[modules.length] = { name, source };
    },
  };

  const entries = (listener: Listener): Record<EntryName, unknown> => ({
    upgrade: (ticket: number, request: string) => listener.upgrade(ticket, parse(request)),
    open: (peer: PeerId, request: string, protocol: string, resumed: number) =>
      listener.open(peer, parse(request), protocol, resumed === 1),
    loaded(exports: Readonly<Record<string, unknown>>) {
      const found = listener.loaded(exports);
      if ("problem" in found) loaded(null, false, found.problem);
      else loaded(found.style, found.hasUpgrade, "");
    },
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

function answerUpgrade(abi: GuestAbi, ticket: number, answer: UpgradeAnswer): void {
  const names = keys(answer.headers);
  for (let i = 0; i < names.length; i++) {
    const name = names[i] ?? "";
    abi.header(ticket, name, answer.headers[name] ?? "");
  }
  if (answer.accept) abi.accept(ticket, answer.protocol);
  else abi.refuse(ticket, answer.status, answer.reason);
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

interface Described {
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

/** May run a learner's getters and `toString`, within their own turn. Never throws what they throw. */
function describeError(error: unknown): Described {
  if (!isError(error)) return { name: "", message: truncate(thrownText(error), maxMessageLength), stack: "" };
  const stack = attempt(() => apply(stackOf, error, []));
  return {
    name: truncate(property(error, "name"), maxNameLength),
    message: truncate(property(error, "message"), maxMessageLength),
    stack: truncate(stack, maxStackLength),
  };
}

/** The engine's stack at this call, even when a learner switched stacks off. */
function currentStack(): string {
  apply(setTraceLimit, OwnError, [stackFrames]);
  apply(setPrepare, OwnError, [undefined]);
  return truncate(apply(stackOf, new OwnError(), []), maxStackLength);
}

/** A short stack for a handler that continues to run: its own stack settings are restored. */
function currentPlace(): string {
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
