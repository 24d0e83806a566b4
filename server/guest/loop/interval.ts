// Ticks of the clock. An interval holds a timer only while somebody waits for it, so it cannot leak one.

import { named } from "../names.ts";
import type { QueuedTimer, TimerQueue } from "../timer-queue.ts";
import { abortError } from "./errors.ts";
import { nothing, Outlet, sourceOf, type Waiting } from "./source.ts";
import { Steps } from "./steps.ts";

/** Ticks counted from 1. Those that nobody took before the next was due are skipped. */
class Ticks extends Outlet<number | null> implements QueuedTimer {
  readonly #alarms: TimerQueue;
  readonly #periodMs: number;
  readonly #startMs: number;
  readonly #signal: AbortSignal | undefined;
  #taken = 0;
  #stopped = false;

  constructor(alarms: TimerQueue, ms: unknown, waiting?: Waiting) {
    super("This interval", { begin: () => this.#begin(), end: () => this.#end() });
    this.#alarms = alarms;
    this.#periodMs = alarms.delayMs(ms);
    this.#startMs = alarms.nowMs;
    this.#signal = waiting?.signal;
  }

  take(): number | null | typeof nothing {
    if (this.#stopped) return null;
    this.#signal?.throwIfAborted();
    const due = Math.floor((this.#alarms.nowMs - this.#startMs) / this.#periodMs);
    if (due <= this.#taken) return nothing;
    this.#taken = due;
    return due;
  }

  ring(): void {
    this.wake();
  }

  stop(): void {
    this.#stopped = true;
    this.wake();
  }

  #begin(): void {
    this.#alarms.set(this, this.#startMs + (this.#taken + 1) * this.#periodMs);
    this.#signal?.addEventListener("abort", this.#aborted);
  }

  #end(): void {
    this.#alarms.cancel(this);
    this.#signal?.removeEventListener("abort", this.#aborted);
  }

  readonly #aborted = (): void => this.wake();
}

export class Interval {
  readonly #ticks: Ticks;

  constructor(alarms: TimerQueue, ms: unknown, waiting?: Waiting) {
    this.#ticks = new Ticks(alarms, ms, waiting);
  }

  async tick(waiting?: Waiting): Promise<number> {
    const tick = await this.#ticks.recv(waiting?.signal);
    if (tick === null) throw abortError();
    return tick;
  }

  stop(): void {
    this.#ticks.stop();
  }

  [Symbol.asyncIterator](): Steps<number | null> {
    return new Steps(this.#ticks);
  }

  get [sourceOf](): Ticks {
    return this.#ticks;
  }

  [Symbol.dispose](): void {
    this.stop();
  }
}

named(Interval, "Interval");
