// Emits an event of a socket, so that what an async listener throws is known to belong to that socket.
import type { EventEmitter } from "events/events.js";

type Listener = (this: unknown, ...args: unknown[]) => unknown;
type Rejected = (error: unknown) => void;

/** Where the "events" package keeps its listeners: one function, or several. */
interface Inside {
  readonly _events?: Readonly<Record<string, Listener | readonly Listener[] | undefined>>;
}

/** False when nobody listens. What a listener throws goes on to the caller, as with emit. */
export function callListeners(
  emitter: EventEmitter & Inside,
  event: string,
  args: unknown[],
  rejected: Rejected,
): boolean {
  const listeners = emitter._events?.[event];
  if (listeners === undefined) return false;
  if (typeof listeners === "function") watch(listeners.apply(emitter, args), rejected);
  else for (const listener of [...listeners]) watch(listener.apply(emitter, args), rejected);
  return true;
}

/** The same for the event that counts: one listener, two arguments. */
export function callMessageListeners(
  emitter: EventEmitter & Inside,
  data: unknown,
  isBinary: boolean,
  rejected: Rejected,
): void {
  const listener = emitter._events?.message;
  if (typeof listener !== "function") callListeners(emitter, "message", [data, isBinary], rejected);
  else {
    const result = listener.call(emitter, data, isBinary);
    if (result !== undefined) watch(result, rejected);
  }
}

function watch(result: unknown, rejected: Rejected): void {
  if (result instanceof Promise) result.then(undefined, rejected);
}
