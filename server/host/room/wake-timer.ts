// When a room's handler is to be woken: by a timer on a real clock, step by step on one moved by hand.
import type { Clock } from "../clock.ts";

/** The longest delay a Node timer takes; a longer one is set again. */
const longestTimerMs = 2 ** 31 - 1;

/** More than a handler may have timers, each of which may ring alone. */
const mostWakesAtOnce = 1_000;

interface Step {
  readonly untilMs: number;
  readonly done: () => void;
}

export class WakeTimer implements Disposable {
  readonly #clock: Clock;
  readonly #ring: () => void;
  readonly #steps: Step[] = [];
  #atMs: number | null = null;
  #due = false;
  #lastRingMs = Number.NEGATIVE_INFINITY;
  #ringsAtLastMs = 0;
  #timer: NodeJS.Timeout | null = null;

  /** `ring` is called when a wake has become due. */
  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** A wake is to be delivered. */
  get due(): boolean {
    return this.#due;
  }

  get nextMs(): number | null {
    return this.#atMs;
  }

  /** Takes note of what the handler wants now: many wakes at one time, but not so many that time stands still. */
  set(atMs: number | null): void {
    const earliest = this.#lastRingMs + (this.#ringsAtLastMs > mostWakesAtOnce ? 1 : 0);
    const next = atMs === null ? null : Math.max(atMs, earliest);
    if (next === this.#atMs) return;
    this.#atMs = next;
    this.#arm();
  }

  /** The wake was delivered. */
  delivered(): void {
    this.#due = false;
  }

  /** Moves a stepped clock, from wake to wake, each settled before the next; `done` once there. */
  advance(ms: number, done: () => void): void {
    const from = this.#steps.at(-1)?.untilMs ?? this.#clock.now();
    this.#steps.push({ untilMs: from + ms, done });
    this.#ring();
  }

  /** A move of the clock is under way. */
  get moving(): boolean {
    return this.#steps.length > 0;
  }

  /** The room is quiet: takes the next step, if one is wanted. True when a wake became due by it. */
  step(): boolean {
    for (let step = this.#steps[0]; step; step = this.#steps[0]) {
      if (this.#atMs !== null && this.#atMs <= step.untilMs && this.#clock.mode === "stepped") {
        this.#clock.moveTo(this.#atMs);
        this.#fire();
        return true;
      }
      this.#clock.moveTo(step.untilMs);
      this.#steps.shift();
      step.done();
    }
    return false;
  }

  switchTo(mode: "real" | "stepped"): void {
    this.#clock.switchTo(mode);
    this.#arm();
  }

  /** The handler is gone: no wake, and nothing more to step through. */
  silence(): void {
    this.#atMs = null;
    this.#due = false;
    this.#arm();
  }

  [Symbol.dispose](): void {
    this.silence();
    for (const { done } of this.#steps.splice(0)) done();
  }

  #arm(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#atMs === null || this.#clock.mode === "stepped") return;
    const delay = Math.max(0, Math.ceil(this.#atMs - this.#clock.now()));
    this.#timer = setTimeout(() => this.#look(), Math.min(delay, longestTimerMs));
  }

  #look() {
    this.#timer = null;
    if (this.#atMs !== null && this.#clock.now() < this.#atMs) return this.#arm();
    this.#fire();
    this.#ring();
  }

  #fire(): void {
    const now = this.#clock.now();
    this.#ringsAtLastMs = now === this.#lastRingMs ? this.#ringsAtLastMs + 1 : 0;
    this.#lastRingMs = now;
    this.#atMs = null;
    this.#due = true;
  }
}
