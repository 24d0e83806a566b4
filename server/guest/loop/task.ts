// Concurrent work: its result can be awaited or selected, and its signal tells it to stop.
import { named } from "../names.ts";
import { abortError, isDeparture } from "./errors.ts";
import { AwaitableSource, notReady, SourceIterator } from "./source.ts";

type State<T> =
  | { readonly is: "running" }
  | { readonly is: "done"; readonly value: T }
  | { readonly is: "failed"; readonly error: unknown };

export class Task<T> extends AwaitableSource<T> {
  readonly #controller = new AbortController();
  readonly #outcome = Promise.withResolvers<T>();
  #state: State<T> = { is: "running" };

  constructor(work: (signal: AbortSignal) => T | PromiseLike<T>) {
    super();
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

  get [Symbol.toStringTag](): string {
    return "Task";
  }

  protected override asPromise(): Promise<T> {
    return this.#outcome.promise;
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
    this.notifyAll();
  }

  /** Keeps a failure that is known, or no mistake, from being reported as an unhandled rejection. */
  #markHandled(): void {
    this.#outcome.promise.catch(() => {});
  }
}

named(Task, "Task");
