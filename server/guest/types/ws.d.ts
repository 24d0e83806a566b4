// What a handler written with events may import: the server side of npm's "ws" as it stands in the sandbox.

declare module "ws" {
  import type { EventEmitter } from "events";

  /** What `send`, `ping` and `pong` take; an object must be turned into text first, with `JSON.stringify`. */
  type Data = string | number | ArrayBufferView | ArrayBuffer | readonly number[];

  interface SendOptions {
    /** Whether it travels as a binary message; by default everything but a string does. */
    binary?: boolean | undefined;
    /** Ignored: messages are not compressed here. */
    compress?: boolean | undefined;
    /** False when more of the same message follows. */
    fin?: boolean | undefined;
    /** Ignored: a server never masks. */
    mask?: boolean | undefined;
  }

  interface WebSocketEvents {
    /** A message came; `isBinary` says which kind, `data` is a `Buffer` either way. */
    message: [data: Buffer, isBinary: boolean];
    /** The connection is over. */
    close: [code: number, reason: Buffer];
    /** Something went wrong; `close` follows. */
    error: [error: Error];
    /** The client pinged; the pong has been sent for you. */
    ping: [data: Buffer];
    /** The client answered a ping. */
    pong: [data: Buffer];
    open: [];
  }

  /** An event as `addEventListener` and `onmessage` get it. */
  interface Event {
    readonly type: string;
    readonly target: WebSocket;
  }
  interface MessageEvent extends Event {
    /** A string for text, bytes for binary. */
    readonly data: string | Buffer | ArrayBuffer | Buffer[];
  }
  interface CloseEvent extends Event {
    readonly code: number;
    readonly reason: string;
    readonly wasClean: boolean;
  }
  interface ErrorEvent extends Event {
    readonly error: unknown;
    readonly message: string;
  }
  interface EventMap {
    message: MessageEvent;
    close: CloseEvent;
    error: ErrorEvent;
    open: Event;
  }
  type EventListener<E> = ((this: WebSocket, event: E) => void) | { handleEvent(event: E): void };

  /** One client's connection. */
  class WebSocket extends EventEmitter {
    static readonly CONNECTING: 0;
    static readonly OPEN: 1;
    static readonly CLOSING: 2;
    static readonly CLOSED: 3;
    static readonly Server: typeof WebSocketServer;
    static readonly WebSocketServer: typeof WebSocketServer;
    static readonly WebSocket: typeof WebSocket;
    readonly CONNECTING: 0;
    readonly OPEN: 1;
    readonly CLOSING: 2;
    readonly CLOSED: 3;

    /** Where the connection stands: compare it with `WebSocket.OPEN`. */
    readonly readyState: 0 | 1 | 2 | 3;
    /** Bytes that wait because the client is slow. */
    readonly bufferedAmount: number;
    /** The subprotocol that was agreed on; empty for none. */
    readonly protocol: string;
    readonly extensions: string;
    readonly isPaused: boolean;
    /** As what binary messages come: `nodebuffer` unless you change it. */
    binaryType: "nodebuffer" | "arraybuffer" | "fragments";
    /** Yours to use: the usual heartbeat keeps its mark here. */
    isAlive?: boolean;

    onopen: ((this: WebSocket, event: Event) => void) | null;
    onmessage: ((this: WebSocket, event: MessageEvent) => void) | null;
    onclose: ((this: WebSocket, event: CloseEvent) => void) | null;
    onerror: ((this: WebSocket, event: ErrorEvent) => void) | null;

    /** Sends a message; never waits: watch `bufferedAmount`. */
    send(data: Data, callback?: (error?: Error) => void): void;
    send(data: Data, options: SendOptions, callback?: (error?: Error) => void): void;
    /** Asks the client for a pong; at most 125 bytes. */
    ping(data?: Data, mask?: boolean, callback?: (error?: Error) => void): void;
    /** Sends a pong nobody asked for; those that were asked for go out by themselves. */
    pong(data?: Data, mask?: boolean, callback?: (error?: Error) => void): void;
    /** Starts the closing handshake: 1000 to 1014 (some may not be sent) or 3000 to 4999, reason at most 123 bytes. */
    close(code?: number, reason?: string | Uint8Array): void;
    /** Ends the connection at once, without a goodbye. */
    terminate(): void;
    /** Reads nothing more from the client until `resume()`. */
    pause(): void;
    resume(): void;

