// Two fields of the engine's context that it exports no function for: where they are, and what is written there.
import type { QuickJs } from "./engine.ts";
import type { Address } from "./engine-exports.ts";

const contextBytes = 2048;
const mask = (1n << 64n) - 1n;

/** The address of the generator's state: the one place in the context that changes as xorshift64 does (quickjs.c). */
export function findRandomState(engine: QuickJs): Address {
  const { context } = engine.places;
  const before = Uint8Array.from(engine.memory.bytes.subarray(context, context + contextBytes));
  engine.free(engine.evaluate("Math.random()", "seed", "script"));
  const after = engine.memory.bytes.subarray(context, context + contextBytes);
  const old = new DataView(before.buffer);
  const changed = new DataView(after.buffer, after.byteOffset, after.byteLength);
  for (let at = 0; at < contextBytes; at += 8) {
    const state = old.getBigUint64(at, true);
    if (state !== 0n && nextState(state) === changed.getBigUint64(at, true)) return context + at;
  }
  throw new Error("The engine keeps Math.random's state where ws101 does not look: it is not the build it knows.");
}

/**
 * The address of the counter that interrupts wait for (quickjs.c): the one number of the context that a loop lowers with
 * each turn. Set to 1 it makes the engine ask at its very next loop or call.
 */
export function findInterruptCounter(engine: QuickJs): Address {
  const { context } = engine.places;
  const turns = 500;
  const numbers = () => Array.from({ length: contextBytes / 4 }, (_, i) => engine.memory.int(context + i * 4));
  // The first loop may be the one at which the counter starts again.
  for (let attempt = 0; attempt < 2; attempt++) {
    const before = numbers();
    engine.free(engine.evaluate(`for (let i = 0; i < ${turns}; i++);`, "count", "script"));
    const found = numbers().findIndex((now, i) => isBetween((before[i] ?? 0) - now, turns, turns * 3));
    if (found >= 0) return context + found * 4;
  }
  throw new Error("The engine counts interrupts where ws101 does not look: it is not the build it knows.");
}

function isBetween(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}

export function nextState(state: bigint): bigint {
  let next = state ^ (state >> 12n);
  next = (next ^ (next << 25n)) & mask;
  return next ^ (next >> 27n);
}

/** A state from a seed: splitmix64, so that seeds next to each other have nothing in common; never zero. */
export function seedState(seed: bigint): bigint {
  let mixed = (seed + 0x9e3779b97f4a7c15n) & mask;
  mixed = ((mixed ^ (mixed >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
  mixed = ((mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn) & mask;
  return mixed ^ (mixed >> 31n) || 1n;
}
