// Meters the body of one WebAssembly function: entries, loops and bulk instructions pay fuel.
import type { Layout } from "./fuel.ts";
import { ByteList, leb, skipImmediates, WasmReader } from "./wasm-reader.ts";

const op = {
  unreachable: 0x00,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  end: 0x0b,
  call: 0x10,
  globalGet: 0x23,
  globalSet: 0x24,
  memoryGrow: 0x40,
  i32Const: 0x41,
  i32Lt: 0x48,
  i32Sub: 0x6b,
  bulk: 0xfc,
} as const;
const noResult = 0x40;

/** Entering a function pays when its code has this many bytes: for a shorter one, paying costs more than it says. */
const longFunctionBytes = 200;
const longFunctionFuel = 3;
/** With this many locals it pays more: setting them up is most of a short call's work. */
const manyLocals = 32;
const manyLocalsFuel = 6;

/** In a tight loop each division costs this much more: no other plain instruction is as slow. */
const divisionFuel = 2;
const tightLoopInstructions = 64;

/**
 * Takes `amount` (instructions that leave an i32) from the fuel and traps once it is below zero. Prices: a turn of a loop
 * one or more, an entry into a long function three or six, 64 bytes of a bulk copy or fill one, a page of memory 512.
 * A trap and no call: a call in every loop would make the compiler keep nothing in registers, at 20 to 60 % of the speed.
 */
export function spend(layout: Layout, amount: readonly number[]): number[] {
  const fuel = leb(layout.fuelGlobal);
  const take = [op.globalGet, ...fuel, ...amount, op.i32Sub, op.globalSet, ...fuel];
  return [...take, op.globalGet, ...fuel, op.i32Const, 0, op.i32Lt, op.if, noResult, op.unreachable, op.end];
}

export function meterFunction(code: Uint8Array, layout: Layout): Uint8Array {
  const reader = new WasmReader(code);
  const entryFuel = skipLocals(reader) < manyLocals ? longFunctionFuel : manyLocalsFuel;
  const prices = loopPrices(code, reader.at);
  const out = new ByteList(code.length * 2);
  out.push(code.subarray(0, reader.at));
  if (code.length >= longFunctionBytes) out.push(spend(layout, [op.i32Const, entryFuel]));
  while (!reader.done) {
    const start = reader.at;
    const opcode = reader.byte();
    if (opcode === op.bulk && skipBulk(reader)) out.push([op.call, ...leb(layout.chargeBytes)]);
    else if (opcode !== op.bulk) skipImmediates(reader, opcode);
    if (opcode === op.memoryGrow) out.push([op.call, ...leb(layout.chargePages)]);
    out.push(code.subarray(start, reader.at));
    if (opcode === op.loop) out.push(spend(layout, [op.i32Const, prices.get(start) ?? 1]));
  }
  return out.bytes();
}

/** What one turn of each loop costs, by the place of its opcode. */
function loopPrices(code: Uint8Array, start: number): Map<number, number> {
  const reader = new WasmReader(code, start);
  const prices = new Map<number, number>();
  const outside: LoopSize = { instructions: 0, divisions: 0 };
  const open: { readonly loop: LoopSize; readonly at: number | null }[] = [];
  while (!reader.done) {
    const at = reader.at;
    const opcode = reader.byte();
    if (opcode === op.bulk) skipBulk(reader);
    else skipImmediates(reader, opcode);
    const inner = open.at(-1)?.loop ?? outside;
    inner.instructions += 1;
    if (isDivision(opcode)) inner.divisions += 1;
    if (opcode === op.loop) open.push({ loop: { instructions: 0, divisions: 0 }, at });
    else if (opcode === op.block || opcode === op.if) open.push({ loop: inner, at: null });
    else if (opcode === op.end) {
      const closed = open.pop();
      if (closed !== undefined && closed.at !== null) prices.set(closed.at, priceOf(closed.loop));
    }
  }
  return prices;
}

/** Without what inner loops hold: they pay for themselves. */
interface LoopSize {
  instructions: number;
  divisions: number;
}

function priceOf(loop: LoopSize): number {
  return loop.instructions > tightLoopInstructions ? 1 : 1 + loop.divisions * divisionFuel;
}

function isDivision(opcode: number): boolean {
  return (opcode >= 0x6d && opcode <= 0x70) || (opcode >= 0x7f && opcode <= 0x82);
}

/** Moves past a 0xfc instruction; true when it is a bulk copy or fill, whose length is on the stack. */
function skipBulk(reader: WasmReader): boolean {
  const kind = reader.number();
  if (kind <= 7) return false;
  if (kind !== 10 && kind !== 11) throw new Error(`The engine's .wasm uses bulk opcode ${kind}, which has no price.`);
  reader.skip(kind === 10 ? 2 : 1);
  return true;
}

/** Moves past the declarations of locals; how many there are. */
function skipLocals(reader: WasmReader): number {
  let count = 0;
  for (let groups = reader.number(); groups > 0; groups--) {
    count += reader.number();
    reader.byte();
  }
  return count;
}
