// setTimeout, setInterval and setImmediate in Node's shape, on the room's clock.

import { named } from "../names.ts";
import type { QueuedTimer, TimerQueue } from "../timer-queue.ts";

type Callback = (...args: unknown[]) => unknown;

export class Timeout implements QueuedTimer {
  readonly #list: Timers;
  readonly #callback: Callback;
  readonly #args: readonly unknown[];
  readonly #delayMs: number;
  readonly #repeat: boolean;
  readonly #id: number;
  #alive = true;

  constructor(list: Timers, callback: Callback, args: readonly unknown[], delayMs: number, repeat: boolean) {
    this.#list = list;
    this.#callback = callback;
    this.#args = args;
    this.#delayMs = delayMs;
    this.#repeat = repeat;
    this.#id = list.begin(this, delayMs);
  }

  ref(): this {
    return this;
  }

  /** Nothing to hold open: a room lives as long as it is used. */
  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return this.#alive;
  }

  refresh(): this {
    if (this.#alive) this.#list.again(this, this.#delayMs);
    return this;
  }

  close(): this {
    this.#alive = false;
    this.#list.end(this, this.#id);
    return this;
  }

  /** The next tick of an interval is counted from this one's turn, as in Node. */
  ring(): void {
    if (!this.#repeat) this.close();
    try {
      Reflect.apply(this.#callback, this, this.#args);
    } finally {
      if (this.#repeat && this.#alive) this.#list.again(this, this.#delayMs);
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

named(Timeout, "Timeout");
named(Immediate, "Immediate");

/** The room's timers, and their numbers. */
export class Timers {
  readonly #alarms: TimerQueue;
  readonly #byId = new Map<number, Timeout>();
  #lastId = 0;

  constructor(alarms: TimerQueue) {
    this.#alarms = alarms;
  }

  begin(timer: Timeout, delayMs: number): number {
    this.#alarms.set(timer, this.#alarms.nowMs + delayMs);
    this.#lastId += 1;
    this.#byId.set(this.#lastId, timer);
    return this.#lastId;
  }

  again(timer: Timeout, delayMs: number): void {
    this.#alarms.cancel(timer);
    this.#alarms.set(timer, this.#alarms.nowMs + delayMs);
  }

  end(timer: Timeout, id: number): void {
    this.#alarms.cancel(timer);
    this.#byId.delete(id);
  }

  /** A timer, or its number as a number or a string; anything else is ignored, as in Node. */
  clear(handle: unknown): void {
    if (handle instanceof Timeout) handle.close();
    else if (typeof handle === "number" || typeof handle === "string") this.#byId.get(Number(handle))?.close();
  }
}

/** The six globals. */
export function timerGlobals(alarms: TimerQueue) {
  const timers = new Timers(alarms);
  return {
    setTimeout: (callback: unknown, ms?: unknown, ...args: unknown[]) =>
      new Timeout(timers, callbackOf(callback, "setTimeout"), args, alarms.delayMs(ms), false),
    setInterval: (callback: unknown, ms?: unknown, ...args: unknown[]) =>
      new Timeout(timers, callbackOf(callback, "setInterval"), args, alarms.delayMs(ms), true),
    setImmediate: (callback: unknown, ...args: unknown[]) =>
      new Immediate(timers, callbackOf(callback, "setImmediate"), args, 0, false),
    clearTimeout: (timer?: unknown) => timers.clear(timer),
    clearInterval: (timer?: unknown) => timers.clear(timer),
    clearImmediate: (timer?: unknown) => timers.clear(timer),
  };
}

function callbackOf(callback: unknown, name: string): Callback {
  if (isCallback(callback)) return callback;
  const what = typeof callback === "string" ? "text: code in a string is never run" : `${typeof callback}`;
  throw Object.assign(new TypeError(`${name}() takes a function, not ${what}. Write ${name}(() => { … }, ms).`), {
    code: "ERR_INVALID_ARG_TYPE",
  });
}

function isCallback(value: unknown): value is Callback {
  return typeof value === "function";
}
