// One client of a check: its WebSocket, which counts the bytes that went each way, and what it has received so far.
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { WebSocket } from "ws";
import { FrameReader } from "../host/wire/tap.ts";
import { type HttpResponse, readBody, responseOf } from "./http-response.ts";

export type Message =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "binary"; readonly data: Uint8Array };
export type Control =
  | { readonly kind: "ping"; readonly data: Uint8Array }
  | { readonly kind: "pong"; readonly data: Uint8Array };
/** 1005: a close frame without a code. 1006: the connection ended without a close frame (RFC 6455 §7.1.5). */
export type Closed = { readonly kind: "close"; readonly code: number; readonly reason: string };

export type Received = Message | Control | Closed;

/** The server did not switch protocols. `status` is 0 when there was no HTTP response. */
export type Refused = HttpResponse;

/** A frame as received; the payload is cut to its first 4 KiB. */
export interface SeenFrame {
  readonly opcode: number;
  readonly fin: boolean;
  readonly payload: Uint8Array;
}
export type Frame = SeenFrame & { readonly kind: "frame" };

/** `onArrival` is called when bytes arrive and when the socket ends. */
export function openConnection(
  url: URL,
  protocols: readonly string[],
  headers: Readonly<Record<string, string>>,
  onArrival: () => void,
): Promise<Connection | Refused> {
  const ws = new WebSocket(url, [...protocols], { headers: { ...headers }, perMessageDeflate: false, autoPong: false });
  return new Promise((resolve) => {
    let upgraded: IncomingMessage | undefined;
    ws.on("error", (error) => resolve({ status: 0, reason: error.message, headers: {}, body: "" }));
    ws.on("upgrade", (response) => {
      upgraded = response;
    });
    ws.on("unexpected-response", (request, response) => {
      void readBody(response).then((body) => {
        resolve(responseOf(response, body));
        request.destroy();
      });
    });
    // Counting starts here: from now on all bytes belong to frames, and ws emits again what came with the handshake.
    ws.on("open", () => {
      if (upgraded !== undefined) resolve(new Connection(ws, upgraded, onArrival));
    });
  });
}

/** A WebSocket to a room that counts exactly how many bytes went each way since its handshake. */
export class Connection {
  /** The local port, by which the room's host identifies this client. */
  readonly port: number;
  /** When true, pings are not answered. */
  silent = false;
  /** For sending; use this class to pause and to terminate. */
  readonly ws: WebSocket;
  readonly socket: Socket;
  /** The 101. */
  readonly response: HttpResponse;
  readonly #writtenBefore: number;
  readonly #onArrival: () => void;
  /** What has arrived and is not in the inbox yet. */
  readonly arrived: Received[] = [];
  readonly arrivedFrames: SeenFrame[] = [];
  #arrival = Promise.withResolvers<void>();
  #received = 0;
  /** The socket is closed and everything it received has been parsed. */
  ended = false;
  #terminated = false;
  #isPaused = false;
  /** Messages that it accepts while paused, counted since it paused. */
  messages = 0;

  constructor(ws: WebSocket, upgraded: IncomingMessage, onArrival: () => void) {
    const { socket } = upgraded;
    this.response = responseOf(upgraded, "");
    this.port = socket.localPort ?? 0;
    this.ws = ws;
    this.socket = socket;
    this.#writtenBefore = socket.bytesWritten;
    this.#onArrival = onArrival;
    const frames = new FrameReader();
    frames.watch((frame) => this.arrivedFrames.push(frame));
    // Runs after the listener of ws, so counted bytes have already been parsed into frames.
    socket.on("data", (chunk: Buffer) => {
      this.#received += chunk.length;
      frames.push(chunk);
      this.#wake();
    });
    ws.on("message", (data: Buffer, isBinary) => this.arrived.push(messageOf(data, isBinary)));
    ws.on("ping", (data: Buffer) => {
      this.arrived.push({ kind: "ping", data });
      if (!this.silent && ws.readyState === WebSocket.OPEN) ws.pong(data);
    });
    ws.on("pong", (data: Buffer) => this.arrived.push({ kind: "pong", data }));
    ws.on("close", (code, reason) => {
      this.arrived.push({ kind: "close", code, reason: reason.toString("utf8") });
      this.ended = true;
      this.#wake();
    });
  }

  get open(): boolean {
    return this.ws.readyState === WebSocket.OPEN;
  }

  /** Bytes written since the handshake. */
  get sent(): number {
    return this.socket.bytesWritten - this.#writtenBefore;
  }

  get paused(): boolean {
    return this.#isPaused && !this.#terminated;
  }

