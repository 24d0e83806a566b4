// Exponential backoff with jitter, so that a room full of pages does not reconnect at the same moment.

export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
}

/** The wait before attempt number `attempt` (from 0): half to all of the full wait. `random` is in [0, 1). */
export function backoffMs({ firstMs, maxMs }: Backoff, attempt: number, random: number): number {
  const full = Math.min(maxMs, firstMs * 2 ** Math.min(attempt, 20));
  return Math.round(full / 2 + (full / 2) * random);
}
