// The rewritten engine: what costs fuel, what is refused.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isUsedExport } from "../../server/host/sandbox/engine-memory.ts";
import { meter, meterEngine } from "../../server/host/sandbox/fuel.ts";
import { createSandboxPool } from "../../server/host/sandbox/pool.ts";
import { leb, readSections } from "../../server/host/sandbox/wasm-reader.ts";
import { limitsWith } from "../../server/protocol/limits.ts";
import { plainPool, program, readEngine, text } from "./pools.ts";

const engine = await readEngine();
const guestOf = (library: string) => ({ library, packages: new Map<string, string>() });

test("SB20 an unknown engine file is rejected with one sentence", async () => {
  const changed = Uint8Array.from(engine);
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  for (const wasm of [changed, engine.subarray(0, 1000), new Uint8Array(0)]) {
    assert.throws(() => meterEngine(wasm, 256), /is not the build that ws101 supports .* "npm ci"\.$/);
  }
  const pool = createSandboxPool({ limits: limitsWith(), wasm: changed, guest: guestOf(""), warm: 0 });
  await assert.rejects(pool, /is not the build/);
});

test("SB20 the metered engine exports what the sandbox uses, and nothing else", () => {
  const exportsOf = (wasm: Uint8Array) => WebAssembly.Module.exports(new WebAssembly.Module(Uint8Array.from(wasm)));
  const names = exportsOf(meterEngine(engine, 256)).map(({ name }) => name);
  assert.ok(names.length < exportsOf(engine).length / 5, `${names.length} exports`);
  assert.ok(names.every(isUsedExport));
});

test("SB20 a guest library that does not boot is rejected with its error", async () => {
  const options = { limits: limitsWith(), wasm: engine, warm: 0 };
  await assert.rejects(
    createSandboxPool({ ...options, guest: guestOf("syntax error") }),
    /does not compile: .*expecting/,
  );
  await assert.rejects(
    createSandboxPool({ ...options, guest: guestOf("throw new Error('mine')") }),
    /does not boot: mine/,
  );
  await assert.rejects(createSandboxPool({ ...options, guest: guestOf("for (;;);") }), /took too long to boot/);
});

/** A module like the engine's with one function, `run(i32)`, of this code. */
function moduleOf(code: readonly number[]): Uint8Array<ArrayBuffer> {
  const section = (id: number, body: readonly number[]) => [id, ...leb(body.length), ...body];
  const name = (value: string) => [...leb(value.length), ...Buffer.from(value)];
  const host = (field: string, type: number) => [...name("env"), ...name(field), 0, type];
  const body = [0, ...code, 0x0b];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [3, 0x60, 0, 1, 0x7f, 0x60, 5, 0x7f, 0x7f, 0x7f, 0x7f, 0x7f, 1, 0x7f, 0x60, 1, 0x7f, 0]),
    ...section(2, [2, ...host("host_interrupt", 0), ...host("host_call", 1)]),
    ...section(3, [1, 2]),
    ...section(5, [1, 0, 1]),
    ...section(6, [1, 0x7f, 1, 0x41, 0, 0x0b]),
    ...section(7, [2, ...name("run"), 0, 2, ...name("memory"), 2, 0]),
    ...section(10, [1, ...leb(body.length), ...body]),
  ]);
}

interface Metered {
  run(value: number): void;
  ws101_fuel_set(fuel: number): void;
  ws101_fuel_get(): number;
  memory: WebAssembly.Memory;
}

function isMetered(exports: WebAssembly.Exports | Metered): exports is WebAssembly.Exports & Metered {
  return typeof exports.run === "function" && typeof exports.ws101_fuel_set === "function";
}

/** Runs the code with this argument; what it cost, and whether it ran to its end. */
function cost(code: readonly number[], argument: number, fuel = 1_000_000) {
  let ended = true;
  const env = { host_interrupt: () => 0, host_call: () => 0 };
  const module = new WebAssembly.Module(meter(moduleOf(code), 4));
  const { exports } = new WebAssembly.Instance(module, { env });
  assert.ok(isMetered(exports));
  exports.ws101_fuel_set(fuel);
  try {
    exports.run(argument);
  } catch (error) {
    assert.ok(error instanceof WebAssembly.RuntimeError && error.message.includes("unreachable"));
    ended = false;
  }
  return { fuel: fuel - exports.ws101_fuel_get(), ended, memory: exports.memory };
}

