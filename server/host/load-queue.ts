// Runs loads one at a time, with a turn of the event loop in between: each takes milliseconds, and hundreds may arrive at once.
import type { ToHost } from "../protocol/host.ts";

type Load = Extract<ToHost, { readonly type: "load" }>;

export class LoadQueue implements Disposable {
  readonly #run: (load: Load) => void;
  readonly #waiting = new Set<Load>();
  #immediate: NodeJS.Immediate | null = null;

  constructor(run: (load: Load) => void) {
    this.#run = run;
  }

  add(load: Load): void {
    this.#waiting.add(load);
    this.#immediate ??= setImmediate(() => this.#runFirst());
  }

  /** Runs a room's loads now, because the next message about the room comes after them. */
  flush(room: string): void {
    for (const load of this.#waiting) if (load.plan.room === room) this.#take(load);
  }

  [Symbol.dispose](): void {
    if (this.#immediate) clearImmediate(this.#immediate);
    this.#waiting.clear();
  }

  #runFirst(): void {
    const [first] = this.#waiting;
    this.#immediate = this.#waiting.size > 1 ? setImmediate(() => this.#runFirst()) : null;
    if (first) this.#take(first);
  }

  #take(load: Load): void {
    this.#waiting.delete(load);
    this.#run(load);
  }
}
