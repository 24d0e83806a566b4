// The arguments of one call that the guest makes, read out of the engine without running guest code.
import type { QuickJs } from "./engine.ts";
import { type Address, tags, undefinedValue, type Value } from "./engine-exports.ts";

/** Bytes that are read of a word with a meaning, of a sentence for people, of a stack. */
export const mostWord = 64;
export const mostSentence = 4096;
export const mostStack = 8192;

export class CallArguments {
  readonly engine: QuickJs;
  #at: Address = 0;
  #count = 0;

  constructor(engine: QuickJs) {
    this.engine = engine;
  }

  /** Looks at another call. One reader serves all calls, since a message makes one. */
  read(at: Address, count: number): this {
    this.#at = at;
    this.#count = count;
    return this;
  }

  has(index: number): boolean {
    return index < this.#count;
  }

  value(index: number): Value {
    return this.has(index) ? this.engine.memory.valueAt(this.#at + index * 8) : undefinedValue;
  }

  /** 0 for what is no small integer. */
  int(index: number): number {
    return this.has(index) ? this.engine.memory.int(this.#at + index * 8) : 0;
  }

  /** NaN for what is no number. */
  number(index: number): number {
    const small = this.has(index) && this.engine.memory.int(this.#at + index * 8 + 4) === tags.int;
    return small ? this.int(index) : this.engine.values.number(this.value(index));
  }

  /** Text cut to `most` bytes of UTF-8; null for what is no string. */
  textOrNull(index: number, most: number): string | null {
    return this.textBytes(index, most)?.toString("utf8") ?? null;
  }

  text(index: number, most: number): string {
    return this.textOrNull(index, most) ?? "";
  }

  textBytes(index: number, most: number): Buffer | null {
    return this.engine.values.textBytes(this.value(index), most);
  }

  bytes(index: number): Buffer | null {
    return this.engine.values.bytes(this.value(index));
  }
}
