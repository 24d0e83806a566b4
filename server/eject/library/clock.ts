// The time that the library's timers follow: Node's, until the checks take it over.

/** What wakes the library: at most one time, the next that a timer needs. */
export interface Clock {
  now(): number;
  wakeAt(ms: number | null, wake: () => void): void;
}

// Captured: the checks replace the globals.
const { setTimeout, clearTimeout } = globalThis;
const { now } = Date;

/** The longest delay that a Node timer accepts; a longer wait is armed again. */
const maxTimerMs = 2 ** 31 - 1;

class RealClock implements Clock {
  #timer: NodeJS.Timeout | undefined;

  now(): number {
    return now();
  }

  wakeAt(ms: number | null, wake: () => void): void {
    clearTimeout(this.#timer);
    if (ms !== null) this.#timer = setTimeout(wake, Math.min(Math.max(0, ms - now()), maxTimerMs));
  }
}

let clock: Clock = new RealClock();

export function currentClock(): Clock {
  return clock;
}

/** Call this before the handler is loaded. */
export function followClock(other: Clock): void {
  clock = other;
}
