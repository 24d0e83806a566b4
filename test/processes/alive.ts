// Tells whether a process is there, and waits for something to become true.
import { setTimeout as sleep } from "node:timers/promises";

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Looks every few ms; throws after 60 s. */
export async function until(isTrue: () => boolean, sentence: string): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!isTrue()) {
    if (performance.now() > deadline) throw new Error(`not within 60 s: ${sentence}`);
    await sleep(5);
  }
}
