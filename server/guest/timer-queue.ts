// Timers on the room's clock, ordered by due time; one fires per wake.
import type { HostInterface } from "./host-interface.ts";

/** Fires once. An object may be set again after it fired. */
export interface QueuedTimer {
  fire(): void;
}

interface Entry {
  readonly timer: QueuedTimer;
  readonly dueMs: number;
}

export class TimerQueue {
  readonly #host: HostInterface;
  /** By due time, then by age. */
  readonly #entries: Entry[] = [];

  constructor(host: HostInterface) {
    this.#host = host;
  }

  get nowMs(): number {
    return this.#host.now();
  }

  /** Parses a delay as Node does: too short or not a number becomes the minimum. RangeError above the maximum. */
  delayMs(value: unknown): number {
    const { timerMinMs, timerMaxMs } = this.#host.limits;
    const ms = Number(value);
    if (ms > timerMaxMs)
      throw new RangeError(
        `${ms} ms exceeds the limit of ${timerMaxMs} ms (24 hours) for a timer (LIMIT_TIMER_MAX_MS). Use several shorter waits.`,
      );
    return ms >= timerMinMs ? Math.trunc(ms) : timerMinMs;
  }

  /** RangeError when the room has as many timers as it may have. */
  set(timer: QueuedTimer, dueMs: number): void {
    const { timers } = this.#host.limits;
    if (this.#entries.length >= timers)
      throw new RangeError(
        `This room already has ${timers} timers, which is the limit (LIMIT_TIMERS). Clear a socket's timers when it closes.`,
      );
    this.#insert({ timer, dueMs });
    this.#requestWake();
  }

  cancel(timer: QueuedTimer): boolean {
    const at = this.#entries.findIndex((entry) => entry.timer === timer);
    if (at === -1) return false;
    this.#entries.splice(at, 1);
    if (at === 0) this.#requestWake();
    return true;
  }

  /** Fires one timer: its promise jobs run before the next one fires, and each has the budget of a turn. */
  wake(): void {
    const first = this.#entries[0];
    const due = first !== undefined && first.dueMs <= this.nowMs;
    if (due) this.#entries.shift();
    this.#requestWake();
    if (due) first.timer.fire();
  }

  clear(): void {
    this.#entries.length = 0;
    this.#requestWake();
  }

  #insert(entry: Entry): void {
    let at = this.#entries.length;
    while (at > 0 && (this.#entries[at - 1]?.dueMs ?? 0) > entry.dueMs) at -= 1;
    this.#entries.splice(at, 0, entry);
  }

  #requestWake(): void {
    this.#host.wakeAt(this.#entries[0]?.dueMs ?? null);
  }
}
