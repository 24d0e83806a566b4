// Locates two fields of the engine's context that it exports no functions for, and computes random seeds.
import type { QuickJs } from "./engine.ts";
import type { Address } from "./engine-exports.ts";

const contextBytes = 2048;
const mask = (1n << 64n) - 1n;

/** The address of Math.random's state: the only field of the context that changes as xorshift64 does (quickjs.c). */
export function findRandomState(engine: QuickJs): Address {
  const { context } = engine.addresses;
  const before = Uint8Array.from(engine.memory.bytes.subarray(context, context + contextBytes));
  engine.free(engine.evaluate("Math.random()", "seed", "script"));
  const after = engine.memory.bytes.subarray(context, context + contextBytes);
  const old = new DataView(before.buffer);
  const changed = new DataView(after.buffer, after.byteOffset, after.byteLength);
  for (let at = 0; at < contextBytes; at += 8) {
    const state = old.getBigUint64(at, true);
    if (state !== 0n && nextState(state) === changed.getBigUint64(at, true)) return context + at;
  }
  throw new Error("Could not locate Math.random's state: this is not the engine build that ws101 expects.");
}

/**
 * The address of the interrupt counter (quickjs.c): the only number in the context that every iteration of a loop
 * decrements. At 1, the engine calls the interrupt handler at its next loop or call.
 */
export function findInterruptCounter(engine: QuickJs): Address {
  const { context } = engine.addresses;
  const turns = 500;
  const numbers = () => Array.from({ length: contextBytes / 4 }, (_, i) => engine.memory.int(context + i * 4));
  // The counter may restart during the first loop.
  for (let attempt = 0; attempt < 2; attempt++) {
    const before = numbers();
    engine.free(engine.evaluate(`for (let i = 0; i < ${turns}; i++);`, "count", "script"));
    const found = numbers().findIndex((now, i) => isBetween((before[i] ?? 0) - now, turns, turns * 3));
    if (found >= 0) return context + found * 4;
  }
  throw new Error("Could not locate the interrupt counter: this is not the engine build that ws101 expects.");
}

function isBetween(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}

export function nextState(state: bigint): bigint {
  let next = state ^ (state >> 12n);
  next = (next ^ (next << 25n)) & mask;
  return next ^ (next >> 27n);
}

/** Derives a state from a seed with splitmix64, so that adjacent seeds are unrelated; never zero. */
export function seedState(seed: bigint): bigint {
  let mixed = (seed + 0x9e3779b97f4a7c15n) & mask;
  mixed = ((mixed ^ (mixed >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
  mixed = ((mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn) & mask;
  return mixed ^ (mixed >> 31n) || 1n;
}
