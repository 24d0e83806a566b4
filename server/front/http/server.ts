// The HTTP server: its timeouts, its responses to what is not HTTP, and its shutdown.
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { type AddressInfo, isIPv6, Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Limits } from "../../protocol/limits.ts";
import { endWithProblem, HttpProblem } from "./problem.ts";

export interface Handlers {
  readonly http: RequestListener;
  upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void;
}

export class FrontServer implements AsyncDisposable {
  /** When it began to listen. */
  sinceMs = 0;
  readonly #server: Server;
  /** Responses under way, by the socket they go to. */
  readonly #pending = new Map<Duplex, number>();
  /** Upgrades that wait until the requests before them on their sockets are answered. */
  readonly #upgrades = new Map<Duplex, () => void>();
  #url: string | null = null;
  #onIdle: (() => void) | null = null;
  #closed: Promise<void> | null = null;

  constructor({ headersMs, requestMs }: Limits) {
    const timeouts = {
      headersTimeout: Math.min(headersMs, requestMs),
      requestTimeout: requestMs,
      keepAliveTimeout: 30_000,
    };
    this.#server = createServer({ ...timeouts, connectionsCheckingInterval: 500, noDelay: true });
    // By default Node silently drops headers after the 2,000th. Their total size is limited already.
    this.#server.maxHeadersCount = 0;
    this.#server.on("clientError", refuseBadRequest);
  }

  /** `http://address:port` for clients on this machine. Throws before `listen` has resolved. */
  get url(): string {
    if (this.#url === null) throw new Error("The server is not listening.");
    return this.#url;
  }

  /** `ws://address:port` for clients on this machine. */
  get socketUrl(): string {
    return this.url.replace(/^http/, "ws");
  }

  get isClosing(): boolean {
    return this.#closed !== null;
  }

  /** Rejects with a sentence if the server cannot listen there. */
  async listen(port: number, host: string, { http, upgrade }: Handlers): Promise<void> {
    this.#server.on("request", (request, response) => {
      this.#track(request.socket, response);
      http(request, response);
    });
    this.#server.on("upgrade", (request, duplex, head) => this.#upgrade(upgrade, request, duplex, head));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#server.once("error", (error: NodeJS.ErrnoException) => reject(listenError(error, port, host)));
    this.#server.listen(port, host, resolve);
    await promise;
    this.#url = urlOf(this.#server.address());
    this.sinceMs = Date.now();
  }

  /** Accepts no more connections; requests under way finish. */
  stopListening(): void {
    this.#closed ??= new Promise((resolve) => this.#server.close(() => resolve()));
  }

  /** Resolves when no response is under way, or after `withinMs`. */
  async idle(withinMs: number): Promise<void> {
    if (this.#pending.size === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, withinMs);
    this.#onIdle = resolve;
    await promise;
    clearTimeout(timer);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stopListening();
    this.#server.closeAllConnections();
    await this.#closed;
  }

  #track(socket: Duplex, response: { once(event: "close", listener: () => void): unknown }): void {
    this.#pending.set(socket, (this.#pending.get(socket) ?? 0) + 1);
    response.once("close", () => {
      const left = (this.#pending.get(socket) ?? 1) - 1;
      if (left > 0) this.#pending.set(socket, left);
      else this.#answered(socket);
    });
  }

  #answered(socket: Duplex): void {
    this.#pending.delete(socket);
    this.#upgrades.get(socket)?.();
    this.#upgrades.delete(socket);
    if (this.#pending.size === 0) this.#onIdle?.();
  }

  #upgrade(upgrade: Handlers["upgrade"], request: IncomingMessage, duplex: Duplex, head: Buffer): void {
    // Without a listener, one TCP reset would end the process.
    duplex.on("error", () => duplex.destroy());
    if (!(duplex instanceof Socket)) return void duplex.destroy();
    if (!this.#pending.has(duplex)) return void upgrade(request, duplex, head);
    // Pipelined: responses have to be in the order of the requests (RFC 9112 §9.3.2).
    this.#upgrades.set(duplex, () => {
      if (duplex.writable) upgrade(request, duplex, head);
    });
    duplex.once("close", () => this.#answered(duplex));
  }
}

function urlOf(address: AddressInfo | string | null): string {
  if (address === null || typeof address === "string") throw new Error("The server does not listen on a port.");
  const wildcards: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "::1" };
  const name = wildcards[address.address] ?? address.address;
  return `http://${isIPv6(name) ? `[${name}]` : name}:${address.port}`;
}

function listenError({ code, message }: NodeJS.ErrnoException, port: number, host: string): Error {
  if (code === "EADDRINUSE") return new Error(`Port ${port} is in use. Choose another with PORT or --port.`);
  if (code === "EACCES") return new Error(`Port ${port} is not allowed. Choose one above 1023 with PORT or --port.`);
  if (code === "EADDRNOTAVAIL") return new Error(`${host} is not an address of this machine. Choose another HOST.`);
  return new Error(`The server cannot listen on ${host}:${port}: ${message}`);
}

const badRequests: Readonly<Record<string, HttpProblem>> = {
  ERR_HTTP_REQUEST_TIMEOUT: new HttpProblem(408, "The request did not arrive in time."),
  HPE_HEADER_OVERFLOW: new HttpProblem(431, "The request's headers are larger than 16 KiB."),
  HPE_CHUNK_EXTENSIONS_OVERFLOW: new HttpProblem(413, "The request's chunk extensions are too large."),
};

/** Sends one response to what cannot be parsed as a request, and closes the connection. */
function refuseBadRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  socket.on("error", () => socket.destroy());
  if (error.code === "ECONNRESET") return void socket.destroy();
  endWithProblem(socket, badRequests[error.code ?? ""] ?? new HttpProblem(400, "This is not a valid HTTP request."));
}
