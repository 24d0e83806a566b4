// The server's ends of the clients' sockets: counts the bytes that went each way since each handshake, without a part of the
// server knowing.
import { IncomingMessage, Server } from "node:http";
import { Socket } from "node:net";
import type { CheckerRequest, Settled } from "../../protocol/checks.ts";
import { frameBytes, opcodes } from "../../protocol/rfc6455.ts";
import { refuse, stopping } from "../library/serve.ts";

type ClientBytes = Extract<CheckerRequest, { what: "settle" }>["clients"][number];

/** Takes a socket that is not a client of the handler. False for one that is. */
type Divert = (request: IncomingMessage, socket: Socket, head: Buffer) => boolean;

export class WatchedSockets {
  readonly #divert: Divert;
  readonly #byPort = new Map<number, WatchedSocket>();
  readonly #listening = Promise.withResolvers<number>();
  #origin: string | null = null;
  #isStopping = false;

  constructor(divert: Divert) {
    this.#divert = divert;
  }

  /** The port of the first server that listens. */
  get listening(): Promise<number> {
    return this.#listening.promise;
  }

  /** Changes with every byte and every socket. */
  get activity(): string {
    return [...this.#byPort.values()].map(({ activity }) => activity).join();
  }

  /** From now on, servers of this process listen on this port of the loopback interface, whatever they ask for. */
  install(port: number): void {
    const { listen } = Server.prototype;
    const watched = this;
    Server.prototype.listen = function (this: Server, ...args: unknown[]): Server {
      const done = args.find((arg) => typeof arg === "function");
      watched.#watch(this);
      this.once("listening", () => watched.#listens(this));
      return Reflect.apply(listen, this, [port, "127.0.0.1", ...(done === undefined ? [] : [done])]);
    };
  }

  /** True when everything that these clients sent has been taken, and what they should have received is on its way. */
  haveArrived(clients: readonly ClientBytes[]): boolean {
    return clients.every((client) => this.#byPort.get(client.port)?.hasArrived(client) ?? true);
  }

  stall(clients: readonly ClientBytes[]): void {
    for (const { port, paused = false, messages = 0 } of clients)
      this.#byPort.get(port)?.writes.stall(paused ? messages : null);
  }

  progressOf({ port, sent }: ClientBytes): Settled["clients"][number] {
    return { port, ...(this.#byPort.get(port)?.progress(sent) ?? { received: -1, held: 0, unread: 0 }) };
  }

  /** Refuses further clients. */
  refuse(): void {
    this.#isStopping = true;
  }

  closeAll(code: number, reason: string): void {
    for (const socket of this.#byPort.values()) socket.close(code, reason);
  }

  /** Sees each upgrade before the server does. */
  #watch(server: Server): void {
    const { emit } = server;
    server.emit = (event: string, ...args: unknown[]): boolean => {
      const [request, socket, head] = args;
      const isUpgrade = request instanceof IncomingMessage && socket instanceof Socket && head instanceof Buffer;
      if (event === "upgrade" && isUpgrade && this.#takes(request, socket, head)) return true;
      return Reflect.apply(emit, server, [event, ...args]);
    };
  }

  #takes(request: IncomingMessage, socket: Socket, head: Buffer): boolean {
    this.#add(request, socket, head);
    if (this.#divert(request, socket, head)) return true;
    if (this.#isStopping) refuse(socket, stopping);
    return this.#isStopping;
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
  readonly writes: StalledWrites;
  readonly #socket: Socket;
  readonly #readBefore: number;

  constructor(socket: Socket, headBytes: number) {
    this.writes = new StalledWrites(socket);
    this.#socket = socket;
    this.#readBefore = socket.bytesRead - headBytes;
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

  progress(sent: number) {
    const { bytesWritten, writableLength } = this.#socket;
    const { isStalled, acceptedBytes, responseBytes } = this.writes;
    return {
      received: isStalled ? acceptedBytes : bytesWritten - (responseBytes ?? 0),
      held: writableLength,
      unread: this.#socket.isPaused() ? Math.max(0, sent - this.#consumed) : 0,
    };
  }

  /** With a close frame of ours, whatever the server would have sent. */
  close(code: number, reason: string): void {
    if (!this.#socket.writable) return;
    const payload = Buffer.concat([Buffer.of(code >> 8, code & 0xff), Buffer.from(reason)]);
    this.#socket.end(Buffer.concat([Buffer.of(0x80 | opcodes.close, payload.length), payload]));
  }

  get #consumed(): number {
    return this.#socket.bytesRead - this.#socket.readableLength - this.#readBefore;
  }
}

type Done = (error?: Error | null) => void;

/**
 * The network of a client that has stopped reading: it accepts as many messages as the check says, and what it does not accept
 * stays in the socket's own queue, where the server sees it.
 */
class StalledWrites {
  /** The length of the response to the handshake, which is the first write; null until then. */
  responseBytes: number | null = null;
  /** Bytes of frames that the network has accepted. */
  acceptedBytes = 0;
  /** Messages that it accepts, counted since it stalled; null for all. */
  #allowed: number | null = null;
  #accepted = 0;
  /** What is left of the frame that is being written. */
  #frameBytes = 0;
  #waiting: (() => void) | null = null;

  constructor(socket: Socket) {
    const { _write: write } = socket;
    // Without `_writev`, a socket passes on what it has queued one write at a time.
    Reflect.set(socket, "_writev", null);
    socket._write = (chunk: string | Uint8Array, encoding: BufferEncoding, done: Done): void => {
      const bytes = typeof chunk === "string" ? Buffer.from(chunk, encoding) : chunk;
      this.#write(bytes, () => Reflect.apply(write, socket, [bytes, "buffer", done]));
    };
  }

  get isStalled(): boolean {
    return this.#allowed !== null;
  }

  /** Null ends the stall. */
  stall(messages: number | null): void {
    if (this.#allowed === null) this.#accepted = 0;
    this.#allowed = messages;
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.();
  }

  #write(bytes: Uint8Array, pass: () => void): void {
    if (this.responseBytes === null) {
      this.responseBytes = bytes.length;
      pass();
    } else if (this.#frameBytes > 0) {
      this.#accept(bytes, pass);
    } else if (this.#accepts(bytes)) {
      this.#frameBytes = frameBytes(bytes);
      if (opcodeOf(bytes) < opcodes.close) this.#accepted += 1;
      this.#accept(bytes, pass);
    } else {
      this.#waiting = () => this.#write(bytes, pass);
    }
  }

  /** A close frame is read last, when the client reads again. */
  #accepts(frame: Uint8Array): boolean {
    if (this.#allowed === null) return true;
    return this.#accepted < this.#allowed && opcodeOf(frame) !== opcodes.close;
  }

  /** `ws` writes a frame's header and its payload one after the other. */
  #accept(bytes: Uint8Array, pass: () => void): void {
    this.#frameBytes = Math.max(0, this.#frameBytes - bytes.length);
    this.acceptedBytes += bytes.length;
    pass();
  }
}

function opcodeOf([first = 0]: Uint8Array): number {
  return first & 0x0f;
}
