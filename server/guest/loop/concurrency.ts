// Concurrent work: `spawn` starts a task, `select` and `timeout` wait for several sources and take a value only from the one that
// wins.
import type { TimerQueue } from "../node/timers.ts";
import { abortError, isDeparture, timeoutError } from "./errors.ts";
import {
  AwaitableSource,
  abortable,
  notReady,
  type Source,
  SourceIterator,
  sourceOf,
  type Waiter,
  type WaitOptions,
} from "./source.ts";
import { Sleep } from "./time.ts";

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

export interface Selected {
  readonly from: string;
  readonly value: unknown;
}

/** Rotates between sources that are ready, so that a busy socket cannot starve a timer. */
export function createSelect(): (sources: unknown, options?: WaitOptions) => Promise<Selected> {
  let turn = 0;
  return (sources, options) => {
    try {
      const parsed = parseSources(sources);
      options?.signal?.throwIfAborted();
      turn = (turn + 1) % 0x7fffffff;
      return new Selection(parsed, turn).result(options?.signal);
    } catch (error) {
      return Promise.reject(error);
    }
  };
}

/** `timeout(ms, source)` and `timeout(ms, work)`. */
export function createTimeout(timers: TimerQueue) {
  return async (ms: unknown, target: unknown, options?: WaitOptions): Promise<unknown> => {
    const delayMs = timers.delayMs(ms);
    if (typeof target === "function") {
      return workWithin(timers, delayMs, (signal) => target(signal), options?.signal);
    }
    const sources = parseSources({ source: target, deadline: new Sleep(timers, delayMs) });
    const { from, value } = await new Selection(sources, 0).result(options?.signal);
    if (from === "deadline") throw timeoutError(delayMs);
    return value;
  };
}

async function workWithin(
  timers: TimerQueue,
  ms: number,
  work: (signal: AbortSignal) => unknown,
  outer: AbortSignal | undefined,
): Promise<unknown> {
  outer?.throwIfAborted();
  const controller = new AbortController();
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = (reason: unknown) => {
    controller.abort(reason);
    reject(reason);
  };
  const timer = { fire: () => stop(timeoutError(ms)) };
  const abort = () => stop(outer?.reason);
  timers.set(timer, timers.nowMs + ms);
  outer?.addEventListener("abort", abort);
  try {
    return await Promise.race([promise, work(controller.signal)]);
  } finally {
    timers.cancel(timer);
    outer?.removeEventListener("abort", abort);
  }
}

class Selection implements Waiter {
  readonly #sources: ReadonlyMap<string, Source>;
  readonly #start: number;
  #pending: PromiseWithResolvers<Selected> | null = null;

  constructor(sources: ReadonlyMap<string, Source>, start: number) {
    this.#sources = sources;
    this.#start = start;
  }

  result(signal: AbortSignal | undefined): Promise<Selected> {
    const ready = this.#takeReady();
    if (ready !== null) return Promise.resolve(ready);
    const pending = Promise.withResolvers<Selected>();
    this.#pending = pending;
    this.#joinAll();
    return abortable(pending.promise, signal, (reason) => this.#finish(({ reject }) => reject(reason)));
  }

  notify(source: Source): void {
    try {
      const value = source.take();
      if (value === notReady) return;
      const [from = ""] = [...this.#sources].find(([, own]) => own === source) ?? [];
      this.#finish(({ resolve }) => resolve({ from, value }));
    } catch (error) {
      this.#finish(({ reject }) => reject(error));
    }
  }

  #takeReady(): Selected | null {
    const entries = [...this.#sources];
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[(this.#start + i) % entries.length];
      const value = entry?.[1].take();
      if (entry !== undefined && value !== notReady) return { from: entry[0], value };
    }
    return null;
  }

  #joinAll(): void {
    try {
      for (const source of this.#sources.values()) source.join(this);
    } catch (error) {
      this.#finish(({ reject }) => reject(error));
    }
  }

  #finish(settle: (pending: PromiseWithResolvers<Selected>) => void): void {
    const pending = this.#pending;
    if (pending === null) return;
    this.#pending = null;
    for (const source of this.#sources.values()) source.leave(this);
    settle(pending);
  }
}

function parseSources(sources: unknown): ReadonlyMap<string, Source> {
  if (typeof sources !== "object" || sources === null) throw new TypeError(usage);
  const entries = Object.entries(sources).map(([name, source]) => [name, parseSource(name, source)] as const);
  if (entries.length === 0) throw new TypeError(`${usage} Without a source it would wait forever.`);
  if (new Set(entries.map(([, source]) => source)).size < entries.length)
    throw new TypeError("select() got the same source twice, but only one branch can take its values. List it once.");
  return new Map(entries);
}

const usage = "select() takes an object of sources: select({ message: socket, tick: ticks }).";

function parseSource(name: string, source: unknown): Source {
  if (typeof source === "object" && source !== null && sourceOf in source) return source[sourceOf] as Source;
  if (source instanceof Promise)
    throw new TypeError(
      `select({ ${name} }) got a promise: its work has already started, and its value would be lost if another branch won. Pass the source itself: socket, not socket.recv().`,
    );
  throw new TypeError(
    `select({ ${name} }) takes a socket, a receiver, a subscription, a task, an interval or a sleep, not ${typeof source === "object" ? "this object" : `a ${typeof source}`}.`,
  );
}
