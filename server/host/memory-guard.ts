// Keeps the process within its memory: chooses the rooms to give up when they, or the process, exceed the limit.

/** A room as the guard sees it. */
export interface MeasuredRoom {
  readonly id: string;
  readonly memoryBytes: number;
  /** Nothing is connected to it and no page watches it. */
  readonly isIdle: boolean;
}

export interface MemoryGuardOptions {
  readonly limitBytes: number;
  rssBytes(): number;
  /** Collects garbage: the memory of closed rooms counts until then. */
  collect(): void;
}

/** The process is measured again this long after rooms were given up. */
const pauseMs = 1_000;

export class MemoryGuard {
  readonly #options: MemoryGuardOptions;
  #collectedAtMs = Number.NEGATIVE_INFINITY;
  #isMeasured = true;

  constructor(options: MemoryGuardOptions) {
    this.#options = options;
  }

  /** The rooms to give up so that the rest fits: idle ones first, then the heaviest. */
  excess(rooms: readonly MeasuredRoom[], nowMs: number): MeasuredRoom[] {
    const heldBytes = rooms.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
    let overBytes = Math.max(heldBytes - this.#options.limitBytes, this.#processExcess(nowMs));
    if (overBytes <= 0) return [];
    const inOrder = rooms.toSorted((a, b) => Number(b.isIdle) - Number(a.isIdle) || b.memoryBytes - a.memoryBytes);
    return inOrder.filter(({ memoryBytes }) => {
      if (overBytes <= 0) return false;
      overBytes -= memoryBytes;
      return true;
    });
  }

  /** How far the process is over its limit without garbage: measured once after each collection. */
  #processExcess(nowMs: number): number {
    const { limitBytes, rssBytes, collect } = this.#options;
    const overBytes = rssBytes() - limitBytes;
    if (overBytes <= 0) return 0;
    if (nowMs - this.#collectedAtMs > pauseMs) {
      collect();
      this.#collectedAtMs = nowMs;
      this.#isMeasured = false;
      return 0;
    }
    if (this.#isMeasured) return 0;
    this.#isMeasured = true;
    return overBytes;
  }
}
