// Listeners of a WebSocket: emits events, and adds the DOM's addEventListener, onmessage and their events.
import type { EventEmitter } from "events/events.js";
import { reportedCodes } from "../../protocol/rfc6455.ts";

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

class Event {
  readonly type: string;
  readonly target: unknown;

  constructor(type: string, target: unknown, own: object = {}) {
    this.type = type;
    this.target = target;
    Object.assign(this, own);
  }
}

class MessageEvent extends Event {}
class CloseEvent extends Event {}
class ErrorEvent extends Event {}

type EventType = "open" | "message" | "close" | "error";
type Args = readonly unknown[];

const createEvent: Readonly<Record<EventType, (target: unknown, args: Args) => Event>> = {
  open: (target) => new Event("open", target),
  message: (target, [data, isBinary]) => new MessageEvent("message", target, { data: isBinary ? data : String(data) }),
  close: (target, [code, reason]) =>
    new CloseEvent("close", target, { code, reason: String(reason), wasClean: code !== reportedCodes.noCloseFrame }),
  error: (target, [error]) =>
    new ErrorEvent("error", target, { error, message: error instanceof Error ? error.message : String(error) }),
};

const handlerOf: unique symbol = Symbol("handler");
const isAttribute: unique symbol = Symbol("attribute");

interface Wrapper {
  (this: unknown, ...args: unknown[]): unknown;
  [handlerOf]?: unknown;
  [isAttribute]?: boolean;
}

export function addEventListener(
  this: EventEmitter,
  type: unknown,
  handler: unknown,
  options: { readonly once?: unknown } = {},
): void {
  if (!isEventType(type) || wrapperOf(this, type, handler) !== null) return;
  const wrapper = wrap(type, handler, false);
  if (options.once) this.once(type, wrapper);
  else this.on(type, wrapper);
}

export function removeEventListener(this: EventEmitter, type: unknown, handler: unknown): void {
  if (!isEventType(type)) return;
  const wrapper = wrapperOf(this, type, handler);
  if (wrapper !== null) this.removeListener(type, wrapper);
}

/** Defines `onopen`, `onmessage`, `onclose` and `onerror`. */
export function defineAttributes(prototype: object): void {
  for (const type of Object.keys(createEvent).filter(isEventType)) {
    Object.defineProperty(prototype, `on${type}`, {
      enumerable: true,
      configurable: true,
      get(this: EventEmitter): unknown {
        return attributeOf(this, type)?.[handlerOf] ?? null;
      },
      set(this: EventEmitter, handler: unknown) {
        const old = attributeOf(this, type);
        if (old !== null) this.removeListener(type, old);
        if (typeof handler === "function") this.on(type, wrap(type, handler, true));
      },
    });
  }
}

function wrap(type: EventType, handler: unknown, attribute: boolean): Wrapper {
  const wrapper: Wrapper = function (this: unknown, ...args) {
    const event = createEvent[type](this, args);
    if (typeof handler === "function") return Reflect.apply(handler, this, [event]);
    if (hasHandle(handler)) return handler.handleEvent(event);
  };
  wrapper[handlerOf] = handler;
  wrapper[isAttribute] = attribute;
  return wrapper;
}

function wrapperOf(emitter: EventEmitter, type: EventType, handler: unknown): Wrapper | null {
  const same = (listener: Wrapper) => listener[handlerOf] === handler && listener[isAttribute] === false;
  return (emitter.listeners(type) as Wrapper[]).find(same) ?? null;
}

function attributeOf(emitter: EventEmitter, type: EventType): Wrapper | null {
  return (emitter.listeners(type) as Wrapper[]).find((listener) => listener[isAttribute] === true) ?? null;
}

function isEventType(type: unknown): type is EventType {
  return typeof type === "string" && Object.hasOwn(createEvent, type);
}

function hasHandle(handler: unknown): handler is { handleEvent(event: Event): unknown } {
  return typeof handler === "object" && handler !== null && "handleEvent" in handler;
}
