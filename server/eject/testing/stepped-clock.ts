// The checks' clock: time stands still until a check moves it. It replaces the globals that tell the time or wait.
import { createRequire, syncBuiltinESMExports } from "node:module";
import { TimerQueue, timerGlobals, timerPromises } from "../../guest/node/timers.ts";
import { type Clock, followClock, libraryLimits } from "../library/runtime.ts";

interface Wake {
  readonly atMs: number;
  readonly wake: () => void;
}

export class SteppedClock implements Clock {
  #nowMs = 0;
  /** Wake-ups of the library's timers and of Node's, by what each calls. */
  readonly #wakes = new Map<string, Wake>();

  now(): number {
    return this.#nowMs;
  }

  get nextWakeAtMs(): number | null {
    const times = [...this.#wakes.values()].map(({ atMs }) => atMs);
    return times.length === 0 ? null : Math.min(...times);
  }

  wakeAt(ms: number | null, wake: () => void, owner = "library"): void {
    if (ms === null) this.#wakes.delete(owner);
    else this.#wakes.set(owner, { atMs: ms, wake });
  }

  /** Moves to the next timer that is due by then and fires it. False when there is none: the time is then `untilMs`. */
  step(untilMs: number): boolean {
    const [next] = [...this.#wakes].sort(([, a], [, b]) => a.atMs - b.atMs);
    if (next === undefined || next[1].atMs > untilMs) {
      this.#nowMs = Math.max(this.#nowMs, untilMs);
      return false;
    }
    const [owner, { atMs, wake }] = next;
    this.#nowMs = Math.max(this.#nowMs, atMs);
    this.#wakes.delete(owner);
    wake();
    return true;
  }

  /** From now on, this clock is the time of everything in this process except the package "ws". */
  install(nowMs: number): void {
    this.#nowMs = nowMs;
    followClock(this);
    const queue: TimerQueue = new TimerQueue({
      limits: libraryLimits,
      now: () => this.#nowMs,
      wakeAt: (ms) => this.wakeAt(ms, () => queue.wake(), "globals"),
    });
    const startMs = this.#nowMs;
    const globals = timerGlobals(queue);
    Object.assign(globalThis, globals, { Date: dateAt(() => this.#nowMs) });
    performance.now = () => this.#nowMs - startMs;
    const require = createRequire(import.meta.url);
    Object.assign(require("node:timers"), globals);
    Object.assign(require("node:timers/promises"), timerPromises(queue));
    syncBuiltinESMExports();
  }
}

function dateAt(now: () => number): DateConstructor {
  return new Proxy(Date, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: (target) => new target(now()).toString(),
    get: (target, key) => (key === "now" ? now : Reflect.get(target, key)),
  });
}
