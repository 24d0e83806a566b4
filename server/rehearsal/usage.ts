// The server's CPU time and memory by kind of process, from /proc. Empty on systems without it.
import { existsSync } from "node:fs";
import { cpus } from "node:os";
import { cpuMs, descendants, residentBytes } from "./processes.ts";

export const processKinds = ["front", "hosts", "checker", "compiler", "clients"] as const;
export type ProcessKind = (typeof processKinds)[number];

export interface Use {
  /** Over the whole time, and in the busiest interval between two measurements; 1 is one core. */
  readonly cores: number;
  readonly coresMost: number;
  readonly memoryBytesMost: number;
}

interface Sum {
  cpuMs: number;
  coresMost: number;
  memoryBytesMost: number;
}

const folders: readonly (readonly [ProcessKind, string])[] = [
  ["hosts", "host"],
  ["checker", "checks"],
  ["compiler", "compiler"],
  ["clients", "clients"],
];

/** Summing up a process's memory takes the kernel up to 50 ms. */
const memoryEvery = 3;

export class UsageMeter {
  #beganMs: number | null = null;
  readonly #sums = new Map<ProcessKind, Sum>();
  /** CPU time by process, as last measured. */
  #last = new Map<number, number>();
  #lastMs = 0;
  #count = 0;

  /** The first call only begins. Call every few seconds: what a process used after the last measurement before its end is not counted. */
  measure(front: number): void {
    if (!existsSync(`/proc/${front}/task`)) return;
    const isWeighed = this.#count++ % memoryEvery === 1;
    const nowMs = performance.now();
    const processes = [{ pid: front, kind: "front" as ProcessKind }, ...childrenOf(front)];
    const now = new Map<number, number>();
    for (const [kind, group] of Map.groupBy(processes, (each) => each.kind)) {
      const memory = isWeighed ? group.reduce((sum, { pid }) => sum + orZero(() => residentBytes(pid)), 0) : 0;
      let used = 0;
      for (const { pid } of group) {
        const total = orZero(() => cpuMs(pid));
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
    const uses = [...this.#sums].map(([kind, sum]) => {
      const { coresMost, memoryBytesMost } = sum;
      return [kind, { cores: sum.cpuMs / allMs, coresMost, memoryBytesMost }] as const;
    });
    return Object.fromEntries(uses);
  }

  #add(kind: ProcessKind, usedMs: number, memoryBytes: number, overMs: number): void {
    const sum = this.#sums.get(kind) ?? { cpuMs: 0, coresMost: 0, memoryBytesMost: 0 };
    sum.cpuMs += usedMs;
    sum.coresMost = Math.max(sum.coresMost, overMs > 500 ? usedMs / overMs : 0);
    sum.memoryBytesMost = Math.max(sum.memoryBytesMost, memoryBytes);
    this.#sums.set(kind, sum);
  }
}

/** CPU time in ms that all programs of this machine have used since it started; for differences. */
export function machineBusyMs(): number {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
}

function childrenOf(front: number): { readonly pid: number; readonly kind: ProcessKind }[] {
  return descendants(front).flatMap(({ pid, command }) => {
    const [kind] = folders.find(([, folder]) => new RegExp(`/(?:build|server)/${folder}/`).test(command)) ?? [];
    return kind === undefined ? [] : [{ pid, kind }];
  });
}

/** A process may end between two reads. */
function orZero(read: () => number): number {
  try {
    return read();
  } catch {
    return 0;
  }
}
