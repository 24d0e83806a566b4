// The HTTP server itself: how patient it is, what it says to clients that speak no HTTP, how it stops.
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { type AddressInfo, isIPv6 } from "node:net";
import type { Duplex } from "node:stream";
import type { Limits } from "../../protocol/limits.ts";
import { endWithProblem, HttpProblem } from "./problem.ts";

export interface FrontServerOptions {
  readonly limits: Limits;
  readonly answer: RequestListener;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

export class FrontServer implements AsyncDisposable {
  readonly #server: Server;
  #busy = 0;
  #onQuiet: (() => void) | null = null;
  #closed: Promise<void> | null = null;

  constructor({ limits, answer, upgrade }: FrontServerOptions) {
    const { headersMs, requestMs } = limits;
    const patience = { headersTimeout: Math.min(headersMs, requestMs), requestTimeout: requestMs };
    const keeping = { keepAliveTimeout: 30_000, connectionsCheckingInterval: 500, noDelay: true };
    this.#server = createServer({ ...patience, ...keeping }, (request, response) => {
      this.#count(response);
      answer(request, response);
    });
    // Node drops headers past a count without a word; their size is bounded already.
    this.#server.maxHeadersCount = 0;
    this.#server.on("upgrade", upgrade);
    this.#server.on("clientError", answerNonsense);
  }

  /** Answers the URL by which a browser on this machine reaches it. */
  async listen(port: number, host: string): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#server.once("error", (error: NodeJS.ErrnoException) => reject(notListening(error, port, host)));
    this.#server.listen(port, host, resolve);
    await promise;
    return urlOf(this.#server.address());
  }

  /** Takes no more connections; those that are busy finish. */
  stopListening(): void {
    this.#closed ??= new Promise((resolve) => this.#server.close(() => resolve()));
  }

  /** Settles when no request is being answered, or `withinMs` later. */
  async quiet(withinMs: number): Promise<void> {
    if (this.#busy === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, withinMs);
    this.#onQuiet = resolve;
    await promise;
    clearTimeout(timer);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stopListening();
    this.#server.closeAllConnections();
    await this.#closed;
  }

  #count(response: { once(event: "close", listener: () => void): unknown }): void {
    this.#busy++;
    response.once("close", () => {
      if (--this.#busy === 0) this.#onQuiet?.();
    });
  }
}

function urlOf(address: AddressInfo | string | null): string {
  if (address === null || typeof address === "string") throw new Error("The server listens on no port.");
  const everywhere: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "::1" };
  const name = everywhere[address.address] ?? address.address;
  return `http://${isIPv6(name) ? `[${name}]` : name}:${address.port}`;
}

function notListening({ code, message }: NodeJS.ErrnoException, port: number, host: string): Error {
  if (code === "EADDRINUSE") return new Error(`Port ${port} is taken: choose another with PORT or --port.`);
  if (code === "EACCES") return new Error(`Port ${port} is not allowed: choose one above 1023 with PORT or --port.`);
  if (code === "EADDRNOTAVAIL") return new Error(`${host} is no address of this machine: choose another HOST.`);
  return new Error(`The server cannot listen on ${host}:${port}: ${message}`);
}

const nonsense: Readonly<Record<string, HttpProblem>> = {
  ERR_HTTP_REQUEST_TIMEOUT: new HttpProblem(408, "The request did not arrive in time."),
  HPE_HEADER_OVERFLOW: new HttpProblem(431, "The request's headers are larger than 16 KiB."),
  HPE_CHUNK_EXTENSIONS_OVERFLOW: new HttpProblem(413, "The request's chunks carry too much."),
};

/** What cannot be read as a request is answered once and ends the connection. */
function answerNonsense(error: NodeJS.ErrnoException, socket: Duplex): void {
  socket.on("error", () => socket.destroy());
  if (error.code === "ECONNRESET") return void socket.destroy();
  const problem = nonsense[error.code ?? ""] ?? new HttpProblem(400, "This is no HTTP request that can be read.");
  endWithProblem(socket, problem);
}
