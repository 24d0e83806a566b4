// One client that the server runs for a learner: a real WebSocket to their own room, ordered about by their page.
import type { ClientRequest } from "node:http";
import { WebSocket } from "ws";
import type { Limits } from "../protocol/limits.ts";
import { closeCodes } from "../protocol/rfc6455.ts";
import type { ServerClientCommand, ServerClientEvent } from "../protocol/server-client.ts";
import type { PreparedRequest } from "./client-request.ts";
import { closeProblem, controlProblem, partsOf } from "./outgoing.ts";
import { reasonOf } from "./refusal.ts";

export interface ServerClientOptions {
  readonly name: string;
  readonly request: Extract<PreparedRequest, { readonly ok: true }>;
  readonly limits: Limits;
  /** False when no more than what must be told is told for now. */
  mayTell(bytes: number): boolean;
  tell(event: ServerClientEvent): void;
  /** It told its last event. */
  gone(): void;
}

/** So much of a message is shown. */
const shownBytes = 16 << 10;
const missedMs = 250;
/** Beyond what the room's own answer may take: a handler's upgrade(), a close frame. */
const graceMs = 1_000;

export class ServerClient {
  readonly #options: ServerClientOptions;
  readonly #ws: WebSocket;
  #opened = false;
  #over = false;
  #missed = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: ServerClientOptions) {
    const { request, limits } = options;
    this.#options = options;
    // Apart, since the types of ws do not know closeTimeout.
    const settings = {
      finishRequest: (handshake: ClientRequest) => {
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

  do(command: Exclude<ServerClientCommand, { readonly do: "open" }>) {
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
      case "pause":
      case "resume":
        return this.#whenOpen(() => this.#ws[command.do]());
      default:
        command satisfies never;
    }
  }

  /** Its page is gone: it leaves as a browser's tab would, and says nothing more. */
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
      this.#tell({ what: "open", protocol: ws.protocol, atMs: Date.now() });
    });
    ws.on("unexpected-response", (request, response) => {
      void reasonOf(response).then((reason) => {
        this.#refused(response.statusCode ?? 0, reason);
        request.destroy();
      });
    });
    ws.on("message", (data, isBinary) => {
      if (data instanceof Buffer) this.#tellMessage(data, isBinary);
    });
    ws.on("ping", (data) => this.#tellControl("ping", data));
    ws.on("pong", (data) => this.#tellControl("pong", data));
    ws.on("error", (error) => this.#failed(error));
    ws.on("close", (code, reason) => {
      this.#tell({ what: "closed", code, reason: reason.toString("utf8"), atMs: Date.now() });
      this.#end();
    });
  }

  #whenOpen(act: () => void): void {
    if (this.#ws.readyState === WebSocket.OPEN) act();
    else this.#refuse(`${this.#options.name} ${this.#opened ? "is closing" : "is not connected yet"}.`);
  }

  #send(command: Extract<ServerClientCommand, { readonly do: "send" }>) {
    const { unsentBytes } = this.#options.limits;
    const parts = partsOf(command);
    if (parts === null) return this.#refuse("Binary data comes as base64, and this is none.");
    if (this.#ws.bufferedAmount > unsentBytes) {
      return this.#refuse(`The limit unsentBytes is reached: ${unsentBytes} bytes wait for the handler to read.`);
    }
    const last = parts.length - 1;
    for (const [index, part] of parts.entries()) {
      this.#ws.send(part, { binary: command.kind === "binary", fin: index === last });
    }
  }

  #control(what: "ping" | "pong", data: string): void {
    const why = controlProblem(what, data);
    if (why === null) this.#ws[what](Buffer.from(data));
    else this.#refuse(why);
  }

  #close(code: number | null, reason: string) {
    const why = closeProblem(code, reason);
    if (why !== null) return this.#refuse(why);
    // Whoever says goodbye reads the answer.
    this.#ws.resume();
    if (code === null) this.#ws.close();
    else this.#ws.close(code, reason);
  }

  #refuse(message: string): void {
    this.#tell({ what: "failed", message, atMs: Date.now() });
  }

  /** After `open` an error is followed by `close`, which says enough. */
  #failed(error: Error): void {
    if (!this.#opened) this.#refused(0, error.message);
  }

  #refused(status: number, reason: string): void {
    this.#tell({ what: "refused", status, reason, atMs: Date.now() });
    this.#end();
  }

  #tellMessage(data: Buffer, isBinary: boolean): void {
    const shown = data.subarray(0, shownBytes);
    if (!this.#mayTell(shown.length)) return;
    const kind = isBinary ? "binary" : "text";
    const text = isBinary ? shown.toString("base64") : wholeCharacters(shown);
    this.#tell({ what: "message", kind, data: text, bytes: data.length, atMs: Date.now() });
  }

  #tellControl(what: "ping" | "pong", data: Buffer): void {
    if (this.#mayTell(data.length)) this.#tell({ what, data: data.toString("utf8"), atMs: Date.now() });
  }

  #mayTell(bytes: number): boolean {
    if (this.#over || this.#options.mayTell(bytes)) return !this.#over;
    this.#missed += 1;
    this.#timer ??= setTimeout(() => this.#tellMissed(), missedMs);
    return false;
  }

  #tellMissed(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const count = this.#missed;
    this.#missed = 0;
    if (count > 0) this.#options.tell({ what: "missed", count, atMs: Date.now() });
  }

  #tell(event: ServerClientEvent): void {
    if (this.#over) return;
    this.#tellMissed();
    this.#options.tell(event);
  }

  #end(): void {
    if (this.#over) return;
    this.#over = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#options.gone();
  }
}

/** A cut may have gone through a character: its beginning is left out. */
function wholeCharacters(bytes: Buffer): string {
  return new TextDecoder().decode(bytes, { stream: bytes.length === shownBytes });
}
