// WebSocketServer: the room, with the API of npm's ws.

import { EventEmitter } from "events/events.js";
import type { HostInterface } from "../host-interface.ts";
import { named } from "../names.ts";
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

// Methods for the library, under symbols because learners have no use for them.
export const addClient: unique symbol = Symbol("add client");
export const removeClient: unique symbol = Symbol("remove client");
export const isRunning: unique symbol = Symbol("is running");

/** The default of ws, in bytes; the room's own limit is far lower. */
const defaultMaxPayload = 100 * 1024 * 1024;

export class Server extends EventEmitter {
  readonly options: ServerOptions;
  readonly clients?: Set<WebSocket>;
  #state: State = "running";
  #openClients = 0;

  constructor(slot: ServerSlot, given: Partial<ServerOptions> | undefined, callback: unknown) {
    super();
    this.options = { maxPayload: defaultMaxPayload, clientTracking: true, WebSocket, ...given };
    checkAddress(this.options);
    slot.set(this);
    for (const warning of ignoredOptions(this.options)) slot.warn(warning);
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
      'handleUpgrade() is not available: it needs an HTTP server, and here the room accepts connections. Listen for "connection".',
    );
  }

  [addClient](socket: WebSocket): void {
    this.#openClients += 1;
    this.clients?.add(socket);
  }

  [removeClient](socket: WebSocket): void {
    this.#openClients -= 1;
    this.clients?.delete(socket);
    if (this.#state === "closing") this.#closeWhenEmpty();
  }

  get [isRunning](): boolean {
    return this.#state === "running";
  }

  #closeWhenEmpty(): void {
    if (this.#openClients > 0) return;
    queueMicrotask(() => {
      this.#state = "closed";
      this.emit("close");
    });
  }
}

/** Holds the room's one server. */
export class ServerSlot {
  readonly #host: HostInterface;
  #server: Server | null = null;

  constructor(host: HostInterface) {
    this.#host = host;
  }

  get server(): Server | null {
    return this.#server;
  }

  /** Throws for a second server, which no client could reach: a room has one address. */
  set(server: Server): void {
    if (this.#server !== null)
      throw new Error(
        "This room already has a WebSocketServer, and it has only one address. Tell clients apart by request.url instead.",
      );
    this.#server = server;
  }

  warn(text: string): void {
    this.#host.log("warn", text, new Error().stack ?? "");
  }
}

/** The class that learners import, bound to the room's slot. */
export function createServerClass(slot: ServerSlot): typeof Server {
  const type = class extends Server {
    constructor(options?: Partial<ServerOptions>, callback?: unknown) {
      super(slot, options, callback);
    }
  };
  return named(type, "WebSocketServer") as unknown as typeof Server;
}

function checkAddress({ port, server, noServer }: ServerOptions): void {
  const given = [port !== undefined && port !== null, Boolean(server), Boolean(noServer)];
  if (given.filter(Boolean).length !== 1)
    throw new TypeError('One and only one of the "port", "server", or "noServer" options must be specified');
}

function ignoredOptions({ path, server, noServer, perMessageDeflate, autoPong }: ServerOptions): string[] {
  const roomIsServer = 'the room is the server, and clients arrive as "connection" events';
  const reasons: readonly (readonly [string, boolean, string])[] = [
    ["server", Boolean(server), roomIsServer],
    ["noServer", Boolean(noServer), roomIsServer],
    ["path", Boolean(path), "the room has its own address"],
    ["perMessageDeflate", Boolean(perMessageDeflate), "messages are not compressed, so that you can read their frames"],
    ["autoPong", autoPong === false, "pings are always answered for you"],
  ];
  return reasons
    .filter(([, used]) => used)
    .map(([name, , reason]) => `WebSocketServer: the option "${name}" is ignored here: ${reason}.`);
}

function isListener(value: unknown): value is (...args: unknown[]) => void {
  return typeof value === "function";
}
