// A client of a room, built on npm's `ws`: waits for messages and for its close, each with a deadline.
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { type ClientOptions, WebSocket } from "ws";
import { within } from "../host/support/deadline.ts";

export class Peer implements Disposable {
  readonly socket: WebSocket;
  /** Resolves with the close code, whichever side closed the connection. */
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #received: string[] = [];
  readonly #waiting: ((text: string) => void)[] = [];

  private constructor(socket: WebSocket, onMessage: (text: string) => void) {
    this.socket = socket;
    const { promise, resolve } = Promise.withResolvers<{ code: number; reason: string }>();
    this.closed = promise;
    socket.on("error", () => undefined);
    socket.once("close", (code, reason) => resolve({ code, reason: String(reason) }));
    socket.on("message", (data) => onMessage(String(data)));
    socket.on("message", (data) => {
      const next = this.#waiting.shift();
      if (next === undefined) this.#received.push(String(data));
      else next(String(data));
    });
  }

  /** Rejects with `Refused` if the server refuses the handshake. */
  static async connect(
    url: string,
    options: ClientOptions = {},
    onMessage: (text: string) => void = () => {},
  ): Promise<Peer> {
    const socket = new WebSocket(url, options);
    const peer = new Peer(socket, onMessage);
    const refused = new Promise<never>((_, reject) => {
      socket.once("unexpected-response", (_request, response: IncomingMessage) => {
        const refusal = (chunks: Buffer[]) => new Refused(response.statusCode ?? 0, Buffer.concat(chunks).toString());
        Array.fromAsync(response).then((chunks) => reject(refusal(chunks)), reject);
      });
    });
    refused.catch(() => undefined);
    const closed = peer.closed.then(() => {
      throw new Error("The connection was closed.");
    });
    closed.catch(() => undefined);
    await within(Promise.race([once(socket, "open"), refused, closed]), `a connection to ${url} did not come`);
    return peer;
  }

  /** The next message that has not been returned yet. */
  next(what = "a message"): Promise<string> {
    const received = this.#received.shift();
    if (received !== undefined) return Promise.resolve(received);
    const { promise, resolve } = Promise.withResolvers<string>();
    this.#waiting.push(resolve);
    return within(promise, `${what} did not come`);
  }

  async request(text: string): Promise<string> {
    this.socket.send(text);
    return this.next(`an answer to "${text}"`);
  }

  ended(): Promise<{ code: number; reason: string }> {
    return within(this.closed, "the end of the connection did not come");
  }

  [Symbol.dispose](): void {
    this.socket.terminate();
  }
}

export class Refused extends Error {
  readonly status: number;
  readonly body: string;

  constructor(status: number, body: string) {
    super(`refused with ${status}: ${body}`);
    this.status = status;
    this.body = body;
  }
}