    on<K extends keyof WebSocketEvents>(
      event: K,
      listener: (this: WebSocket, ...args: WebSocketEvents[K]) => void,
    ): this;
    on<A extends unknown[]>(event: string | symbol, listener: (this: WebSocket, ...args: A) => void): this;
    once<K extends keyof WebSocketEvents>(
      event: K,
      listener: (this: WebSocket, ...args: WebSocketEvents[K]) => void,
    ): this;
    once<A extends unknown[]>(event: string | symbol, listener: (this: WebSocket, ...args: A) => void): this;

    addEventListener<K extends keyof EventMap>(
      type: K,
      listener: EventListener<EventMap[K]>,
      options?: { once?: boolean },
    ): void;
    removeEventListener<K extends keyof EventMap>(type: K, listener: EventListener<EventMap[K]>): void;
  }

  /** The HTTP request that opened a connection. */
  interface IncomingMessage extends EventEmitter {
    readonly url: string;
    readonly method: "GET";
    readonly httpVersion: string;
    /** Names are in lower case. */
    readonly headers: Readonly<Record<string, string | undefined>>;
    readonly rawHeaders: readonly string[];
    readonly socket: { readonly remoteAddress: string; readonly encrypted: boolean };
    readonly connection: { readonly remoteAddress: string; readonly encrypted: boolean };
  }

  type VerifyClientCallback = (
    accept: boolean,
    code?: number,
    message?: string,
    headers?: Readonly<Record<string, string>>,
  ) => void;
  interface VerifyClientInfo {
    readonly origin: string | undefined;
    readonly secure: boolean;
    readonly req: IncomingMessage;
  }

  interface ServerOptions {
    /** Accepted and ignored: the room has its own address. */
    port?: number | undefined;
    host?: string | undefined;
    path?: string | undefined;
    noServer?: boolean | undefined;
    backlog?: number | undefined;
    /** Chooses one of the subprotocols that the client offers; the first one when this is left out. */
    handleProtocols?: ((protocols: Set<string>, request: IncomingMessage) => string | false) | undefined;
    /** Decides before the 101 whether the client may come in; with a second parameter, by calling it later. */
    verifyClient?:
      | ((info: VerifyClientInfo) => boolean)
      | ((info: VerifyClientInfo, callback: VerifyClientCallback) => void)
      | undefined;
    /** The largest message in bytes; a larger one closes the connection with 1009. */
    maxPayload?: number | undefined;
    /** False leaves `clients` out. */
    clientTracking?: boolean | undefined;
    /** Accepted and ignored: messages are not compressed here. */
    perMessageDeflate?: boolean | object | undefined;
    autoPong?: boolean | undefined;
    skipUTF8Validation?: boolean | undefined;
    allowSynchronousEvents?: boolean | undefined;
    closeTimeout?: number | undefined;
    /** A class of your own that extends `WebSocket`. */
    WebSocket?: typeof WebSocket | undefined;
  }

  interface ServerEvents {
    /** A client came in. */
    connection: [socket: WebSocket, request: IncomingMessage];
    listening: [];
    close: [];
    error: [error: Error];
    /** The lines of the 101 before they are sent; push your own. */
    headers: [headers: string[], request: IncomingMessage];
  }

  /** The room as a server: it emits `connection` for every client. */
  class WebSocketServer extends EventEmitter {
    constructor(options?: ServerOptions, callback?: () => void);
    readonly options: ServerOptions;
    /** Every open connection. */
    readonly clients: Set<WebSocket>;
    address(): { readonly address: string; readonly family: string; readonly port: number } | null;
    /** Lets nobody in any more; `close` is emitted when the last client has gone. */
    close(callback?: (error?: Error) => void): void;

    on<K extends keyof ServerEvents>(
      event: K,
      listener: (this: WebSocketServer, ...args: ServerEvents[K]) => void,
    ): this;
    on<A extends unknown[]>(event: string | symbol, listener: (this: WebSocketServer, ...args: A) => void): this;
    once<K extends keyof ServerEvents>(
      event: K,
      listener: (this: WebSocketServer, ...args: ServerEvents[K]) => void,
    ): this;
    once<A extends unknown[]>(event: string | symbol, listener: (this: WebSocketServer, ...args: A) => void): this;
  }

  namespace WebSocket {
    export type { CloseEvent, Data, ErrorEvent, Event, MessageEvent, ServerOptions };
    export type RawData = Buffer;
  }
  type RawData = Buffer;

  export type { CloseEvent, Data, ErrorEvent, Event, IncomingMessage, MessageEvent, RawData, ServerOptions };
  export { WebSocket, WebSocketServer };
  export default WebSocket;
}
