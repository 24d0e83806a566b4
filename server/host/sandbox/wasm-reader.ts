// Reads the WebAssembly binary format: numbers, sections and the lengths of instructions.

/** A cursor over the bytes of a module. Reads past the end throw. */
export class WasmReader {
  at: number;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array, start = 0) {
    this.#bytes = bytes;
    this.at = start;
  }

  get done(): boolean {
    return this.at >= this.#bytes.length;
  }

  byte(): number {
    const value = this.#bytes[this.at];
    if (value === undefined) throw new Error("The engine's .wasm file ends too early.");
    this.at += 1;
    return value;
  }

  /** Unsigned LEB128 of up to 32 bits. */
  number(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const part = this.byte();
      value += (part & 0x7f) * 2 ** shift;
      if (part < 0x80) return value;
    }
    throw new Error("The engine's .wasm file holds a number that is too long.");
  }

  skipLeb(): void {
    while (this.byte() >= 0x80);
  }

  skip(count: number): void {
    this.at += count;
    if (this.at > this.#bytes.length) throw new Error("The engine's .wasm file ends too early.");
  }

  take(count: number): Uint8Array {
    const start = this.at;
    this.skip(count);
    return this.#bytes.subarray(start, this.at);
  }
}

/** A name of an import or export. */
export function readName(reader: WasmReader): string {
  return Buffer.from(reader.take(reader.number())).toString("utf8");
}

export interface Section {
  readonly id: number;
  readonly body: Uint8Array;
}

/** The magic number and version 1. */
export const moduleHeader = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

/** The sections of a module, in file order. Throws if the bytes are not a WebAssembly module of version 1. */
export function readSections(wasm: Uint8Array): Section[] {
  if (moduleHeader.some((byte, i) => wasm[i] !== byte))
    throw new Error("The engine's file is not a WebAssembly module.");
  const reader = new WasmReader(wasm, moduleHeader.length);
  const sections: Section[] = [];
  while (!reader.done) {
    const id = reader.byte();
    sections.push({ id, body: reader.take(reader.number()) });
  }
  return sections;
}

/** Skips the immediates of one instruction. Throws at an unknown opcode. */
export function skipImmediates(reader: WasmReader, opcode: number) {
  if (opcode === 0x43) return reader.skip(4);
  if (opcode === 0x44) return reader.skip(8);
  // A branch table begins with its length and ends with its default.
  const count = opcode === 0x0e ? reader.number() + 1 : lebCount(opcode);
  for (let left = count; left > 0; left--) reader.skipLeb();
}

function lebCount(opcode: number): number {
  if (opcode <= 0x01 || opcode === 0x05 || opcode === 0x0b || opcode === 0x0f) return 0;
  if (opcode === 0x1a || opcode === 0x1b || (opcode >= 0x45 && opcode <= 0xc4)) return 0;
  if (opcode === 0x11 || (opcode >= 0x28 && opcode <= 0x3e)) return 2;
  if (opcode <= 0x04 || opcode === 0x0c || opcode === 0x0d || opcode === 0x10) return 1;
  if ((opcode >= 0x20 && opcode <= 0x24) || (opcode >= 0x3f && opcode <= 0x42)) return 1;
  throw new Error(`The engine's .wasm file uses opcode 0x${opcode.toString(16)}, which ws101 cannot meter.`);
}

export function leb(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const part = rest & 0x7f;
    rest = Math.floor(rest / 128);
    bytes.push(rest === 0 ? part : part | 0x80);
  } while (rest !== 0);
  return bytes;
}

export function join(parts: readonly ArrayLike<number>[]): Uint8Array<ArrayBuffer> {
  return Buffer.concat(parts.map((part) => Uint8Array.from(part)));
}

/** The length, then the bytes, as for sections and functions in a module. */
export function withLength(bytes: ArrayLike<number>): Uint8Array {
  return join([leb(bytes.length), bytes]);
}
