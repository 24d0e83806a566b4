// One server-run client: a real WebSocket to its learner's room, controlled by the page.
import type { ClientRequest as HttpRequest } from "node:http";
import { WebSocket } from "ws";
import type { ServerClientCommand, ServerClientEvent } from "../protocol/clients.ts";
import { closeCodes, closeReasonBytes, controlPayloadBytes, maySendCloseCode } from "../protocol/rfc6455.ts";
import { type ClientOptions, type ClientRequest, type ConnectedCommand, refusalReason } from "./client-handshake.ts";

type Send = Extract<ServerClientCommand, { readonly do: "send" }>;

/** The part of a message that is reported. */
const shownBytes = 16 << 10;
const missedMs = 250;
/** Added to the room's own time limits, so that the room's answer arrives before this client gives up. */
const graceMs = 1_000;

export class ServerClient {
  readonly #options: ClientOptions<ClientRequest>;
  readonly #ws: WebSocket;
  #opened = false;
  #ended = false;
  #missed = 0;
  #missedTimer: NodeJS.Timeout | undefined;

  constructor(options: ClientOptions<ClientRequest>) {
    const { request, limits } = options;
    this.#options = options;
    // A variable, because the types of ws do not include closeTimeout.
    const settings = {
      finishRequest: (handshake: HttpRequest) => {
        for (const [name, values] of Object.entries(request.headers)) handshake.setHeader(name, values);
        handshake.end();
      },
      perMessageDeflate: false,
      followRedirects: false,
      maxPayload: limits.messageBytes,
      handshakeTimeout: limits.upgradeMs + graceMs,
      closeTimeout: limits.closeMs + graceMs,
    };
    this.#ws = new WebSocket(request.url, [...request.protocols], settings);
    this.#listen();
  }

