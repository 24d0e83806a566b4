// The network of a client that has stopped reading: it accepts as many messages as the check says, and what it does not accept stays in
// the socket's own queue, where the server sees it.
import type { Socket } from "node:net";
import { frameBytes, opcodes } from "../../protocol/rfc6455.ts";

type Done = (error?: Error | null) => void;

export class StalledWrites {
  /** Of the response to the handshake, which is the first write; null until then. */
  responseBytes: number | null = null;
  /** Bytes of frames that the network has accepted. */
  acceptedBytes = 0;
  /** Messages that it accepts, counted since it stalled; null for all. */
  #allowed: number | null = null;
  #accepted = 0;
  /** What is left of the frame that is being written. */
  #frameBytes = 0;
  #waiting: (() => void) | null = null;

  constructor(socket: Socket) {
    const { _write: write } = socket;
    // Without `_writev`, a socket passes on what it has queued one write at a time.
    Reflect.set(socket, "_writev", null);
    socket._write = (chunk: string | Uint8Array, encoding: BufferEncoding, done: Done): void => {
      const bytes = typeof chunk === "string" ? Buffer.from(chunk, encoding) : chunk;
      this.#write(bytes, () => Reflect.apply(write, socket, [bytes, "buffer", done]));
    };
  }

  get isStalled(): boolean {
    return this.#allowed !== null;
  }

  /** Null ends the stall. */
  stall(messages: number | null): void {
    if (this.#allowed === null) this.#accepted = 0;
    this.#allowed = messages;
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.();
  }

  #write(bytes: Uint8Array, pass: () => void): void {
    if (this.responseBytes === null) {
      this.responseBytes = bytes.length;
      pass();
    } else if (this.#frameBytes > 0) {
      this.#accept(bytes, pass);
    } else if (this.#accepts(bytes)) {
      this.#frameBytes = frameBytes(bytes);
      if (opcodeOf(bytes) < opcodes.close) this.#accepted += 1;
      this.#accept(bytes, pass);
    } else {
      this.#waiting = () => this.#write(bytes, pass);
    }
  }

  /** A close frame is read last, when the client reads again. */
  #accepts(frame: Uint8Array): boolean {
    if (this.#allowed === null) return true;
    return this.#accepted < this.#allowed && opcodeOf(frame) !== opcodes.close;
  }

  /** `ws` writes a frame's header and its payload one after the other. */
  #accept(bytes: Uint8Array, pass: () => void): void {
    this.#frameBytes = Math.max(0, this.#frameBytes - bytes.length);
    this.acceptedBytes += bytes.length;
    pass();
  }
}

function opcodeOf([first = 0]: Uint8Array): number {
  return first & 0x0f;
}
