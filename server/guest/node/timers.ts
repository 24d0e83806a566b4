// Timers on the room's clock: their queue, Node's globals, and the module "timers/promises".
import type { TimerHost } from "../bridge.ts";
import { abortable } from "../loop/source.ts";

/** Fires once. An object may be set again after it fired. */
export interface QueuedTimer {
  fire(): void;
}

/** Ordered by due time; one timer fires per wake. */
export class TimerQueue {
  readonly #host: TimerHost;
  /** By due time, then by age. */
  readonly #entries: { readonly timer: QueuedTimer; readonly dueMs: number }[] = [];

  constructor(host: TimerHost) {
    this.#host = host;
  }

  get nowMs(): number {
    return this.#host.now();
  }

  /** Parses a delay as Node does: too short or not a number becomes the minimum. RangeError above the maximum. */
  delayMs(value: unknown): number {
    const { timerMinMs, timerMaxMs } = this.#host.limits;
    const ms = Number(value);
    if (ms > timerMaxMs)
      throw new RangeError(
        `${ms} ms exceeds the limit of ${timerMaxMs} ms (24 hours) for a timer (LIMIT_TIMER_MAX_MS). Use several shorter waits.`,
      );
    return ms >= timerMinMs ? Math.trunc(ms) : timerMinMs;
  }

