// Types of the module "ws101", for the editor and tsc.

declare module "ws101" {
  const sourceOf: unique symbol;

  /** A message received on a socket. Check `type` to narrow it. */
  export type Message = TextMessage | BinaryMessage | PingMessage | PongMessage | CloseMessage;

  /** A text message, decoded from UTF-8. */
  export interface TextMessage {
    readonly type: "text";
    readonly data: string;
  }
  /** A binary message: the bytes as they were sent. */
  export interface BinaryMessage {
    readonly type: "binary";
    readonly data: Uint8Array;
  }
  /** A ping from the client. The pong has already been sent for you. */
  export interface PingMessage {
    readonly type: "ping";
    readonly data: Uint8Array;
  }
  /** A pong from the client: mostly its reply to your ping, with the same bytes. */
  export interface PongMessage {
    readonly type: "pong";
    readonly data: Uint8Array;
  }
  /**
   * The last message of a socket. Code 1005 means that the close frame had no code, 1006 that the connection was lost
   * without a close frame.
   */
  export interface CloseMessage {
    readonly type: "close";
    readonly code: number;
    readonly reason: string;
  }

  /** Data that is sent as a binary message: a typed array, a `Buffer`, an `ArrayBuffer` or a `DataView`. */
  export type Bytes = ArrayBufferView | ArrayBuffer;

  /** Options of a wait. When the signal aborts, the wait rejects and takes nothing from its source. */
  export interface WaitOptions {
    readonly signal?: AbortSignal | undefined;
  }

  /** Something that `select` and `timeout` can wait for. A value is taken from it only if it wins. */
  export interface Source<T> {
    readonly [sourceOf]: T;
  }

  /** The code and reason with which a connection closed. */
  export interface Closure {
    readonly code: number;
    readonly reason: string;
  }

  /** The receiving half of a socket. `for await` yields its messages and ends when the connection closes. */
  export interface Receiver extends AsyncIterable<Message, void, void>, Source<Message | null> {
    /** Waits for the next message. After the `close` message it returns `null`, every time. */
    recv(options?: WaitOptions): Promise<Message | null>;
    /** Resolves when the connection closes, with its code and reason. */
    readonly closed: Promise<Closure>;
    [Symbol.asyncIterator](): AsyncIterator<Message, void, void>;
  }

  /** The sending half of a socket. Each call waits while the client is slow, and rejects with `SocketClosed` after the close. */
  export interface Sender {
    /** Sends text, bytes or a whole message. Await it: it waits while the client is slow or much is being sent. */
    send(data: string | Bytes | Message): Promise<void>;
    /** Sends a ping with at most 125 bytes; the client replies with a pong. */
    ping(data?: string | Bytes): Promise<void>;
    /**
     * Closes the connection with a code (1000 to 1014 except 1004, 1005 and 1006, or 3000 to 4999) and a reason of at most 123
     * bytes.
     */
    close(code?: number, reason?: string): Promise<void>;
    /** Resolves when the connection closes, with its code and reason. */
    readonly closed: Promise<Closure>;
  }

  /** One client's connection. When `handle` returns, it closes with 1000. */
  export interface Socket extends Receiver, Sender {
    /** A number that is unique among all past and present sockets of the room. */
    readonly id: number;
    /** The negotiated subprotocol, or an empty string. */
    readonly protocol: string;
    /** The HTTP request that opened this connection. */
    readonly request: UpgradeRequest;
    /** Splits the socket so that one task can send while another receives. Using the socket itself then throws `SocketMoved`. */
    split(): { readonly sender: Sender; readonly receiver: Receiver };
  }

  /** The HTTP request of the opening handshake. */
  export interface UpgradeRequest {
    /** The path and query as sent, for example `/ws/room?token=1`. */
    readonly url: string;
    /** The path without the query. */
    readonly path: string;
    /** The query parameters. */
    readonly query: URLSearchParams;
    /** The headers, with names in lower case. */
    readonly headers: Readonly<Record<string, string | undefined>>;
    /** The subprotocols that the client offers, in order of preference. */
    readonly protocols: readonly string[];
    /** The client's IP address. */
    readonly remoteAddress: string;
  }

