// What a handler finds without importing it: Node's globals that make sense in a room, and sentences for the others.

import { createConsole } from "./console/console.ts";
import { makeProxiesKnown } from "./console/inspect.ts";
import type { HostInterface } from "./host-interface.ts";
import { AbortController, AbortSignal, signalTimeout } from "./node/abort.ts";
import { Buffer, makeBufferNative } from "./node/buffer.ts";
import { Event, EventTarget } from "./node/event-target.ts";
import { crypto } from "./node/random.ts";
import { structuredClone } from "./node/structured-clone.ts";
import { TextDecoder, TextEncoder } from "./node/text-coding.ts";
import { timerGlobals } from "./node/timers.ts";
import { URL, URLSearchParams } from "./node/url.ts";
import { installRefusedGlobals } from "./refused-globals.ts";
import type { TimerQueue } from "./timer-queue.ts";

export function installGlobals(port: HostInterface, alarms: TimerQueue): void {
  installRefusedGlobals();
  makeBufferNative();
  makeProxiesKnown();
  install(AbortSignal, { timeout: signalTimeout(alarms) });
  install(globalThis, {
    AbortController,
    AbortSignal,
    Buffer,
    console: createConsole(port),
    crypto,
    Event,
    EventTarget,
    global: globalThis,
    performance: clock(port),
    structuredClone,
    TextDecoder,
    TextEncoder,
    URL,
    URLSearchParams,
    ...timerGlobals(alarms),
  });
}

function install(target: object, members: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(members))
    Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: false });
}

/** Counts from its first use in this load, on the room's clock. */
function clock(port: HostInterface) {
  let origin: number | null = null;
  return {
    get timeOrigin(): number {
      origin ??= port.now();
      return origin;
    },
    now(): number {
      origin ??= port.now();
      return port.now() - origin;
    },
  };
}
