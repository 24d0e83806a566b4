// WebSocket: one client's connection, with the API of npm's ws, and the rules and errors of its arguments.
import { EventEmitter } from "events/events.js";
import type { PeerId } from "../../protocol/guest.ts";
import { closeCodes, closeReasonBytes, controlPayloadBytes, maySendCloseCode } from "../../protocol/rfc6455.ts";
import type { HostInterface } from "../bridge.ts";
import { Buffer, bufferOver, byteLength, bytesOf, decode, encode, isBytes, messageTooBig } from "../node/bytes.ts";
import {
  addEventListener,
  callListeners,
  callMessageListeners,
  defineAttributes,
  removeEventListener,
} from "./listeners.ts";

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
  /** A message sent in parts (`fin: false`), which wait for the last one: the room sends whole messages. */
  #fragments: { readonly binary: boolean; readonly parts: Uint8Array[] } | null = null;

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
    // The first part decides the type.
    this.#fragments ??= { binary, parts: [] };
    const message = this.#fragments;
    message.parts.push(typeof payload === "string" ? encode(payload) : new NativeBytes(payload));
    if (!fin) return;
    this.#fragments = null;
    this.#backlog.add(sendWhole(wire, Buffer.concat(message.parts), message.binary));
  }

  #sendControl(kind: "ping" | "pong", data: unknown, mask: unknown, callback: unknown): void {
    const onSent = callbackIn(data, mask, callback);
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

type Payload = string | Uint8Array;
type SendCallback = (error?: Error) => unknown;

// Captured: a learner may replace globals.
const NativeBytes = Uint8Array;
const empty = new NativeBytes(0);

/** As in ws, numbers become text, and other falsy values an empty message. */
function parsePayload(data: unknown): Payload {
  if (typeof data === "string" || data instanceof NativeBytes) return data;
  if (typeof data === "number") return String(data);
  if (!data) return empty;
  if (isBytes(data)) return bytesOf(data);
  if (Array.isArray(data)) return bytesOf(Buffer.from(data));
  throw Object.assign(
    new TypeError(
      `The first argument must be a string, a Buffer, an ArrayBuffer, a typed array or an array of bytes. Received ${received(data)}`,
    ),
    { code: "ERR_INVALID_ARG_TYPE" },
  );
}

function sizeOf(payload: Payload): number {
  return typeof payload === "string" ? byteLength(payload) : payload.length;
}

function parseControlPayload(data: unknown): Payload {
  const payload = parsePayload(data);
  if (sizeOf(payload) > controlPayloadBytes)
    throw new RangeError(`The data size must not be greater than ${controlPayloadBytes} bytes`);
  return payload;
}

/** Throws for a code or reason that RFC 6455 §7.4 does not let an endpoint send. */
function parseClosePayload(code: unknown, reason: unknown): { code: number | null; reason: string } {
  if (code === undefined) return { code: null, reason: "" };
  if (typeof code !== "number" || !maySendCloseCode(code))
    throw new TypeError(
      "First argument must be a valid error code number: 1000 to 1014 (except 1004, 1005 and 1006) or 3000 to 4999.",
    );
  if (reason === undefined || reason === "") return { code, reason: "" };
  if (typeof reason !== "string" && !(reason instanceof Uint8Array))
    throw new TypeError("Second argument must be a string or a Uint8Array");
  if (sizeOf(reason) > closeReasonBytes)
    throw new RangeError(`The message must not be greater than ${closeReasonBytes} bytes`);
  return { code, reason: typeof reason === "string" ? reason : decode(reason) };
}

/** The first argument that is a function: those before it are optional. */
function callbackIn(...given: readonly unknown[]): SendCallback | null {
  return given.find(isCallback) ?? null;
}

function isCallback(value: unknown): value is SendCallback {
  return typeof value === "function";
}

function received(data: unknown): string {
  if (typeof data !== "object" || data === null) return `type ${typeof data}.`;
  const type: unknown = Object.getPrototypeOf(data)?.constructor?.name;
  const what = typeof type === "string" && type !== "" ? `an instance of ${type}` : "an object";
  return `${what}. Convert an object to text first: ws.send(JSON.stringify(value)).`;
}