  /** RangeError when the room has as many timers as it may have. */
  set(timer: QueuedTimer, dueMs: number): void {
    const { timers } = this.#host.limits;
    if (this.#entries.length >= timers)
      throw new RangeError(
        `This room already has ${timers} timers, which is the limit (LIMIT_TIMERS). Clear a socket's timers when it closes.`,
      );
    let at = this.#entries.length;
    while (at > 0 && (this.#entries[at - 1]?.dueMs ?? 0) > dueMs) at -= 1;
    this.#entries.splice(at, 0, { timer, dueMs });
    this.#requestWake();
  }

  cancel(timer: QueuedTimer): boolean {
    const at = this.#entries.findIndex((entry) => entry.timer === timer);
    if (at === -1) return false;
    this.#entries.splice(at, 1);
    if (at === 0) this.#requestWake();
    return true;
  }

  /** Fires one timer: its promise jobs run before the next one fires, and each has the budget of a turn. */
  wake(): void {
    const first = this.#entries[0];
    const due = first !== undefined && first.dueMs <= this.nowMs;
    if (due) this.#entries.shift();
    this.#requestWake();
    if (due) first.timer.fire();
  }

  clear(): void {
    this.#entries.length = 0;
    this.#requestWake();
  }

  #requestWake(): void {
    this.#host.wakeAt(this.#entries[0]?.dueMs ?? null);
  }
}

type Callback = (...args: unknown[]) => unknown;

export class Timeout implements QueuedTimer {
  readonly #list: TimerList;
  readonly #callback: Callback;
  readonly #args: readonly unknown[];
  readonly #delayMs: number;
  readonly #repeat: boolean;
  readonly #id: number;
  #active = true;

  constructor(list: TimerList, callback: Callback, args: readonly unknown[], delayMs: number, repeat: boolean) {
    this.#list = list;
    this.#callback = callback;
    this.#args = args;
    this.#delayMs = delayMs;
    this.#repeat = repeat;
    this.#id = list.add(this, delayMs);
  }

  ref(): this {
    return this;
  }

  /** Does nothing: timers do not keep a room open. */
  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return this.#active;
  }

  refresh(): this {
    if (this.#active) this.#list.restart(this, this.#delayMs);
    return this;
  }

  close(): this {
    this.#active = false;
    this.#list.remove(this, this.#id);
    return this;
  }

  /** As in Node, an interval's next delay starts after its callback. */
  fire(): void {
    if (!this.#repeat) this.close();
    try {
      Reflect.apply(this.#callback, this, this.#args);
    } finally {
      if (this.#repeat && this.#active) this.#list.restart(this, this.#delayMs);
    }
  }

  [Symbol.toPrimitive](): number {
    return this.#id;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

export class Immediate extends Timeout {}

class TimerList {
  readonly #queue: TimerQueue;
  readonly #byId = new Map<number, Timeout>();
  #lastId = 0;

  constructor(queue: TimerQueue) {
    this.#queue = queue;
  }

  add(timer: Timeout, delayMs: number): number {
    this.#queue.set(timer, this.#queue.nowMs + delayMs);
    this.#lastId += 1;
    this.#byId.set(this.#lastId, timer);
    return this.#lastId;
  }

  restart(timer: Timeout, delayMs: number): void {
    this.#queue.cancel(timer);
    this.#queue.set(timer, this.#queue.nowMs + delayMs);
  }

  remove(timer: Timeout, id: number): void {
    this.#queue.cancel(timer);
    this.#byId.delete(id);
  }

  /** Takes a timer or its id as a number or string; ignores anything else, as Node does. */
  readonly clear = (handle?: unknown): void => {
    if (handle instanceof Timeout) handle.close();
    else if (typeof handle === "number" || typeof handle === "string") this.#byId.get(Number(handle))?.close();
  };
}

export function timerGlobals(queue: TimerQueue) {
  const list = new TimerList(queue);
  return {
    setTimeout: (callback: unknown, ms?: unknown, ...args: unknown[]) =>
      new Timeout(list, parseCallback(callback, "setTimeout"), args, queue.delayMs(ms), false),
    setInterval: (callback: unknown, ms?: unknown, ...args: unknown[]) =>
      new Timeout(list, parseCallback(callback, "setInterval"), args, queue.delayMs(ms), true),
    setImmediate: (callback: unknown, ...args: unknown[]) =>
      new Immediate(list, parseCallback(callback, "setImmediate"), args, 0, false),
    clearTimeout: (timer?: unknown) => list.clear(timer),
    clearInterval: (timer?: unknown) => list.clear(timer),
    clearImmediate: (timer?: unknown) => list.clear(timer),
  };
}

function parseCallback(callback: unknown, name: string): Callback {
  if (isCallback(callback)) return callback;
  const given = typeof callback === "string" ? "a string of code" : typeof callback;
  throw Object.assign(new TypeError(`${name}() takes a function, not ${given}. Write ${name}(() => { … }, ms).`), {
    code: "ERR_INVALID_ARG_TYPE",
  });
}

function isCallback(value: unknown): value is Callback {
  return typeof value === "function";
}

interface PromiseOptions {
  readonly signal?: AbortSignal;
}

export function timerPromises(queue: TimerQueue): Record<string, unknown> {
  const after = <T>(ms: number, value: T, { signal }: PromiseOptions = {}): Promise<T> => {
    if (signal?.aborted) return Promise.reject(abortError(signal));
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const timer = { fire: () => resolve(value) };
    queue.set(timer, queue.nowMs + ms);
    return abortable(promise, signal, () => {
      queue.cancel(timer);
      reject(abortError(signal));
    });
  };

  const setTimeout = async (ms?: unknown, value?: unknown, options?: PromiseOptions) =>
    after(queue.delayMs(ms), value, options);
  const setImmediate = async (value?: unknown, options?: PromiseOptions) => after(0, value, options);
  const scheduler = {
    wait: (ms: unknown, options?: PromiseOptions) => setTimeout(ms, undefined, options),
    yield: () => setImmediate(),
  };
  /** As in Node, a tick that was due while the loop was busy is yielded without waiting. */
  async function* setInterval(ms?: unknown, value?: unknown, options?: PromiseOptions): AsyncGenerator<unknown> {
    const periodMs = queue.delayMs(ms);
    let dueMs = queue.nowMs + periodMs;
    for (;;) {
      await after(Math.max(0, dueMs - queue.nowMs), undefined, options);
      dueMs += periodMs;
      yield value;
    }
  }
  const exports = { setTimeout, setImmediate, setInterval, scheduler };
  return { ...exports, default: exports };
}

function abortError(signal: AbortSignal | undefined): Error {
  const error = new Error("The operation was aborted", { cause: signal?.reason });
  return Object.assign(error, { name: "AbortError", code: "ABORT_ERR" });
}
