// Types of Node's modules that a handler can import, with and without `node:`.

declare module "events" {
  /** Calls the listeners of an event when it is emitted. */
  class EventEmitter {
    static defaultMaxListeners: number;
    static readonly EventEmitter: typeof EventEmitter;
    /** Resolves with the arguments of the next event of this name. */
    static once(emitter: EventEmitter, event: string | symbol): Promise<unknown[]>;
    on<A extends unknown[]>(event: string | symbol, listener: (this: this, ...args: A) => void): this;
    addListener<A extends unknown[]>(event: string | symbol, listener: (this: this, ...args: A) => void): this;
    once<A extends unknown[]>(event: string | symbol, listener: (this: this, ...args: A) => void): this;
    prependListener<A extends unknown[]>(event: string | symbol, listener: (this: this, ...args: A) => void): this;
    prependOnceListener<A extends unknown[]>(event: string | symbol, listener: (this: this, ...args: A) => void): this;
    off<A extends unknown[]>(event: string | symbol, listener: (this: this, ...args: A) => void): this;
    removeListener<A extends unknown[]>(event: string | symbol, listener: (this: this, ...args: A) => void): this;
    removeAllListeners(event?: string | symbol): this;
    /** Calls the listeners synchronously. Returns whether there were any. */
    emit(event: string | symbol, ...args: unknown[]): boolean;
    listenerCount(event: string | symbol): number;
    listeners(event: string | symbol): ((...args: never[]) => void)[];
    rawListeners(event: string | symbol): ((...args: never[]) => void)[];
    eventNames(): (string | symbol)[];
    setMaxListeners(count: number): this;
    getMaxListeners(): number;
  }
  export function once(emitter: EventEmitter, event: string | symbol): Promise<unknown[]>;
  export { EventEmitter };
  export default EventEmitter;
}
declare module "node:events" {
  export { default, EventEmitter, once } from "events";
}

declare module "buffer" {
  /** The global `Buffer`. */
  const RoomBuffer: typeof Buffer;
  type RoomBuffer = Buffer;

  export { RoomBuffer as Buffer };

  const exports: { readonly Buffer: typeof Buffer };
  export default exports;
}
declare module "node:buffer" {
  export { Buffer, default } from "buffer";
}

declare module "timers" {
  export const setTimeout: typeof globalThis.setTimeout;
  export const setInterval: typeof globalThis.setInterval;
  export const setImmediate: typeof globalThis.setImmediate;
  export const clearTimeout: typeof globalThis.clearTimeout;
  export const clearInterval: typeof globalThis.clearInterval;
  export const clearImmediate: typeof globalThis.clearImmediate;
}
declare module "node:timers" {
  // biome-ignore lint/style/useNodejsImportProtocol: the module above
  export * from "timers";
}

declare module "timers/promises" {
  interface TimerOptions {
    ref?: boolean;
    signal?: AbortSignal;
  }
  /** Resolves with `value` after `ms` milliseconds. */
  export function setTimeout<T = void>(ms?: number, value?: T, options?: TimerOptions): Promise<T>;
  export function setImmediate<T = void>(value?: T, options?: TimerOptions): Promise<T>;
  /** Yields `value` every `ms` milliseconds. */
  export function setInterval<T = void>(ms?: number, value?: T, options?: TimerOptions): AsyncIterableIterator<T>;
  export const scheduler: { wait(ms: number, options?: TimerOptions): Promise<void>; yield(): Promise<void> };
  const exports: {
    readonly setTimeout: typeof setTimeout;
    readonly setImmediate: typeof setImmediate;
    readonly setInterval: typeof setInterval;
    readonly scheduler: typeof scheduler;
  };
  export default exports;
}
declare module "node:timers/promises" {
  // biome-ignore lint/style/useNodejsImportProtocol: the module above
  export { default, scheduler, setImmediate, setInterval, setTimeout } from "timers/promises";
}
