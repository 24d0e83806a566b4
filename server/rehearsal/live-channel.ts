// A page's live channel: follows a lesson, comes back after a loss as the page does, and passes on what concerns workshops.
import { WebSocket } from "ws";
import { z } from "zod";
import { type FromPage, type ToPage, toPageSchema } from "../protocol/live.ts";
import type { HttpClient } from "./http-client.ts";
import type { Tally } from "./tally.ts";

interface LiveChannelOptions {
  readonly http: HttpClient;
  readonly tally: Tally;
  /** Called with messages of these types; others are not even parsed. */
  readonly onMessage: (message: ToPage) => void;
  readonly types: readonly ToPage["type"][];
}

const backoff = { firstMs: 500, maxMs: 5_000 };
const typeShape = /^\{"type":"([a-z-]+)"/;
const headBytes = 40;

export class LiveChannel implements Disposable {
  readonly #options: LiveChannelOptions;
  readonly #types: ReadonlySet<string>;
  /** What the server has to know, by type: sent again after a loss. */
  readonly #requests = new Map<FromPage["type"], FromPage>();
  #socket: WebSocket | null = null;
  #retry: NodeJS.Timeout | undefined;
  #waitMs = backoff.firstMs;
  #isClosed = false;

  constructor(options: LiveChannelOptions) {
    this.#options = options;
    this.#types = new Set(options.types);
    this.#connect();
  }

  send(request: FromPage): void {
    this.#requests.set(request.type, request);
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(request));
  }

  [Symbol.dispose](): void {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    this.#socket?.terminate();
  }

  #connect(): void {
    const { http, tally } = this.#options;
    const url = `${http.origin.replace(/^http/, "ws")}/live`;
    const headers = { cookie: http.cookie, origin: http.origin };
    const socket = new WebSocket(url, { headers, perMessageDeflate: false, handshakeTimeout: 20_000 });
    this.#socket = socket;
    let wasOpen = false;
    socket.on("open", () => {
      wasOpen = true;
      tally.openPages++;
      this.#waitMs = backoff.firstMs;
      for (const request of this.#requests.values()) socket.send(JSON.stringify(request));
    });
    socket.on("unexpected-response", (request, response) => {
      tally.refused(response.statusCode ?? 0, "live channel");
      request.destroy();
      socket.terminate();
    });
    socket.on("message", (data) => this.#receive(data instanceof Buffer ? data : Buffer.from(String(data))));
    socket.on("error", () => socket.terminate());
    socket.on("close", () => {
      if (wasOpen) tally.openPages--;
      if (!this.#isClosed) this.#reconnect();
    });
  }

  #reconnect(): void {
    const { tally } = this.#options;
    tally.reconnects++;
    this.#retry = setTimeout(() => this.#connect(), this.#waitMs * (0.5 + Math.random() / 2));
    this.#waitMs = Math.min(2 * this.#waitMs, backoff.maxMs);
  }

  #receive(data: Buffer): void {
    const type = typeShape.exec(data.toString("latin1", 0, headBytes))?.[1] ?? "";
    if (type === "fault") this.#options.tally.faults++;
    if (!this.#types.has(type)) return;
    const message = toPageSchema.safeParse(JSON.parse(data.toString()));
    if (message.success) this.#options.onMessage(message.data);
    else this.#options.tally.failed(`an unexpected message on the live channel: ${z.prettifyError(message.error)}`);
  }
}
