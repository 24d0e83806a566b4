// A moment to come. It holds a timer only while somebody waits for it, so it cannot leak one.

import { named } from "../names.ts";
import type { QueuedTimer, TimerQueue } from "../timer-queue.ts";
import { nothing, sourceOf, type Waitable, type Waiter, type Waiting } from "./source.ts";

/** A moment: anybody may wait for it, and it stays past. */
export class Sleep implements Waitable, QueuedTimer, PromiseLike<undefined> {
  readonly #alarms: TimerQueue;
  readonly #dueMs: number;
  readonly #signal: AbortSignal | undefined;
  readonly #waiters = new Set<Waiter>();
  #promise: Promise<undefined> | null = null;

  constructor(alarms: TimerQueue, ms: unknown, waiting?: Waiting) {
    this.#alarms = alarms;
    this.#dueMs = alarms.nowMs + alarms.delayMs(ms);
    this.#signal = waiting?.signal;
  }

  /** Throws when its signal aborted first. */
  take(): undefined | typeof nothing {
    if (this.#alarms.nowMs >= this.#dueMs) return undefined;
    this.#signal?.throwIfAborted();
    return nothing;
  }

  join(waiter: Waiter): void {
    if (this.#waiters.size === 0) this.#begin();
    this.#waiters.add(waiter);
  }

  leave(waiter: Waiter): void {
    this.#waiters.delete(waiter);
    if (this.#waiters.size === 0) this.#end();
  }

  ring(): void {
    for (const waiter of [...this.#waiters]) waiter.wake(this);
  }

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
    this.#promise ??= new Promise((resolve, reject) => new Wake(this, resolve, reject));
    return this.#promise;
  }

  #begin(): void {
    this.#alarms.set(this, this.#dueMs);
    this.#signal?.addEventListener("abort", this.#aborted);
  }

  #end(): void {
    this.#alarms.cancel(this);
    this.#signal?.removeEventListener("abort", this.#aborted);
  }

  readonly #aborted = (): void => this.ring();
}

/** Settles a promise with what one outlet gives. */
class Wake implements Waiter {
  readonly #resolve: (value: undefined) => void;
  readonly #reject: (error: unknown) => void;

  constructor(sleep: Sleep, resolve: (value: undefined) => void, reject: (error: unknown) => void) {
    this.#resolve = resolve;
    this.#reject = reject;
    sleep.join(this);
    this.wake(sleep);
  }

  wake(sleep: Sleep): void {
    try {
      if (sleep.take() === nothing) return;
      this.#resolve(undefined);
    } catch (error) {
      this.#reject(error);
    }
    sleep.leave(this);
  }
}

named(Sleep, "Sleep");
