// The server's ends of the clients' sockets: counts the bytes that went each way since each handshake, without a part of the
// server knowing.
import { type IncomingMessage, Server } from "node:http";
import { Socket } from "node:net";
import type { CheckerRequest, Settled } from "../../protocol/checks.ts";

type ClientBytes = Extract<CheckerRequest, { what: "settle" }>["clients"][number];

export class WatchedSockets {
  readonly #byPort = new Map<number, WatchedSocket>();
  readonly #listening = Promise.withResolvers<number>();
  #origin: string | null = null;

  /** The port of the first server that listens. */
  get listening(): Promise<number> {
    return this.#listening.promise;
  }

  /** Changes with every byte and every socket. */
  get activity(): string {
    return [...this.#byPort.values()].map(({ activity }) => activity).join();
  }

  /** From now on, servers of this process listen on a free port of the loopback interface, whatever they ask for. */
  install(): void {
    const { listen } = Server.prototype;
    const watched = this;
    Server.prototype.listen = function (this: Server, ...args: unknown[]): Server {
      const done = args.find((arg) => typeof arg === "function");
      this.prependListener("upgrade", (request, socket, head) => {
        if (socket instanceof Socket) watched.#add(request, socket, head);
      });
      this.once("listening", () => watched.#listens(this));
      return Reflect.apply(listen, this, [0, "127.0.0.1", ...(done === undefined ? [] : [done])]);
    };
  }

  /** True when everything that these clients sent has been taken, and what they should have received is on its way. */
  haveArrived(clients: readonly ClientBytes[]): boolean {
    return clients.every((client) => this.#byPort.get(client.port)?.hasArrived(client) ?? true);
  }

  stall(clients: readonly ClientBytes[]): void {
    for (const { port, paused = false } of clients) this.#byPort.get(port)?.stall(paused);
  }

  progressOf({ port, sent }: ClientBytes): Settled["clients"][number] {
    return { port, ...(this.#byPort.get(port)?.progress(sent) ?? { received: -1, held: 0, unread: 0 }) };
  }

  #listens(server: Server): void {
    const address = server.address();
    if (typeof address !== "object" || address === null) return;
    this.#origin = `http://127.0.0.1:${address.port}`;
    this.#listening.resolve(address.port);
  }

  #add(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const { headers } = request;
    // Clients come from a page of this server unless a check says otherwise.
    if (headers.origin === "") delete headers.origin;
    else if (this.#origin !== null) headers.origin ??= this.#origin;
    const port = socket.remotePort ?? 0;
    this.#byPort.set(port, new WatchedSocket(socket, head.length));
    socket.once("close", () => this.#byPort.delete(port));
  }
}

class WatchedSocket {
  readonly #socket: Socket;
  readonly #readBefore: number;
  /** Of the response to the handshake; null until it is written. */
  #responseBytes: number | null = null;
  #isStalled = false;

  constructor(socket: Socket, headBytes: number) {
    this.#socket = socket;
    this.#readBefore = socket.bytesRead - headBytes;
    const { write } = socket;
    // The first write is the response.
    socket.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
      this.#responseBytes = Buffer.byteLength(chunk);
      socket.write = write;
      return Reflect.apply(write, socket, [chunk, ...rest]);
    };
  }

  get activity(): string {
    const { bytesRead, bytesWritten, writableLength } = this.#socket;
    return `${bytesRead} ${bytesWritten} ${writableLength}`;
  }

  hasArrived({ sent, ended = false, paused = false }: ClientBytes): boolean {
    const { readable, writableEnded, writableNeedDrain } = this.#socket;
    if (ended || !readable || writableEnded) return !ended && paused;
    if (!paused && writableNeedDrain) return false;
    return this.#socket.isPaused() || this.#consumed >= sent;
  }

  /** While stalled, the network accepts nothing: what is written stays in the socket. */
  stall(isStalled: boolean): void {
    if (isStalled === this.#isStalled) return;
    this.#isStalled = isStalled;
    if (isStalled) this.#socket.cork();
    else this.#socket.uncork();
  }

  progress(sent: number) {
    const { bytesWritten, writableLength } = this.#socket;
    const held = this.#isStalled ? writableLength : 0;
    return {
      received: bytesWritten - (this.#responseBytes ?? 0) - held,
      held: writableLength,
      unread: this.#socket.isPaused() ? Math.max(0, sent - this.#consumed) : 0,
    };
  }

  get #consumed(): number {
    return this.#socket.bytesRead - this.#socket.readableLength - this.#readBefore;
  }
}