  /**
   * Accepts the client, optionally with one of the subprotocols it offered or with headers for the 101 response.
   *
   * ```ts
   * export function upgrade(request: UpgradeRequest) {
   *   return { protocol: request.protocols.find((name) => name === "chat"), maxMessageBytes: 4096 };
   * }
   * ```
   */
  export interface Accept {
    readonly protocol?: string | undefined;
    readonly headers?: Readonly<Record<string, string>> | undefined;
    /** The longest message that the client may send, in bytes. A longer one closes the socket with 1009. */
    readonly maxMessageBytes?: number | undefined;
  }
  /** Refuses the client with an HTTP status from 300 to 599, before any WebSocket exists. */
  export interface Refuse {
    readonly status: number;
    readonly reason?: string | undefined;
    readonly headers?: Readonly<Record<string, string>> | undefined;
  }
  /** The result of `upgrade`: nothing or `true` accepts the client, `false` refuses it with 403. An unknown key is an error. */
  // biome-ignore lint/suspicious/noConfusingVoidType: a function that returns nothing accepts
  export type UpgradeAnswer = Accept | Refuse | boolean | undefined | void;
  /** The type of `export function upgrade(request)`, which runs before the 101 response. */
  export type Upgrade = (request: UpgradeRequest) => UpgradeAnswer | Promise<UpgradeAnswer>;
  /** The type of `export default function handle(socket)`, which runs once per connection. */
  export type Handler = (socket: Socket) => void | Promise<void>;

  /** Sending failed because the connection is closed. */
  export class SocketClosed extends Error {
    constructor(message: string, code: number, reason: string, by: "client" | "handler" | "swap");
    readonly code: number;
    readonly reason: string;
    /** Who closed it: the client, your handler, or a hot swap to newer code. */
    readonly by: "client" | "handler" | "swap";
  }
  /** The socket was used after `split()`. Use its sender or receiver instead. */
  export class SocketMoved extends Error {
    constructor(call: string);
  }
  /** Takes the place of values that a subscriber was too slow to receive. */
  export class Lagged {
    constructor(missed: number);
    /** The number of values that were dropped. */
    readonly missed: number;
  }
  /** The other end of a channel is closed. */
  export class ChannelClosed extends Error {}

  /** Many senders, many subscribers: each subscriber gets every value sent after it subscribed. */
  export interface Broadcast<T> {
    /** Sends the value to all subscribers without waiting. Returns the number of subscribers. */
    send(value: T): number;
    /** Subscribes to values sent from now on. */
    subscribe(): Subscription<T>;
    /** The number of open subscriptions. */
    readonly subscribers: number;
    /** Ends each subscription after its remaining values. */
    close(): void;
  }
  /** One subscriber of a broadcast. Call `close()` when you are done, or declare it with `using`. */
  export interface Subscription<T>
    extends AsyncIterable<T | Lagged, void, void>,
      Source<T | Lagged | null>,
      Disposable {
    /** Waits for the next value: `Lagged` in place of dropped values, `null` at the end. */
    recv(options?: WaitOptions): Promise<T | Lagged | null>;
    /** Unsubscribes. */
    close(): void;
    [Symbol.asyncIterator](): AsyncIterator<T | Lagged, void, void>;
  }
  /**
   * Creates a broadcast that keeps the last `capacity` values. A subscriber that falls further behind misses the oldest
   * values and receives `Lagged` instead.
   */
  export function broadcast<T>(capacity: number): Broadcast<T>;

