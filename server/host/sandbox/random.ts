// Where the engine keeps the state of Math.random, and how a seed decides it.
import type { Address } from "./engine-exports.ts";
import type { QuickJs } from "./engine.ts";

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
