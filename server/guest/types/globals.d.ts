// What a handler may use without importing it, and Node's small modules: nothing of the DOM, nothing that leaves the room.

/** Writes lines to the room's console; objects are shown as Node shows them. */
interface Console {
  log(...data: unknown[]): void;
  info(...data: unknown[]): void;
  warn(...data: unknown[]): void;
  error(...data: unknown[]): void;
  debug(...data: unknown[]): void;
  /** Writes the message and the calls that led here. */
  trace(...data: unknown[]): void;
  /** Writes rows and columns. */
  table(data: unknown, columns?: readonly string[]): void;
  dir(value: unknown, options?: { depth?: number | null; showHidden?: boolean }): void;
  /** Writes only when the condition does not hold. */
  assert(condition?: unknown, ...data: unknown[]): void;
  /** Counts how often it came by. */
  count(label?: string): void;
  countReset(label?: string): void;
  time(label?: string): void;
  timeLog(label?: string, ...data: unknown[]): void;
  timeEnd(label?: string): void;
  /** Indents what follows. */
  group(...label: unknown[]): void;
  groupCollapsed(...label: unknown[]): void;
  groupEnd(): void;
}
declare const console: Console;

/** A timer that was started; pass it to `clearTimeout`. */
interface Timeout extends Disposable {
  ref(): this;
  unref(): this;
  hasRef(): boolean;
  /** Starts the same wait again from now. */
  refresh(): this;
  close(): this;
  [Symbol.toPrimitive](): number;
}
interface Immediate extends Disposable {
  ref(): this;
  unref(): this;
  hasRef(): boolean;
}
/** Calls back once, after at least 1 ms and at most 24 hours; a room has 256 timers. */
declare function setTimeout<A extends unknown[]>(callback: (...args: A) => void, ms?: number, ...args: A): Timeout;
/** Calls back again and again until `clearInterval`. */
declare function setInterval<A extends unknown[]>(callback: (...args: A) => void, ms?: number, ...args: A): Timeout;
/** Calls back in the next turn of the room. */
declare function setImmediate<A extends unknown[]>(callback: (...args: A) => void, ...args: A): Immediate;
declare function clearTimeout(timer: Timeout | number | string | null | undefined): void;
declare function clearInterval(timer: Timeout | number | string | null | undefined): void;
declare function clearImmediate(timer: Immediate | null | undefined): void;
/** Calls back as soon as what runs now is done. */
declare function queueMicrotask(callback: () => void): void;
/** A deep copy; functions and symbols cannot be copied. */
declare function structuredClone<T>(value: T, options?: { transfer?: readonly ArrayBuffer[] }): T;
declare function atob(base64: string): string;
declare function btoa(latin1: string): string;

declare const performance: {
  /** Milliseconds since this code was loaded, on the room's clock. */
  now(): number;
  readonly timeOrigin: number;
};
declare const crypto: {
  /** A random id, for example `3b241101-e2bb-4255-8caf-4136c566a962`. */
  randomUUID(): `${string}-${string}-${string}-${string}-${string}`;
  getRandomValues<T extends ArrayBufferView>(array: T): T;
};

/** Turns text into UTF-8 bytes. */
declare class TextEncoder {
  readonly encoding: "utf-8";
  encode(text?: string): Uint8Array<ArrayBuffer>;
  encodeInto(text: string, target: Uint8Array): { read: number; written: number };
}
/** Turns UTF-8 bytes into text; with `fatal` it throws on bytes that are not UTF-8. */
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  readonly encoding: "utf-8";
  readonly fatal: boolean;
  readonly ignoreBOM: boolean;
  decode(bytes?: ArrayBufferView | ArrayBuffer, options?: { stream?: boolean }): string;
}

interface EventInit {
  bubbles?: boolean;
  cancelable?: boolean;
}
declare class Event {
  constructor(type: string, init?: EventInit);
  readonly type: string;
  readonly target: EventTarget | null;
  readonly currentTarget: EventTarget | null;
  readonly cancelable: boolean;
  readonly defaultPrevented: boolean;
  readonly timeStamp: number;
  preventDefault(): void;
  stopPropagation(): void;
  stopImmediatePropagation(): void;
}
type EventHandler = ((event: Event) => void) | { handleEvent(event: Event): void };
declare class EventTarget {
  addEventListener(
    type: string,
    listener: EventHandler | null,
    options?: { once?: boolean; signal?: AbortSignal } | boolean,
  ): void;
  removeEventListener(type: string, listener: EventHandler | null): void;
  /** False when a listener prevented the default. */
  dispatchEvent(event: Event): boolean;
}
/** Tells work that nobody waits for it any more. */
declare class AbortSignal extends EventTarget {
  private constructor();
  static abort(reason?: unknown): AbortSignal;
  /** Aborts by itself after so many milliseconds. */
  static timeout(ms: number): AbortSignal;
  /** Aborts as soon as one of these does. */
  static any(signals: Iterable<AbortSignal>): AbortSignal;
  readonly aborted: boolean;
  readonly reason: unknown;
  onabort: ((event: Event) => void) | null;
  throwIfAborted(): void;
}
declare class AbortController {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}
declare class DOMException extends Error {
  constructor(message?: string, name?: string);
  readonly code: number;
}

declare class URLSearchParams implements Iterable<[string, string]> {
  constructor(init?: string | Iterable<readonly [string, string]> | Readonly<Record<string, string>>);
  readonly size: number;
  append(name: string, value: string): void;
  delete(name: string, value?: string): void;
  get(name: string): string | null;
  getAll(name: string): string[];
  has(name: string, value?: string): boolean;
  set(name: string, value: string): void;
  sort(): void;
  forEach(callback: (value: string, name: string, params: URLSearchParams) => void): void;
  entries(): IterableIterator<[string, string]>;
  keys(): IterableIterator<string>;
  values(): IterableIterator<string>;
  toString(): string;
  [Symbol.iterator](): IterableIterator<[string, string]>;
}
/** An address in its parts. */
declare class URL {
  constructor(url: string | URL, base?: string | URL);
  static canParse(url: string, base?: string): boolean;
  static parse(url: string, base?: string): URL | null;
  href: string;
  readonly origin: string;
  protocol: string;
  username: string;
  password: string;
  host: string;
  hostname: string;
  port: string;
  pathname: string;
  search: string;
  readonly searchParams: URLSearchParams;
  hash: string;
  toString(): string;
  toJSON(): string;
}
