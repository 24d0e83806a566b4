// Exports of "ws101" for loop-style handlers that need nothing of the room but its timers.
import type { TimerQueue } from "../node/timers.ts";
import { broadcast, channel } from "./channels.ts";
import { createSelect, createTimeout, Task } from "./concurrency.ts";
import { DialFailed } from "./dial.ts";
import { ChannelClosed, Lagged, SocketClosed, SocketMoved } from "./errors.ts";
import type { WaitOptions } from "./source.ts";
import { Interval, Sleep } from "./time.ts";

/** The exports of "ws101" that need only timers. */
export function loopModule(timers: TimerQueue) {
  return {
    broadcast,
    channel,
    ChannelClosed,
    DialFailed,
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
