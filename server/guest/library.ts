// The guest library: installs globals (Node's, as far as they make sense in a room, and refusals that explain the others) and
// modules, finds the handler, and routes events to its connections.
import { EventEmitter, once } from "events/events.js";
import type { PeerId } from "../protocol/guest.ts";
import { globalRefusal, type RefusedGlobal, refusedGlobals } from "../protocol/refusals.ts";
import type { HostInterface, Listener } from "./bridge.ts";
import { createConsole, trackProxies } from "./console.ts";
import { type ClientFunction, Dialing } from "./loop/dial.ts";
import { loopModule } from "./loop/module.ts";
import { type Handle, LoopProgram, type Upgrade } from "./loop/socket.ts";
import { Buffer, makeBufferNative, TextDecoder, TextEncoder } from "./node/bytes.ts";
import { AbortController, AbortSignal, Event, EventTarget, signalTimeout } from "./node/event-target.ts";
import { Segmenter } from "./node/segmenter.ts";
import { structuredClone } from "./node/structured-clone.ts";
import { TimerQueue, timerGlobals, timerPromises } from "./node/timers.ts";
import { defineUrlGlobals } from "./node/url.ts";
import { Offloaded, OffloadFailed, runOffloaded } from "./offload.ts";
import { createShutdown } from "./shutdown.ts";
import { createStorage } from "./storage.ts";
import { createServerClass, EventsProgram, ServerSlot } from "./ws/server.ts";
import { WebSocket } from "./ws/websocket.ts";

type Program = LoopProgram | EventsProgram;

/** Called once at boot, before any learner's code. */
export function createLibrary(host: HostInterface): Listener {
  const timers = new TimerQueue(host);
  const slot = new ServerSlot(host);
  installGlobals(host, timers);
  const offloaded = new Offloaded(host);
  const dialing = new Dialing(host);
  const { shutdown, request } = createShutdown(host);
  const lifetime = { offload: offloaded.create, OffloadFailed, shutdown, storage: createStorage(host) };
  registerModules(timers, slot, host, lifetime);
  const connections = new Map<PeerId, ReturnType<Program["open"]>>();
  let program: Program | null = null;

  return {
    upgrade: (ticket, request) => program?.upgrade(ticket, request),
    open(peer, request, protocol, _resumed, dial) {
      const connection =
        dial < 0 ? program?.open(peer, request, protocol) : dialing.open(dial, peer, request, protocol);
      if (connection === undefined) return;
      connections.set(peer, connection);
      connection.start();
    },
    text: (peer, data) => connections.get(peer)?.text(data),
    textBytes: (peer, utf8) => connections.get(peer)?.textBytes(utf8),
    binary: (peer, data) => connections.get(peer)?.binary(data),
    ping: (peer, data) => connections.get(peer)?.control("ping", data),
    pong: (peer, data) => connections.get(peer)?.control("pong", data),
    close(peer, code, reason) {
      const connection = connections.get(peer);
      connections.delete(peer);
      connection?.close(code, reason);
    },
    error: (peer, code, message) => connections.get(peer)?.error(code, message),
    flow: (peer, unsent) => connections.get(peer)?.flow(unsent),
    result: (id, value, status, message) => offloaded.settle(id, value, status, message),
    offloaded: (fn, value) => runOffloaded(host, fn, value),
    shutdown: request,
    client: () => dialing.run(),
    dialRefused: (id, status) => dialing.refused(id, status),
    wake: () => timers.wake(),
    retire() {
      timers.clear();
      for (const connection of connections.values()) connection.retire();
      connections.clear();
    },
    loaded(exports) {
      const found = findProgram(host, slot, exports);
      if ("problem" in found) return found;
      program = found.program;
      if (isFunction<ClientFunction>(exports.client)) dialing.client = exports.client;
      return { style: found.style, hasUpgrade: found.hasUpgrade };
    },
  };
}

type Found =
  | { readonly program: Program; readonly style: "loop" | "events"; readonly hasUpgrade: boolean }
  | { readonly problem: string };

function findProgram(host: HostInterface, slot: ServerSlot, exports: Readonly<Record<string, unknown>>): Found {
  const { default: handle, upgrade } = exports;
  const { server } = slot;
  if (server !== null && handle !== undefined)
    return { problem: "This file has two handlers. Keep either the WebSocketServer or the exported handle(socket)." };
  if (upgrade !== undefined && !isFunction<Upgrade>(upgrade))
    return { problem: "upgrade is not a function: write export function upgrade(request) { … }." };
  if (server !== null && upgrade !== undefined) return { problem: upgradeOfServer };
  if (server !== null) return { program: new EventsProgram(host, server), style: "events", hasUpgrade: true };
  if (!isFunction<Handle>(handle)) return { problem: handle === undefined ? noHandler : notAFunction };
  const program = new LoopProgram(host, handle, upgrade ?? null);
  return { program, style: "loop", hasUpgrade: upgrade !== undefined };
}

const upgradeOfServer =
  "upgrade() works only with handle(socket). With a WebSocketServer, use verifyClient and handleProtocols.";
const noHandler =
  "This file has no handler. Write `export default async function handle(socket) { … }`, or create a `new WebSocketServer({ port: 8080 })`.";
const notAFunction =
  "The default export is not a function: write `export default async function handle(socket) { … }`.";

function isFunction<F extends Handle | Upgrade | ClientFunction>(value: unknown): value is F {
  return typeof value === "function";
}

function registerModules(
  timerQueue: TimerQueue,
  slot: ServerSlot,
  host: HostInterface,
  lifetime: Readonly<Record<string, unknown>>,
): void {
  const buffer = { Buffer };
  const { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate } = globalThis;
  const timers = { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate };
  Object.assign(EventEmitter, { EventEmitter, once });
  host.module(["ws101"], { ...loopModule(timerQueue), ...lifetime });
  const WebSocketServer = createServerClass(slot);
  const ws = { WebSocket, WebSocketServer, createWebSocketStream };
  host.module(["ws"], { default: Object.assign(WebSocket, { ...ws, Server: WebSocketServer }), ...ws });
  host.module(["events", "node:events"], { default: EventEmitter, EventEmitter, once });
  host.module(["buffer", "node:buffer"], { default: buffer, ...buffer });
  host.module(["timers", "node:timers"], { default: timers, ...timers });
  host.module(["timers/promises", "node:timers/promises"], timerPromises(timerQueue));
}

function createWebSocketStream(): never {
  throw new Error(
    'createWebSocketStream() is not available: a handler has no Node streams. Listen for "message", or use `for await` with "ws101".',
  );
}

function installGlobals(host: HostInterface, timers: TimerQueue): void {
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
    Intl: { Segmenter },
    performance: createPerformance(host),
    structuredClone,
    TextDecoder,
    TextEncoder,
    ...timerGlobals(timers),
  });
  defineUrlGlobals();
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
