// What the kernel says of a process: CPU it has used, memory it holds, its children.
import { readdirSync, readFileSync } from "node:fs";

/** Milliseconds on a CPU of all its threads so far, to the nanosecond (/proc/<pid>/task/…/schedstat). */
export function cpuMs(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  return threads.reduce((sum, thread) => sum + threadMs(`/proc/${pid}/task/${thread}/schedstat`), 0);
}

/** A thread may end between the listing and the reading. */
function threadMs(file: string): number {
  try {
    return Number(readFileSync(file, "utf8").split(" ")[0]) / 1e6;
  } catch {
    return 0;
  }
}

/** Resident bytes, where a page shared by n processes counts 1/n for each, as far as the kernel tells. */
export function residentBytes(pid: number): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  const kib = /^Pss:\s+(\d+) kB/m.exec(rollup)?.[1];
  if (kib === undefined) throw new Error(`/proc/${pid}/smaps_rollup has no Pss`);
  return Number(kib) * 1024;
}

export interface ChildProcess {
  readonly pid: number;
  readonly command: string;
}

/** All processes below this one, with the command that each was started with. */
export function descendants(pid: number): readonly ChildProcess[] {
  return childrenOf(pid).flatMap((child) => [{ pid: child, command: commandOf(child) }, ...descendants(child)]);
}

function childrenOf(pid: number): readonly number[] {
  const threads = readdirSync(`/proc/${pid}/task`);
  return threads.flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").split(" ").filter(Boolean).map(Number),
  );
}

function commandOf(pid: number): string {
  return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
}

/** A process that ended but whose parent has not looked yet (a zombie) is not alive. */
export function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}
