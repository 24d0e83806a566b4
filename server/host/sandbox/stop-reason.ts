// Why a turn ended early: from what came out of the engine to the limit that a learner is told.
import { EngineBroken, EngineFull } from "./engine-memory.ts";
import type { Stop } from "./fault.ts";

/** Thrown through the engine to end a turn. What it stands for is kept beside it, by whoever throws it. */
export class StopSignal extends Error {}

/** What the engine was like when the turn ended. */
export interface Circumstances {
  /** The limit that was noted before the turn was ended. */
  readonly known: Stop | null;
  /** What it means when no fuel is left. */
  readonly whenSpent: Stop;
  readonly fuelIsSpent: boolean;
  readonly memoryIsFull: boolean;
}

/** Rethrows what is no learner's doing. */
export function endOf(error: unknown, { known, whenSpent, fuelIsSpent, memoryIsFull }: Circumstances): Stop {
  if (error instanceof StopSignal) return known ?? whenSpent;
  if (error instanceof EngineFull) return { kind: "memory", limit: "memoryBytes" };
  if (error instanceof EngineBroken || error instanceof WebAssembly.RuntimeError) {
    if (known !== null) return known;
    return fuelIsSpent ? whenSpent : { kind: "memory", limit: memoryIsFull ? "memoryBytes" : null };
  }
  // V8's own stack ran out before the engine's: deep nesting in a parser, a regular expression, a comparison.
  if (error instanceof RangeError && error.message.includes("call stack"))
    return { kind: "memory", limit: "stackBytes" };
  throw error;
}
