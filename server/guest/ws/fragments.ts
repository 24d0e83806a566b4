// A message that a program sends in parts (`fin: false`): the room sends whole messages, so the parts wait for the last.
import { encode } from "../node/utf8.ts";
import type { Payload } from "./payload.ts";

export class Fragments {
  /** The first part decides the kind. */
  readonly binary: boolean;
  readonly #parts: Uint8Array[] = [];

  constructor(binary: boolean) {
    this.binary = binary;
  }

  add(payload: Payload): void {
    this.#parts.push(typeof payload === "string" ? encode(payload) : payload.slice());
  }

  whole(): Uint8Array {
    const all = new Uint8Array(this.#parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of this.#parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }
}
