// A booted instance's memory, kept as what is not zero, and laid over other instances of the same engine.
import type { QuickJs } from "./engine.ts";

const pageBytes = 1 << 16;
/** Runs of zeroes shorter than this are kept: one copy of more bytes is faster than two. */
const blockBytes = 4096;

export interface Snapshot {
  readonly pages: number;
  readonly stackPointer: number;
  /** In rising order; between them everything is zero. */
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

/** Makes a fresh instance, whose memory is its data segments and zeroes, the booted one. */
export function laySnapshot(snapshot: Snapshot, engine: QuickJs): void {
  const missing = snapshot.pages - engine.memory.bytes.length / pageBytes;
  if (missing > 0) engine.memory.grow(missing);
  const { bytes } = engine.memory;
  for (const run of snapshot.runs) bytes.set(run.bytes, run.at);
  engine.exports.__stack_pointer.value = snapshot.stackPointer;
}

/** The same for an instance that was used: nothing of what it held remains. */
export function layOverUsed(snapshot: Snapshot, engine: QuickJs): void {
  const { bytes } = engine.memory;
  let at = 0;
  for (const run of snapshot.runs) {
    clear(bytes, at, run.at);
    at = run.at + run.bytes.length;
  }
  clear(bytes, at, bytes.length);
  laySnapshot(snapshot, engine);
}

/** Zeroes what is not zero, block by block: writing to a page nobody touched would make it take up real memory. */
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
