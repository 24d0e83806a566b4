// Observes the bytes of one socket, both ways, alongside `ws`, and reports frames while its room is watched.
import type { Socket } from "node:net";
import { FrameReader, type SeenFrame } from "./frame-reader.ts";

export type OnFrame = (direction: "in" | "out", frame: SeenFrame) => void;

/** Create inside the `handleUpgrade` callback: earlier would include the handshake, later would miss frames. */
export class Overhear {
  readonly #raw: Socket;
  readonly #in = new FrameReader();
  #out = new FrameReader();

  /** Calls `onBytes` for every chunk that arrives, before `ws` reads it. */
  constructor(raw: Socket, onBytes: () => void) {
    this.#raw = raw;
    raw.prependListener("data", (chunk: Buffer) => {
      this.#in.push(chunk);
      onBytes();
    });
    raw.once("close", () => {
      this.#in.end();
      this.#out.end();
    });
  }

  /** Starts or stops (null) reporting frames. Writes are only inspected meanwhile: each begins with a frame. */
  watch(onFrame: OnFrame | null): void {
    this.#in.watch(onFrame ? (frame) => onFrame("in", frame) : null);
    this.#unwrapWrite();
    if (onFrame) this.#wrapWrite(onFrame);
  }

  #wrapWrite(onFrame: OnFrame): void {
    const raw = this.#raw;
    const reader = new FrameReader();
    reader.watch((frame) => onFrame("out", frame));
    this.#out = reader;
    const write = raw.write;
    Object.defineProperty(raw, "write", {
      configurable: true,
      // Node replaces `write` once the client has ended its side.
      writable: true,
      value: (...args: unknown[]) => {
        if (args[0] instanceof Uint8Array) reader.push(args[0]);
        return Reflect.apply(write, raw, args);
      },
    });
  }

  #unwrapWrite(): void {
    this.#out.watch(null);
    Reflect.deleteProperty(this.#raw, "write");
  }
}
