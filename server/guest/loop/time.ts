// `sleep` and `interval`: sources on the room's clock. Each holds a timer only while something waits for it, so
// neither can leak one.
import { named } from "../names.ts";
import type { QueuedTimer, TimerQueue } from "../timer-queue.ts";
import { abortError } from "./errors.ts";
import {
  ExclusiveSource,
  notReady,
  type Source,
  SourceIterator,
  sourceOf,
  type Waiter,
  type WaitOptions,
} from "./source.ts";

/** A point in time. Any number of waits may share it, and it stays reached. */
export class Sleep implements Source, QueuedTimer, PromiseLike<undefined> {
  readonly #timers: TimerQueue;
  readonly #dueMs: number;
  readonly #signal: AbortSignal | undefined;
  readonly #waiters = new Set<Waiter>();
  #promise: Promise<undefined> | null = null;

  constructor(timers: TimerQueue, ms: unknown, options?: WaitOptions) {
    this.#timers = timers;
    this.#dueMs = timers.nowMs + timers.delayMs(ms);
    this.#signal = options?.signal;
  }

  /** Throws when its signal aborted first. */
  take(): undefined | typeof notReady {
    if (this.#timers.nowMs >= this.#dueMs) return undefined;
    this.#signal?.throwIfAborted();
    return notReady;
  }

  join(waiter: Waiter): void {
    if (this.#waiters.size === 0) {
      this.#timers.set(this, this.#dueMs);
      this.#signal?.addEventListener("abort", this.fire);
    }
    this.#waiters.add(waiter);
  }

  leave(waiter: Waiter): void {
    this.#waiters.delete(waiter);
    if (this.#waiters.size > 0) return;
    this.#timers.cancel(this);
    this.#signal?.removeEventListener("abort", this.fire);
  }

  readonly fire = (): void => {
    for (const waiter of [...this.#waiters]) waiter.notify(this);
  };

  // biome-ignore lint/suspicious/noThenProperty: it is meant to be awaited
  then<A = undefined, B = never>(
    fulfilled?: ((value: undefined) => A | PromiseLike<A>) | null,
    rejected?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#asPromise().then(fulfilled, rejected);
  }

  catch<B = never>(rejected?: ((error: unknown) => B | PromiseLike<B>) | null): Promise<unknown> {
    return this.#asPromise().catch(rejected);
  }

  finally(done?: (() => void) | null): Promise<undefined> {
    return this.#asPromise().finally(done);
  }

  get [sourceOf](): this {
    return this;
  }

  get [Symbol.toStringTag](): string {
    return "Sleep";
  }

  #asPromise(): Promise<undefined> {
    this.#promise ??= new Promise((resolve, reject) => {
      const waiter = { notify: () => settle(this, waiter, resolve, reject) };
      this.join(waiter);
      waiter.notify();
    });
    return this.#promise;
  }
}

function settle(
  sleep: Sleep,
  waiter: Waiter,
  resolve: (value: undefined) => void,
  reject: (error: unknown) => void,
): void {
  try {
    if (sleep.take() === notReady) return;
    resolve(undefined);
  } catch (error) {
    reject(error);
  }
  sleep.leave(waiter);
}

/** Ticks, counted from 1. A tick that was not taken before the next one is due is skipped. */
class Ticks extends ExclusiveSource<number | null> implements QueuedTimer {
  readonly #timers: TimerQueue;
  readonly #periodMs: number;
  readonly #startMs: number;
  readonly #signal: AbortSignal | undefined;
  #taken = 0;
  #stopped = false;

  constructor(timers: TimerQueue, ms: unknown, options?: WaitOptions) {
    super("This interval", { onWait: () => this.#start(), onIdle: () => this.#cancel() });
    this.#timers = timers;
    this.#periodMs = timers.delayMs(ms);
    this.#startMs = timers.nowMs;
    this.#signal = options?.signal;
  }

  take(): number | null | typeof notReady {
    if (this.#stopped) return null;
    this.#signal?.throwIfAborted();
    const due = Math.floor((this.#timers.nowMs - this.#startMs) / this.#periodMs);
    if (due <= this.#taken) return notReady;
    this.#taken = due;
    return due;
  }

  readonly fire = (): void => this.notify();

  stop(): void {
    this.#stopped = true;
    this.notify();
  }

  #start(): void {
    this.#timers.set(this, this.#startMs + (this.#taken + 1) * this.#periodMs);
    this.#signal?.addEventListener("abort", this.fire);
  }

  #cancel(): void {
    this.#timers.cancel(this);
    this.#signal?.removeEventListener("abort", this.fire);
  }
}

export class Interval {
  readonly #ticks: Ticks;

  constructor(timers: TimerQueue, ms: unknown, options?: WaitOptions) {
    this.#ticks = new Ticks(timers, ms, options);
  }

  async tick(options?: WaitOptions): Promise<number> {
    const tick = await this.#ticks.recv(options?.signal);
    if (tick === null) throw abortError();
    return tick;
  }

  stop(): void {
    this.#ticks.stop();
  }

  [Symbol.asyncIterator](): SourceIterator<number | null> {
    return new SourceIterator(this.#ticks);
  }

  get [sourceOf](): Ticks {
    return this.#ticks;
  }

  [Symbol.dispose](): void {
    this.stop();
  }
}

named(Sleep, "Sleep");
named(Interval, "Interval");
