// Globals of a handler: Node's, as far as they make sense in a room, and refusals that explain the others.
import { globalRefusal, type RefusedGlobal, refusedGlobals } from "../protocol/refusals.ts";
import type { HostInterface } from "./bridge.ts";
import { createConsole, trackProxies } from "./console.ts";
import { Buffer, makeBufferNative, TextDecoder, TextEncoder } from "./node/bytes.ts";
import { AbortController, AbortSignal, Event, EventTarget, signalTimeout } from "./node/event-target.ts";
import { structuredClone } from "./node/structured-clone.ts";
import { type TimerQueue, timerGlobals } from "./node/timers.ts";
import { URL, URLSearchParams } from "./node/url.ts";

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

const { random, floor } = Math;

/** Based on Math.random, which the room seeds: runs of the checks must be reproducible. */
const crypto = {
  randomUUID(): string {
    const bytes = new Uint8Array(16);
    fill(bytes);
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    const hex = bytes.toHex();
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  },

  getRandomValues<T>(array: T): T {
    if (!ArrayBuffer.isView(array) || array instanceof DataView || array instanceof Float64Array)
      throw new DOMException("getRandomValues() takes an integer array.", "TypeMismatchError");
    if (array.byteLength > 65_536)
      throw new DOMException("getRandomValues() fills at most 65536 bytes at a time.", "QuotaExceededError");
    fill(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
    return array;
  },
};

function fill(bytes: Uint8Array): void {
  for (let i = 0; i < bytes.length; i++) bytes[i] = floor(random() * 256);
}
