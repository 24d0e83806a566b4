// Listens beside `ws` to one socket's bytes, both ways, and tells the frames while somebody watches.
import type { Socket } from "node:net";
import { FrameReader, type SeenFrame } from "./frame-reader.ts";

export type Heard = (direction: "in" | "out", frame: SeenFrame) => void;

/** Attach inside the `handleUpgrade` callback: earlier would see the handshake, later would miss frames. */
export class Overhear {
  readonly #raw: Socket;
  readonly #in = new FrameReader();
  #out = new FrameReader();

  /** `onBytes` is told of every chunk that comes in, before `ws` reads it. */
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

  /** Begins or ends to tell frames. What is written is only looked at meanwhile: a write always begins with a frame. */
  listen(heard: Heard | null): void {
    this.#in.watch(heard ? (frame) => heard("in", frame) : null);
    this.#unwrap();
    if (heard) this.#wrap(heard);
  }

  #wrap(heard: Heard): void {
    const raw = this.#raw;
    const reader = new FrameReader();
    reader.watch((frame) => heard("out", frame));
    this.#out = reader;
    const write = raw.write;
    Object.defineProperty(raw, "write", {
      configurable: true,
      // Node itself puts another one here once the client has ended its side.
      writable: true,
      value: (...args: unknown[]) => {
        if (args[0] instanceof Uint8Array) reader.push(args[0]);
        return Reflect.apply(write, raw, args);
      },
    });
  }

  #unwrap(): void {
    this.#out.watch(null);
    Reflect.deleteProperty(this.#raw, "write");
  }
}
