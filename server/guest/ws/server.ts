// The room as a server in the shape of npm's WebSocketServer.
import { EventEmitter } from "events/events.js";
import { named } from "../names.ts";
import { entered, isRunning, left } from "./room-side.ts";
import type { ServerSlot } from "./server-slot.ts";
import { WebSocket } from "./websocket.ts";

type State = "running" | "closing" | "closed";

export interface ServerOptions {
  readonly port?: unknown;
  readonly host?: unknown;
  readonly server?: unknown;
  readonly noServer?: unknown;
  readonly path?: unknown;
  readonly perMessageDeflate?: unknown;
  readonly autoPong?: unknown;
  readonly maxPayload: unknown;
  readonly clientTracking: unknown;
  readonly verifyClient?: unknown;
  readonly handleProtocols?: unknown;
  readonly WebSocket: unknown;
}

/** How many bytes a message may have when the program says nothing: the room's own limit is far lower. */
const defaultMaxPayload = 100 * 1024 * 1024;

export class Server extends EventEmitter {
  readonly options: ServerOptions;
  readonly clients?: Set<WebSocket>;
  #state: State = "running";
  #open = 0;

  constructor(stage: ServerSlot, given: Partial<ServerOptions> | undefined, callback: unknown) {
    super();
    this.options = { maxPayload: defaultMaxPayload, clientTracking: true, WebSocket, ...given };
    checkPlace(this.options);
    stage.enter(this);
    for (const sentence of ignored(this.options)) stage.warn(sentence);
    if (this.options.clientTracking) this.clients = new Set();
    if (isListener(callback)) this.once("listening", callback);
    queueMicrotask(() => this.emit("listening"));
  }

  address(): { address: string; family: string; port: number } | null {
    if (this.options.noServer) throw new Error('The server is operating in "noServer" mode');
    if (this.#state !== "running") return null;
    return { address: "127.0.0.1", family: "IPv4", port: Number(this.options.port) };
  }

  close(callback?: unknown): void {
    if (this.#state === "closed") {
      if (isListener(callback)) this.once("close", () => callback(new Error("The server is not running")));
      queueMicrotask(() => this.emit("close"));
      return;
    }
    if (isListener(callback)) this.once("close", callback);
    if (this.#state === "closing") return;
    this.#state = "closing";
    this.#closeWhenEmpty();
  }

  shouldHandle(): boolean {
    return true;
  }

  handleUpgrade(): never {
    throw new Error(
      'handleUpgrade() needs an HTTP server of your own, and there is none here: the room accepts the connections. Listen for "connection".',
    );
  }

  [entered](socket: WebSocket): void {
    this.#open += 1;
    this.clients?.add(socket);
  }

  [left](socket: WebSocket): void {
    this.#open -= 1;
    this.clients?.delete(socket);
    if (this.#state === "closing") this.#closeWhenEmpty();
  }

  get [isRunning](): boolean {
    return this.#state === "running";
  }

  #closeWhenEmpty(): void {
    if (this.#open > 0) return;
    queueMicrotask(() => {
      this.#state = "closed";
      this.emit("close");
    });
  }
}

/** The class that a program sees: it knows its room by itself. */
export function serverClass(stage: ServerSlot): typeof Server {
  const type = class extends Server {
    constructor(options?: Partial<ServerOptions>, callback?: unknown) {
      super(stage, options, callback);
    }
  };
  return named(type, "WebSocketServer") as unknown as typeof Server;
}

function checkPlace({ port, server, noServer }: ServerOptions): void {
  const places = [port !== undefined && port !== null, Boolean(server), Boolean(noServer)];
  if (places.filter(Boolean).length !== 1)
    throw new TypeError('One and only one of the "port", "server", or "noServer" options must be specified');
}

function ignored({ path, server, noServer, perMessageDeflate, autoPong }: ServerOptions): string[] {
  const own = 'is ignored here: the room is the server, and its clients come to "connection".';
  return [
    server ? `WebSocketServer: the option "server" ${own}` : "",
    noServer ? `WebSocketServer: the option "noServer" ${own}` : "",
    path ? 'WebSocketServer: the option "path" is ignored here: the room has an address of its own.' : "",
    perMessageDeflate
      ? 'WebSocketServer: the option "perMessageDeflate" is ignored here: nothing is compressed, so that the frames can be read.'
      : "",
    autoPong === false ? 'WebSocketServer: the option "autoPong" is ignored here: pings are answered for you.' : "",
  ].filter((sentence) => sentence !== "");
}

function isListener(value: unknown): value is (...args: unknown[]) => void {
  return typeof value === "function";
}
