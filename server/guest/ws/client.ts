// One of the room's sockets as the events style has it: it drives a WebSocket of the learner's.
import { bufferOver } from "../node/buffer.ts";
import { encode } from "../node/utf8.ts";
import type { Member } from "../program.ts";
import { callListeners } from "./call-listeners.ts";
import type { IncomingMessage } from "./incoming-message.ts";
import { connected, entered, gotClose, gotError, gotFlow, gotMessage, left, retired } from "./room-side.ts";
import type { Server } from "./server.ts";
import { WebSocket, type Wire } from "./websocket.ts";

export class Client implements Member {
  readonly #server: Server;
  readonly #wire: Wire;
  readonly #request: IncomingMessage;
  readonly #socket: WebSocket;

  /** Throws when the program's own WebSocket class does not do. */
  constructor(server: Server, wire: Wire, request: IncomingMessage) {
    this.#server = server;
    this.#wire = wire;
    this.#request = request;
    this.#socket = makeSocket(server.options.WebSocket, server.options);
    this.#socket[connected](wire);
  }

  start(): void {
    this.#server[entered](this.#socket);
    callListeners(this.#server, "connection", [this.#socket, this.#request], this.#rejected);
  }

  text(data: string): void {
    this.textBytes(encode(data));
  }

  textBytes(utf8: Uint8Array): void {
    this.#socket[gotMessage](utf8, false);
  }

  binary(data: Uint8Array): void {
    this.#socket[gotMessage](data, true);
  }

  control(type: "ping" | "pong", data: Uint8Array): void {
    callListeners(this.#socket, type, [bufferOver(data)], this.#rejected);
  }

  close(code: number, reason: string): void {
    this.#server[left](this.#socket);
    this.#socket[gotClose](code, bufferOver(encode(reason)));
  }

  error(code: string, message: string): void {
    const type = code.startsWith("WS_ERR_") && code !== "WS_ERR_INVALID_UTF8" ? RangeError : Error;
    this.#socket[gotError](Object.assign(new type(message), { code }));
  }

  flow(unsent: number): void {
    this.#socket[gotFlow](unsent);
  }

  retire(): void {
    this.#socket[retired]();
  }

  /** An async listener failed. */
  readonly #rejected = (error: unknown): void => {
    this.#wire.port.fault("rejection", error, this.#wire.peer);
  };
}

function makeSocket(type: unknown, options: unknown): WebSocket {
  const socket: unknown = typeof type === "function" ? Reflect.construct(type, [null, undefined, options]) : null;
  if (socket instanceof WebSocket) return socket;
  throw new TypeError("The option WebSocket must be the class WebSocket or one that extends it.");
}
