// The one place where a value is waited for: recv, `for await` and select all take from an outlet, in order.

/** Stands for "not yet"; null stands for "never again". */
export const nothing: unique symbol = Symbol("nothing");

/** What waits for several outlets at once. */
export interface Waiter {
  wake(outlet: Waitable): void;
}

/** What select can wait for. `take` may throw: that is how a task's failure comes out. */
export interface Waitable {
  take(): unknown;
  join(waiter: Waiter): void;
  leave(waiter: Waiter): void;
}

/** The property under which a learner-facing object keeps its outlet. */
export const outletOf: unique symbol = Symbol("source");

export interface Waiting {
  readonly signal?: AbortSignal | undefined;
}

type Settle = (value: unknown) => void;

/** An outlet with one consumer. A second wait while one is under way is refused: it would steal from the first. */
export abstract class Outlet<T> implements Waitable {
  #resolve: Settle | null = null;
  #reject: Settle | null = null;
  #stepping = false;
  #waiter: Waiter | null = null;
  readonly #called: string;

  /** `called` is how the learner calls it, for messages. */
  constructor(called: string) {
    this.#called = called;
  }

  /** Takes what is ready, without waiting. */
  abstract take(): T | typeof nothing;
  /** Whether a value given now would be taken at once. */
  get awaited(): boolean {
    return this.#resolve !== null;
  }

  /** The next value. Resolves directly: one promise, no closures, unless there is a signal. */
  recv(signal?: AbortSignal): Promise<T> {
    if (signal !== undefined) return this.#recvUnless(signal);
    return this.#next(false) as Promise<T>;
  }

  /** The next value as an iterator gives it. */
  step(): Promise<IteratorResult<NonNullable<T>, void>> {
    return this.#next(true) as Promise<IteratorResult<NonNullable<T>, void>>;
  }

  join(waiter: Waiter): void {
    this.#refuseSecond();
    this.#waiter = waiter;
    this.waitBegins();
  }

  leave(waiter: Waiter): void {
    if (this.#waiter !== waiter) return;
    this.#waiter = null;
    this.waitEnds();
  }

  /** Something may be ready: whoever waits takes it now. */
  protected wake(): void {
    if (this.#resolve === null) {
      this.#waiter?.wake(this);
      return;
    }
    try {
      const value = this.take();
      if (value !== nothing) this.give(value);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Hands a value to the recv that waits; only when `awaited`. */
  protected give(value: T): void {
    const resolve = this.#resolve;
    this.#resolve = this.#reject = null;
    this.waitEnds();
    resolve?.(this.#stepping ? stepOf(value) : value);
  }

  /** For outlets that have something to set up only while somebody waits. */
  protected waitBegins(): void {}
  protected waitEnds(): void {}

  #next(stepping: boolean): Promise<unknown> {
    try {
      this.#refuseSecond();
      const value = this.take();
      if (value !== nothing) return Promise.resolve(stepping ? stepOf(value) : value);
      this.#stepping = stepping;
      const promise = new Promise(this.#keep);
      this.waitBegins();
      return promise;
    } catch (error) {
      this.#resolve = this.#reject = null;
      return Promise.reject(error);
    }
  }

  readonly #keep = (resolve: Settle, reject: Settle): void => {
    this.#resolve = resolve;
    this.#reject = reject;
  };

  #recvUnless(signal: AbortSignal): Promise<T> {
    if (signal.aborted) return Promise.reject(signal.reason);
    const stop = () => {
      if (this.#resolve === mine) this.#fail(signal.reason);
    };
    const promise = this.#next(false) as Promise<T>;
    const mine = this.#resolve;
    if (mine === null) return promise;
    signal.addEventListener("abort", stop);
    return promise.finally(() => signal.removeEventListener("abort", stop));
  }

  #fail(error: unknown): void {
    const reject = this.#reject;
    this.#resolve = this.#reject = null;
    this.waitEnds();
    reject?.(error);
  }

  #refuseSecond(): void {
    if (this.#resolve === null && this.#waiter === null) return;
    throw new Error(
      `${this.#called} is already being waited for: a second wait would take messages from the first. Wait in one place, and use select() to wait for several things.`,
    );
  }
}

function stepOf<T>(value: T): IteratorResult<NonNullable<T>, void> {
  return value === null || value === undefined ? { done: true, value: undefined } : { done: false, value };
}

/** What `for await` drives. Leaving the loop leaves the outlet as it is: the next loop goes on. */
export class Steps<T> implements AsyncIterableIterator<NonNullable<T>, void, void> {
  readonly #outlet: Outlet<T>;
  readonly #refuse: (() => Error | null) | null;

  /** `refuse` is asked before each step: a socket that was split must not be read through an old loop. */
  constructor(outlet: Outlet<T>, refuse: (() => Error | null) | null = null) {
    this.#outlet = outlet;
    this.#refuse = refuse;
  }

  next(): Promise<IteratorResult<NonNullable<T>, void>> {
    const error = this.#refuse === null ? null : this.#refuse();
    return error === null ? this.#outlet.step() : Promise.reject(error);
  }

  return(): Promise<IteratorResult<NonNullable<T>, void>> {
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
