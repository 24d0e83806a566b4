// Rewrites the engine's .wasm: adds a memory maximum, and fuel that every loop, long function and bulk operation consumes;
// leaves out unused exports.
import { createHash } from "node:crypto";
import { isUsedExport } from "./engine-memory.ts";
import {
  join,
  leb,
  moduleHeader,
  readName,
  readSections,
  type Section,
  skipImmediates,
  WasmReader,
  withLength,
} from "./wasm-reader.ts";

/** SHA-256 of quickjs.wasm in quickjs-wasi 3.6.2 (quickjs-ng 0.17), the only build whose internals this folder relies on. */
const knownEngine = "d4c9375f2b1ca4dc95f72c8aa2982a7a9951ac8011490d79c6582df732b4bbd9";

const i32 = 0x7f;
const i64 = 0x7e;
const sectionIds = { type: 1, import: 2, function: 3, memory: 5, global: 6, export: 7, code: 10 } as const;

/**
 * Adds limits to the engine. Rejects any file other than the known build. Adds the exports `ws101_fuel_set(i32)` and
 * `ws101_fuel_get() → i32` (running code traps when fuel falls below zero) and `ws101_host_call`, a C function that passes
 * its arguments to `env.host_call` and returns the value at the address which that returns.
 */
export function meterEngine(wasm: Uint8Array, maxPages: number): Uint8Array<ArrayBuffer> {
  const hash = createHash("sha256").update(wasm).digest("hex");
  if (hash !== knownEngine) {
    throw new Error(
      `quickjs.wasm is not the build that ws101 supports (SHA-256 ${hash.slice(0, 12)}…, ` +
        `expected ${knownEngine.slice(0, 12)}…). Reinstall quickjs-wasi 3.6.2 with "npm ci".`,
    );
  }
  return meter(wasm, maxPages, isUsedExport);
}

/** Indexes of the additions. They follow all existing entries, so that no index changes. */
interface Layout {
  readonly fuelGlobal: number;
  readonly hostCall: number;
  readonly chargeBytes: number;
  readonly chargePages: number;
}

/**
 * Meters any module with the engine's structure; separate for tests. Unused exports are left out: V8 keeps some 350 bytes for
 * each, in every instance.
 */
export function meter(
  wasm: Uint8Array,
  maxPages: number,
  isUsed: (name: string) => boolean = () => true,
): Uint8Array<ArrayBuffer> {
  const sections = readSections(wasm);
  const imports = readImports(bodyOf(sections, sectionIds.import));
  const types = countOf(sections, sectionIds.type);
  const functions = imports.length + countOf(sections, sectionIds.function);
  const layout: Layout = {
    fuelGlobal: countOf(sections, sectionIds.global),
    hostCall: indexOf(imports, "env.host_call"),
    chargeBytes: functions + 3,
    chargePages: functions + 4,
  };
  const additions = newFunctions(layout);
  const typeIndexes = additions.map(({ type }) => leb(types + type));
  const rewrites = new Map<number, (body: Uint8Array) => Uint8Array>([
    [sectionIds.type, (body) => append(body, newTypes)],
    [sectionIds.function, (body) => append(body, typeIndexes)],
    [sectionIds.memory, (body) => cappedMemory(body, maxPages)],
    [sectionIds.global, (body) => append(body, [[i32, 1, 0x41, 0, 0x0b]])],
    [sectionIds.export, (body) => append(exportsWith(body, isUsed), newExports(functions))],
    [sectionIds.code, (body) => meterCode(body, layout, additions)],
  ]);
  return assemble(sections.map(({ id, body }) => ({ id, body: rewrites.get(id)?.(body) ?? body })));
}

/** `(i32)` · `() → i32` · `(ctx, this, argc, argv, magic) → JSValue`, a C function with magic · `(i32) → i32`. */
const newTypes = [
  [0x60, 1, i32, 0],
  [0x60, 0, 1, i32],
  [0x60, 5, i32, i64, i32, i32, i32, 1, i64],
  [0x60, 1, i32, 1, i32],
];

