// The fuel of one engine entry: granted in parts, so that the clock is looked at between them even in native loops.
import type { Limits } from "../../protocol/limits.ts";
import type { QuickJs } from "./engine.ts";

/** About 10 ms of native code. */
const partFuel = 4_000_000;
/** At this share of the allowance JavaScript is interrupted, which says where it was; native code may use the rest. */
const interruptShare = 0.1;

export class Gauge {
  #engine: QuickJs;
  #limits: Limits;
  #allowance = 0;
  /** Not yet granted to the engine. */
  #reserve = 0;
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
    this.#reserve = 0;
    this.#engine.fuel = 0;
    this.#since = performance.now();
    this.#cpuSince = null;
  }

  /** Starts an entry with its own allowance. */
  grant(fuel: number): void {
    this.#used = this.used;
    this.#allowance = fuel;
    const part = Math.min(fuel, partFuel);
    this.#reserve = fuel - part;
    this.#engine.fuel = part;
  }

  /** Fuel since `reset`. */
  get used(): number {
    return this.#used + this.#allowance - this.#reserve - this.#engine.fuel;
  }

  /** The engine asks: at a loop of JavaScript, or anywhere once the granted part is used up. */
  ask(): "go" | "interrupt" | "stop" {
    const left = this.#engine.fuel;
    const past = this.#pastWall();
    if (left >= 0) {
      if (past) return this.#reach("wall", "interrupt");
      const low = left + this.#reserve < this.#allowance * interruptShare;
      return low ? this.#reach("fuel", "interrupt") : "go";
    }
    if (past) return this.#reach("wall", "stop");
    if (this.#reserve <= 0) return this.#reach("fuel", "stop");
    const part = Math.min(this.#reserve, partFuel);
    this.#reserve -= part;
    this.#engine.fuel = left + part;
    return "go";
  }

  #reach(limit: "fuel" | "wall", answer: "interrupt" | "stop"): "interrupt" | "stop" {
    this.reached = limit;
    return answer;
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
