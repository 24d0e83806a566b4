// Everything that waits for the room's clock, in one list: what is due first rings first, one a wake.
import type { HostInterface } from "./host-interface.ts";

/** Something that rings once when its time has come. An object may be set again after it rang. */
export interface QueuedTimer {
  ring(): void;
}

interface Entry {
  readonly alarm: QueuedTimer;
  readonly dueMs: number;
}

export class TimerQueue {
  readonly #port: HostInterface;
  /** By due time, then by age. */
  readonly #entries: Entry[] = [];

  constructor(port: HostInterface) {
    this.#port = port;
  }

  get nowMs(): number {
    return this.#port.now();
  }

  /** A delay as Node takes it: at least the shortest, the shortest for what is no number; RangeError above the longest. */
  delayMs(value: unknown): number {
    const { timerMinMs, timerMaxMs } = this.#port.limits;
    const ms = Number(value);
    if (ms > timerMaxMs)
      throw new RangeError(
        `${ms} ms is over the limit of ${timerMaxMs} ms (24 hours) for a timer (LIMIT_TIMER_MAX_MS). Wait in steps.`,
      );
    return ms >= timerMinMs ? Math.trunc(ms) : timerMinMs;
  }

  /** RangeError when the room has as many as it may have. */
  set(alarm: QueuedTimer, dueMs: number): void {
    const { timers } = this.#port.limits;
    if (this.#entries.length >= timers)
      throw new RangeError(
        `${timers} timers are waiting in this room, which is the limit (LIMIT_TIMERS). Clear those that are not needed: a socket's timers should end with it.`,
      );
    this.#insert({ alarm, dueMs });
    this.#tellPort();
  }

  cancel(alarm: QueuedTimer): boolean {
    const at = this.#entries.findIndex((entry) => entry.alarm === alarm);
    if (at === -1) return false;
    this.#entries.splice(at, 1);
    if (at === 0) this.#tellPort();
    return true;
  }

  /** One alarm a turn: promises of the first settle before the second rings, and each turn has a budget of its own. */
  wake(): void {
    const first = this.#entries[0];
    const due = first !== undefined && first.dueMs <= this.nowMs;
    if (due) this.#entries.shift();
    this.#tellPort();
    if (due) first.alarm.ring();
  }

  clear(): void {
    this.#entries.length = 0;
    this.#tellPort();
  }

  #insert(entry: Entry): void {
    let at = this.#entries.length;
    while (at > 0 && (this.#entries[at - 1]?.dueMs ?? 0) > entry.dueMs) at -= 1;
    this.#entries.splice(at, 0, entry);
  }

  #tellPort(): void {
    this.#port.wakeAt(this.#entries[0]?.dueMs ?? null);
  }
}
