// Work that runs beside other work: its result can be awaited or selected, and its signal tells it to stop.
import { named } from "../names.ts";
import { abortError, isDeparture } from "./errors.ts";
import { nothing, outletOf, type Waitable, type Waiter } from "./outlet.ts";

const { queueMicrotask } = globalThis;

/** What becomes of a failure that nobody awaits. */
export type Unobserved = (error: unknown) => void;

type State<T> =
  | { readonly is: "running" }
  | { readonly is: "done"; readonly value: T }
  | { readonly is: "failed"; readonly error: unknown };

export class Task<T> implements Waitable, PromiseLike<T> {
  readonly #controller = new AbortController();
  readonly #outcome = Promise.withResolvers<T>();
  readonly #waiters = new Set<Waiter>();
  readonly #unobserved: Unobserved;
  #state: State<T> = { is: "running" };
  #observed = false;

  constructor(work: (signal: AbortSignal) => T | PromiseLike<T>, unobserved: Unobserved) {
    this.#unobserved = unobserved;
    this.#outcome.promise.catch(() => {});
    this.#run(work);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get done(): boolean {
    return this.#state.is !== "running";
  }

  /** The work is told by its signal; whoever awaits the task need not wait for it to notice. */
  abort(reason: unknown = abortError()): void {
    if (this.done) return;
    this.#observed = true;
    this.#controller.abort(reason);
    this.#settle({ is: "failed", error: reason });
  }

  take(): T | typeof nothing {
    if (this.#state.is === "running") return nothing;
    this.#observed = true;
    if (this.#state.is === "failed") throw this.#state.error;
    return this.#state.value;
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
    this.#observed = true;
    return this.#outcome.promise.then(fulfilled, rejected);
  }

  catch<B = never>(rejected?: ((error: unknown) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.then(undefined, rejected);
  }

  finally(done?: (() => void) | null): Promise<T> {
    this.#observed = true;
    return this.#outcome.promise.finally(done);
  }

  get [outletOf](): this {
    return this;
  }

  get [Symbol.toStringTag](): string {
    return "Task";
  }

  async #run(work: (signal: AbortSignal) => T | PromiseLike<T>): Promise<void> {
    try {
      this.#settle({ is: "done", value: await work(this.signal) });
    } catch (error) {
      this.#settle({ is: "failed", error });
    }
  }

  /** A moment after it failed, as with any promise: whoever made the task may be about to await it. */
  #tellUnlessObserved(error: unknown): void {
    if (!this.#observed) this.#unobserved(error);
  }

  #settle(state: Exclude<State<T>, { is: "running" }>): void {
    if (this.done) return;
    this.#state = state;
    if (state.is === "done") this.#outcome.resolve(state.value);
    else this.#outcome.reject(state.error);
    for (const waiter of [...this.#waiters]) waiter.wake(this);
    if (state.is === "failed" && !isDeparture(state.error)) queueMicrotask(() => this.#tellUnlessObserved(state.error));
  }
}

named(Task, "Task");
