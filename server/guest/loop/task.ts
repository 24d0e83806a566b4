// A unit of work that runs beside others; its result can be awaited or selected, and its signal asks it to stop.
import { named } from "../names.ts";
import { abortError, isDeparture } from "./errors.ts";
import { notReady, type Source, SourceIterator, sourceOf, type Waiter } from "./source.ts";

type State<T> =
  | { readonly is: "running" }
  | { readonly is: "done"; readonly value: T }
  | { readonly is: "failed"; readonly error: unknown };

export class Task<T> implements Source, PromiseLike<T> {
  readonly #controller = new AbortController();
  readonly #outcome = Promise.withResolvers<T>();
  readonly #waiters = new Set<Waiter>();
  #state: State<T> = { is: "running" };

  constructor(work: (signal: AbortSignal) => T | PromiseLike<T>) {
    this.#run(work);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get done(): boolean {
    return this.#state.is !== "running";
  }

  /** Rejects the task at once, without waiting for the work to react to its signal. */
  abort(reason: unknown = abortError()): void {
    if (this.done) return;
    this.#markHandled();
    this.#controller.abort(reason);
    this.#settle({ is: "failed", error: reason });
  }

  take(): T | typeof notReady {
    if (this.#state.is === "running") return notReady;
    if (this.#state.is === "done") return this.#state.value;
    this.#markHandled();
    throw this.#state.error;
  }

  join(waiter: Waiter): void {
    this.#waiters.add(waiter);
  }

  leave(waiter: Waiter): void {
    this.#waiters.delete(waiter);
  }

  // biome-ignore lint/suspicious/noThenProperty: it is meant to be awaited
  then<A = T, B = never>(
    fulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    rejected?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#outcome.promise.then(fulfilled, rejected);
  }

  catch<B = never>(rejected?: ((error: unknown) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.then(undefined, rejected);
  }

  finally(done?: (() => void) | null): Promise<T> {
    return this.#outcome.promise.finally(done);
  }

  get [sourceOf](): this {
    return this;
  }

  get [Symbol.toStringTag](): string {
    return "Task";
  }

  async #run(work: (signal: AbortSignal) => T | PromiseLike<T>): Promise<void> {
    const { signal } = this;
    try {
      this.#settle({ is: "done", value: await SourceIterator.startWith(signal, () => work(signal)) });
    } catch (error) {
      this.#settle({ is: "failed", error });
    }
  }

  #settle(state: Exclude<State<T>, { is: "running" }>): void {
    if (this.done) return;
    this.#state = state;
    if (state.is === "done") this.#outcome.resolve(state.value);
    else this.#outcome.reject(state.error);
    if (state.is === "failed" && isDeparture(state.error)) this.#markHandled();
    for (const waiter of [...this.#waiters]) waiter.notify(this);
  }

  /** Keeps a failure that is known, or no mistake, from being reported as an unhandled rejection. */
  #markHandled(): void {
    this.#outcome.promise.catch(() => {});
  }
}

named(Task, "Task");
