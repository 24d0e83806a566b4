// A WebSocket client for tests that remembers what came and waits for what comes.
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { type ClientOptions, WebSocket } from "ws";
import { within } from "./deadline.ts";

export interface Came {
  readonly kind: "text" | "binary" | "ping" | "pong" | "close";
  readonly text: string;
  readonly code?: number;
}

export class Client implements Disposable {
  readonly ws: WebSocket;
  readonly came: Came[] = [];
  readonly #listeners = new Set<() => void>();
  #raw: Socket | null = null;
  #handshakeWritten = 0;
  #handshakeRead = 0;

  private constructor(ws: WebSocket) {
    this.ws = ws;
    ws.on("message", (data, isBinary) => this.#add({ kind: isBinary ? "binary" : "text", text: String(data) }));
    ws.on("ping", (data) => this.#add({ kind: "ping", text: String(data) }));
    ws.on("pong", (data) => this.#add({ kind: "pong", text: String(data) }));
    ws.on("close", (code, reason) => this.#add({ kind: "close", text: String(reason), code }));
    ws.on("upgrade", (response) => {
      this.#raw = response.socket;
      this.#handshakeWritten = response.socket.bytesWritten;
      this.#handshakeRead = responseBytes(response);
    });
  }

  static async connect(url: string, protocols: string[] = [], options: ClientOptions = {}): Promise<Client> {
    const client = new Client(new WebSocket(url, protocols, { perMessageDeflate: false, ...options }));
    try {
      await within(once(client.ws, "open"), "no handshake was completed");
    } catch (error) {
      client.ws.on("error", () => {}).terminate();
      throw error;
    }
    return client;
  }

  /** The status line and body of a refused handshake. */
  static async refused(url: string, protocols: string[] = [], options: ClientOptions = {}) {
    const ws = new WebSocket(url, protocols, options);
    ws.on("error", () => {});
    const [request, response] = await within(once(ws, "unexpected-response"), "no refusal came");
    response.setEncoding("utf8");
    let body = "";
    for await (const chunk of response) body += chunk;
    request.destroy();
    ws.terminate();
    return { status: response.statusCode as number, body, headers: response.headers as Record<string, string> };
  }

  get raw(): Socket {
    if (!this.#raw) throw new Error("not connected");
    return this.#raw;
  }

  get port(): number {
    return this.raw.localPort ?? 0;
  }

  /** For `settle`. */
  get bytes(): { port: number; sent: number } {
    return { port: this.port, sent: this.raw.bytesWritten - this.#handshakeWritten };
  }

  /** Bytes that came after the handshake. */
  get receivedBytes(): number {
    return this.raw.bytesRead - this.#handshakeRead;
  }

  send(data: string | Uint8Array): void {
    this.ws.send(data);
  }

  /** Waits until `count` entries of these kinds came; all of them. */
  async take(count: number, kinds: readonly Came["kind"][] = ["text", "binary"]): Promise<Came[]> {
    const enough = Promise.withResolvers<void>();
    const matching = () => this.came.filter(({ kind }) => kinds.includes(kind));
    const look = () => {
      if (matching().length >= count) enough.resolve();
    };
    this.#listeners.add(look);
    look();
    try {
      await within(enough.promise, `${matching().length} of ${count} ${kinds.join("/")} came`);
      return matching();
    } catch (error) {
      throw new Error(`${String(error)}: ${matching().length} came`);
    } finally {
      this.#listeners.delete(look);
    }
  }

  async closed(): Promise<{ code: number; reason: string }> {
    const [close] = await this.take(1, ["close"]);
    return { code: close?.code ?? 0, reason: close?.text ?? "" };
  }

  [Symbol.dispose](): void {
    this.ws.terminate();
  }

  #add(came: Came): void {
    this.came.push(came);
    for (const listener of this.#listeners) listener();
  }
}

/** The length of the answer to the handshake, whatever came with it in the same packet. */
function responseBytes({ rawHeaders, statusMessage }: IncomingMessage): number {
  let bytes = `HTTP/1.1 101 ${statusMessage}\r\n\r\n`.length;
  for (let i = 0; i < rawHeaders.length; i += 2) bytes += `${rawHeaders[i]}: ${rawHeaders[i + 1]}\r\n`.length;
  return bytes;
}
