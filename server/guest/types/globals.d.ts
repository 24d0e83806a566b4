// Globals of a handler: no DOM, and no access to anything outside the room.

/** Writes lines to the room's console. Objects are formatted as in Node. */
interface Console {
  log(...data: unknown[]): void;
  info(...data: unknown[]): void;
  warn(...data: unknown[]): void;
  error(...data: unknown[]): void;
  debug(...data: unknown[]): void;
  /** Writes the message and a stack trace. */
  trace(...data: unknown[]): void;
  /** Writes the data as a table. */
  table(data: unknown, columns?: readonly string[]): void;
  dir(value: unknown, options?: { depth?: number | null; showHidden?: boolean }): void;
  /** Writes the message if the condition is falsy. */
  assert(condition?: unknown, ...data: unknown[]): void;
  /** Writes how often it was called with this label. */
  count(label?: string): void;
  countReset(label?: string): void;
  time(label?: string): void;
  timeLog(label?: string, ...data: unknown[]): void;
  timeEnd(label?: string): void;
  /** Indents the lines that follow, until `groupEnd()`. */
  group(...label: unknown[]): void;
  groupCollapsed(...label: unknown[]): void;
  groupEnd(): void;
}
declare const console: Console;

/** A running timer. Pass it to `clearTimeout` or `clearInterval`. */
interface Timeout extends Disposable {
  ref(): this;
  unref(): this;
  hasRef(): boolean;
  /** Restarts the timer with its original delay. */
  refresh(): this;
  close(): this;
  [Symbol.toPrimitive](): number;
}
interface Immediate extends Disposable {
  ref(): this;
  unref(): this;
  hasRef(): boolean;
}
/** Calls the function once, after 1 ms to 24 hours. A room can have 256 timers. */
// biome-ignore lint/suspicious/noConfusingVoidType: `resolve` of a promise without a value fits
declare function setTimeout(callback: (value: void) => void, ms?: number): Timeout;
declare function setTimeout<A extends unknown[]>(callback: (...args: A) => void, ms?: number, ...args: A): Timeout;
/** Calls the function repeatedly until `clearInterval`. */
declare function setInterval<A extends unknown[]>(callback: (...args: A) => void, ms?: number, ...args: A): Timeout;
/** Calls the function in the room's next turn. */
declare function setImmediate<A extends unknown[]>(callback: (...args: A) => void, ...args: A): Immediate;
declare function clearTimeout(timer: Timeout | number | string | null | undefined): void;
declare function clearInterval(timer: Timeout | number | string | null | undefined): void;
declare function clearImmediate(timer: Immediate | null | undefined): void;
/** Calls the function after the current code has run. */
declare function queueMicrotask(callback: () => void): void;
/** Copies a value deeply. Functions and symbols cannot be copied. */
declare function structuredClone<T>(value: T, options?: { transfer?: readonly ArrayBuffer[] }): T;
declare function atob(base64: string): string;
declare function btoa(latin1: string): string;

declare const performance: {
  /** Milliseconds since this code first used `performance`, on the room's clock. */
  now(): number;
  readonly timeOrigin: number;
};
declare const crypto: {
  /** A random id, for example `3b241101-e2bb-4255-8caf-4136c566a962`. */
  randomUUID(): `${string}-${string}-${string}-${string}-${string}`;
  getRandomValues<T extends ArrayBufferView>(array: T): T;
};

/** Encodes text as UTF-8. */
declare class TextEncoder {
  readonly encoding: "utf-8";
  encode(text?: string): Uint8Array<ArrayBuffer>;
  encodeInto(text: string, target: Uint8Array): { read: number; written: number };
}
/** Decodes UTF-8. With `fatal`, invalid bytes throw a TypeError. */
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
  /** Returns false if a listener called `preventDefault()`. */
  dispatchEvent(event: Event): boolean;
}
/** Notifies work that it should stop. */
declare class AbortSignal extends EventTarget {
  private constructor();
  static abort(reason?: unknown): AbortSignal;
  /** Aborts after `ms` milliseconds. */
  static timeout(ms: number): AbortSignal;
  /** Aborts when any of the signals does. */
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
/** A parsed URL. */
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
