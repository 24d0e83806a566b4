// How long to wait before the next try: doubling, bounded, with jitter so that a room of pages does not return at once.

export interface Backoff {
  readonly firstMs: number;
  readonly mostMs: number;
}

/** `attempt` counts from 0; `random` is in [0, 1). Between half of the full wait and all of it. */
export function backoffMs({ firstMs, mostMs }: Backoff, attempt: number, random: number): number {
  const full = Math.min(mostMs, firstMs * 2 ** Math.min(attempt, 20));
  return Math.round(full / 2 + (full / 2) * random);
}
