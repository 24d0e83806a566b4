// Sources of values: `recv`, `for await` and `select` all take from a source, in order.

/** Returned by `take` when there is no value yet; null means that there will be none. */
export const notReady: unique symbol = Symbol("not ready");

/** The property under which an object of the learner's keeps its source. */
export const sourceOf: unique symbol = Symbol("source");

/** Waits for several sources at once. */
export interface Waiter {
  notify(source: Source): void;
}

/** What `select` can wait for. `take` may throw: that is how a task's failure surfaces. */
export interface Source {
  take(): unknown;
  join(waiter: Waiter): void;
  leave(waiter: Waiter): void;
}

export interface WaitOptions {
  readonly signal?: AbortSignal | undefined;
}

/** Calls `abort` with the reason if the signal aborts before the promise has settled. */
export function abortable<T>(
  promise: Promise<T>,
  signal: AbortSignal | undefined,
  abort: (reason: unknown) => void,
): Promise<T> {
  if (signal === undefined) return promise;
  const listener = () => abort(signal.reason);
  signal.addEventListener("abort", listener);
  return promise.finally(() => signal.removeEventListener("abort", listener));
}

/** For sources that hold a resource only while something waits for them. */
interface WaitHooks {
  onWait(): void;
  onIdle(): void;
}

type Step<T> = IteratorResult<NonNullable<T>, void>;
type Settle = (value: unknown) => void;

/**
 * A source with one consumer: a second concurrent wait is refused, because it would take values from the first.
 * Every message of the loop style passes through here, so a wait costs one promise and no closure.
 */
export abstract class ExclusiveSource<T> implements Source {
  /** The object whose iterators may read from it; null for any. */
  owner: object | null = null;
  /** Resolves the pending wait. */
  #resolve: Settle | null = null;
  /** The iterator that waits; null when `recv` does. */
  #iterator: SourceIterator<T> | null = null;
  #waiter: Waiter | null = null;
  readonly #description: string;
  readonly #hooks: WaitHooks | null;

  /** `description` is the subject of error messages, for example "This socket". */
  constructor(description: string, hooks: WaitHooks | null = null) {
    this.#description = description;
    this.#hooks = hooks;
  }

  abstract take(): T | typeof notReady;

  recv(signal?: AbortSignal): Promise<T> {
    if (signal !== undefined) return this.#recvUnless(signal);
    return this.next(null) as Promise<T>;
  }

