// Runs a handler written with events: the room's sockets become `connection` events of its WebSocketServer.
import type { PeerId, RequestInfo, UpgradeAnswer } from "../../protocol/guest.ts";
import type { Utf8 } from "../node/utf8.ts";
import type { Port } from "../port.ts";
import type { Program } from "../program.ts";
import { callListeners } from "./call-listeners.ts";
import { handshake } from "./handshake.ts";
import { IncomingMessage } from "./incoming-message.ts";
import {
  connected,
  entered,
  gotClose,
  gotControl,
  gotError,
  gotFlow,
  gotMessage,
  isRunning,
  left,
  retired,
} from "./room-side.ts";
import type { Server } from "./server.ts";
import { WebSocket } from "./websocket.ts";

const unavailable: UpgradeAnswer = { accept: false, status: 503, reason: "The server is closed", headers: {} };
const broken: UpgradeAnswer = { accept: false, status: 500, reason: "The handler failed", headers: {} };

/** Requests that were accepted and have not become a connection yet; more than these have been given up. */
const mostExpected = 64;

export class EventsProgram implements Program {
  readonly #port: Port;
  readonly #utf8: Utf8;
  readonly #server: Server;
  readonly #sockets = new Map<PeerId, WebSocket>();
  /** A program may keep something on the request in verifyClient: "connection" gets the same object. */
  readonly #expected = new Map<string, IncomingMessage>();

  constructor(port: Port, utf8: Utf8, server: Server) {
    this.#port = port;
    this.#utf8 = utf8;
    this.#server = server;
  }

  upgrade(ticket: number, info: RequestInfo): void {
    this.#answer(info).then(
      (answer) => this.#port.upgraded(ticket, answer),
      (error: unknown) => {
        this.#port.upgraded(ticket, broken);
        this.#port.fault("error", error, null);
      },
    );
  }

  open(peer: PeerId, info: RequestInfo, protocol: string): void {
    const { options } = this.#server;
    const socket = makeSocket(options.WebSocket, options);
    const maxPayload = Number(options.maxPayload) || 0;
    socket[connected]({ port: this.#port, peer, utf8: this.#utf8, protocol, maxPayload });
    this.#sockets.set(peer, socket);
    this.#server[entered](socket);
    const rejected = (error: unknown) => this.#port.fault("rejection", error, peer);
    callListeners(this.#server, "connection", [socket, this.#requestOf(info)], rejected);
  }

  text(peer: PeerId, data: string): void {
    this.#sockets.get(peer)?.[gotMessage](this.#utf8.encode(data), false);
  }

  bytes(type: "binary" | "ping" | "pong", peer: PeerId, data: Uint8Array): void {
    const socket = this.#sockets.get(peer);
    if (type === "binary") socket?.[gotMessage](data, true);
    else socket?.[gotControl](type, data);
  }

  close(peer: PeerId, code: number, reason: string): void {
    const socket = this.#sockets.get(peer);
    if (socket === undefined) return;
    this.#sockets.delete(peer);
    this.#server[left](socket);
    socket[gotClose](code, reason);
  }

  error(peer: PeerId, code: string, message: string): void {
    const type = code.startsWith("WS_ERR_") && code !== "WS_ERR_INVALID_UTF8" ? RangeError : Error;
    this.#sockets.get(peer)?.[gotError](Object.assign(new type(message), { code }));
  }

  flow(peer: PeerId, unsent: number): void {
    this.#sockets.get(peer)?.[gotFlow](unsent);
  }

  retire(): void {
    for (const socket of this.#sockets.values()) socket[retired]();
    this.#sockets.clear();
  }

  async #answer(info: RequestInfo): Promise<UpgradeAnswer> {
    if (!this.#server[isRunning]) return unavailable;
    const request = new IncomingMessage(info);
    const announce = (lines: string[]) => this.#server.emit("headers", lines, request);
    const answer = await handshake(this.#server.options, info, request, announce);
    if (answer.accept) this.#expect(keyOf(info), request);
    return answer;
  }

  #expect(key: string, request: IncomingMessage): void {
    this.#expected.set(key, request);
    for (const oldest of this.#expected.keys()) {
      if (this.#expected.size <= mostExpected) return;
      this.#expected.delete(oldest);
    }
  }

  #requestOf(info: RequestInfo): IncomingMessage {
    const key = keyOf(info);
    const request = this.#expected.get(key) ?? new IncomingMessage(info);
    this.#expected.delete(key);
    return request;
  }
}

/** Every handshake has a key of its own (RFC 6455 §4.1). */
function keyOf({ url, headers }: RequestInfo): string {
  return `${headers["sec-websocket-key"] ?? ""} ${url}`;
}

function makeSocket(type: unknown, options: unknown): WebSocket {
  const socket: unknown = typeof type === "function" ? Reflect.construct(type, [null, undefined, options]) : null;
  if (socket instanceof WebSocket) return socket;
  throw new TypeError("The option WebSocket must be the class WebSocket or one that extends it.");
}