  /** The socket will end without anyone else acting. `ws` exposes the peer's close frame only through this field. */
  get closing(): boolean {
    return this.#terminated || Reflect.get(this.ws, "_closeFrameReceived") === true;
  }

  /** Resolves once `bytes` have arrived since the handshake, or the socket has ended. */
  async waitForBytes(bytes: number): Promise<void> {
    while (this.#received < bytes && !this.ended && !this.paused) await this.#arrival.promise;
  }

  async waitForEnd(): Promise<void> {
    while (!this.ended && !this.paused) await this.#arrival.promise;
  }

  /** Writes all frames that `write` sends as one TCP segment where possible, so that they arrive together. */
  corked(write: () => void): void {
    this.socket.cork();
    try {
      write();
    } finally {
      this.socket.uncork();
    }
  }

  pause(): void {
    this.#isPaused = true;
    this.messages = 0;
    this.ws.pause();
    this.#wake();
  }

  resume(): void {
    this.#isPaused = false;
    this.ws.resume();
  }

  /** Accepts this many more messages, then no more. */
  read(messages: number): void {
    if (!this.#isPaused) this.pause();
    this.messages += messages;
  }

  /** While paused: reads what the server has passed on, up to this many bytes since the handshake. */
  async readPassed(bytes: number): Promise<void> {
    this.ws.resume();
    while (this.#received < bytes && !this.ended) await this.#arrival.promise;
    this.ws.pause();
  }

  terminate(): void {
    this.#terminated = true;
    this.ws.terminate();
  }

  #wake(): void {
    this.#arrival.resolve();
    this.#arrival = Promise.withResolvers();
    this.#onArrival();
  }
}

/** A copy, because the bytes belong to the socket's buffer. */
function messageOf(data: Buffer, isBinary: boolean): Received {
  return isBinary ? { kind: "binary", data: Uint8Array.from(data) } : { kind: "text", text: data.toString("utf8") };
}

/** Something done in a check: `A` `sent "hello"`. `client` is null for the clock. */
export interface Action {
  readonly client: string | null;
  readonly text: string;
}

/** What the client has received and no expectation has taken yet. */
export class Inbox {
  readonly #items: Received[] = [];
  /** How the socket closed, even if an expectation has taken it. */
  closed: Closed | undefined;

  add(item: Received): void {
    this.#items.push(item);
    if (item.kind === "close") this.closed = item;
  }

  /** Messages and the close. Pings and pongs are excluded, since they may arrive between any two messages. */
  messages(): (Message | Closed)[] {
    return this.#items.filter((item) => item.kind === "text" || item.kind === "binary" || item.kind === "close");
  }

  /** As they arrived; pongs only on request, since they answer pings that the check sent. */
  inOrder(withPongs: boolean): Received[] {
    return this.#items.filter((item) => withPongs || item.kind !== "pong");
  }

  control(kind: "ping" | "pong"): Control | undefined {
    return this.#items.find((item): item is Control => item.kind === kind);
  }

  take(item: Received): void {
    this.#items.splice(this.#items.indexOf(item), 1);
  }

  takeAll(): Received[] {
    return this.#items.splice(0);
  }
}

/** One client of a check: its connection, its inbox, and the action its next failure message starts with. */
export class ClientState {
  readonly name: string;
  /** Null when the handler refused the upgrade. */
  readonly connection: Connection | null;
  readonly refused: Refused | null;
  readonly inbox = new Inbox();
  /** Every frame received and not expected yet: a second view of what is in the inbox. */
  readonly frames: SeenFrame[] = [];
  /** The socket is closed, and the handler has received its close event. */
  gone = false;
  /** Bytes between it and the handler when the room last settled. */
  waiting = { held: 0, unread: 0 };
  #actions: Action[] = [];
  #awaitsReply = false;

  constructor(name: string, opened: Connection | Refused) {
    this.name = name;
    [this.connection, this.refused] = opened instanceof Connection ? [opened, null] : [null, opened];
  }

  /** The likely cause of what this client receives next: the oldest send without a reply, else the last action. */
  get cause(): Action {
    return this.#actions[0] ?? { client: this.name, text: "connected" };
  }

  /** Some client sent something, which may lead to a reply. */
  sent(action: Action): void {
    if (!this.#awaitsReply) this.#actions = [];
    this.#awaitsReply = true;
    this.#actions.push(action);
  }

  /** Something else happened; earlier sends no longer await a reply. */
  happened(action: Action): void {
    this.#actions = [action];
    this.#awaitsReply = false;
  }

  /** An expectation passed; the next one belongs to the next send. */
  replied(): void {
    if (this.#actions.length > 1) this.#actions.shift();
    else this.#awaitsReply = false;
  }
}
