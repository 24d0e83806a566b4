// Measures CPU time, in milliseconds and in fuel.

/** On a current machine; one unit of fuel is about 5 ns. */
export const fuelPerMs = 200_000;

/** The kernel updates a thread's CPU time at its ticks, so it says nothing about shorter work. */
const tickMs = 10;

export function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

export class CpuClock {
  #readAtMs = Number.NEGATIVE_INFINITY;
  #cpuMs = 0;
  /** When the last measured work ended. */
  endedMs = 0;

  /**
   * Runs `work` with the present time and returns the CPU time that it took. Time in which a busy machine ran something else
   * hardly counts.
   */
  measure(work: (nowMs: number) => void): number {
    const startedMs = performance.now();
    if (startedMs - this.#readAtMs > tickMs) this.#read(startedMs);
    work(startedMs);
    const endedMs = performance.now();
    this.endedMs = endedMs;
    const wallMs = endedMs - startedMs;
    return wallMs < tickMs ? wallMs : Math.min(wallMs, tickMs + this.#read(endedMs));
  }

  /** Returns the CPU time since the last reading. */
  #read(nowMs: number): number {
    const before = this.#cpuMs;
    this.#cpuMs = threadCpuMs();
    this.#readAtMs = nowMs;
    return this.#cpuMs - before;
  }
}