  /** The sending end of a channel. Any number of tasks can share it. */
  export interface ChannelSender<T> {
    /** Waits while the channel is full. Rejects with `ChannelClosed` once the channel is closed. */
    send(value: T, options?: WaitOptions): Promise<void>;
    /** Sends if the channel has space; returns whether it did. */
    trySend(value: T): boolean;
    /** Closes the channel. The receiver gets the remaining values, then `null`. */
    close(): void;
  }
  /** The receiving end of a channel. */
  export interface ChannelReceiver<T> extends AsyncIterable<T, void, void>, Source<T | null>, Disposable {
    /** Waits for the next value; `null` when the channel is closed and empty. */
    recv(options?: WaitOptions): Promise<T | null>;
    /** Closes the channel and drops its values; pending and later sends reject. */
    close(): void;
    [Symbol.asyncIterator](): AsyncIterator<T, void, void>;
  }
  /** Creates a queue of at most `capacity` values, with many senders and one receiver. `send` waits while it is full. */
  export function channel<T>(capacity: number): {
    readonly sender: ChannelSender<T>;
    readonly receiver: ChannelReceiver<T>;
  };

  /** The result of `select`: the name of the source that won, and its value. */
  export type Selected<S extends Readonly<Record<string, Source<unknown>>>> = {
    [K in keyof S]: { readonly from: K; readonly value: S[K] extends Source<infer T> ? T : never };
  }[keyof S];
  /** Waits for the first of several sources. Takes a value only from the one that wins, so the others lose nothing. */
  export function select<S extends Readonly<Record<string, Source<unknown>>>>(
    sources: S,
    options?: WaitOptions,
  ): Promise<Selected<S>>;

  /** A function that runs concurrently. Await the task for its result. */
  export interface Task<T> extends Promise<T>, Source<T> {
    /**
     * Aborts the task's signal, and rejects the task with an `AbortError`. Waits that have the signal end, and so do
     * `for await` loops that the function started before its first `await`.
     */
    abort(reason?: unknown): void;
    /** Aborted by `abort()`. Pass it to the waits of the task. */
    readonly signal: AbortSignal;
    /** True once the task has finished, failed or been aborted. */
    readonly done: boolean;
  }
  /** Starts a task. Its signal aborts when `task.abort()` is called. */
  export function spawn<T>(work: (signal: AbortSignal) => T | PromiseLike<T>): Task<Awaited<T>>;

  /** A point in time: await it, or pass it to `select`. */
  export interface Sleep extends Promise<void>, Source<void> {}
  /** Waits for `ms` milliseconds. */
  export function sleep(ms: number, options?: WaitOptions): Sleep;

  /** A periodic tick, numbered from 1. Ticks that are not taken in time are skipped. */
  export interface Interval extends AsyncIterable<number, void, void>, Source<number>, Disposable {
    /** Waits for the next tick and returns its number. */
    tick(options?: WaitOptions): Promise<number>;
    /** Stops the interval and ends every `for await` over it. */
    stop(): void;
    [Symbol.asyncIterator](): AsyncIterator<number, void, void>;
  }
  /** Ticks every `ms` milliseconds, for the first time after `ms`. */
  export function interval(ms: number, options?: WaitOptions): Interval;

  /** Waits for a value of the source. After `ms`, rejects with a `TimeoutError` and takes nothing. */
  export function timeout<T>(ms: number, source: Source<T>, options?: WaitOptions): Promise<T>;
  /** Runs the function. After `ms`, aborts its signal and rejects with a `TimeoutError`. */
  export function timeout<T>(
    ms: number,
    work: (signal: AbortSignal) => T | PromiseLike<T>,
    options?: WaitOptions,
  ): Promise<Awaited<T>>;

