// Waiting for several things at once. Only the winner is taken from: whoever loses has lost nothing.
import type { TimerQueue } from "../timer-queue.ts";
import { timeoutError } from "./errors.ts";
import { Sleep } from "./sleep.ts";
import { nothing, sourceOf, type Waitable, type Waiter, type Waiting } from "./source.ts";

export interface Selected {
  readonly from: string;
  readonly value: unknown;
}

/** Takes turns when several are ready, so that a busy socket cannot starve a clock. */
export function createSelect(): (sources: unknown, waiting?: Waiting) => Promise<Selected> {
  let turn = 0;
  return (sources, waiting) => {
    try {
      const outlets = outletsOf(sources);
      waiting?.signal?.throwIfAborted();
      turn = (turn + 1) % 0x7fffffff;
      return new Choice(outlets, turn).outcome(waiting?.signal);
    } catch (error) {
      return Promise.reject(error);
    }
  };
}

/** `timeout(ms, source)` and `timeout(ms, work)`. */
export function createTimeout(alarms: TimerQueue) {
  return async (ms: unknown, what: unknown, waiting?: Waiting): Promise<unknown> => {
    const delayMs = alarms.delayMs(ms);
    if (typeof what === "function") return workWithin(alarms, delayMs, (signal) => what(signal), waiting?.signal);
    const outlets = outletsOf({ source: what, tooLate: new Sleep(alarms, delayMs) });
    const { from, value } = await new Choice(outlets, 0).outcome(waiting?.signal);
    if (from === "tooLate") throw timeoutError(delayMs);
    return value;
  };
}

async function workWithin(
  alarms: TimerQueue,
  ms: number,
  work: (signal: AbortSignal) => unknown,
  outer: AbortSignal | undefined,
): Promise<unknown> {
  outer?.throwIfAborted();
  const own = new AbortController();
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = (reason: unknown) => {
    own.abort(reason);
    reject(reason);
  };
  const alarm = { ring: () => stop(timeoutError(ms)) };
  const leave = () => stop(outer?.reason);
  alarms.set(alarm, alarms.nowMs + ms);
  outer?.addEventListener("abort", leave);
  try {
    return await Promise.race([promise, work(own.signal)]);
  } finally {
    alarms.cancel(alarm);
    outer?.removeEventListener("abort", leave);
  }
}

/** One select under way. */
class Choice implements Waiter {
  readonly #outlets: ReadonlyMap<string, Waitable>;
  readonly #start: number;
  #settle: { resolve(selected: Selected): void; reject(error: unknown): void } | null = null;

  constructor(outlets: ReadonlyMap<string, Waitable>, start: number) {
    this.#outlets = outlets;
    this.#start = start;
  }

  outcome(signal: AbortSignal | undefined): Promise<Selected> {
    const ready = this.#ready();
    if (ready !== null) return Promise.resolve(ready);
    const { promise, resolve, reject } = Promise.withResolvers<Selected>();
    this.#settle = { resolve, reject };
    this.#joinAll();
    if (signal === undefined) return promise;
    const stop = () => this.#finish(({ reject }) => reject(signal.reason));
    signal.addEventListener("abort", stop);
    return promise.finally(() => signal.removeEventListener("abort", stop));
  }

  wake(outlet: Waitable): void {
    try {
      const value = outlet.take();
      if (value === nothing) return;
      const from = this.#nameOf(outlet);
      this.#finish(({ resolve }) => resolve({ from, value }));
    } catch (error) {
      this.#finish(({ reject }) => reject(error));
    }
  }

  #ready(): Selected | null {
    const entries = [...this.#outlets];
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[(this.#start + i) % entries.length];
      const value = entry?.[1].take();
      if (entry !== undefined && value !== nothing) return { from: entry[0], value };
    }
    return null;
  }

  #joinAll(): void {
    try {
      for (const outlet of this.#outlets.values()) outlet.join(this);
    } catch (error) {
      this.#finish(({ reject }) => reject(error));
    }
  }

  #finish(how: (settle: { resolve(selected: Selected): void; reject(error: unknown): void }) => void): void {
    const settle = this.#settle;
    if (settle === null) return;
    this.#settle = null;
    for (const outlet of this.#outlets.values()) outlet.leave(this);
    how(settle);
  }

  #nameOf(outlet: Waitable): string {
    for (const [name, own] of this.#outlets) if (own === outlet) return name;
    return "";
  }
}

function outletsOf(sources: unknown): ReadonlyMap<string, Waitable> {
  if (typeof sources !== "object" || sources === null) throw new TypeError(shape);
  const entries = Object.entries(sources).map(([name, source]) => [name, outletIn(name, source)] as const);
  if (entries.length === 0) throw new TypeError(`${shape} With no source it would wait for ever.`);
  if (new Set(entries.map(([, outlet]) => outlet)).size < entries.length)
    throw new TypeError("select() was given the same source twice: what comes can go to one branch only.");
  return new Map(entries);
}

const shape = "select() takes an object of sources: select({ message: socket, tick: ticks }).";

function outletIn(name: string, source: unknown): Waitable {
  if (typeof source === "object" && source !== null && sourceOf in source) return source[sourceOf] as Waitable;
  if (source instanceof Promise)
    throw new TypeError(
      `select({ ${name} }) was given a promise: it has begun already, and what it takes would be lost when another branch wins. Give the source itself: the socket, not socket.recv().`,
    );
  throw new TypeError(
    `select({ ${name} }) takes a socket, a receiver, a subscription, a task, an interval or a sleep, not ${typeof source === "object" ? "this object" : `a ${typeof source}`}.`,
  );
}
