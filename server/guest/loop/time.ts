// `sleep` and `interval`: sources on the room's clock. Each holds a timer only while something waits for it, so
// neither can leak one.
import type { QueuedTimer, TimerQueue } from "../node/timers.ts";
import { abortError } from "./errors.ts";
import {
  AwaitableSource,
  ExclusiveSource,
  notReady,
  SourceIterator,
  sourceOf,
  type Waiter,
  type WaitOptions,
} from "./source.ts";

/** A point in time. Any number of waits may share it, and it stays reached. */
export class Sleep extends AwaitableSource<undefined> implements QueuedTimer {
  readonly #timers: TimerQueue;
  readonly #dueMs: number;
  readonly #signal: AbortSignal | undefined;
  #promise: Promise<undefined> | null = null;

  constructor(timers: TimerQueue, ms: unknown, options?: WaitOptions) {
    super();
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

  override join(waiter: Waiter): void {
    if (this.waiters.size === 0) {
      this.#timers.set(this, this.#dueMs);
      this.#signal?.addEventListener("abort", this.fire);
    }
    super.join(waiter);
  }

  override leave(waiter: Waiter): void {
    super.leave(waiter);
    if (this.waiters.size > 0) return;
    this.#timers.cancel(this);
    this.#signal?.removeEventListener("abort", this.fire);
  }

  readonly fire = (): void => this.notifyAll();

  get [Symbol.toStringTag](): string {
    return "Sleep";
  }

  protected override asPromise(): Promise<undefined> {
    this.#promise ??= new Promise((resolve, reject) => {
      const notify = () => {
        try {
          if (this.take() === notReady) return;
          resolve(undefined);
        } catch (error) {
          reject(error);
        }
        this.leave(waiter);
      };
      const waiter = { notify };
      this.join(waiter);
      notify();
    });
    return this.#promise;
  }
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
    super("This interval", {
      onWait: () => {
        timers.set(this, this.#startMs + (this.#taken + 1) * this.#periodMs);
        this.#signal?.addEventListener("abort", this.fire);
      },
      onIdle: () => {
        timers.cancel(this);
        this.#signal?.removeEventListener("abort", this.fire);
      },
    });
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
