// What a handler written as a loop may import: the types of "ws101", read by the editor and by tsc.

declare module "ws101" {
  const sourceOf: unique symbol;

  /** One thing that arrived on a socket; `type` says which, and narrows what else there is. */
  export type Message = TextMessage | BinaryMessage | PingMessage | PongMessage | CloseMessage;

  /** Text, already decoded from UTF-8. */
  export interface TextMessage {
    readonly type: "text";
    readonly data: string;
  }
  /** Bytes, exactly as they were sent. */
  export interface BinaryMessage {
    readonly type: "binary";
    readonly data: Uint8Array;
  }
  /** The client asks whether you are there; the pong has been sent for you. */
  export interface PingMessage {
    readonly type: "ping";
    readonly data: Uint8Array;
  }
  /** The client's answer to a ping of yours, with the ping's bytes. */
  export interface PongMessage {
    readonly type: "pong";
    readonly data: Uint8Array;
  }
  /** The last message of a socket; code 1005 means that none was given, 1006 that the client vanished. */
  export interface CloseMessage {
    readonly type: "close";
    readonly code: number;
    readonly reason: string;
  }

  /** What becomes a binary message: a typed array, a `Buffer`, an `ArrayBuffer` or a `DataView`. */
  export type Bytes = ArrayBufferView | ArrayBuffer;

  /** Ends the waiting when the signal aborts; nothing is taken from the source then. */
  export interface Waiting {
    readonly signal?: AbortSignal | undefined;
  }

  /** Something that `select` and `timeout` can wait for without taking from it until it wins. */
  export interface Source<T> {
    readonly [sourceOf]: T;
  }

  /** How a connection ended. */
  export interface Ending {
    readonly code: number;
    readonly reason: string;
  }

  /** What can be received from; `for await` takes one message after the other and ends with the connection. */
  export interface Receiver extends AsyncIterable<Message, void, void>, Source<Message | null> {
    /** Waits for the next message; `null` when the connection is over. */
    recv(waiting?: Waiting): Promise<Message | null>;
    /** Settles when the connection is over, with the code and the reason. */
    readonly closed: Promise<Ending>;
    [Symbol.asyncIterator](): AsyncIterator<Message, void, void>;
  }

  /** What can be sent to; every call settles once the client keeps up, and rejects with `SocketClosed` when it is gone. */
  export interface Sender {
    /** Sends a text, bytes or a whole message; waits while the client is slow. */
    send(data: string | Bytes | Message): Promise<void>;
    /** Asks the client for a pong; at most 125 bytes travel with it. */
    ping(data?: string | Bytes): Promise<void>;
    /** Says goodbye: code 1000 to 1014 (some may not be sent) or 3000 to 4999, and a reason of at most 123 bytes. */
    close(code?: number, reason?: string): Promise<void>;
    /** Settles when the connection is over, with the code and the reason. */
    readonly closed: Promise<Ending>;
  }

  /** One client's connection, yours from the moment it was accepted until `handle` returns; then it is closed with 1000. */
  export interface Socket extends Receiver, Sender {
    /** A number that no other socket of this room has or will have. */
    readonly id: number;
    /** The subprotocol that was agreed on; empty for none. */
    readonly protocol: string;
    /** The HTTP request that opened this connection. */
    readonly request: UpgradeRequest;
    /** Two halves for two tasks; the whole socket refuses with `SocketMoved` from then on. */
    split(): { readonly sender: Sender; readonly receiver: Receiver };
  }

  /** The HTTP request that asked for a WebSocket. */
  export interface UpgradeRequest {
    /** Path and query as they were sent, for example `/ws/room?token=1`. */
    readonly url: string;
    /** The path alone. */
    readonly path: string;
    /** The query's parameters. */
    readonly query: URLSearchParams;
    /** The headers; names are in lower case. */
    readonly headers: Readonly<Record<string, string | undefined>>;
    /** The subprotocols that the client offers, in its order. */
    readonly protocols: readonly string[];
    /** The client's IP address. */
    readonly remoteAddress: string;
  }

  /** Lets the client in, perhaps with a subprotocol that it offered or with headers for the 101. */
  export interface Accept {
    readonly protocol?: string | undefined;
    readonly headers?: Readonly<Record<string, string>> | undefined;
  }
  /** Turns the client away with an HTTP status (300 to 599) before any WebSocket exists. */
  export interface Refuse {
    readonly status: number;
    readonly reason?: string | undefined;
    readonly headers?: Readonly<Record<string, string>> | undefined;
  }
  /** What `upgrade` may return: nothing or `true` accepts, `false` refuses with 403. */
  // biome-ignore lint/suspicious/noConfusingVoidType: a function that returns nothing accepts
  export type UpgradeAnswer = Accept | Refuse | boolean | undefined | void;
  /** The shape of `export function upgrade(request)`, which runs before the 101. */
  export type Upgrade = (request: UpgradeRequest) => UpgradeAnswer | Promise<UpgradeAnswer>;
  /** The shape of `export default function handle(socket)`, which runs once for each connection. */
  export type Handler = (socket: Socket) => void | Promise<void>;

