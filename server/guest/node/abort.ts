// AbortController and AbortSignal (DOM standard), with `timeout` and `any`.
import { named } from "../names.ts";
import type { TimerQueue } from "../timer-queue.ts";
import { Event, EventTarget } from "./event-target.ts";

const key = Symbol("constructor key");

export class AbortSignal extends EventTarget {
  #aborted = false;
  #reason: unknown;
  onabort: ((event: Event) => unknown) | null = null;

  constructor(secret?: symbol) {
    if (secret !== key) throw new TypeError("Illegal constructor: use new AbortController().signal");
    super();
  }

  get aborted(): boolean {
    return this.#aborted;
  }

  get reason(): unknown {
    return this.#reason;
  }

  throwIfAborted(): void {
    if (this.#aborted) throw this.#reason;
  }

  static abort(reason?: unknown): AbortSignal {
    const signal = new AbortSignal(key);
    abortSignal(signal, reason);
    return signal;
  }

  static any(signals: Iterable<AbortSignal>): AbortSignal {
    const any = new AbortSignal(key);
    const all = [...signals];
    const first = all.find((signal) => signal.aborted);
    if (first !== undefined) {
      abortSignal(any, first.reason);
      return any;
    }
    const follow = (event: Event) => {
      for (const signal of all) signal.removeEventListener("abort", follow);
      abortSignal(any, event.target instanceof AbortSignal ? event.target.reason : undefined);
    };
    for (const signal of all) signal.addEventListener("abort", follow);
    return any;
  }

  static trigger(signal: AbortSignal, reason: unknown): void {
    if (signal.#aborted) return;
    signal.#aborted = true;
    signal.#reason = reason === undefined ? new DOMException("This operation was aborted", "AbortError") : reason;
    const event = new Event("abort");
    try {
      signal.dispatchEvent(event);
    } finally {
      signal.onabort?.(event);
    }
  }
}
// The library keeps `trigger`; learners abort through an AbortController.
const abortSignal = AbortSignal.trigger;
Reflect.deleteProperty(AbortSignal, "trigger");

export class AbortController {
  readonly signal = new AbortSignal(key);

  abort(reason?: unknown): void {
    abortSignal(this.signal, reason);
  }
}

named(AbortSignal, "AbortSignal");
named(AbortController, "AbortController");

/** `AbortSignal.timeout`, on the room's clock. */
export function signalTimeout(timers: TimerQueue): (ms: unknown) => AbortSignal {
  return (ms) => {
    const signal = new AbortSignal(key);
    const fire = () =>
      abortSignal(signal, new DOMException("The operation was aborted due to timeout", "TimeoutError"));
    timers.set({ fire }, timers.nowMs + timers.delayMs(ms));
    return signal;
  };
}
