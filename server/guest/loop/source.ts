// The one place where a value is waited for: recv, `for await` and select all take from an outlet, in order.

/** Stands for "not yet"; null stands for "never again". */
export const nothing: unique symbol = Symbol("nothing");

/** The property under which a learner-facing object keeps its outlet. */
export const sourceOf: unique symbol = Symbol("source");

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

export interface Waiting {
  readonly signal?: AbortSignal | undefined;
}

/** For outlets that have something to set up only while somebody waits. */
export interface Waits {
  begin(): void;
  end(): void;
}

export type Step<T> = IteratorResult<NonNullable<T>, void>;
type Settle = (value: unknown) => void;

/**
 * An outlet with one consumer. A second wait while one is under way is refused: it would steal from the first.
 * Every message of the loop style passes here, so a wait costs one promise and no closure.
 */
export abstract class Outlet<T> implements Waitable {
  /** Who may step through it in a loop; null for anybody. */
  owner: object | null = null;
  /** Of the recv that waits; null when none does. */
  #resolve: Settle | null = null;
  #stepping = false;
  #waiter: Waiter | null = null;
  readonly #called: string;
  readonly #waits: Waits | null;

  /** `called` is how the learner calls it, for messages; `waits` is told when somebody begins and ends to wait. */
  constructor(called: string, waits: Waits | null = null) {
    this.#called = called;
    this.#waits = waits;
  }

  /** Takes what is ready, without waiting. */
  abstract take(): T | typeof nothing;

  /** The next value. */
  recv(signal?: AbortSignal): Promise<T> {
    if (signal !== undefined) return this.#recvUnless(signal);
    return this.next(false) as Promise<T>;
  }

  /** The next value, `stepping` as an iterator gives it. */
  next(stepping: boolean): Promise<unknown> {
    if (this.#resolve !== null || this.#waiter !== null) return Promise.reject(this.#secondWait());
    try {
      const value = this.take();
      if (value !== nothing) return Promise.resolve(stepping ? stepOf(value) : value);
      this.#stepping = stepping;
      if (this.#waits !== null) this.#waits.begin();
      return new Promise(this.#keep);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  join(waiter: Waiter): void {
    if (this.#resolve !== null || this.#waiter !== null) throw this.#secondWait();
    this.#waiter = waiter;
    this.#waits?.begin();
  }

  leave(waiter: Waiter): void {
    if (this.#waiter !== waiter) return;
    this.#waiter = null;
    this.#waits?.end();
  }

  /** Hands a value past everything that is queued to the recv that waits: then nothing is queued. */
  protected giveDirectly(value: T): boolean {
    const resolve = this.#resolve;
    if (resolve === null) return false;
    this.#resolve = null;
    if (this.#waits !== null) this.#waits.end();
    resolve(this.#stepping ? stepOf(value) : value);
    return true;
  }

  /** Something may be ready: whoever waits takes it now. */
  protected wake(): void {
    if (this.#resolve === null) {
      this.#waiter?.wake(this);
      return;
    }
    try {
      const value = this.take();
      if (value !== nothing) this.giveDirectly(value);
    } catch (error) {
      this.#fail(error);
    }
  }

  readonly #keep = (resolve: Settle): void => {
    this.#resolve = resolve;
  };

  #recvUnless(signal: AbortSignal): Promise<T> {
    if (signal.aborted) return Promise.reject(signal.reason);
    const before = this.#resolve;
    const promise = this.next(false) as Promise<T>;
    const mine = this.#resolve;
    if (mine === before) return promise;
    const stop = () => {
      if (this.#resolve === mine) this.#fail(signal.reason);
    };
    signal.addEventListener("abort", stop);
    return promise.finally(() => signal.removeEventListener("abort", stop));
  }

  #fail(error: unknown): void {
    const resolve = this.#resolve;
    this.#resolve = null;
    this.#waits?.end();
    resolve?.(Promise.reject(error));
  }

  #secondWait(): Error {
    return new Error(
      `${this.#called} is already being waited for: a second wait would take messages from the first. Wait in one place, and use select() to wait for several things.`,
    );
  }
}

function stepOf<T>(value: T): Step<T> {
  return value === null || value === undefined ? { done: true, value: undefined } : { done: false, value };
}
