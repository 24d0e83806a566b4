// Measures the fuel of a delivery and limits its wall-clock time.
import type { Limits } from "../../protocol/limits.ts";
import type { QuickJs } from "./engine.ts";

/** JavaScript is interrupted when this share of its fuel is left, which reveals its position; native code may use the rest. */
const interruptShare = 0.1;
/** The engine counts fuel in 32 bits. */
const maxFuel = 2 ** 31 - 1;

export class FuelMeter {
  readonly #engine: QuickJs;
  readonly #limits: Limits;
  #allowance = 0;
  #since = 0;
  /** Read at the first interrupt, because reading it costs as much as a small turn. */
  #cpuSince: number | null = null;
  /** Fuel used by earlier entries. */
  #used = 0;
  /** The limit that was reached, if any. */
  reached: "fuel" | "wall" | null = null;

  constructor(engine: QuickJs, limits: Limits) {
    this.#engine = engine;
    this.#limits = limits;
  }

  /** Starts a delivery: resets the count. */
  reset(): void {
    this.#used = 0;
    this.#allowance = 0;
    this.#engine.fuel = 0;
    this.#since = performance.now();
    this.#cpuSince = null;
  }

  /** Starts an entry with its own fuel. */
  grant(fuel: number): void {
    this.#used = this.used;
    this.#allowance = Math.min(fuel, maxFuel);
    this.#engine.fuel = this.#allowance;
  }

  /** Fuel since `reset`. */
  get used(): number {
    return this.#used + this.#allowance - this.#engine.fuel;
  }

  get isSpent(): boolean {
    return this.#engine.fuel < 0;
  }

  /** Called by the engine at some of its loops and calls. */
  shouldInterrupt(): boolean {
    if (this.#pastWall()) this.reached = "wall";
    else if (this.#engine.fuel < this.#allowance * interruptShare) this.reached = "fuel";
    else return false;
    return true;
  }

  /** Counts only the time that this thread was running, so a busy machine does not stop a handler. */
  #pastWall(): boolean {
    this.#cpuSince ??= threadCpuMs();
    const most = this.#limits.turnWallMs;
    return performance.now() - this.#since > most && threadCpuMs() - this.#cpuSince > most;
  }
}

function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
