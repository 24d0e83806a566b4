// Emits events so that the rejection of an async listener is attributed to its socket.
import type { EventEmitter } from "events/events.js";

type Listener = (this: unknown, ...args: unknown[]) => unknown;
type OnRejected = (error: unknown) => void;

/** The "events" package stores one function, or several. */
interface Internals {
  readonly _events?: Readonly<Record<string, Listener | readonly Listener[] | undefined>>;
}

/** False without a listener. Exceptions propagate, as with `emit`. */
export function callListeners(
  emitter: EventEmitter & Internals,
  event: string,
  args: unknown[],
  onRejected: OnRejected,
): boolean {
  const listeners = emitter._events?.[event];
  if (listeners === undefined) return false;
  if (typeof listeners === "function") observe(listeners.apply(emitter, args), onRejected);
  else for (const listener of [...listeners]) observe(listener.apply(emitter, args), onRejected);
  return true;
}

/** The same for the most frequent event, with a fast path for one listener. */
export function callMessageListeners(
  emitter: EventEmitter & Internals,
  data: unknown,
  isBinary: boolean,
  onRejected: OnRejected,
): void {
  const listener = emitter._events?.message;
  if (typeof listener !== "function") callListeners(emitter, "message", [data, isBinary], onRejected);
  else {
    const result = listener.call(emitter, data, isBinary);
    if (result !== undefined) observe(result, onRejected);
  }
}

function observe(result: unknown, onRejected: OnRejected): void {
  if (result instanceof Promise) result.then(undefined, onRejected);
}
