// Writes a memory maximum and fuel into the engine's .wasm, so that nothing inside it can run or grow without end.
import { createHash } from "node:crypto";
import { meterFunction, spend } from "./fuel-code.ts";
import { ByteList, leb, readSections, type Section, WasmReader } from "./wasm-reader.ts";

/** quickjs.wasm of quickjs-wasi 3.6.2 (quickjs-ng 0.17): the only engine whose insides this folder relies on. */
const knownEngine = "d4c9375f2b1ca4dc95f72c8aa2982a7a9951ac8011490d79c6582df732b4bbd9";

const i32 = 0x7f;
const i64 = 0x7e;
const sectionIds = { type: 1, import: 2, function: 3, memory: 5, global: 6, export: 7, code: 10 } as const;

/**
 * The engine with limits. Refuses any file but the one it was written for. Added exports: `ws101_fuel_set(i32)` and
 * `ws101_fuel_get() → i32`, below zero whatever runs traps; and `ws101_port`, a C function of the engine that hands its
 * arguments to `env.host_call` and gives back the value at the address it is told.
 */
export function meterEngine(wasm: Uint8Array, maxPages: number): Uint8Array<ArrayBuffer> {
  const hash = createHash("sha256").update(wasm).digest("hex");
  if (hash !== knownEngine) {
    throw new Error(
      `quickjs.wasm is not the engine that ws101 knows how to limit (its sha256 begins ${hash.slice(0, 12)}, ` +
        `expected ${knownEngine.slice(0, 12)}): install quickjs-wasi 3.6.2 again with "npm ci".`,
    );
  }
  return meter(wasm, maxPages);
}

/** What the rewriting adds, by index. Everything new stands behind what was there, so that no index moves. */
export interface Layout {
  readonly fuelGlobal: number;
  readonly hostCall: number;
  readonly chargeBytes: number;
  readonly chargePages: number;
}

/** The same for any module of the engine's shape; apart for tests. */
export function meter(wasm: Uint8Array, maxPages: number): Uint8Array<ArrayBuffer> {
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
  const rewritten = sections.map(({ id, body }): Section => {
    if (id === sectionIds.type) return { id, body: append(body, newTypes) };
    if (id === sectionIds.function) {
      return {
        id,
        body: append(
          body,
          additions.map(({ type }) => leb(types + type)),
        ),
      };
    }
    if (id === sectionIds.memory) return { id, body: cappedMemory(body, maxPages) };
    if (id === sectionIds.global) return { id, body: append(body, [[i32, 1, 0x41, 0, 0x0b]]) };
    if (id === sectionIds.export) return { id, body: append(body, newExports(functions)) };
    if (id === sectionIds.code) return { id, body: meterCode(body, layout, additions) };
    return { id, body };
  });
  return assemble(rewritten);
}

/** `(i32)` · `() → i32` · `(ctx, this, argc, argv, magic) → JSValue`, a C function with magic · `(i32) → i32`. */
const newTypes = [
  [0x60, 1, i32, 0],
  [0x60, 0, 1, i32],
  [0x60, 5, i32, i64, i32, i32, i32, 1, i64],
  [0x60, 1, i32, 1, i32],
];

const exportedFunctions = ["ws101_fuel_set", "ws101_fuel_get", "ws101_port"];

const bytesPerFuelShift = 6;
const pageFuelShift = 9;

/** In the order of their indexes; the last two take a bulk instruction's length or pages and give it back. */
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

function readImports(section: Uint8Array): string[] {
  const reader = new WasmReader(section);
  const decoder = new TextDecoder();
  const name = () => decoder.decode(reader.take(reader.number()));
  return Array.from({ length: reader.number() }, () => {
    const full = `${name()}.${name()}`;
    if (reader.byte() !== 0) throw new Error(`The engine's .wasm imports ${full}, which is no function.`);
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
  const count = reader.number();
  const out = new ByteList(section.length * 2);
  out.push(leb(count + additions.length));
  for (let i = 0; i < count; i++) out.pushSized(meterFunction(reader.take(reader.number()), layout));
  for (const { code } of additions) out.pushSized(code);
  return out.bytes();
}

function bodyOf(sections: readonly Section[], id: number): Uint8Array {
  const section = sections.find((each) => each.id === id);
  if (section === undefined) throw new Error(`The engine's .wasm has no section ${id}.`);
  return section.body;
}

function countOf(sections: readonly Section[], id: number): number {
  return new WasmReader(bodyOf(sections, id)).number();
}

/** A vector section with entries added at its end. */
function append(section: Uint8Array, entries: readonly (readonly number[])[]): Uint8Array {
  const reader = new WasmReader(section);
  const count = reader.number();
  return Uint8Array.from([...leb(count + entries.length), ...section.subarray(reader.at), ...entries.flat()]);
}

function assemble(sections: readonly Section[]): Uint8Array<ArrayBuffer> {
  const out = new ByteList(1 << 20);
  out.push([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);
  for (const { id, body } of sections) {
    out.push([id]);
    out.pushSized(body);
  }
  return out.bytes();
}
