// A WebSocket that connects again, with back-off, whenever it ends or is refused.
import { WebSocket } from "ws";
import type { Tally } from "./tally.ts";

const firstDelayMs = 100;
const longestDelayMs = 2_000;
const handshakeMs = 10_000;

export interface ReconnectingOptions {
  /** For the record: `client` or `page`. */
  readonly name: string;
  readonly url: string;
  /** An address of this machine. */
  readonly from: string;
  readonly cookie?: string;
  readonly record: { readonly disconnects: Tally; readonly refusals: Tally };
  onOpen(): void;
  onMessage(text: string): void;
}

export class Reconnecting implements Disposable {
  readonly #options: ReconnectingOptions;
  #socket: WebSocket;
  #delayMs = firstDelayMs;
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;

  constructor(options: ReconnectingOptions) {
    this.#options = options;
    this.#socket = this.#connect();
  }

  /** Sends nothing while there is no connection. */
  send(text: string): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(text);
  }

  #connect(): WebSocket {
    const { name, url, from, cookie = "", record, onOpen, onMessage } = this.#options;
    const headers = cookie === "" ? {} : { cookie };
    const handshake = { localAddress: from, headers, perMessageDeflate: false, handshakeTimeout: handshakeMs };
    const socket = new WebSocket(url, handshake);
    let wasOpen = false;
    socket.on("open", () => {
      wasOpen = true;
      this.#delayMs = firstDelayMs;
      onOpen();
    });
    socket.on("message", (data) => onMessage(String(data)));
    socket.on("error", (error) => {
      if (!wasOpen && !this.#isOver) record.refusals.add(`${name}: ${error.message}`);
    });
    socket.on("close", (code) => {
      if (this.#isOver) return;
      if (wasOpen) record.disconnects.add(`${name}: ${code}`);
      this.#connectLater();
    });
    return socket;
  }

  #connectLater(): void {
    const connect = () => {
      this.#socket = this.#connect();
    };
    this.#timer = setTimeout(connect, this.#delayMs * (0.5 + Math.random()));
    this.#delayMs = Math.min(this.#delayMs * 2, longestDelayMs);
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#socket.terminate();
  }
}
