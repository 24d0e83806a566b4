// The module "ws101" outside the sandbox: the same library, on Node's timers and the package "ws".
import { loopModule } from "../../guest/loop/module.ts";
import { TimerQueue } from "../../guest/node/timers.ts";
import { offloadedCalls } from "./offload.ts";
import { currentClock, libraryLimits } from "./runtime.ts";
import { lifetime } from "./shutdown.ts";

const timers = new TimerQueue({
  limits: libraryLimits,
  now: () => currentClock().now(),
  wakeAt: (ms) => currentClock().wakeAt(ms, () => timers.wake()),
});

export const {
  broadcast,
  channel,
  ChannelClosed,
  DialFailed,
  interval,
  Lagged,
  select,
  sleep,
  SocketClosed,
  SocketMoved,
  spawn,
  timeout,
} = loopModule(timers);

export const { shutdown } = lifetime;
export const offload = offloadedCalls.create;
export { OffloadFailed } from "../../guest/offload.ts";
export { servePage } from "./page.ts";
export { serve } from "./serve.ts";
export { storage } from "./storage.ts";
