// Tells from /proc whether a process is alive.
import { readFileSync } from "node:fs";

/** A zombie (ended, but not yet reaped) counts as not alive. */
export function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}
