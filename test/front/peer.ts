// A client on a room's socket, npm's `ws`: what came and how it ended, each with a deadline.
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { type ClientOptions, WebSocket } from "ws";
import { within } from "./within.ts";

const patienceMs = 10_000;

export class Peer implements Disposable {
  readonly socket: WebSocket;
  /** Settles with the close code, whoever ended it. */
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #came: string[] = [];
  readonly #wanted: ((text: string) => void)[] = [];

  private constructor(socket: WebSocket, heard: (text: string) => void) {
    this.socket = socket;
    const { promise, resolve } = Promise.withResolvers<{ code: number; reason: string }>();
    this.closed = promise;
    socket.on("error", () => undefined);
    socket.once("close", (code, reason) => resolve({ code, reason: String(reason) }));
    socket.on("message", (data) => heard(String(data)));
    socket.on("message", (data) => {
      const next = this.#wanted.shift();
      if (next === undefined) this.#came.push(String(data));
      else next(String(data));
    });
  }

  /** Connects; throws `Refused` with the answer when the server refuses. */
  static async dial(url: string, options: ClientOptions = {}, heard: (text: string) => void = () => {}): Promise<Peer> {
    const socket = new WebSocket(url, options);
    const peer = new Peer(socket, heard);
    const refused = new Promise<never>((_, reject) => {
      socket.once("unexpected-response", (_request, response: IncomingMessage) => {
        const refusal = (chunks: Buffer[]) => new Refused(response.statusCode ?? 0, Buffer.concat(chunks).toString());
        Array.fromAsync(response).then((chunks) => reject(refusal(chunks)), reject);
      });
    });
    refused.catch(() => undefined);
    const cut = peer.closed.then(() => {
      throw new Error("the connection was cut");
    });
    cut.catch(() => undefined);
    await within(patienceMs, `a connection to ${url}`, Promise.race([once(socket, "open"), refused, cut]));
    return peer;
  }

  /** The next text message that nobody took yet. */
  next(what = "a message"): Promise<string> {
    const came = this.#came.shift();
    if (came !== undefined) return Promise.resolve(came);
    const { promise, resolve } = Promise.withResolvers<string>();
    this.#wanted.push(resolve);
    return within(patienceMs, what, promise);
  }

  async ask(text: string): Promise<string> {
    this.socket.send(text);
    return this.next(`an answer to "${text}"`);
  }

  end(): Promise<{ code: number; reason: string }> {
    return within(patienceMs, "the end of the connection", this.closed);
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