  /** The next value; an iterator result for an iterator. */
  next(iterator: SourceIterator<T> | null): Promise<unknown> {
    if (this.#resolve !== null || this.#waiter !== null) return Promise.reject(this.#secondWait());
    try {
      const value = this.take();
      if (value !== notReady) return Promise.resolve(iterator === null ? value : stepOf(value));
      this.#iterator = iterator;
      if (this.#hooks !== null) this.#hooks.onWait();
      return new Promise(this.#keep);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  join(waiter: Waiter): void {
    if (this.#resolve !== null || this.#waiter !== null) throw this.#secondWait();
    this.#waiter = waiter;
    this.#hooks?.onWait();
  }

  leave(waiter: Waiter): void {
    if (this.#waiter !== waiter) return;
    this.#waiter = null;
    this.#hooks?.onIdle();
  }

  /** Rejects the wait of this iterator, if it is pending. */
  cancel(iterator: SourceIterator<T>, reason: unknown): void {
    if (this.#resolve !== null && this.#iterator === iterator) this.#fail(reason);
  }

  /** Resolves a pending `recv` or iterator with `value`. While one is pending, nothing is queued. */
  protected giveDirectly(value: T): boolean {
    const resolve = this.#resolve;
    if (resolve === null) return false;
    this.#resolve = null;
    if (this.#hooks !== null) this.#hooks.onIdle();
    resolve(this.#iterator === null ? value : stepOf(value));
    return true;
  }

  /** A value may be ready: a pending wait takes it. */
  notify(): void {
    if (this.#resolve === null) {
      this.#waiter?.notify(this);
      return;
    }
    try {
      const value = this.take();
      if (value !== notReady) this.giveDirectly(value);
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
    const promise = this.next(null) as Promise<T>;
    const own = this.#resolve;
    if (own === before) return promise;
    return abortable(promise, signal, (reason) => {
      if (this.#resolve === own) this.#fail(reason);
    });
  }

  #fail(error: unknown): void {
    const resolve = this.#resolve;
    this.#resolve = null;
    this.#hooks?.onIdle();
    resolve?.(Promise.reject(error));
  }

  #secondWait(): Error {
    return new Error(
      `${this.#description} already has a pending wait, and a second one would take its messages. Wait in one place, and use select() to wait for several sources.`,
    );
  }
}

/** Drives `for await`. Leaving the loop changes nothing: the next loop continues where it stopped. */
export class SourceIterator<T> implements AsyncIterableIterator<NonNullable<T>, void, void> {
  static #startingSignal: AbortSignal | null = null;

  readonly #source: ExclusiveSource<T>;
  readonly #owner: object | null;
  readonly #moved: (() => Error) | null;
  readonly #signal = SourceIterator.#startingSignal;

  /** Rejects with `moved()` once the source has another owner. */
  constructor(source: ExclusiveSource<T>, owner: object | null = null, moved: (() => Error) | null = null) {
    this.#source = source;
    this.#owner = owner;
    this.#moved = moved;
    const signal = this.#signal;
    signal?.addEventListener("abort", () => source.cancel(this, signal.reason));
  }

  /** Calls `start`. An iterator that it creates before its first await ends when `signal` aborts. */
  static startWith<R>(signal: AbortSignal, start: () => R): R {
    const outer = SourceIterator.#startingSignal;
    SourceIterator.#startingSignal = signal;
    try {
      return start();
    } finally {
      SourceIterator.#startingSignal = outer;
    }
  }

  next(): Promise<Step<T>> {
    if (this.#source.owner !== this.#owner) return Promise.reject(this.#moved?.());
    if (this.#signal?.aborted) return Promise.reject(this.#signal.reason);
    return this.#source.next(this) as Promise<Step<T>>;
  }

  return(): Promise<Step<T>> {
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

/** The learner's view of an exclusive source: `recv`, `for await` and `select`. */
export abstract class SourceHandle<T> {
  readonly #source: ExclusiveSource<T>;

  constructor(source: ExclusiveSource<T>) {
    this.#source = source;
  }

  recv(options?: WaitOptions): Promise<T> {
    return this.#source.recv(options?.signal);
  }

  [Symbol.asyncIterator](): SourceIterator<T> {
    return new SourceIterator(this.#source);
  }

  get [sourceOf](): ExclusiveSource<T> {
    return this.#source;
  }
}

/** A source that can also be awaited, by any number of waits. */
export abstract class AwaitableSource<T> implements Source, PromiseLike<T> {
  protected readonly waiters = new Set<Waiter>();

  abstract take(): T | typeof notReady;
  protected abstract asPromise(): Promise<T>;

  join(waiter: Waiter): void {
    this.waiters.add(waiter);
  }

  leave(waiter: Waiter): void {
    this.waiters.delete(waiter);
  }

  protected notifyAll(): void {
    for (const waiter of [...this.waiters]) waiter.notify(this);
  }

  // biome-ignore lint/suspicious/noThenProperty: it is meant to be awaited
  then<A = T, B = never>(
    fulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    rejected?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.asPromise().then(fulfilled, rejected);
  }

  catch<B = never>(rejected?: ((error: unknown) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.asPromise().catch(rejected);
  }

  finally(done?: (() => void) | null): Promise<T> {
    return this.asPromise().finally(done);
  }

  get [sourceOf](): this {
    return this;
  }
}

function stepOf<T>(value: T): Step<T> {
  return value === null || value === undefined ? { done: true, value: undefined } : { done: false, value };
}
