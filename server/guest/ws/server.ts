// WebSocketServer: the room, with the API of npm's ws, and the events-style handler that runs behind it: sockets become its
// `connection` events, and its verifyClient, handleProtocols and "headers" event answer upgrade requests.
import { EventEmitter } from "events/events.js";
import type { PeerId, RequestInfo, UpgradeAnswer } from "../../protocol/guest.ts";
import type { HostInterface } from "../bridge.ts";
import { bufferOver, encode } from "../node/bytes.ts";
import { callListeners } from "./listeners.ts";
import { attach, emitClose, emitError, emitMessage, retire, setUnsent, WebSocket, type Wire } from "./websocket.ts";

type State = "running" | "closing" | "closed";

type IgnoredOption = "server" | "noServer" | "path" | "perMessageDeflate" | "autoPong";
type UsedOption = "port" | "host" | "maxPayload" | "clientTracking" | "verifyClient" | "handleProtocols" | "WebSocket";
type ServerOptions = Readonly<Partial<Record<IgnoredOption | UsedOption, unknown>>>;

// Methods for the library, under symbols because learners have no use for them.
const addClient: unique symbol = Symbol("add client");
const removeClient: unique symbol = Symbol("remove client");
const isRunning: unique symbol = Symbol("is running");

/** The default of ws, in bytes; the room's own limit is far lower. */
const defaultMaxPayload = 100 * 1024 * 1024;

export class Server extends EventEmitter {
  readonly options: ServerOptions;
  readonly clients?: Set<WebSocket>;
  #state: State = "running";
  #openClients = 0;

