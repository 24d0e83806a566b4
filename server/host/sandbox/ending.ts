// Why a turn ended early: from what came out of the engine to the limit that a learner is told.
import { EngineBroken, EngineFull } from "./engine-memory.ts";
import type { Stop } from "./fault.ts";

/** Thrown through the engine to end a turn. What it stands for is kept beside it, by whoever throws it. */
export class StopSignal extends Error {}

/** Rethrows what is no learner's doing. `known` is the limit that was noted before the turn was ended. */
export function endOf(error: unknown, known: Stop | null, whenFuelIsSpent: Stop, memoryIsFull: boolean): Stop {
  if (error instanceof StopSignal) return known ?? whenFuelIsSpent;
  if (error instanceof EngineFull) return { kind: "memory", limit: "memoryBytes" };
  if (error instanceof EngineBroken || error instanceof WebAssembly.RuntimeError) {
    return { kind: "memory", limit: memoryIsFull ? "memoryBytes" : null };
  }
  // V8's own stack ran out before the engine's: deep nesting in a parser, a regular expression, a comparison.
  if (error instanceof RangeError && error.message.includes("call stack"))
    return { kind: "memory", limit: "stackBytes" };
  throw error;
}
