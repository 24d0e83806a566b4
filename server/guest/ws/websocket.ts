// One client's connection in the shape of npm's ws.
import { EventEmitter } from "events/events.js";
import type { PeerId } from "../../protocol/guest.ts";
import { named } from "../names.ts";
import { bufferOver } from "../node/buffer.ts";
import type { Utf8 } from "../node/utf8.ts";
import { encode } from "../node/utf8.ts";
import type { Port } from "../port.ts";
import { callListeners } from "./call-listeners.ts";
import { addEventListener, defineAttributes, removeEventListener } from "./event-target.ts";
import { connected, gotClose, gotControl, gotError, gotFlow, gotMessage, retired } from "./room-side.ts";
import {
  callbackIn,
  closePayload,
  controlPayload,
  type Payload,
  payloadOf,
  type SendCallback,
  sizeOf,
} from "./payload.ts";

/** What a socket needs of the room. */
export interface Wire {
  readonly port: Port;
  readonly peer: PeerId;
  readonly utf8: Utf8;
  readonly protocol: string;
  /** 0 for no limit of its own. */
  readonly maxPayload: number;
}

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;
const stateNames = ["CONNECTING", "OPEN", "CLOSING", "CLOSED"] as const;
const binaryTypes = ["nodebuffer", "arraybuffer", "fragments"] as const;

const { queueMicrotask } = globalThis;

export class WebSocket extends EventEmitter {
  #wire: Wire | null = null;
  #state = CONNECTING;
  #deaf = false;
  #paused = false;
  #binaryType: (typeof binaryTypes)[number] = "nodebuffer";
  #unsent = 0;
  /** Callbacks of sends that wait with their messages for a slow client. */
  #waiting: SendCallback[] = [];
  /** A message whose last part has not been sent yet. */
  #parts: { readonly binary: boolean; readonly payloads: Uint8Array[] } | null = null;

  constructor(address: unknown, _protocols?: unknown, _options?: unknown) {
    super();
    if (address !== null)
      throw new Error(
        `new WebSocket(${JSON.stringify(String(address))}): a handler answers the clients of its room and opens no connections of its own. Listen for "connection" on a WebSocketServer.`,
      );
  }

  get readyState(): number {
    return this.#state;
  }

  get bufferedAmount(): number {
    return this.#unsent;
  }

  get protocol(): string {
    return this.#wire?.protocol ?? "";
  }

  get extensions(): string {
    return "";
  }

  get isPaused(): boolean {
    return this.#paused;
  }

  get url(): undefined {
    return undefined;
  }

  get binaryType(): string {
    return this.#binaryType;
  }

  set binaryType(type: string) {
    this.#binaryType = binaryTypes.find((known) => known === type) ?? this.#binaryType;
  }

