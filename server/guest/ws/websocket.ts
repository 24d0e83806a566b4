// One client's connection in the shape of npm's ws.
import { EventEmitter } from "events/events.js";
import type { PeerId } from "../../protocol/guest.ts";
import type { HostInterface } from "../host-interface.ts";
import { named } from "../names.ts";
import { bufferOver } from "../node/buffer.ts";
import { encode } from "../node/utf8.ts";
import { Backlog } from "./backlog.ts";
import { callListeners, callMessageListeners } from "./call-listeners.ts";
import { addEventListener, defineAttributes, removeEventListener } from "./event-target.ts";
import { Fragments } from "./fragments.ts";
import { callbackIn, closePayload, controlPayload, type Payload, payloadOf, tooBig } from "./payload.ts";
import { CLOSED, CLOSING, CONNECTING, defineStates, notOpen, OPEN } from "./ready-state.ts";
import { connected, gotClose, gotError, gotFlow, gotMessage, retired } from "./room-side.ts";

/** What a socket needs of the room. */
export interface Wire {
  readonly port: HostInterface;
  readonly peer: PeerId;
  readonly protocol: string;
  /** In bytes. */
  readonly maxPayload: number;
  readonly messageBytes: number;
}

const binaryTypes = ["nodebuffer", "arraybuffer", "fragments"] as const;

export class WebSocket extends EventEmitter {
  #wire: Wire | null = null;
  #state: number = CONNECTING;
  /** Terminated or failed: whatever still comes is dropped. */
  #deaf = false;
  #paused = false;
  #binaryType: (typeof binaryTypes)[number] = "nodebuffer";
  readonly #backlog = new Backlog();
  #fragments: Fragments | null = null;

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
    const wire = this.#state === OPEN ? this.#wire : this.#open(options, callback);
    if (wire === null) return;
    const payload = payloadOf(data);
    let binary = typeof payload !== "string";
    let fin = true;
    if (typeof options === "object" && options !== null) {
      // As in ws: an option that is there counts, even when it is undefined.
      if ("binary" in options) binary = Boolean(options.binary);
      if ("fin" in options) fin = Boolean(options.fin);
    }
    if (fin && this.#fragments === null) this.#backlog.grow(sendWhole(wire, payload, binary));
    else this.#sendPart(wire, payload, binary, fin);
    if (callback !== undefined || typeof options === "function") this.#backlog.callBack(callbackIn(options, callback));
  }

  ping(data?: unknown, mask?: unknown, callback?: unknown): void {
    this.#control("ping", data, mask, callback);
  }

  pong(data?: unknown, mask?: unknown, callback?: unknown): void {
    this.#control("pong", data, mask, callback);
  }

  close(code?: unknown, reason?: unknown): void {
    if (this.#state === CLOSED || this.#state === CLOSING) return;
    const { port, peer } = this.#connected();
    const payload = closePayload(code, reason);
    this.#state = CLOSING;
    port.close(peer, payload.code, payload.reason);
  }

  terminate(): void {
    if (this.#state === CLOSED) return;
    const { port, peer } = this.#connected();
    this.#state = CLOSING;
    this.#deaf = true;
    port.terminate(peer);
  }

  pause(): void {
    if (this.#wire === null || this.#state === CLOSED) return;
    this.#paused = true;
    this.#wire.port.pause(this.#wire.peer);
  }

  resume(): void {
    if (this.#wire === null || this.#state === CLOSED) return;
    this.#paused = false;
    this.#wire.port.resume(this.#wire.peer);
  }

  [connected](wire: Wire): void {
    this.#wire = wire;
    this.#state = OPEN;
  }

  [gotMessage](bytes: Uint8Array, isBinary: boolean): void {
    const wire = this.#wire;
    if (this.#deaf || wire === null) return;
    if (bytes.length > wire.maxPayload) {
      this.#tooBig(wire);
      return;
    }
    const plain = !isBinary || this.#binaryType === "nodebuffer";
    callMessageListeners(this, plain ? bufferOver(bytes) : this.#dataOf(bytes), isBinary, this.#rejected);
  }

  [gotClose](code: number, reason: unknown): void {
    this.#state = CLOSED;
    this.#deaf = true;
    this.#backlog.refuse(notOpen(this.#state));
    callListeners(this, "close", [code, reason], this.#rejected);
  }

  [gotError](error: Error): void {
    if (callListeners(this, "error", [error], this.#rejected)) return;
    this.#wire?.port.log(
      "warn",
      `A client's connection failed (${error.message}). In Node an "error" that nobody listens to ends the whole program: add ws.on("error", console.error).`,
      "",
    );
  }

  [gotFlow](unsent: number): void {
    this.#backlog.became(unsent);
  }

  /** New code owns the connection: whatever this code still sends goes nowhere. */
  [retired](): void {
    this.#state = CLOSED;
    this.#deaf = true;
  }

  /** null when nothing may be sent any more, and then the callback is told. */
  #open(options: unknown, callback: unknown): Wire | null {
    const wire = this.#connected();
    if (this.#state === OPEN) return wire;
    const told = callbackIn(options, callback);
    if (told !== null) queueMicrotask(() => told(notOpen(this.#state)));
    return null;
  }

  #connected(): Wire {
    if (this.#wire === null) throw notOpen(CONNECTING);
    return this.#wire;
  }

  /** An async listener failed. */
  readonly #rejected = (error: unknown): void => {
    this.#wire?.port.fault("rejection", error, this.#wire.peer);
  };

  #dataOf(bytes: Uint8Array): unknown {
    if (this.#binaryType === "fragments") return [bufferOver(bytes)];
    return bytes.byteLength === bytes.buffer.byteLength ? bytes.buffer : bytes.slice().buffer;
  }

  #sendPart(wire: Wire, payload: Payload, binary: boolean, fin: boolean): void {
    this.#fragments ??= new Fragments(binary);
    this.#fragments.add(payload);
    if (!fin) return;
    const { binary: kind } = this.#fragments;
    const whole = this.#fragments.whole();
    this.#fragments = null;
    this.#backlog.grow(sendWhole(wire, whole, kind));
  }

  #control(kind: "ping" | "pong", data: unknown, mask: unknown, callback: unknown): void {
    const told = callbackIn(data, callbackIn(mask, callback));
    const wire = this.#open(undefined, told);
    if (wire === null) return;
    const payload = controlPayload(typeof data === "function" ? undefined : data);
    wire.port[kind](wire.peer, typeof payload === "string" ? encode(payload) : payload);
    this.#backlog.callBack(told);
  }

  #tooBig({ port, peer }: Wire): void {
    this.#deaf = true;
    this.#state = CLOSING;
    port.close(peer, 1009, "");
    const error = new RangeError("Max payload size exceeded");
    this[gotError](Object.assign(error, { code: "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH" }));
  }
}

named(WebSocket, "WebSocket");
defineStates(WebSocket);
defineAttributes(WebSocket.prototype);
Object.assign(WebSocket.prototype, { addEventListener, removeEventListener });

/** How long it is; RangeError for what is larger than the room lets out. No method, since those cost more when private. */
function sendWhole({ port, peer, messageBytes: most }: Wire, payload: Payload, binary: boolean): number {
  let bytes: number | undefined;
  if (typeof payload === "string") bytes = port.send(peer, binary ? encode(payload) : payload, most);
  else bytes = binary ? port.send(peer, payload, most) : port.sendText(peer, payload, most);
  if (bytes !== undefined) throw tooBig(bytes, most);
  return payload.length;
}
