// Types of the module "ws" in the sandbox: the server side of npm's ws.

declare module "ws" {
  import type { EventEmitter } from "events";

  /** Data to send. Convert objects to text first, with `JSON.stringify`. */
  type Data = string | number | ArrayBufferView | ArrayBuffer | readonly number[];

  interface SendOptions {
    /** Whether to send a binary message. The default is true for everything but strings. */
    binary?: boolean | undefined;
    /** Ignored: messages are not compressed. */
    compress?: boolean | undefined;
    /** False if more parts of the same message follow. */
    fin?: boolean | undefined;
    /** Ignored: a server never masks. */
    mask?: boolean | undefined;
  }

  interface WebSocketEvents {
    /** A message arrived. `data` is a `Buffer` for text as well; `isBinary` tells the two apart. */
    message: [data: Buffer, isBinary: boolean];
    /** The connection is closed. */
    close: [code: number, reason: Buffer];
    /** The connection failed; `close` follows. */
    error: [error: Error];
    /** The client sent a ping. The pong has already been sent for you. */
    ping: [data: Buffer];
    /** The client sent a pong, mostly its reply to a ping with the same bytes. */
    pong: [data: Buffer];
    open: [];
  }

  /** The argument of listeners added by `addEventListener` and of `onmessage`. */
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

    /** The state of the connection. Compare it with `WebSocket.OPEN`. */
    readonly readyState: 0 | 1 | 2 | 3;
    /** The number of bytes that are not sent yet because the client reads slowly. */
    readonly bufferedAmount: number;
    /** The negotiated subprotocol, or an empty string. */
    readonly protocol: string;
    readonly extensions: string;
    readonly isPaused: boolean;
    /** The type of binary messages; `nodebuffer` by default. */
    binaryType: "nodebuffer" | "arraybuffer" | "fragments";
    /** For your own use: a heartbeat usually stores its flag here. */
    isAlive?: boolean;

    onopen: ((this: WebSocket, event: Event) => void) | null;
    onmessage: ((this: WebSocket, event: MessageEvent) => void) | null;
    onclose: ((this: WebSocket, event: CloseEvent) => void) | null;
    onerror: ((this: WebSocket, event: ErrorEvent) => void) | null;

    /** Sends a message without waiting. Check `bufferedAmount` for slow clients. */
    send(data: Data, callback?: (error?: Error) => void): void;
    send(data: Data, options: SendOptions, callback?: (error?: Error) => void): void;
    /** Sends a ping with at most 125 bytes; the client replies with a pong. */
    ping(data?: Data, mask?: boolean, callback?: (error?: Error) => void): void;
    /** Sends an unsolicited pong. Pings are answered automatically. */
    pong(data?: Data, mask?: boolean, callback?: (error?: Error) => void): void;
    /**
     * Starts the closing handshake, with a code (1000 to 1014 except 1004, 1005 and 1006, or 3000 to 4999) and a reason of at most
     * 123 bytes.
     */
    close(code?: number, reason?: string | Uint8Array): void;
    /** Ends the connection immediately, without a close frame. */
    terminate(): void;
    /** Stops reading from the client until `resume()`. */
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

  /** The HTTP request of the opening handshake. */
  interface IncomingMessage extends EventEmitter {
    readonly url: string;
    readonly method: "GET";
    readonly httpVersion: string;
    /** The headers, with names in lower case. */
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
    /** Selects one of the subprotocols that the client offers. Without it, the first one is selected. */
    handleProtocols?: ((protocols: Set<string>, request: IncomingMessage) => string | false) | undefined;
    /** Decides before the 101 response whether to accept the client. With a second parameter, it decides by calling that. */
    verifyClient?:
      | ((info: VerifyClientInfo) => boolean)
      | ((info: VerifyClientInfo, callback: VerifyClientCallback) => void)
      | undefined;
    /** The maximum message size in bytes. A larger message closes the connection with 1009. */
    maxPayload?: number | undefined;
    /** False disables `clients`. */
    clientTracking?: boolean | undefined;
    /** Accepted and ignored: messages are not compressed. */
    perMessageDeflate?: boolean | object | undefined;
    autoPong?: boolean | undefined;
    skipUTF8Validation?: boolean | undefined;
    allowSynchronousEvents?: boolean | undefined;
    closeTimeout?: number | undefined;
    /** A subclass of `WebSocket` for the connections. */
    WebSocket?: typeof WebSocket | undefined;
  }

  interface ServerEvents {
    /** A client connected. */
    connection: [socket: WebSocket, request: IncomingMessage];
    listening: [];
    close: [];
    error: [error: Error];
    /** The header lines of the 101 response, before they are sent. Push lines to add headers. */
    headers: [headers: string[], request: IncomingMessage];
  }

  /** The room as a server: emits `connection` for each client. */
  class WebSocketServer extends EventEmitter {
    constructor(options?: ServerOptions, callback?: () => void);
    readonly options: ServerOptions;
    /** All open connections. */
    readonly clients: Set<WebSocket>;
    address(): { readonly address: string; readonly family: string; readonly port: number } | null;
    /** Stops accepting clients. Emits `close` after the last client has disconnected. */
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
