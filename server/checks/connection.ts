// One real WebSocket to a room, with an exact count of the bytes each way since its handshake.
import type { Socket } from "node:net";
import { WebSocket } from "ws";
import type { Received } from "./received.ts";

export interface ConnectOptions {
  readonly url: string;
  readonly protocols: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  /** Something came, or the socket ended. */
  readonly onArrival: () => void;
}

/** The server did not switch protocols. `status` is 0 when there was no proper answer. */
export interface Refused {
  readonly status: number;
  readonly reason: string;
}

export type Opened =
  | { readonly ok: true; readonly connection: Connection }
  | { readonly ok: false; readonly refused: Refused };

export function openConnection(options: ConnectOptions): Promise<Opened> {
  const { url, protocols, headers } = options;
  const ws = new WebSocket(url, [...protocols], { headers: { ...headers }, perMessageDeflate: false, autoPong: false });
  return new Promise((resolve) => {
    const refuse = (status: number, reason: string) => resolve({ ok: false, refused: { status, reason } });
    let socket: Socket | undefined;
    ws.on("error", (error) => refuse(0, error.message));
    ws.on("upgrade", (response) => {
      socket = response.socket;
    });
    ws.on("unexpected-response", (request, response) => {
      refuse(response.statusCode ?? 0, response.statusMessage ?? "");
      request.destroy();
    });
    // Not later: from here on every byte belongs to frames, and what came with the handshake is given out again.
    ws.on("open", () => {
      if (socket !== undefined) resolve({ ok: true, connection: new Connection(ws, socket, options.onArrival) });
    });
  });
}

export class Connection {
  /** The local port: how the room's host tells its clients apart. */
  readonly port: number;
  /** When true, pings go unanswered. */
  silent = false;
  readonly #ws: WebSocket;
  readonly #socket: Socket;
  readonly #writtenBefore: number;
  readonly #onArrival: () => void;
  readonly #arrived: Received[] = [];
  readonly #waiting = new Set<() => void>();
  #received = 0;
  #ended = false;
  #cut = false;

  constructor(ws: WebSocket, socket: Socket, onArrival: () => void) {
    this.port = socket.localPort ?? 0;
    this.#ws = ws;
    this.#socket = socket;
    this.#writtenBefore = socket.bytesWritten;
    this.#onArrival = onArrival;
    // After the listener of ws: what is counted has been taken apart into frames already.
    socket.on("data", (chunk: Buffer) => {
      this.#received += chunk.length;
      this.#tell();
    });
    ws.on("message", (data: Buffer, isBinary) => this.#arrived.push(messageOf(data, isBinary)));
    ws.on("ping", (data: Buffer) => {
      this.#arrived.push({ kind: "ping", data });
      if (!this.silent && ws.readyState === WebSocket.OPEN) ws.pong(data);
    });
    ws.on("pong", (data: Buffer) => this.#arrived.push({ kind: "pong", data }));
    ws.on("close", (code, reason) => {
      this.#arrived.push({ kind: "close", code, reason: reason.toString("utf8") });
      this.#ended = true;
      this.#tell();
    });
  }

  get protocol(): string {
    return this.#ws.protocol;
  }

  get open(): boolean {
    return this.#ws.readyState === WebSocket.OPEN;
  }

  /** Bytes written since the handshake. */
  get sent(): number {
    return this.#socket.bytesWritten - this.#writtenBefore;
  }

  /** The socket is gone, and what it brought has been taken apart. */
  get ended(): boolean {
    return this.#ended;
  }

  get paused(): boolean {
    return this.#ws.isPaused && !this.#cut;
  }

  /** This socket ends, and its end needs no one to move. `ws` tells of the other side's close frame only here. */
  get concluding(): boolean {
    return this.#cut || Reflect.get(this.#ws, "_closeFrameReceived") === true;
  }

  /** Takes what came since the last call. */
  takeArrived(): Received[] {
    return this.#arrived.splice(0);
  }

  /** Resolves once `bytes` came since the handshake, or the socket ended. */
  async reached(bytes: number): Promise<void> {
    while (this.#received < bytes && !this.#ended && !this.paused) await this.#next();
  }

  async end(): Promise<void> {
    while (!this.#ended && !this.paused) await this.#next();
  }

  /** Writes what `write` writes as one piece, so that it arrives as one. */
  together(write: () => void): void {
    this.#socket.cork();
    try {
      write();
    } finally {
      this.#socket.uncork();
    }
  }

  send(data: string | Uint8Array, fin = true): void {
    this.#ws.send(data, { binary: typeof data !== "string", fin });
  }

  ping(data: Uint8Array): void {
    this.#ws.ping(data);
  }

  pong(data: Uint8Array): void {
    this.#ws.pong(data);
  }

  raw(bytes: Uint8Array): void {
    this.#socket.write(bytes);
  }

  close(code?: number, reason?: string): void {
    this.#ws.close(code, reason);
  }

  terminate(): void {
    this.#cut = true;
    this.#ws.terminate();
  }

  pause(): void {
    this.#ws.pause();
    this.#tell();
  }

  resume(): void {
    this.#ws.resume();
  }

  #next(): Promise<void> {
    return new Promise((resolve) => this.#waiting.add(resolve));
  }

  #tell(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resolve of waiting) resolve();
    this.#onArrival();
  }
}

/** A copy: the bytes belong to the socket's buffer. */
function messageOf(data: Buffer, isBinary: boolean): Received {
  return isBinary ? { kind: "binary", data: Uint8Array.from(data) } : { kind: "text", text: data.toString("utf8") };
}
