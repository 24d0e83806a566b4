// One raw connection to its learner's room: sends a request as the page wrote it and, once the server has switched
// protocols, bytes that need not be frames. Reports the bytes that come back.
import { connect, type Socket } from "node:net";
import type { ServerClientEvent } from "../protocol/clients.ts";
import { reportedCodes } from "../protocol/rfc6455.ts";
import type { ClientOptions, ConnectedCommand, RawRequest } from "./client-handshake.ts";

/** All that one connection reports. */
const reportedBytes = 64 << 10;
const headBytes = 16 << 10;
/** For a body without a length, and for a client that has been dismissed. */
const graceMs = 1_000;

export class RawClient {
  readonly #options: ClientOptions<RawRequest>;
  readonly #socket: Socket;
  /** The response's head so far; null once it is complete. */
  #head: Buffer | null = Buffer.alloc(0);
  #switched = false;
  #left = reportedBytes;
  #ended = false;
  #timer: NodeJS.Timeout;

  constructor(options: ClientOptions<RawRequest>) {
    const { request, limits } = options;
    this.#options = options;
    this.#socket = connect({ host: request.host, port: request.port, noDelay: true });
    this.#timer = setTimeout(() => this.#socket.destroy(), limits.upgradeMs + graceMs);
    this.#socket.write(request.head, "latin1");
    this.#socket.on("data", (chunk) => this.#receive(chunk));
    // After an error comes `close`, which says enough.
    this.#socket.on("error", () => this.#socket.destroy());
    this.#socket.on("close", () => {
      this.#report({ what: "closed", code: reportedCodes.noCloseFrame, reason: "", atMs: Date.now() });
      this.#end();
    });
  }

  run(command: ConnectedCommand): void {
    const { name, limits } = this.#options;
    if (command.do === "cut") this.#socket.destroy();
    else if (command.do !== "bytes") this.#fail(`${name} is a raw connection: it sends only bytes.`);
    else if (!this.#switched) this.#fail(`${name} has not received a 101, so no frames can be sent.`);
    else if (!this.#socket.writable) return;
    else if (this.#socket.writableLength <= limits.unsentBytes) this.#socket.write(Buffer.from(command.data, "base64"));
    else this.#fail(`Limit unsentBytes reached: ${limits.unsentBytes} bytes are waiting for the room to read them.`);
  }

  /** Ends the connection, and reports nothing more. */
  dismiss(): void {
    this.#end();
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    this.#reportBytes(chunk);
    if (this.#head === null) return;
    this.#head = Buffer.concat([this.#head, chunk]);
    const end = this.#head.indexOf("\r\n\r\n");
    if (end >= 0) this.#readHead(this.#head.toString("latin1", 0, end), this.#head.length - end - 4);
    else if (this.#head.length > headBytes) this.#socket.destroy();
  }

  /** Every response but a 101 ends the connection: there is nothing more to send on it. */
  #readHead(head: string, bodyBytes: number): void {
    this.#head = null;
    clearTimeout(this.#timer);
    this.#switched = /^HTTP\/1\.1 101 /.test(head);
    if (this.#switched) return;
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? Number.POSITIVE_INFINITY);
    this.#timer = setTimeout(() => this.#socket.destroy(), graceMs);
    let left = length - bodyBytes;
    if (left <= 0) this.#socket.destroy();
    this.#socket.on("data", (chunk) => {
      left -= chunk.length;
      if (left <= 0) this.#socket.destroy();
    });
  }

  /** What is left out cannot be told from what comes after it, so the first omission is the last report. */
  #reportBytes(chunk: Buffer): void {
    if (this.#left <= 0) return;
    const shown = this.#options.mayReport(chunk.length) ? chunk.subarray(0, this.#left) : Buffer.alloc(0);
    const isLast = shown.length < chunk.length || this.#left === shown.length;
    this.#left = isLast ? 0 : this.#left - shown.length;
    this.#report({ what: "bytes", data: shown.toString("base64"), isLast, atMs: Date.now() });
  }

  #fail(message: string): void {
    this.#report({ what: "failed", message, atMs: Date.now() });
  }

  #report(event: ServerClientEvent): void {
    if (!this.#ended) this.#options.report(event);
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#options.onEnd();
  }
}
