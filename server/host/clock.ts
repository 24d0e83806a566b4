// A room's clock: real, or stepped by hand; the only time that a handler sees.
import type { ClockMode } from "../protocol/host.ts";

/** Where a check's stepped clock begins, so that its results repeat: 2026-01-01T00:00:00Z. */
export const checkEpochMs = 1_767_225_600_000;

export class Clock {
  #mode: ClockMode;
  /** Real: what to add to the monotonic clock. Stepped: unused. */
  #offsetMs: number;
  #steppedMs: number;

  /** `startMs` is the first time shown. Real time comes from the monotonic clock: a machine whose date jumps does not matter. */
  constructor(mode: ClockMode, startMs: number) {
    this.#mode = mode;
    this.#offsetMs = startMs - performance.now();
    this.#steppedMs = Math.floor(startMs);
  }

  get mode(): ClockMode {
    return this.#mode;
  }

  /** Whole milliseconds; never less than before. */
  now(): number {
    return this.#mode === "stepped" ? this.#steppedMs : Math.floor(performance.now() + this.#offsetMs);
  }

  /** Goes on from the time it shows. */
  switchTo(mode: ClockMode): void {
    const shown = this.now();
    this.#mode = mode;
    this.#steppedMs = shown;
    this.#offsetMs = shown - performance.now();
  }

  /** Moves a stepped clock; never backwards. A real one moves by itself. */
  moveTo(ms: number): void {
    if (this.#mode === "stepped") this.#steppedMs = Math.max(this.#steppedMs, Math.floor(ms));
  }
}