/** `loop; n -= 1; br_if n; end`, with something inside. */
const countDown = (inside: readonly number[] = []) => [
  0x03,
  0x40,
  ...inside,
  0x20,
  0,
  0x41,
  1,
  0x6b,
  0x22,
  0,
  0x0d,
  0,
  0x0b,
];

/** Instructions that do nothing, to make a function long. */
const padding = (bytes: number) => Array.from({ length: bytes }, () => 0x01);

test("SB20 each iteration of a loop costs 1, and entering a long function 3", () => {
  assert.equal(cost([], 0).fuel, 0);
  assert.equal(cost(countDown(), 10).fuel, 10);
  assert.equal(cost(countDown(), 1000).fuel, 1000);
  assert.equal(cost([...padding(300), ...countDown()], 10).fuel, 13);
});

test("SB20 a tight loop that divides costs more", () => {
  const division = [0x20, 0, 0x41, 7, 0x6e, 0x1a];
  assert.equal(cost(countDown(division), 10).fuel, 30);
});

test("SB20 a bulk fill is charged by its length, and so are pages of memory", () => {
  const fill = [0x41, 0, 0x41, 1, 0x20, 0, 0xfc, 11, 0];
  assert.equal(cost(fill, 0).fuel, 0);
  assert.equal(cost(fill, 6400).fuel, 100);
  const grow = [0x20, 0, 0x40, 0, 0x1a];
  assert.equal(cost(grow, 2).fuel, 1024);
});

test("SB20 a bulk operation that would take a second is stopped before it starts", () => {
  const copy = [0x41, 0, 0x41, 0, 0x20, 0, 0xfc, 10, 0, 0];
  assert.ok(!cost(copy, -1, 1000).ended);
});

test("SB20 an endless loop ends when its fuel is used up", () => {
  const { fuel, ended } = cost([0x03, 0x40, 0x0c, 0, 0x0b], 0, 5000);
  assert.ok(!ended);
  assert.equal(fuel, 5001);
});

test("SB20 memory never grows past the maximum", () => {
  const { memory } = cost([0x20, 0, 0x40, 0, 0x1a], 100);
  assert.equal(memory.buffer.byteLength, 65_536);
  assert.throws(() => memory.grow(100), RangeError);
});

test("SB20 unknown opcodes, bulk operations and shapes are refused", () => {
  assert.throws(() => meter(moduleOf([0xfd, 0, 0]), 4), /opcode 0xfd/);
  assert.throws(() => meter(moduleOf([0x06, 0x40]), 4), /opcode 0x6/);
  assert.throws(() => meter(moduleOf([0xfc, 8, 0, 0]), 4), /bulk opcode 8/);
  assert.throws(() => meter(moduleOf([]), 0), /memory limit is below/);
  assert.throws(() => readSections(Uint8Array.from([0, 0x61, 0x73, 0x6d, 2, 0, 0, 0])), /not a WebAssembly module/);
  assert.throws(() => readSections(moduleOf([]).subarray(0, 40)), /ends too early/);
});

test("SB20 the same program costs the same fuel", async () => {
  using pool = await plainPool();
  const js =
    "export function text(peer, data) { const m = new Map(); for (let i = 0; i < 3000; i++) m.set('k' + i, [i].sort()); JSON.stringify([...m]); }";
  const costs = Array.from({ length: 5 }, () => {
    using sandbox = pool.acquire(7n);
    sandbox.load(program(js), 5);
    return sandbox.deliver([text("x")], 6).fuel;
  });
  assert.ok((costs[0] ?? 0) > 500_000);
  const [first = 0] = costs;
  for (const each of costs) assert.ok(Math.abs(each - first) / first < 0.0001, costs.join());
});
