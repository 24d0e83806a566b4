// Event and EventTarget (DOM standard) without a tree: no bubbling, no capturing.
import { named } from "../names.ts";

export interface EventInit {
  readonly bubbles?: boolean;
  readonly cancelable?: boolean;
}

export class Event {
  readonly type: string;
  readonly bubbles: boolean;
  readonly cancelable: boolean;
  readonly timeStamp = 0;
  #target: EventTarget | null = null;
  #prevented = false;
  #stopped = false;

  constructor(type: unknown, init: EventInit = {}) {
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

export type Listener = ((event: Event) => unknown) | { handleEvent(event: Event): unknown };
export interface ListenerOptions {
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
        callListener(entry.listener, this, event);
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
    return !event.defaultPrevented;
  }
}

named(Event, "Event");
named(EventTarget, "EventTarget");

function callListener(listener: Listener, target: EventTarget, event: Event): void {
  if (typeof listener === "function") listener.call(target, event);
  else listener.handleEvent(event);
}