  /** Options of `offload`. */
  export interface OffloadOptions {
    /** The number of calls that run at the same time, from 1 to 16; further calls wait. Default: 2. */
    readonly size?: number | undefined;
  }
  /** Options of one call of an offloaded function. */
  export interface CallOptions extends WaitOptions {
    /** Bytes that are moved, not copied: afterwards they are empty here. */
    readonly transfer?: readonly Bytes[] | undefined;
  }
  /**
   * Runs a function in another thread, so that the room keeps serving its sockets while it computes. Call `offload` once, at the
   * top level:
   *
   * ```ts
   * const countPrimes = offload((below: number) => {
   *   let count = 0;
   *   for (let n = 2; n < below; n++) {
   *     let isPrime = true;
   *     for (let d = 2; d * d <= n && isPrime; d++) isPrime = n % d > 0;
   *     if (isPrime) count++;
   *   }
   *   return count;
   * });
   *
   * await socket.send(String(await countPrimes(10_000)));
   * ```
   *
   * The function is sent as text and cannot use variables around it: everything it needs is declared inside or passed with the
   * value. The value and the result are copied as by `structuredClone`. Each call starts from a clean state, without sockets and
   * timers, and has its own limits of CPU and memory; one that reaches them rejects with `OffloadFailed`.
   */
  export function offload<In = void, Out = unknown>(
    fn: (value: In) => Out,
    options?: OffloadOptions,
  ): (value: In, options?: CallOptions) => Promise<Awaited<Out>>;
  /** A call of an offloaded function was stopped or not accepted. What the function itself throws is not wrapped. */
  export class OffloadFailed extends Error {
    constructor(message: string, reason: OffloadFailed["reason"]);
    /**
     * `cpu` and `memory`: it reached that limit. `stuck`: it waits for something that cannot happen there. `busy`: too many calls
     * are waiting. `lost`: its thread failed.
     */
    readonly reason: "cpu" | "memory" | "stuck" | "busy" | "lost";
  }

  /**
   * A few JSON values that outlive this handler: hot swaps, restarts of the room, the loss of its process. All keys and values of a
   * room may take 64 KiB. They are kept while the server runs, and for the room only: another lesson's room has its own.
   *
   * ```ts
   * const visits = Number(storage.get("visits") ?? 0) + 1;
   * storage.set("visits", visits);
   * ```
   */
  export const storage: {
    /** The value, as JSON can express it; `undefined` if there is none. Check it: older code may have stored it. */
    get(key: string): unknown;
    /** Stores a value that `JSON.stringify` accepts. Throws a `RangeError` when the room's storage is full. */
    set(key: string, value: unknown): void;
    /** Returns whether there was a value. */
    delete(key: string): boolean;
    keys(): string[];
  };
  /**
   * The request to stop, which comes before a restart or a deploy ends this handler. Close your sockets then: 1001 tells the
   * clients that the server goes away, and they can reconnect. What is open after `graceMs` is closed with 1012.
   *
   * ```ts
   * const next = await select({ message: socket, stop: shutdown.requested });
   * if (next.from === "stop") return await socket.close(1001, "deploying");
   * ```
   */
  export const shutdown: {
    /** Aborts when the handler has to stop. */
    readonly signal: AbortSignal;
    /** The same as a source, for `select`; it stays ready. */
    readonly requested: Source<void> & PromiseLike<void>;
    /** The time for closing, in milliseconds. */
    readonly graceMs: number;
  };

  /** Connects to the server. Rejects with `DialFailed` when it refuses, and with the signal's reason when that aborts first. */
  export type Dial = (url?: string, options?: WaitOptions) => Promise<Socket>;
  /**
   * The type of `export async function client(dial)`, a client that you write in the same file as your handler. A check runs it and
   * plays its server: it accepts, refuses, sends, and cuts the connection.
   *
   * ```ts
   * export async function client(dial: Dial) {
   *   const socket = await dial("/feed?last=7");
   *   for await (const message of socket) console.log(message);
   * }
   * ```
   */
  export type Client = (dial: Dial) => void | Promise<void>;
  /** The server refused the connection. */
  export class DialFailed extends Error {
    constructor(status: number);
    /** The HTTP status of its answer, for example 503. */
    readonly status: number;
  }

  // biome-ignore lint/complexity/noUselessEmptyExport: without it, all of this would be exported
  export {};
}
