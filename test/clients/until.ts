// Polls for a state outside this process that emits no event.
import { setTimeout } from "node:timers/promises";

const everyMs = 10;
const deadlineMs = 60_000;

/** Resolves with the first result that is not null; rejects after 60 s. */
export async function until<T>(wanted: string, look: () => Promise<T | null>): Promise<T> {
  const deadline = performance.now() + deadlineMs;
  while (performance.now() < deadline) {
    const found = await look();
    if (found !== null) return found;
    await setTimeout(everyMs);
  }
  throw new Error(`${wanted}: not within ${deadlineMs / 1_000} s`);
}
