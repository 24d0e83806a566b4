// The engine's linear memory as the host reads and writes it: every address is checked, since a broken guest may say any.
import type { Address, Value } from "./engine-exports.ts";

export class EngineMemory {
  readonly #memory: WebAssembly.Memory;
  #bytes: Buffer;
  #view: DataView;

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
    this.#bytes = Buffer.from(memory.buffer);
    this.#view = new DataView(memory.buffer);
  }

  /** All of it. Not to be kept: growing makes a new one. */
  get bytes(): Buffer {
    if (this.#bytes.length === 0) this.#renew();
    return this.#bytes;
  }

  grow(pages: number): void {
    this.#memory.grow(pages);
    this.#renew();
  }

  write(bytes: Uint8Array, at: Address): void {
    this.check(at, bytes.length);
    this.#bytes.set(bytes, at);
  }

  /** A copy. */
  read(at: Address, length: number): Buffer {
    this.check(at, length);
    const copy = Buffer.allocUnsafe(length);
    this.#bytes.copy(copy, 0, at, at + length);
    return copy;
  }

  /** A copy of UTF-8 text, cut to `most` bytes between characters; lone surrogates become U+FFFD. */
  readText(at: Address, length: number, most: number): Buffer {
    this.check(at, length);
    const bytes = this.read(at, length <= most ? length : this.#characterStart(at, most) - at);
    return replaceSurrogates(bytes);
  }

  /** Text that ends with a zero byte, as C writes it; at most `most` bytes of it. */
  cString(at: Address, most: number): string {
    this.check(at, 1);
    const end = this.#bytes.indexOf(0, at);
    const until = end < 0 ? this.#bytes.length : end;
    return this.#bytes.toString("utf8", at, Math.min(until, at + most));
  }

  int(at: Address): number {
    this.check(at, 4);
    return this.#view.getInt32(at, true);
  }

  setInt32(at: Address, value: number): void {
    this.check(at, 4);
    this.#view.setInt32(at, value, true);
  }

  float(at: Address): number {
    this.check(at, 8);
    return this.#view.getFloat64(at, true);
  }

  valueAt(at: Address): Value {
    this.check(at, 8);
    return this.#view.getBigInt64(at, true);
  }

  setInt(at: Address, low: number, high: number): void {
    this.check(at, 8);
    this.#view.setInt32(at, low, true);
    this.#view.setInt32(at + 4, high, true);
  }

  setValue(at: Address, value: Value): void {
    this.check(at, 8);
    this.#view.setBigInt64(at, value, true);
  }

  /** Throws unless all of the place is inside. */
  check(at: Address, length: number): void {
    if (this.#bytes.length === 0) this.#renew();
    const inside = at > 0 && length >= 0 && at + length <= this.#bytes.length;
    if (!inside) throw new EngineBroken();
  }

  #characterStart(at: Address, most: number): Address {
    let end = at + most;
    while (end > at && ((this.#bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
    return end;
  }

  #renew(): void {
    this.#bytes = Buffer.from(this.#memory.buffer);
    this.#view = new DataView(this.#memory.buffer);
  }
}

/** The instance has no memory left for what the host must write into it. */
export class EngineFull extends Error {}

/** The engine named a place that is not in its memory: something inside it is broken. */
export class EngineBroken extends Error {}

/** The engine writes a lone surrogate as three bytes, ED A0..BF xx, which is no UTF-8; U+FFFD has three bytes too. */
function replaceSurrogates(bytes: Buffer): Buffer {
  for (let at = bytes.indexOf(0xed); at >= 0; at = bytes.indexOf(0xed, at + 3)) {
    if ((bytes[at + 1] ?? 0) >= 0xa0) bytes.set([0xef, 0xbf, 0xbd], at);
  }
  return bytes;
}
