// WebSocket: one client's connection, with the API of npm's ws.

import { EventEmitter } from "events/events.js";
import type { PeerId } from "../../protocol/guest.ts";
import { closeCodes } from "../../protocol/rfc6455.ts";
import type { HostInterface } from "../host-interface.ts";
import { named } from "../names.ts";
import { bufferOver } from "../node/buffer.ts";
import { encode, messageTooBig } from "../node/text-coding.ts";
import {
  addEventListener,
  callListeners,
  callMessageListeners,
  defineAttributes,
  removeEventListener,
} from "./listeners.ts";
import {
  callbackIn,
  type Payload,
  parseClosePayload,
  parseControlPayload,
  parsePayload,
  type SendCallback,
} from "./payload.ts";

/** What a socket needs from the room. */
export interface Wire {
  readonly host: HostInterface;
  readonly peer: PeerId;
  readonly protocol: string;
  /** In bytes. */
  readonly maxPayload: number;
  readonly messageBytes: number;
}

// Methods for the library, under symbols because learners have no use for them.
export const attach: unique symbol = Symbol("attach");
export const emitMessage: unique symbol = Symbol("emit message");
export const emitClose: unique symbol = Symbol("emit close");
export const emitError: unique symbol = Symbol("emit error");
export const setUnsent: unique symbol = Symbol("set unsent");
export const retire: unique symbol = Symbol("retire");

const { queueMicrotask } = globalThis;

const stateNames = ["CONNECTING", "OPEN", "CLOSING", "CLOSED"] as const;
const [CONNECTING, OPEN, CLOSING, CLOSED] = [0, 1, 2, 3] as const;
const binaryTypes = ["nodebuffer", "arraybuffer", "fragments"] as const;

export class WebSocket extends EventEmitter {
  #wire: Wire | null = null;
  #state: number = CONNECTING;
  /** Terminated or failed: later messages are dropped. */
  #ignoring = false;
  #paused = false;
  #binaryType: (typeof binaryTypes)[number] = "nodebuffer";
  readonly #backlog = new Backlog();
  #fragments: Fragments | null = null;

  constructor(address: unknown, _protocols?: unknown, _options?: unknown) {
    super();
    if (address !== null)
      throw new Error(
        `new WebSocket(${JSON.stringify(String(address))}): a handler cannot open connections. Listen for "connection" on a WebSocketServer.`,
      );
  }

  get readyState(): number {
    return this.#state;
  }

