// The module "ws101" outside the sandbox: the same library, on Node's timers and the package "ws".
import { loopModule } from "../../guest/loop/module.ts";
import { TimerQueue } from "../../guest/node/timers.ts";
import { createShutdown } from "../../guest/shutdown.ts";
import { createStorage } from "../../guest/storage.ts";
import { currentClock } from "./clock.ts";
import { libraryLimits } from "./limits.ts";
import { StoredValues } from "./stored-values.ts";

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

export const storage = createStorage(new StoredValues());

const lifetime = createShutdown({ limits: libraryLimits, awaitShutdown: () => process.once("SIGTERM", stop) });
export const { shutdown } = lifetime;

/** What is still open after the handler's time is cut, as when any process ends. */
function stop(): void {
  lifetime.request();
  setTimeout(() => process.exit(), libraryLimits.shutdownMs).unref();
}

export function offload(): never {
  throw new Error(
    'offload() is not available outside ws101. In Node, run the function in a Worker of "node:worker_threads".',
  );
}

export { serve } from "./serve.ts";
