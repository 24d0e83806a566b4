// Promises that were rejected while nothing handled them, until a handler comes or the turn ends.
import type { QuickJs } from "./engine.ts";
import type { Address, Value } from "./engine-exports.ts";

/** More in one turn than anybody reads. */
const mostKept = 32;

export class Rejections {
  readonly #engine: QuickJs;
  /** The boxes of promise and reason, by the promise. */
  readonly #open = new Map<Value, { readonly promise: Address; readonly reason: Address }>();

  constructor(engine: QuickJs) {
    this.#engine = engine;
  }

  /** The boxes are ours now; 0 when the engine had no memory for one. */
  note(promise: Address, reason: Address, handled: boolean): void {
    const key = promise === 0 ? null : this.#engine.memory.valueAt(promise);
    const keep = key !== null && reason !== 0 && !handled && this.#open.size < mostKept && !this.#open.has(key);
    if (keep) {
      this.#open.set(key, { promise, reason });
      return;
    }
    if (handled && key !== null) this.#drop(key);
    this.#free(promise, reason);
  }

  /** The reasons of those that nothing handles; each belongs to the caller now. */
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
