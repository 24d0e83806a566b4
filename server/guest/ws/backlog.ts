// What waits because a client is slow: how many bytes, and the callbacks of the sends they belong to.
import type { SendCallback } from "./payload.ts";

const { queueMicrotask } = globalThis;

export class Backlog {
  #bytes = 0;
  readonly #callbacks: SendCallback[] = [];

  get bytes(): number {
    return this.#bytes;
  }

  /** What the room says is waiting now. */
  became(bytes: number): void {
    this.#bytes = bytes;
    if (bytes === 0) for (const callback of this.#callbacks.splice(0)) queueMicrotask(() => callback());
  }

  /** A message was sent; it waits behind the others if there are any. */
  grow(bytes: number): void {
    if (this.#bytes > 0) this.#bytes += bytes;
  }

  /** Once what was sent is on its way. */
  callBack(callback: SendCallback | null): void {
    if (callback === null) return;
    if (this.#bytes > 0) this.#callbacks.push(callback);
    else queueMicrotask(() => callback());
  }

  /** Nothing more gets through. */
  refuse(error: Error): void {
    for (const callback of this.#callbacks.splice(0)) queueMicrotask(() => callback(error));
  }
}
