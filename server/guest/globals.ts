// Globals of a handler: Node's, as far as they make sense in a room, and refusals that explain the others.
import { globalRefusal, type RefusedGlobal, refusedGlobals } from "../protocol/refusals.ts";
import { createConsole } from "./console/console.ts";
import { trackProxies } from "./console/inspect.ts";
import type { HostInterface } from "./host-interface.ts";
import { AbortController, AbortSignal, signalTimeout } from "./node/abort.ts";
import { Buffer, makeBufferNative } from "./node/buffer.ts";
import { Event, EventTarget } from "./node/event-target.ts";
import { crypto } from "./node/random.ts";
import { structuredClone } from "./node/structured-clone.ts";
import { TextDecoder, TextEncoder } from "./node/text-coding.ts";
import { timerGlobals } from "./node/timers.ts";
import { URL, URLSearchParams } from "./node/url.ts";
import type { TimerQueue } from "./timer-queue.ts";

export function installGlobals(host: HostInterface, timers: TimerQueue): void {
  for (const name of refusedGlobals) Object.defineProperty(globalThis, name, refusingProperty(name));
  makeBufferNative();
  trackProxies();
  define(AbortSignal, { timeout: signalTimeout(timers) });
  define(globalThis, {
    AbortController,
    AbortSignal,
    Buffer,
    console: createConsole(host),
    crypto,
    Event,
    EventTarget,
    global: globalThis,
    performance: createPerformance(host),
    structuredClone,
    TextDecoder,
    TextEncoder,
    URL,
    URLSearchParams,
    ...timerGlobals(timers),
  });
}

function define(target: object, members: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(members))
    Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: false });
}

/** Counts from its first use in this load, on the room's clock. */
function createPerformance(host: HostInterface) {
  let origin: number | null = null;
  return {
    get timeOrigin(): number {
      origin ??= host.now();
      return origin;
    },
    now(): number {
      origin ??= host.now();
      return host.now() - origin;
    },
  };
}

/**
 * `typeof fetch` and `typeof require` are "function", `typeof process` is "object", as in Node: only using them throws.
 * A learner's own variable of the same name shadows them.
 */
function refusingProperty(name: RefusedGlobal): PropertyDescriptor {
  const refuse = () => {
    throw new ReferenceError(globalRefusal(name));
  };
  switch (name) {
    case "fetch":
    case "require":
      return { value: refuse, writable: true, configurable: true };
    case "__dirname":
    case "__filename":
      return { get: refuse, configurable: true };
    case "process":
    case "module":
    case "exports":
      return { value: refusingObject(refuse), writable: true, configurable: true };
    default:
      return name satisfies never;
  }
}

/** Symbols are not refused: the engine and the console use them to inspect any object. */
function refusingObject(refuse: () => never): object {
  return new Proxy(
    {},
    {
      get: (_target, key) => (typeof key === "symbol" ? undefined : refuse()),
      set: refuse,
      defineProperty: refuse,
    },
  );
}