  get bufferedAmount(): number {
    return this.#backlog.bytes;
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
    const wire = this.#state === OPEN ? this.#wire : this.#openWire(options, callback);
    if (wire === null) return;
    const payload = parsePayload(data);
    let binary = typeof payload !== "string";
    let fin = true;
    if (typeof options === "object" && options !== null) {
      // As in ws, an option counts if it is present, even when it is undefined.
      if ("binary" in options) binary = Boolean(options.binary);
      if ("fin" in options) fin = Boolean(options.fin);
    }
    if (fin && this.#fragments === null) this.#backlog.add(sendWhole(wire, payload, binary));
    else this.#sendFragment(wire, payload, binary, fin);
    if (callback !== undefined || typeof options === "function")
      this.#backlog.callWhenSent(callbackIn(options, callback));
  }

  ping(data?: unknown, mask?: unknown, callback?: unknown): void {
    this.#sendControl("ping", data, mask, callback);
  }

  pong(data?: unknown, mask?: unknown, callback?: unknown): void {
    this.#sendControl("pong", data, mask, callback);
  }

  close(code?: unknown, reason?: unknown): void {
    if (this.#state === CLOSED || this.#state === CLOSING) return;
    const { host, peer } = this.#attachedWire();
    const payload = parseClosePayload(code, reason);
    this.#state = CLOSING;
    host.close(peer, payload.code, payload.reason);
  }

  terminate(): void {
    if (this.#state === CLOSED) return;
    const { host, peer } = this.#attachedWire();
    this.#state = CLOSING;
    this.#ignoring = true;
    host.terminate(peer);
  }

  pause(): void {
    if (this.#wire === null || this.#state === CLOSED) return;
    this.#paused = true;
    this.#wire.host.pause(this.#wire.peer);
  }

  resume(): void {
    if (this.#wire === null || this.#state === CLOSED) return;
    this.#paused = false;
    this.#wire.host.resume(this.#wire.peer);
  }

  [attach](wire: Wire): void {
    this.#wire = wire;
    this.#state = OPEN;
  }

  [emitMessage](bytes: Uint8Array, isBinary: boolean): void {
    const wire = this.#wire;
    if (this.#ignoring || wire === null) return;
    if (bytes.length > wire.maxPayload) {
      this.#refuseTooBig(wire);
      return;
    }
    const asBuffer = !isBinary || this.#binaryType === "nodebuffer";
    callMessageListeners(this, asBuffer ? bufferOver(bytes) : this.#binaryData(bytes), isBinary, this.#onRejected);
  }

  [emitClose](code: number, reason: unknown): void {
    this.#state = CLOSED;
    this.#ignoring = true;
    this.#backlog.fail(notOpen(this.#state));
    callListeners(this, "close", [code, reason], this.#onRejected);
  }

  [emitError](error: Error): void {
    if (callListeners(this, "error", [error], this.#onRejected)) return;
    this.#wire?.host.log(
      "warn",
      `A client's connection failed (${error.message}). In Node, an "error" event without a listener ends the whole process: add ws.on("error", console.error).`,
      "",
    );
  }

  [setUnsent](bytes: number): void {
    this.#backlog.set(bytes);
  }

  /** Newer code owns the connection: what this code still sends is dropped. */
  [retire](): void {
    this.#state = CLOSED;
    this.#ignoring = true;
  }

  /** null after the close, in which case the callback gets an error. */
  #openWire(options: unknown, callback: unknown): Wire | null {
    const wire = this.#attachedWire();
    if (this.#state === OPEN) return wire;
    const onSent = callbackIn(options, callback);
    if (onSent !== null) queueMicrotask(() => onSent(notOpen(this.#state)));
    return null;
  }

  #attachedWire(): Wire {
    if (this.#wire === null) throw notOpen(CONNECTING);
    return this.#wire;
  }

  /** An async listener rejected. */
  readonly #onRejected = (error: unknown): void => {
    this.#wire?.host.fault("rejection", error, this.#wire.peer);
  };

  #binaryData(bytes: Uint8Array): unknown {
    if (this.#binaryType === "fragments") return [bufferOver(bytes)];
    return bytes.byteLength === bytes.buffer.byteLength ? bytes.buffer : bytes.slice().buffer;
  }

  #sendFragment(wire: Wire, payload: Payload, binary: boolean, fin: boolean): void {
    this.#fragments ??= new Fragments(binary);
    this.#fragments.add(payload);
    if (!fin) return;
    const message = this.#fragments;
    this.#fragments = null;
    this.#backlog.add(sendWhole(wire, message.join(), message.binary));
  }

  #sendControl(kind: "ping" | "pong", data: unknown, mask: unknown, callback: unknown): void {
    const onSent = callbackIn(data, callbackIn(mask, callback));
    const wire = this.#openWire(undefined, onSent);
    if (wire === null) return;
    const payload = parseControlPayload(typeof data === "function" ? undefined : data);
    wire.host[kind](wire.peer, typeof payload === "string" ? encode(payload) : payload);
    this.#backlog.callWhenSent(onSent);
  }

  #refuseTooBig({ host, peer }: Wire): void {
    this.#ignoring = true;
    this.#state = CLOSING;
    host.close(peer, closeCodes.messageTooBig, "");
    const error = new RangeError("Max payload size exceeded");
    this[emitError](Object.assign(error, { code: "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH" }));
  }
}

named(WebSocket, "WebSocket");
stateNames.forEach((name, value) => {
  Object.defineProperty(WebSocket, name, { enumerable: true, value });
  Object.defineProperty(WebSocket.prototype, name, { enumerable: true, value });
});
defineAttributes(WebSocket.prototype);
Object.assign(WebSocket.prototype, { addEventListener, removeEventListener });

function notOpen(state: number): Error {
  return new Error(`WebSocket is not open: readyState ${state} (${stateNames[state]})`);
}

/** Returns the payload's length; throws above the room's limit. A function, because calling private methods is slower. */
function sendWhole({ host, peer, messageBytes: most }: Wire, payload: Payload, binary: boolean): number {
  let bytes: number | undefined;
  if (typeof payload === "string") bytes = host.send(peer, binary ? encode(payload) : payload, most);
  else bytes = binary ? host.send(peer, payload, most) : host.sendText(peer, payload, most);
  if (bytes !== undefined) throw messageTooBig(bytes, most);
  return payload.length;
}

/** Unsent bytes of a slow client, and the callbacks of the sends they belong to. */
class Backlog {
  bytes = 0;
  readonly #callbacks: SendCallback[] = [];

  /** The host reports how many bytes are unsent. */
  set(bytes: number): void {
    this.bytes = bytes;
    if (bytes === 0) for (const callback of this.#callbacks.splice(0)) queueMicrotask(() => callback());
  }

  /** A message was sent: it queues if others do. */
  add(bytes: number): void {
    if (this.bytes > 0) this.bytes += bytes;
  }

  callWhenSent(callback: SendCallback | null): void {
    if (callback === null) return;
    if (this.bytes > 0) this.#callbacks.push(callback);
    else queueMicrotask(() => callback());
  }

  fail(error: Error): void {
    for (const callback of this.#callbacks.splice(0)) queueMicrotask(() => callback(error));
  }
}

/** A message sent in parts (`fin: false`): the room sends whole messages, so the parts wait for the last one. */
class Fragments {
  /** The first part decides the type. */
  readonly binary: boolean;
  readonly #parts: Uint8Array[] = [];

  constructor(binary: boolean) {
    this.binary = binary;
  }

  add(payload: Payload): void {
    this.#parts.push(typeof payload === "string" ? encode(payload) : payload.slice());
  }

  join(): Uint8Array {
    const joined = new Uint8Array(this.#parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of this.#parts) {
      joined.set(part, at);
      at += part.length;
    }
    return joined;
  }
}
