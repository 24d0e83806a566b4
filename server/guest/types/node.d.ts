// Node's small modules that a handler may import, with and without `node:`.

declare module "events" {
  /** Keeps listeners by name and calls them when the name is emitted. */
  class EventEmitter {
    static defaultMaxListeners: number;
    static readonly EventEmitter: typeof EventEmitter;
    /** Settles with the arguments of the next event of that name. */
    static once(emitter: EventEmitter, event: string | symbol): Promise<unknown[]>;
    on<A extends unknown[]>(event: string | symbol, listener: (this: this, ...args: A) => void): this;
    addListener<A extends unknown[]>(event: string | symbol, listener: (this: this, ...args: A) => void): this;
    once<A extends unknown[]>(event: string | symbol, listener: (this: this, ...args: A) => void): this;
    prependListener<A extends unknown[]>(event: string | symbol, listener: (this: this, ...args: A) => void): this;
    prependOnceListener<A extends unknown[]>(event: string | symbol, listener: (this: this, ...args: A) => void): this;
    off<A extends unknown[]>(event: string | symbol, listener: (this: this, ...args: A) => void): this;
    removeListener<A extends unknown[]>(event: string | symbol, listener: (this: this, ...args: A) => void): this;
    removeAllListeners(event?: string | symbol): this;
    /** Calls the listeners at once; says whether there was one. */
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
  const BufferOfTheRoom: typeof Buffer;
  type BufferOfTheRoom = Buffer;

  export { BufferOfTheRoom as Buffer };

  const exports: { readonly Buffer: typeof Buffer };
  export default exports;
}
declare module "node:buffer" {
  export { Buffer, default } from "buffer";
}

declare module "timers/promises" {
  interface TimerOptions {
    ref?: boolean;
    signal?: AbortSignal;
  }
  /** Settles with the value after so many milliseconds. */
  export function setTimeout<T = void>(ms?: number, value?: T, options?: TimerOptions): Promise<T>;
  export function setImmediate<T = void>(value?: T, options?: TimerOptions): Promise<T>;
  /** Yields the value every so many milliseconds. */
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
