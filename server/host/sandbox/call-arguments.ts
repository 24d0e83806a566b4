// Reads the arguments of a call from the guest, without running guest code.
import type { QuickJs } from "./engine.ts";
import { type Address, tags, undefinedValue, type Value } from "./engine-memory.ts";

export class CallArguments {
  readonly engine: QuickJs;
  #at: Address = 0;
  #count = 0;

  constructor(engine: QuickJs) {
    this.engine = engine;
  }

  /** Switches to another call. One reader serves all calls, because every message makes one. */
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

  /** 0 for values that are not small integers. */
  int(index: number): number {
    return this.has(index) ? this.engine.memory.int(this.#at + index * 8) : 0;
  }

  /** NaN for values that are not numbers. */
  number(index: number): number {
    const small = this.has(index) && this.engine.memory.int(this.#at + index * 8 + 4) === tags.int;
    return small ? this.int(index) : this.engine.values.number(this.value(index));
  }

  /** Text cut to `most` bytes of UTF-8; null for values that are not strings. */
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