const exportedFunctions = ["ws101_fuel_set", "ws101_fuel_get", "ws101_host_call"];

const bytesPerFuelShift = 6;
const pageFuelShift = 9;

/** In index order; the last two take the length or pages of a bulk instruction and return it. */
function newFunctions(layout: Layout): { type: number; code: number[] }[] {
  const fuel = leb(layout.fuelGlobal);
  const argument = (index: number) => [0x20, index];
  const charge = (...amount: number[]) => [0, ...spend(layout, [...argument(0), ...amount]), ...argument(0), 0x0b];
  const toHost = [...argument(4), ...argument(0), 0x41, 0, ...argument(2), ...argument(3), 0x10];
  return [
    { type: 0, code: [0, ...argument(0), 0x24, ...fuel, 0x0b] },
    { type: 1, code: [0, 0x23, ...fuel, 0x0b] },
    { type: 2, code: [0, ...toHost, ...leb(layout.hostCall), 0x29, 3, 0, 0x0b] },
    { type: 3, code: charge(0x41, bytesPerFuelShift, 0x76) },
    { type: 3, code: charge(0x41, pageFuelShift, 0x74) },
  ];
}

function newExports(firstFunction: number): number[][] {
  return exportedFunctions.map((name, i) => {
    const bytes = [...new TextEncoder().encode(name)];
    return [...leb(bytes.length), ...bytes, 0, ...leb(firstFunction + i)];
  });
}

function exportsWith(section: Uint8Array, isUsed: (name: string) => boolean): Uint8Array {
  const reader = new WasmReader(section);
  const entries = Array.from({ length: reader.number() }, () => {
    const start = reader.at;
    const name = readName(reader);
    reader.skip(1);
    reader.skipLeb();
    return { name, bytes: section.subarray(start, reader.at) };
  });
  const used = entries.filter(({ name }) => isUsed(name));
  return join([leb(used.length), ...used.map(({ bytes }) => bytes)]);
}

function readImports(section: Uint8Array): string[] {
  const reader = new WasmReader(section);
  return Array.from({ length: reader.number() }, () => {
    const full = `${readName(reader)}.${readName(reader)}`;
    if (reader.byte() !== 0) throw new Error(`The engine's .wasm imports ${full}, which is not a function.`);
    reader.skipLeb();
    return full;
  });
}

function indexOf(imports: readonly string[], name: string): number {
  const index = imports.indexOf(name);
  if (index < 0) throw new Error(`The engine's .wasm does not import ${name}.`);
  return index;
}

function cappedMemory(section: Uint8Array, maxPages: number): Uint8Array {
  const reader = new WasmReader(section);
  if (reader.number() !== 1) throw new Error("The engine's .wasm has more than one memory.");
  reader.byte();
  const initial = reader.number();
  if (initial > maxPages) throw new Error(`The memory limit is below the engine's own ${initial} pages of 64 KiB.`);
  return Uint8Array.from([1, 1, ...leb(initial), ...leb(maxPages)]);
}

function meterCode(section: Uint8Array, layout: Layout, additions: readonly { code: number[] }[]): Uint8Array {
  const reader = new WasmReader(section);
  const existing = Array.from({ length: reader.number() }, () => meterFunction(reader.take(reader.number()), layout));
  const all = [...existing, ...additions.map(({ code }) => code)];
  return join([leb(all.length), ...all.map(withLength)]);
}

function bodyOf(sections: readonly Section[], id: number): Uint8Array {
  const section = sections.find((each) => each.id === id);
  if (section === undefined) throw new Error(`The engine's .wasm has no section ${id}.`);
  return section.body;
}

function countOf(sections: readonly Section[], id: number): number {
  return new WasmReader(bodyOf(sections, id)).number();
}

/** Appends entries to a vector section. */
function append(section: Uint8Array, entries: readonly (readonly number[])[]): Uint8Array {
  const reader = new WasmReader(section);
  const count = reader.number();
  return Uint8Array.from([...leb(count + entries.length), ...section.subarray(reader.at), ...entries.flat()]);
}