  run(command: ConnectedCommand) {
    switch (command.do) {
      case "send":
        return this.#whenOpen(() => this.#send(command));
      case "ping":
      case "pong":
        return this.#whenOpen(() => this.#control(command.do, command.data));
      case "close":
        return this.#close(command.code, command.reason);
      case "cut":
        return this.#ws.terminate();
      case "bytes":
        return this.#fail(`${this.#options.name} is a WebSocket: it sends only frames.`);
      case "pause":
      case "resume":
        return this.#whenOpen(() => {
          this.#ws[command.do]();
          this.#report({ what: "paused", on: command.do === "pause", atMs: Date.now() });
        });
      default:
        command satisfies never;
    }
  }

  /** Closes as a browser's tab would when its page is gone, and reports nothing more. */
  dismiss(): void {
    this.#end();
    this.#ws.resume();
    if (this.#ws.readyState === WebSocket.OPEN) this.#ws.close(closeCodes.goingAway);
    else this.#ws.terminate();
    const timer = setTimeout(() => this.#ws.terminate(), graceMs);
    this.#ws.once("close", () => clearTimeout(timer));
  }

  #listen(): void {
    const ws = this.#ws;
    ws.on("open", () => {
      this.#opened = true;
      this.#report({ what: "open", protocol: ws.protocol, atMs: Date.now() });
    });
    ws.on("unexpected-response", (request, response) => {
      void refusalReason(response).then((reason) => {
        this.#refused(response.statusCode ?? 0, reason);
        request.destroy();
      });
    });
    ws.on("message", (data, isBinary) => {
      if (data instanceof Buffer) this.#reportMessage(data, isBinary);
    });
    for (const what of ["ping", "pong"] as const) {
      ws.on(what, (data) => {
        if (this.#mayReport(data.length)) this.#report({ what, data: data.toString("utf8"), atMs: Date.now() });
      });
    }
    // After `open`, an error is followed by `close`, which says enough.
    ws.on("error", (error) => this.#opened || this.#refused(0, error.message));
    ws.on("close", (code, reason) => {
      this.#report({ what: "closed", code, reason: reason.toString("utf8"), atMs: Date.now() });
      this.#end();
    });
  }

  #whenOpen(act: () => void): void {
    if (this.#ws.readyState === WebSocket.OPEN) act();
    else this.#fail(`${this.#options.name} ${this.#opened ? "is closing" : "is not connected yet"}.`);
  }

  #send(command: Send) {
    const { unsentBytes } = this.#options.limits;
    const parts = fragmentsOf(command);
    if (parts === null) return this.#fail("Binary data must be valid base64.");
    if (this.#ws.bufferedAmount > unsentBytes) {
      return this.#fail(`Limit unsentBytes reached: ${unsentBytes} bytes are waiting for the handler to read them.`);
    }
    const last = parts.length - 1;
    for (const [index, part] of parts.entries()) {
      this.#ws.send(part, { binary: command.kind === "binary", fin: index === last });
    }
  }

  #control(what: "ping" | "pong", data: string) {
    const bytes = Buffer.byteLength(data);
    if (bytes <= controlPayloadBytes) return this.#ws[what](Buffer.from(data));
    this.#fail(`A ${what} carries at most ${controlPayloadBytes} bytes (RFC 6455 §5.5); this one has ${bytes}.`);
  }

  #close(code: number | null, reason: string) {
    const problem = closeProblem(code, reason);
    if (problem !== null) return this.#fail(problem);
    // A paused client would not read the room's close frame.
    this.#ws.resume();
    if (code === null) this.#ws.close();
    else this.#ws.close(code, reason);
  }

  #fail(message: string): void {
    this.#report({ what: "failed", message, atMs: Date.now() });
  }

  #refused(status: number, reason: string): void {
    this.#report({ what: "refused", status, reason, atMs: Date.now() });
    this.#end();
  }

  #reportMessage(data: Buffer, isBinary: boolean): void {
    const shown = data.subarray(0, shownBytes);
    if (!this.#mayReport(shown.length)) return;
    const kind = isBinary ? "binary" : "text";
    const text = isBinary ? shown.toString("base64") : decode(shown);
    this.#report({ what: "message", kind, data: text, bytes: data.length, atMs: Date.now() });
  }

  #mayReport(bytes: number): boolean {
    if (this.#ended || this.#options.mayReport(bytes)) return !this.#ended;
    this.#missed += 1;
    this.#missedTimer ??= setTimeout(() => this.#reportMissed(), missedMs);
    return false;
  }

  #reportMissed(): void {
    clearTimeout(this.#missedTimer);
    this.#missedTimer = undefined;
    const count = this.#missed;
    this.#missed = 0;
    if (count > 0) this.#options.report({ what: "missed", count, atMs: Date.now() });
  }

  #report(event: ServerClientEvent): void {
    if (this.#ended) return;
    this.#reportMissed();
    this.#options.report(event);
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#missedTimer);
    this.#options.onEnd();
  }
}

/** One buffer per frame; null for invalid base64. Text may be split inside a character (RFC 6455 §5.4). */
function fragmentsOf({ kind, data, fragments }: Send): Buffer[] | null {
  const isBase64 = /^[A-Za-z0-9+/]*={0,2}$/.test(data) && data.length % 4 === 0;
  if (kind === "binary" && !isBase64) return null;
  const bytes = Buffer.from(data, kind === "text" ? "utf8" : "base64");
  const size = Math.ceil(bytes.length / fragments);
  return Array.from({ length: fragments }, (_, index) => bytes.subarray(index * size, (index + 1) * size));
}

function closeProblem(code: number | null, reason: string): string | null {
  if (code === null) return reason === "" ? null : "A reason requires a close code. Add one, such as 1000.";
  if (!maySendCloseCode(code)) {
    return `Close code ${code} may not be sent. Use 1000 to 1014, except 1004, 1005 and 1006, or 3000 to 4999.`;
  }
  const bytes = Buffer.byteLength(reason);
  return bytes <= closeReasonBytes
    ? null
    : `A close reason has at most ${closeReasonBytes} bytes; this one has ${bytes}.`;
}

/** Drops the last character if the cut went through it. */
function decode(bytes: Buffer): string {
  return new TextDecoder().decode(bytes, { stream: bytes.length === shownBytes });
}