  send(data: unknown, options?: unknown, callback?: unknown): void {
    const wire = this.#connected();
    if (this.#state !== OPEN) {
      this.#sendAfterClose(callbackIn([options, callback]));
      return;
    }
    const payload = payloadOf(data);
    const own = typeof options === "object" && options !== null ? options : {};
    // As in ws: an option that is there counts, even when it is undefined.
    const binary = "binary" in own ? Boolean(own.binary) : typeof payload !== "string";
    const fin = "fin" in own ? Boolean(own.fin) : true;
    if (fin && this.#parts === null) this.#sendWhole(wire, payload, binary);
    else this.#sendPart(wire, payload, binary, fin);
    if (options !== undefined || callback !== undefined) this.#callBack(callbackIn([options, callback]));
  }

  ping(data?: unknown, mask?: unknown, callback?: unknown): void {
    this.#control("ping", data, callbackIn([data, mask, callback]));
  }

  pong(data?: unknown, mask?: unknown, callback?: unknown): void {
    this.#control("pong", data, callbackIn([data, mask, callback]));
  }

  close(code?: unknown, reason?: unknown): void {
    if (this.#state === CLOSED || this.#state === CLOSING) return;
    const wire = this.#connected();
    const payload = closePayload(code, reason);
    this.#state = CLOSING;
    wire.port.close(wire.peer, payload.code, payload.reason);
  }

  terminate(): void {
    if (this.#state === CLOSED) return;
    const wire = this.#connected();
    this.#state = CLOSING;
    this.#deaf = true;
    wire.port.terminate(wire.peer);
  }

  pause(): void {
    if (this.#state === CONNECTING || this.#state === CLOSED) return;
    this.#paused = true;
    this.#wire?.port.pause(this.#wire.peer);
  }

  resume(): void {
    if (this.#state === CONNECTING || this.#state === CLOSED) return;
    this.#paused = false;
    this.#wire?.port.resume(this.#wire.peer);
  }

  [connected](wire: Wire): void {
    this.#wire = wire;
    this.#state = OPEN;
  }

  [gotMessage](bytes: Uint8Array, isBinary: boolean): void {
    const wire = this.#connected();
    if (this.#deaf) return;
    if (wire.maxPayload > 0 && bytes.length > wire.maxPayload) this.#tooBig(wire);
    else this.#emit("message", [this.#dataOf(bytes, isBinary), isBinary]);
  }

  [gotControl](kind: "ping" | "pong", bytes: Uint8Array): void {
    if (!this.#deaf) this.#emit(kind, [bufferOver(bytes)]);
  }

  [gotClose](code: number, reason: string): void {
    this.#state = CLOSED;
    this.#deaf = true;
    for (const callback of this.#waiting.splice(0)) this.#refuse(callback);
    this.#emit("close", [code, bufferOver(encode(reason))]);
  }

  [gotError](error: Error): void {
    if (this.#emit("error", [error])) return;
    this.#wire?.port.log(
      "warn",
      `A client's connection failed (${error.message}). In Node an "error" that nobody listens to ends the whole program: add ws.on("error", console.error).`,
      "",
    );
  }

  [gotFlow](unsent: number): void {
    this.#unsent = unsent;
    if (unsent === 0) for (const callback of this.#waiting.splice(0)) queueMicrotask(() => callback());
  }

  /** New code owns the connection: whatever this code still sends goes nowhere. */
  [retired](): void {
    this.#state = CLOSED;
    this.#deaf = true;
  }

  #connected(): Wire {
    if (this.#wire === null) throw new Error("WebSocket is not open: readyState 0 (CONNECTING)");
    return this.#wire;
  }

  #emit(event: string, args: unknown[]): boolean {
    return callListeners(this, event, args, this.#rejected);
  }

  /** An async listener failed. */
  readonly #rejected = (error: unknown): void => {
    this.#wire?.port.fault("rejection", error, this.#wire.peer);
  };

  #dataOf(bytes: Uint8Array, isBinary: boolean): unknown {
    const buffer = bufferOver(bytes);
    if (!isBinary || this.#binaryType === "nodebuffer") return buffer;
    if (this.#binaryType === "fragments") return [buffer];
    return bytes.byteLength === bytes.buffer.byteLength ? bytes.buffer : bytes.slice().buffer;
  }

  #sendWhole(wire: Wire, payload: Payload, binary: boolean): void {
    const data = converted(payload, binary, wire.utf8);
    checkSize(data, wire.port.limits.messageBytes);
    if (this.#unsent > 0) this.#unsent += data.length;
    wire.port.send(wire.peer, data);
  }

  /** The room sends whole messages only, so the parts wait for the last one. */
  #sendPart(wire: Wire, payload: Payload, binary: boolean, fin: boolean): void {
    this.#parts ??= { binary, payloads: [] };
    const { payloads, binary: kind } = this.#parts;
    payloads.push(typeof payload === "string" ? encode(payload) : payload.slice());
    if (!fin) return;
    this.#parts = null;
    this.#sendWhole(wire, joined(payloads), kind);
  }

  #control(kind: "ping" | "pong", data: unknown, callback: SendCallback | null): void {
    const wire = this.#connected();
    if (this.#state !== OPEN) {
      this.#sendAfterClose(callback);
      return;
    }
    const payload = controlPayload(typeof data === "function" ? undefined : data);
    wire.port[kind](wire.peer, typeof payload === "string" ? encode(payload) : payload);
    this.#callBack(callback);
  }

  #callBack(callback: SendCallback | null): void {
    if (callback === null) return;
    if (this.#unsent > 0) this.#waiting.push(callback);
    else queueMicrotask(() => callback());
  }

  #sendAfterClose(callback: SendCallback | null): void {
    if (callback !== null) this.#refuse(callback);
  }

  #refuse(callback: SendCallback): void {
    const state = `${this.#state} (${stateNames[this.#state]})`;
    queueMicrotask(() => callback(new Error(`WebSocket is not open: readyState ${state}`)));
  }

  #tooBig(wire: Wire): void {
    this.#deaf = true;
    this.#state = CLOSING;
    wire.port.close(wire.peer, 1009, "");
    const error = new RangeError("Max payload size exceeded");
    this[gotError](Object.assign(error, { code: "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH" }));
  }
}

named(WebSocket, "WebSocket");
stateNames.forEach((name, value) => {
  Object.defineProperty(WebSocket, name, { enumerable: true, value });
  Object.defineProperty(WebSocket.prototype, name, { enumerable: true, value });
});
defineAttributes(WebSocket.prototype);
Object.assign(WebSocket.prototype, { addEventListener, removeEventListener });

function converted(payload: Payload, binary: boolean, utf8: Utf8): Payload {
  if (typeof payload === "string") return binary ? utf8.encode(payload) : payload;
  return binary ? payload : utf8.decode(payload);
}

function checkSize(data: Payload, limit: number): void {
  if (data.length * 3 <= limit) return;
  const bytes = sizeOf(data);
  if (bytes <= limit) return;
  throw new RangeError(
    `A message of ${bytes} bytes is over the limit of ${limit} bytes (LIMIT_MESSAGE_BYTES). Send it in parts.`,
  );
}

function joined(payloads: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(payloads.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const payload of payloads) {
    all.set(payload, at);
    at += payload.length;
  }
  return all;
}
