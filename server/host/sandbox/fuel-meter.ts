// The fuel of one engine entry, and the clock behind it.
import type { Limits } from "../../protocol/limits.ts";
import type { QuickJs } from "./engine.ts";

/** At this share of the allowance JavaScript is interrupted, which says where it was; native code may use the rest. */
const interruptShare = 0.1;
/** The engine counts in 32 bits. */
const mostFuel = 2 ** 31 - 1;

export class FuelMeter {
  readonly #engine: QuickJs;
  readonly #limits: Limits;
  #allowance = 0;
  #since = 0;
  /** Read at the first question, since reading costs as much as a small turn. */
  #cpuSince: number | null = null;
  /** Fuel of the entries before this one. */
  #used = 0;
  /** The limit that was reached, once one was. */
  reached: "fuel" | "wall" | null = null;

  constructor(engine: QuickJs, limits: Limits) {
    this.#engine = engine;
    this.#limits = limits;
  }

  /** Starts a delivery: counts what it uses from zero. */
  reset(): void {
    this.#used = 0;
    this.#allowance = 0;
    this.#engine.fuel = 0;
    this.#since = performance.now();
    this.#cpuSince = null;
  }

  /** Starts an entry with its own allowance. */
  grant(fuel: number): void {
    this.#used = this.used;
    this.#allowance = Math.min(fuel, mostFuel);
    this.#engine.fuel = this.#allowance;
  }

  /** Fuel since `reset`. */
  get used(): number {
    return this.#used + this.#allowance - this.#engine.fuel;
  }

  get isSpent(): boolean {
    return this.#engine.fuel < 0;
  }

  /** Whether JavaScript is to be interrupted; the engine asks at some of its loops and calls. */
  shouldInterrupt(): boolean {
    if (this.#pastWall()) this.reached = "wall";
    else if (this.#engine.fuel < this.#allowance * interruptShare) this.reached = "fuel";
    else return false;
    return true;
  }

  /** Time that the machine gave to others is not the learner's: only what this thread computed counts. */
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