function assemble(sections: readonly Section[]): Uint8Array<ArrayBuffer> {
  return join([moduleHeader, ...sections.flatMap(({ id, body }) => [[id], withLength(body)])]);
}

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

/** Entering a function costs fuel if its code has at least this many bytes; for shorter ones, charging costs more than the call. */
const longFunctionBytes = 200;
const longFunctionFuel = 3;
/** With this many locals it costs more, because initializing them is most of the work of a short call. */
const manyLocals = 32;
const manyLocalsFuel = 6;

/** Each division in a tight loop costs this much more: no other simple instruction is as slow. */
const divisionFuel = 2;
const tightLoopInstructions = 64;

/**
 * Subtracts `amount` (instructions that push an i32) from the fuel and traps if it falls below zero. Prices: a loop
 * iteration 1 or more, entering a long function 3 or 6, 64 bytes of a bulk copy or fill 1, a page of memory 512. Inlined,
 * because a call in every loop would keep values out of registers and run at 20 to 60 % of the speed.
 */
function spend(layout: Layout, amount: readonly number[]): number[] {
  const fuel = leb(layout.fuelGlobal);
  const take = [op.globalGet, ...fuel, ...amount, op.i32Sub, op.globalSet, ...fuel];
  return [...take, op.globalGet, ...fuel, op.i32Const, 0, op.i32Lt, op.if, noResult, op.unreachable, op.end];
}

function meterFunction(code: Uint8Array, layout: Layout): Uint8Array {
  const reader = new WasmReader(code);
  const entryFuel = skipLocals(reader) < manyLocals ? longFunctionFuel : manyLocalsFuel;
  const prices = loopPrices(code, reader.at);
  const out: ArrayLike<number>[] = [];
  let copied = 0;
  const insert = (at: number, bytes: readonly number[]) => {
    out.push(code.subarray(copied, at), bytes);
    copied = at;
  };
  if (code.length >= longFunctionBytes) insert(reader.at, spend(layout, [op.i32Const, entryFuel]));
  while (!reader.done) {
    const start = reader.at;
    const opcode = reader.byte();
    if (opcode === op.bulk && skipBulk(reader)) insert(start, [op.call, ...leb(layout.chargeBytes)]);
    else if (opcode !== op.bulk) skipImmediates(reader, opcode);
    if (opcode === op.memoryGrow) insert(start, [op.call, ...leb(layout.chargePages)]);
    if (opcode === op.loop) insert(reader.at, spend(layout, [op.i32Const, prices.get(start) ?? 1]));
  }
  return join([...out, code.subarray(copied)]);
}

/** The price of one iteration of each loop, by the position of its opcode. */
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
      if (closed === undefined || closed.at === null) continue;
      const { instructions, divisions } = closed.loop;
      prices.set(closed.at, instructions > tightLoopInstructions ? 1 : 1 + divisions * divisionFuel);
    }
  }
  return prices;
}

/** Excludes inner loops, which are charged separately. */
interface LoopSize {
  instructions: number;
  divisions: number;
}

function isDivision(opcode: number): boolean {
  return (opcode >= 0x6d && opcode <= 0x70) || (opcode >= 0x7f && opcode <= 0x82);
}

/** Skips a 0xfc instruction; true if it is a bulk copy or fill, whose length is on the stack. */
function skipBulk(reader: WasmReader): boolean {
  const kind = reader.number();
  if (kind <= 7) return false;
  if (kind !== 10 && kind !== 11) throw new Error(`The engine's .wasm uses bulk opcode ${kind}, which has no price.`);
  reader.skip(kind === 10 ? 2 : 1);
  return true;
}

/** Skips the declarations of locals and returns their number. */
function skipLocals(reader: WasmReader): number {
  let count = 0;
  for (let groups = reader.number(); groups > 0; groups--) {
    count += reader.number();
    reader.byte();
  }
  return count;
}
