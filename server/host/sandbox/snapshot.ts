// Snapshots of a booted instance's memory, without its zeroes, and restoring them in other instances.
import type { QuickJs } from "./engine.ts";

const pageBytes = 1 << 16;
/** Shorter runs of zeroes are kept: one longer copy is faster than two short ones. */
const blockBytes = 4096;

export interface Snapshot {
  readonly pages: number;
  readonly stackPointer: number;
  /** In ascending order, with only zeroes in between. */
  readonly runs: readonly { readonly at: number; readonly bytes: Uint8Array }[];
}

export function takeSnapshot(engine: QuickJs): Snapshot {
  const { bytes } = engine.memory;
  const runs: { at: number; bytes: Uint8Array }[] = [];
  let start = -1;
  for (let at = 0; at <= bytes.length; at += blockBytes) {
    const empty = at === bytes.length || isZero(bytes, at, at + blockBytes);
    if (!empty && start < 0) start = at;
    if (!empty || start < 0) continue;
    runs.push({ at: start, bytes: Uint8Array.from(bytes.subarray(start, at)) });
    start = -1;
  }
  return { pages: bytes.length / pageBytes, stackPointer: engine.exports.__stack_pointer.value, runs };
}

/** For a new instance, whose memory contains only its data segments. */
export function restoreSnapshot(snapshot: Snapshot, engine: QuickJs): void {
  const missing = snapshot.pages - engine.memory.bytes.length / pageBytes;
  if (missing > 0) engine.memory.grow(missing);
  const { bytes } = engine.memory;
  for (const run of snapshot.runs) bytes.set(run.bytes, run.at);
  engine.exports.__stack_pointer.value = snapshot.stackPointer;
}

/** For a used instance: nothing of its memory remains. */
export function resetToSnapshot(snapshot: Snapshot, engine: QuickJs): void {
  const { bytes } = engine.memory;
  let at = 0;
  for (const run of snapshot.runs) {
    clear(bytes, at, run.at);
    at = run.at + run.bytes.length;
  }
  clear(bytes, at, bytes.length);
  restoreSnapshot(snapshot, engine);
}

/** Only writes to blocks that are not zero: writing to an untouched page would allocate physical memory. */
function clear(bytes: Buffer, from: number, to: number): void {
  for (let at = from; at < to; at += blockBytes) {
    const end = Math.min(at + blockBytes, to);
    if (!isZero(bytes, at, end)) bytes.fill(0, at, end);
  }
}

const zeroes = Buffer.alloc(blockBytes);

function isZero(bytes: Buffer, from: number, to: number): boolean {
  return bytes.compare(zeroes, 0, to - from, from, to) === 0;
}
