// What `import … from "timers/promises"` gives.
import type { TimerQueue } from "../timer-queue.ts";

interface Options {
  readonly signal?: AbortSignal;
}

export function timerPromises(alarms: TimerQueue): Record<string, unknown> {
  const after = <T>(ms: number, value: T, { signal }: Options = {}): Promise<T> => {
    if (signal?.aborted) return Promise.reject(abortError(signal));
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const alarm = { ring: () => resolve(value) };
    const stop = () => {
      alarms.cancel(alarm);
      reject(abortError(signal));
    };
    alarms.set(alarm, alarms.nowMs + ms);
    if (signal === undefined) return promise;
    signal.addEventListener("abort", stop);
    return promise.finally(() => signal.removeEventListener("abort", stop));
  };

  const setTimeout = async (ms?: unknown, value?: unknown, options?: Options) =>
    after(alarms.delayMs(ms), value, options);
  const setImmediate = async (value?: unknown, options?: Options) => after(0, value, options);
  const scheduler = {
    wait: (ms: unknown, options?: Options) => setTimeout(ms, undefined, options),
    yield: () => setImmediate(),
  };
  const exports = { setTimeout, setImmediate, setInterval: ticks(alarms, after), scheduler };
  return { ...exports, default: exports };
}

/** A tick that came while the loop was busy is given at once, as in Node. */
function ticks(alarms: TimerQueue, after: <T>(ms: number, value: T, options?: Options) => Promise<T>) {
  return async function* setInterval(ms?: unknown, value?: unknown, options?: Options): AsyncGenerator<unknown> {
    const periodMs = alarms.delayMs(ms);
    let dueMs = alarms.nowMs + periodMs;
    for (;;) {
      await after(Math.max(0, dueMs - alarms.nowMs), undefined, options);
      dueMs += periodMs;
      yield value;
    }
  };
}

function abortError(signal: AbortSignal | undefined): Error {
  const error = new Error("The operation was aborted", { cause: signal?.reason });
  return Object.assign(error, { name: "AbortError", code: "ABORT_ERR" });
}