  constructor(slot: ServerSlot, given: ServerOptions | undefined, callback: unknown) {
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
  return class WebSocketServer extends Server {
    constructor(options?: ServerOptions, callback?: unknown) {
      super(slot, options, callback);
    }
  } as unknown as typeof Server;
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

const serverClosed: UpgradeAnswer = { accept: false, status: 503, reason: "The server is closed", headers: {} };
const handlerFailed: UpgradeAnswer = { accept: false, status: 500, reason: "The handler failed", headers: {} };
/** Accepted requests without a connection yet. Older ones have been abandoned by their clients. */
const maxAccepted = 64;

export class EventsProgram {
  readonly #host: HostInterface;
  readonly #server: Server;
  /** "connection" gets the object that verifyClient got: a program may have stored something on it. */
  readonly #accepted = new Map<string, IncomingMessage>();

  constructor(host: HostInterface, server: Server) {
    this.#host = host;
    this.#server = server;
  }

  async upgrade(ticket: number, info: RequestInfo): Promise<void> {
    try {
      this.#host.upgraded(ticket, await this.#answer(info));
    } catch (error) {
      this.#host.upgraded(ticket, handlerFailed);
      this.#host.fault("error", error, null);
    }
  }

  open(peer: PeerId, info: RequestInfo, protocol: string): EventsConnection {
    // `| 0` turns the float that JSON.parse made into a small integer, which the host reads faster.
    const messageBytes = this.#host.limits.messageBytes | 0;
    // As in ws, 0 means no limit.
    const maxPayload = Number(this.#server.options.maxPayload) || Number.POSITIVE_INFINITY;
    const wire = { host: this.#host, peer, protocol, maxPayload, messageBytes };
    return new EventsConnection(this.#server, wire, this.#takeRequest(info));
  }

  async #answer(info: RequestInfo): Promise<UpgradeAnswer> {
    if (!this.#server[isRunning]) return serverClosed;
    const request = new IncomingMessage(info);
    const answer = await answerHandshake(this.#server, info, request);
    if (answer.accept) this.#keepRequest(keyOf(info), request);
    return answer;
  }

  #keepRequest(key: string, request: IncomingMessage): void {
    this.#accepted.set(key, request);
    for (const oldest of this.#accepted.keys()) {
      if (this.#accepted.size <= maxAccepted) return;
      this.#accepted.delete(oldest);
    }
  }

  #takeRequest(info: RequestInfo): IncomingMessage {
    const key = keyOf(info);
    const request = this.#accepted.get(key) ?? new IncomingMessage(info);
    this.#accepted.delete(key);
    return request;
  }
}

/** Each handshake has its own key (RFC 6455 §4.1). */
function keyOf({ url, headers }: RequestInfo): string {
  return `${headers["sec-websocket-key"] ?? ""} ${url}`;
}

class EventsConnection {
  readonly #server: Server;
  readonly #wire: Wire;
  readonly #request: IncomingMessage;
  readonly #socket: WebSocket;

  /** Throws when the server's `WebSocket` option is not such a class. */
  constructor(server: Server, wire: Wire, request: IncomingMessage) {
    this.#server = server;
    this.#wire = wire;
    this.#request = request;
    this.#socket = createSocket(server.options.WebSocket, server.options);
    this.#socket[attach](wire);
  }

  start(): void {
    this.#server[addClient](this.#socket);
    callListeners(this.#server, "connection", [this.#socket, this.#request], this.#onRejected);
  }

  text(data: string): void {
    this.textBytes(encode(data));
  }

  textBytes(utf8: Uint8Array): void {
    this.#socket[emitMessage](utf8, false);
  }

  binary(data: Uint8Array): void {
    this.#socket[emitMessage](data, true);
  }

  control(type: "ping" | "pong", data: Uint8Array): void {
    callListeners(this.#socket, type, [bufferOver(data)], this.#onRejected);
  }

  close(code: number, reason: string): void {
    this.#server[removeClient](this.#socket);
    this.#socket[emitClose](code, bufferOver(encode(reason)));
  }

  error(code: string, message: string): void {
    const type = code.startsWith("WS_ERR_") && code !== "WS_ERR_INVALID_UTF8" ? RangeError : Error;
    this.#socket[emitError](Object.assign(new type(message), { code }));
  }

  flow(unsent: number): void {
    this.#socket[setUnsent](unsent);
  }

  retire(): void {
    this.#socket[retire]();
  }

  /** An async listener rejected. */
  readonly #onRejected = (error: unknown): void => {
    this.#wire.host.fault("rejection", error, this.#wire.peer);
  };
}

function createSocket(type: unknown, options: unknown): WebSocket {
  const socket: unknown = typeof type === "function" ? Reflect.construct(type, [null, undefined, options]) : null;
  if (socket instanceof WebSocket) return socket;
  throw new TypeError("The option WebSocket must be the class WebSocket or a subclass of it.");
}

/** The upgrade request, with the shape of Node's http.IncomingMessage. */
class IncomingMessage extends EventEmitter {
  readonly method = "GET";
  readonly httpVersion = "1.1";
  readonly httpVersionMajor = 1;
  readonly httpVersionMinor = 1;
  readonly complete = true;
  readonly aborted = false;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly rawHeaders: readonly string[];
  readonly socket: { readonly remoteAddress: string; readonly remoteFamily: string; readonly encrypted: boolean };

  constructor(info: RequestInfo) {
    super();
    this.url = info.url;
    this.headers = { ...info.headers };
    this.rawHeaders = Object.entries(info.headers).flat();
    const remoteFamily = info.remoteAddress.includes(":") ? "IPv6" : "IPv4";
    this.socket = { remoteAddress: info.remoteAddress, remoteFamily, encrypted: false };
  }

  get connection(): IncomingMessage["socket"] {
    return this.socket;
  }
}

/** Rejects with what the learner's hooks throw. Listeners for "headers" may add lines to the 101 response. */
async function answerHandshake(server: Server, info: RequestInfo, request: IncomingMessage): Promise<UpgradeAnswer> {
  const refusal = await verify(server.options.verifyClient, request);
  if (refusal !== null) return refusal;
  const protocol = chooseProtocol(server.options.handleProtocols, info, request);
  const lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"];
  if (protocol !== null) lines.push(`Sec-WebSocket-Protocol: ${protocol}`);
  const own = new Set(lines);
  server.emit("headers", lines, request);
  return { accept: true, protocol, headers: parseHeaders(lines.filter((line) => !own.has(line))) };
}

/** A hook with a second parameter answers by calling it, at any time. */
function verify(hook: unknown, request: IncomingMessage): Promise<UpgradeAnswer | null> | UpgradeAnswer | null {
  if (typeof hook !== "function") return null;
  const info = { origin: request.headers.origin, secure: false, req: request };
  if (hook.length !== 2) return hook(info) ? null : refused();
  return new Promise((resolve) => {
    hook(info, (accept: unknown, status?: unknown, reason?: unknown, headers?: unknown) => {
      resolve(accept ? null : refused(status, reason, headers));
    });
  });
}

function refused(status: unknown = 401, reason: unknown = "", headers: unknown = {}): UpgradeAnswer {
  const code = Number(status) || 401;
  const lines = Object.entries(Object(headers)).map(([name, value]) => `${name}: ${String(value)}`);
  return { accept: false, status: code, reason: String(reason), headers: parseHeaders(lines) };
}

function chooseProtocol(hook: unknown, { protocols }: RequestInfo, request: IncomingMessage): string | null {
  if (protocols.length === 0) return null;
  const chosen: unknown = typeof hook === "function" ? hook(new Set(protocols), request) : protocols[0];
  return chosen ? String(chosen) : null;
}

function parseHeaders(lines: readonly string[]): Record<string, string> {
  const pairs = lines.map((line) => {
    const colon = String(line).indexOf(":");
    if (colon < 1) throw new TypeError(`"${String(line)}" is not a header: write "Name: value".`);
    return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()] as const;
  });
  return Object.fromEntries(pairs);
}
