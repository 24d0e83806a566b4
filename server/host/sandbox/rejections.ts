// Rejected promises without a handler, kept until one is attached or the turn ends.
import type { QuickJs } from "./engine.ts";
import type { Address, Value } from "./engine-memory.ts";

/** Further rejections in the same turn are ignored. */
const maxKept = 32;

export class Rejections {
  readonly #engine: QuickJs;
  /** The boxes of promise and reason, keyed by promise. */
  readonly #open = new Map<Value, { readonly promise: Address; readonly reason: Address }>();

  constructor(engine: QuickJs) {
    this.#engine = engine;
  }

  /** Takes ownership of the boxes; 0 if the engine had no memory for one. */
  note(promise: Address, reason: Address, handled: boolean): void {
    const key = promise === 0 ? null : this.#engine.memory.valueAt(promise);
    const keep = key !== null && reason !== 0 && !handled && this.#open.size < maxKept && !this.#open.has(key);
    if (keep) {
      this.#open.set(key, { promise, reason });
      return;
    }
    if (handled && key !== null) this.#drop(key);
    this.#free(promise, reason);
  }

  /** Removes and returns the reasons of unhandled rejections; the caller owns them. */
  take(): Value[] {
    if (this.#open.size === 0) return none;
    const boxes = [...this.#open.values()];
    this.#open.clear();
    return boxes.map(({ promise, reason }) => {
      const value = this.#engine.memory.valueAt(reason);
      this.#engine.freeBox(promise);
      this.#engine.exports.wasm_free(reason);
      return value;
    });
  }

  clear(): void {
    for (const reason of this.take()) this.#engine.free(reason);
  }

  #drop(key: Value): void {
    const open = this.#open.get(key);
    if (open === undefined) return;
    this.#open.delete(key);
    this.#free(open.promise, open.reason);
  }

  #free(promise: Address, reason: Address): void {
    if (promise !== 0) this.#engine.freeBox(promise);
    if (reason !== 0) this.#engine.freeBox(reason);
  }
}

const none: Value[] = [];
