// Process statistics from /proc: CPU time, memory and children, and those of a server by kind of process.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { cpus } from "node:os";

/** CPU time of all threads, or of those with a name, in milliseconds, with nanosecond resolution (/proc/<pid>/task/…/schedstat). */
export function cpuMs(pid: number, name?: string): number {
  const folder = `/proc/${pid}/task`;
  const isCounted = (thread: string) =>
    name === undefined || readFileSync(`${folder}/${thread}/comm`, "utf8").trimEnd() === name;
  const threadNs = (thread: string) =>
    isCounted(thread) ? Number(readFileSync(`${folder}/${thread}/schedstat`, "utf8").split(" ")[0]) : 0;
  return readdirSync(folder).reduce((sum, thread) => sum + orElse(0, () => threadNs(thread)) / 1e6, 0);
}

/** Proportional set size in bytes: a page shared by n processes counts 1/n for each. */
export function proportionalBytes(pid: number): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  const kib = /^Pss:\s+(\d+) kB/m.exec(rollup)?.[1];
  if (kib === undefined) throw new Error(`/proc/${pid}/smaps_rollup has no Pss`);
  return Number(kib) * 1024;
}

/** All descendants of a process with their command lines. Those that end meanwhile are missing or have none. */
export function descendants(pid: number): readonly { readonly pid: number; readonly command: string }[] {
  const textOf = (file: string) => orElse("", () => readFileSync(`/proc/${file}`, "utf8"));
  const threads = orElse([], () => readdirSync(`/proc/${pid}/task`));
  const children = threads.flatMap((thread) => textOf(`${pid}/task/${thread}/children`).split(" ").filter(Boolean));
  return children.map(Number).flatMap((child) => {
    const command = textOf(`${child}/cmdline`).replaceAll("\0", " ").trim();
    return [{ pid: child, command }, ...descendants(child)];
  });
}

/** A process or a thread may end between two reads. */
function orElse<T>(otherwise: T, read: () => T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

/** CPU time in ms that all programs of this machine have used since it started; for differences. */
export function machineBusyMs(): number {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
}

export const processKinds = ["front", "hosts", "checker", "compiler", "clients"] as const;
export type ProcessKind = (typeof processKinds)[number];

export interface Use {
  /** Over the whole time, and in the busiest interval between two measurements; 1 is one core. */
  readonly cores: number;
  readonly coresMax: number;
  readonly memoryBytesMax: number;
}

const folders: readonly (readonly [ProcessKind, string])[] = [
  ["hosts", "host"],
  ["checker", "checks"],
  ["compiler", "compiler"],
  ["clients", "clients"],
];

/** Summing up a process's memory takes the kernel up to 50 ms. */
const memoryEvery = 3;

/** The server's CPU time and memory by kind of process. Measures nothing on systems without /proc. */
export class UsageMeter {
  #beganMs: number | null = null;
  readonly #sums = new Map<ProcessKind, { cpuMs: number; coresMax: number; memoryBytesMax: number }>();
  /** CPU time by process, as last measured. */
  #last = new Map<number, number>();
  #lastMs = 0;
  #count = 0;

  /**
   * The first call only begins. Call every few seconds: what a process used after the last measurement before its end is not
   * counted.
   */
  measure(front: number): void {
    if (!existsSync(`/proc/${front}/task`)) return;
    const isWeighed = this.#count++ % memoryEvery === 1;
    const nowMs = performance.now();
    const processes = [{ pid: front, kind: "front" as ProcessKind }, ...childrenByKind(front)];
    const now = new Map<number, number>();
    for (const [kind, group] of Map.groupBy(processes, (each) => each.kind)) {
      const memory = isWeighed ? group.reduce((sum, { pid }) => sum + orElse(0, () => proportionalBytes(pid)), 0) : 0;
      let used = 0;
      for (const { pid } of group) {
        const total = orElse(0, () => cpuMs(pid));
        now.set(pid, total);
        used += Math.max(0, total - (this.#last.get(pid) ?? 0));
      }
      if (this.#beganMs !== null) this.#add(kind, used, memory, nowMs - this.#lastMs);
    }
    this.#beganMs ??= nowMs;
    this.#last = now;
    this.#lastMs = nowMs;
  }

  report(): Partial<Record<ProcessKind, Use>> {
    const allMs = Math.max(1, this.#lastMs - (this.#beganMs ?? 0));
    const uses = [...this.#sums].map(([kind, { cpuMs, ...most }]) => [kind, { cores: cpuMs / allMs, ...most }]);
    return Object.fromEntries(uses);
  }

  #add(kind: ProcessKind, usedMs: number, memoryBytes: number, overMs: number): void {
    const sum = this.#sums.get(kind) ?? { cpuMs: 0, coresMax: 0, memoryBytesMax: 0 };
    sum.cpuMs += usedMs;
    sum.coresMax = Math.max(sum.coresMax, overMs > 500 ? usedMs / overMs : 0);
    sum.memoryBytesMax = Math.max(sum.memoryBytesMax, memoryBytes);
    this.#sums.set(kind, sum);
  }
}

function childrenByKind(front: number): { readonly pid: number; readonly kind: ProcessKind }[] {
  return descendants(front).flatMap(({ pid, command }) => {
    const [kind] = folders.find(([, folder]) => new RegExp(`/(?:build|server)/${folder}/`).test(command)) ?? [];
    return kind === undefined ? [] : [{ pid, kind }];
  });
}
