// Modules that a handler may import, each under every name it has.
import { EventEmitter, once } from "events/events.js";
import type { HostInterface } from "./host-interface.ts";
import { broadcast } from "./loop/broadcast.ts";
import { channel } from "./loop/channel.ts";
import { ChannelClosed, Lagged, SocketClosed, SocketMoved } from "./loop/errors.ts";
import { createSelect, createTimeout } from "./loop/select.ts";
import type { WaitOptions } from "./loop/source.ts";
import { Task } from "./loop/task.ts";
import { Interval, Sleep } from "./loop/time.ts";
import { Buffer } from "./node/buffer.ts";
import { timerPromises } from "./node/timers.ts";
import type { TimerQueue } from "./timer-queue.ts";
import { createServerClass, type ServerSlot } from "./ws/server.ts";
import { WebSocket } from "./ws/websocket.ts";

export function registerModules(host: HostInterface, timerQueue: TimerQueue, slot: ServerSlot): void {
  const buffer = { Buffer };
  const { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate } = globalThis;
  const timers = { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate };
  Object.assign(EventEmitter, { EventEmitter, once });
  host.module(["ws101"], loopModule(timerQueue));
  host.module(["ws"], wsModule(slot));
  host.module(["events", "node:events"], { default: EventEmitter, EventEmitter, once });
  host.module(["buffer", "node:buffer"], { default: buffer, ...buffer });
  host.module(["timers", "node:timers"], { default: timers, ...timers });
  host.module(["timers/promises", "node:timers/promises"], timerPromises(timerQueue));
}

function loopModule(timers: TimerQueue): Record<string, unknown> {
  return {
    broadcast,
    channel,
    ChannelClosed,
    interval: (ms: unknown, options?: WaitOptions) => new Interval(timers, ms, options),
    Lagged,
    select: createSelect(),
    sleep: (ms: unknown, options?: WaitOptions) => new Sleep(timers, ms, options),
    SocketClosed,
    SocketMoved,
    spawn(work: unknown) {
      if (typeof work === "function") return new Task((signal) => work(signal));
      throw new TypeError(
        "spawn() takes a function: spawn(async (signal) => { … }). A promise has already started its work.",
      );
    },
    timeout: createTimeout(timers),
  };
}

function wsModule(slot: ServerSlot): Record<string, unknown> {
  const WebSocketServer = createServerClass(slot);
  Object.assign(WebSocket, { WebSocket, WebSocketServer, Server: WebSocketServer, createWebSocketStream });
  return { default: WebSocket, WebSocket, WebSocketServer, createWebSocketStream };
}

function createWebSocketStream(): never {
  throw new Error(
    'createWebSocketStream() is not available: a handler has no Node streams. Listen for "message", or use `for await` with "ws101".',
  );
}
