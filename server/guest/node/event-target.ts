// Event, EventTarget, AbortController and AbortSignal (DOM standard) without a tree: no bubbling, no capturing.
import type { TimerQueue } from "./timers.ts";

export class Event {
  readonly type: string;
  readonly bubbles: boolean;
  readonly cancelable: boolean;
  readonly timeStamp = 0;
  #target: EventTarget | null = null;
  #prevented = false;
  #stopped = false;

  constructor(type: unknown, init: { readonly bubbles?: boolean; readonly cancelable?: boolean } = {}) {
    this.type = String(type);
    this.bubbles = Boolean(init.bubbles);
    this.cancelable = Boolean(init.cancelable);
  }

  get target(): EventTarget | null {
    return this.#target;
  }

  get currentTarget(): EventTarget | null {
    return this.#target;
  }

  get defaultPrevented(): boolean {
    return this.#prevented;
  }

  preventDefault(): void {
    if (this.cancelable) this.#prevented = true;
  }

  stopPropagation(): void {}

  stopImmediatePropagation(): void {
    this.#stopped = true;
  }

  // For EventTarget, and deleted below so that learners cannot call them.
  static stopped(event: Event): boolean {
    return event.#stopped;
  }

  static setTarget(event: Event, target: EventTarget): void {
    event.#target = target;
  }
}
const { stopped, setTarget } = Event;
Reflect.deleteProperty(Event, "stopped");
Reflect.deleteProperty(Event, "setTarget");

type Listener = ((event: Event) => unknown) | { handleEvent(event: Event): unknown };
interface ListenerOptions {
  readonly once?: boolean;
  readonly signal?: { readonly aborted: boolean; addEventListener(type: string, listener: Listener): void };
}

interface Entry {
  readonly type: string;
  readonly listener: Listener;
  readonly once: boolean;
}

export class EventTarget {
  #entries: readonly Entry[] = [];

  addEventListener(type: unknown, listener: Listener | null, options: ListenerOptions | boolean = {}): void {
    const { once = false, signal } = typeof options === "object" ? options : {};
    if (listener === null || signal?.aborted) return;
    const name = String(type);
    if (this.#entries.some((entry) => entry.type === name && entry.listener === listener)) return;
    this.#entries = [...this.#entries, { type: name, listener, once }];
    signal?.addEventListener("abort", () => this.removeEventListener(name, listener));
  }

  removeEventListener(type: unknown, listener: Listener | null): void {
    const name = String(type);
    this.#entries = this.#entries.filter((entry) => entry.type !== name || entry.listener !== listener);
  }

  /** Calls the listeners synchronously. The first exception is thrown after all were called. */
  dispatchEvent(event: Event): boolean {
    setTarget(event, this);
    const failures: unknown[] = [];
    for (const entry of this.#entries) {
      if (entry.type !== event.type || stopped(event) || !this.#entries.includes(entry)) continue;
      if (entry.once) this.removeEventListener(entry.type, entry.listener);
      try {
        if (typeof entry.listener === "function") entry.listener.call(this, event);
        else entry.listener.handleEvent(event);
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
    return !event.defaultPrevented;
  }
}

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
