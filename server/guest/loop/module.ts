// What `import … from "ws101"` gives.
import type { TimerQueue } from "../timer-queue.ts";
import { broadcast } from "./broadcast.ts";
import { channel } from "./channel.ts";
import { ChannelClosed, Lagged, SocketClosed, SocketMoved } from "./errors.ts";
import { Interval } from "./interval.ts";
import { createSelect, createTimeout } from "./select.ts";
import { Sleep } from "./sleep.ts";
import type { Waiting } from "./source.ts";
import { Task } from "./task.ts";

export function loopModule(alarms: TimerQueue): Record<string, unknown> {
  return {
    broadcast,
    channel,
    ChannelClosed,
    interval: (ms: unknown, waiting?: Waiting) => new Interval(alarms, ms, waiting),
    Lagged,
    select: createSelect(),
    sleep: (ms: unknown, waiting?: Waiting) => new Sleep(alarms, ms, waiting),
    SocketClosed,
    SocketMoved,
    spawn: (work: unknown) => new Task(workOf(work)),
    timeout: createTimeout(alarms),
  };
}

function workOf(work: unknown): (signal: AbortSignal) => unknown {
  if (typeof work === "function") return (signal) => work(signal);
  throw new TypeError("spawn() takes a function: spawn(async (signal) => { … }). A promise has begun already.");
}
