// What a handler may import, by every name it may use for it.
import { EventEmitter, once } from "events/events.js";
import type { HostInterface } from "./host-interface.ts";
import { loopModule } from "./loop/module.ts";
import { Buffer } from "./node/buffer.ts";
import { timerPromises } from "./node/timer-promises.ts";
import type { TimerQueue } from "./timer-queue.ts";
import { wsModule } from "./ws/module.ts";
import type { ServerSlot } from "./ws/server-slot.ts";

export function registerModules(port: HostInterface, alarms: TimerQueue, stage: ServerSlot): void {
  const buffer = { Buffer };
  const { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate } = globalThis;
  const timers = { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate };
  Object.assign(EventEmitter, { EventEmitter, once });
  port.module(["ws101"], loopModule(alarms));
  port.module(["ws"], wsModule(stage));
  port.module(["events", "node:events"], { default: EventEmitter, EventEmitter, once });
  port.module(["buffer", "node:buffer"], { default: buffer, ...buffer });
  port.module(["timers", "node:timers"], { default: timers, ...timers });
  port.module(["timers/promises", "node:timers/promises"], timerPromises(alarms));
}