  /** Sending failed, because the connection is over. */
  export class SocketClosed extends Error {
    constructor(message: string, code: number, reason: string, by: "client" | "handler" | "swap");
    readonly code: number;
    readonly reason: string;
    /** Who ended it: the client, your own `close`, or new code that took over. */
    readonly by: "client" | "handler" | "swap";
  }
  /** The whole socket was used after `split()` gave it away in two halves. */
  export class SocketMoved extends Error {
    constructor(call: string);
  }
  /** Stands in a subscription where messages are missing: the subscriber was too slow for them. */
  export class Lagged {
    constructor(missed: number);
    /** How many messages were lost. */
    readonly missed: number;
  }
  /** The other end of a channel is closed. */
  export class ChannelClosed extends Error {}

  /** Many senders, many subscribers: each gets every message sent since it subscribed. */
  export interface Broadcast<T> {
    /** Gives the value to every subscriber at once, never waits; answers how many there are. */
    send(value: T): number;
    /** From now on, every value comes here too. */
    subscribe(): Subscription<T>;
    /** How many subscriptions are open. */
    readonly subscribers: number;
    /** Ends every subscription once it has taken what is left. */
    close(): void;
  }
  /** One subscriber's place in a broadcast; close it, or declare it with `using`. */
  export interface Subscription<T>
    extends AsyncIterable<T | Lagged, void, void>,
      Source<T | Lagged | null>,
      Disposable {
    /** The next value; `Lagged` where some were lost; `null` at the end. */
    recv(waiting?: Waiting): Promise<T | Lagged | null>;
    /** Receives nothing more. */
    close(): void;
    [Symbol.asyncIterator](): AsyncIterator<T | Lagged, void, void>;
  }
  /** Keeps the last `capacity` values for subscribers that are behind; the slower lose the oldest and get `Lagged`. */
  export function broadcast<T>(capacity: number): Broadcast<T>;

  /** The sending end of a channel; any number of tasks may share it. */
  export interface ChannelSender<T> {
    /** Waits while the channel is full; rejects with `ChannelClosed` when nobody will receive. */
    send(value: T, waiting?: Waiting): Promise<void>;
    /** Sends if there is room; says whether it did. */
    trySend(value: T): boolean;
    /** Nothing more will be sent: the receiver gets what is left, then `null`. */
    close(): void;
  }
  /** The receiving end of a channel. */
  export interface ChannelReceiver<T> extends AsyncIterable<T, void, void>, Source<T | null>, Disposable {
    /** The next value; `null` when the channel is closed and empty. */
    recv(waiting?: Waiting): Promise<T | null>;
    /** Refuses what is sent from now on. */
    close(): void;
    [Symbol.asyncIterator](): AsyncIterator<T, void, void>;
  }
  /** A queue of at most `capacity` values: many senders, one receiver; `send` waits when it is full. */
  export function channel<T>(capacity: number): {
    readonly sender: ChannelSender<T>;
    readonly receiver: ChannelReceiver<T>;
  };

  /** What `select` resolves to: which source won, and what it gave. */
  export type Selected<S extends Readonly<Record<string, Source<unknown>>>> = {
    [K in keyof S]: { readonly from: K; readonly value: S[K] extends Source<infer T> ? T : never };
  }[keyof S];
  /** Waits for the first of several sources and takes from that one alone: the others have lost nothing. */
  export function select<S extends Readonly<Record<string, Source<unknown>>>>(
    sources: S,
    waiting?: Waiting,
  ): Promise<Selected<S>>;

  /** Work that runs beside yours; await it for its result. */
  export interface Task<T> extends Promise<T>, Source<T> {
    /** Aborts the task's signal; awaiting the task rejects with an `AbortError` from then on. */
    abort(reason?: unknown): void;
    /** Aborted by `abort()`; hand it to whatever the task waits for. */
    readonly signal: AbortSignal;
    /** True once it ended, however it did. */
    readonly done: boolean;
  }
  /** Starts work that runs beside yours; its signal tells it when to stop. */
  export function spawn<T>(work: (signal: AbortSignal) => T | PromiseLike<T>): Task<Awaited<T>>;

  /** A moment to come: await it, or give it to `select`. */
  export interface Sleep extends Promise<void>, Source<void> {}
  /** Waits for that many milliseconds. */
  export function sleep(ms: number, waiting?: Waiting): Sleep;

  /** A tick every so many milliseconds, counted from 1; ticks that nobody took in time are skipped. */
  export interface Interval extends AsyncIterable<number, void, void>, Source<number>, Disposable {
    /** Waits for the next tick and gives its number. */
    tick(waiting?: Waiting): Promise<number>;
    /** Ends every `for await` over it. */
    stop(): void;
    [Symbol.asyncIterator](): AsyncIterator<number, void, void>;
  }
  /** Ticks every `ms` milliseconds, first after `ms`. */
  export function interval(ms: number, waiting?: Waiting): Interval;

  /** Takes from the source, or rejects with a `TimeoutError` after `ms` having taken nothing. */
  export function timeout<T>(ms: number, source: Source<T>, waiting?: Waiting): Promise<T>;
  /** Runs the work with a signal that aborts after `ms`; rejects with a `TimeoutError` then. */
  export function timeout<T>(
    ms: number,
    work: (signal: AbortSignal) => T | PromiseLike<T>,
    waiting?: Waiting,
  ): Promise<Awaited<T>>;

  // biome-ignore lint/complexity/noUselessEmptyExport: without it, all of this would be exported
  export {};
}
