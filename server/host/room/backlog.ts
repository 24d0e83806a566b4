// What one socket said that its room cannot take yet, packed: a chunk of 64 KiB may hold nine thousand messages.
import type { GuestEvent, PeerId } from "../../protocol/guest.ts";

export type Message = Extract<GuestEvent, { readonly type: "text" | "binary" | "ping" | "pong" }>;

const kinds = ["text", "binary", "ping", "pong"] as const satisfies readonly Message["type"][];
const firstBytes = 256;

export class Backlog {
  readonly #peer: PeerId;
  /** All payloads, one behind the other. */
  #bytes = Buffer.alloc(0);
  #filled = 0;
  /** For each message its length and its kind in one number. */
  #marks: number[] = [];
  #next = 0;
  #nextByte = 0;

  constructor(peer: PeerId) {
    this.#peer = peer;
  }

  get empty(): boolean {
    return this.#next === this.#marks.length;
  }

  push({ type, data }: Message): void {
    this.#reserve(data.length);
    this.#bytes.set(data, this.#filled);
    this.#filled += data.length;
    this.#marks.push(data.length * kinds.length + kinds.indexOf(type));
  }

  /** The oldest; undefined when there is none. */
  shift(): Message | undefined {
    const mark = this.#marks[this.#next];
    if (mark === undefined) return undefined;
    const type = kinds[mark % kinds.length] ?? "binary";
    const end = this.#nextByte + Math.floor(mark / kinds.length);
    const data = this.#bytes.subarray(this.#nextByte, end);
    this.#next += 1;
    this.#nextByte = end;
    if (this.empty) this.#reset();
    return { type, peer: this.#peer, data };
  }

  #reserve(bytes: number): void {
    const needed = this.#filled + bytes;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#bytes.length, firstBytes));
    larger.set(this.#bytes.subarray(0, this.#filled));
    this.#bytes = larger;
  }

  // Messages given out still look into the old bytes: they are left to them.
  #reset(): void {
    this.#bytes = Buffer.alloc(0);
    this.#filled = 0;
    this.#marks = [];
    this.#next = 0;
    this.#nextByte = 0;
  }
}
