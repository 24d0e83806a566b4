// The limits that the library enforces, the same as in a room of ws101.
import { limitsWith } from "../../protocol/limits.ts";

const { timers: _, ...limits } = limitsWith();

/** Without a sandbox's small memory, timers need no tight limit. */
export const libraryLimits = { ...limits, timers: 1_000_000, unsentHighBytes: limits.unsentBytes >> 4 };
