// Faults that stop a handler: each limit, with the line.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { loaded, pool, shown, stopOf, turnOf } from "./plain-sandbox.ts";
import { plainPool, program, text } from "./pools.ts";

describe("faults that stop the handler", () => {
  test("SB3 an endless loop, native code and a promise job are stopped, each with its line", () => {
    const programs: [string, number][] = [
      ["export function text() {\n  let n = 0;\n  while (true) {\n    n++;\n  }\n}", 4],
      ["export function text() {\n  for (;;);\n}", 3],
      ["export function text() {\n  const a = [];\n  a.length = 2 ** 32 - 1;\n  a.reverse();\n}", 5],
      ["export async function text() {\n  await null;\n  do {} while (true);\n}", 4],
      ["function inner() {\n  for (;;) Math.sin(1);\n}\nexport function text() {\n  inner();\n}", 3],
      ["export function text() {\n  try { for (;;) {} } finally { for (;;) {} }\n}", 3],
    ];
    for (const [js, line] of programs) {
      const fault = stopOf(turnOf(js));
      assert.equal(fault.kind, "cpu", js);
      assert.equal(fault.limit, "turnFuel");
      assert.equal(fault.line, line, js);
      assert.match(fault.message, /ran too long without yielding \(limit: about 100 ms\) at line \d+\./);
      assert.ok(fault.stops);
    }
  });

  test("SB3 the top level is limited too", () => {
    using sandbox = pool.acquire(1n);
    const answer = sandbox.load(program("export const a = 1;\nfor (;;);"), 1);
    assert.ok(!answer.ok);
    assert.equal(answer.turn?.fault?.limit, "loadFuel");
    assert.equal(answer.problems[0]?.line, 2);
  });

  test("SB3 a curbed sandbox has less fuel, for turns and the top level, and the fault says why", () => {
    using sandbox = pool.acquire(1n);
    assert.ok(sandbox.load(program("export function text() {\n  for (;;);\n}"), 1).ok);
    sandbox.curb(true);
    const turn = sandbox.deliver([text("x")], 1);
    const { limit, message } = stopOf(turn);
    assert.deepEqual([limit, turn.fuel < 3_000_000], ["newcomerFuel", true]);
    assert.match(message, /\(limit: about 12 ms, because new handlers at your address were just stopped\) at line 2/);
    using next = pool.acquire(1n);
    next.curb(true);
    const answer = next.load(program("for (;;);"), 1);
    assert.equal(answer.turn?.fault?.limit, "newcomerFuel");
  });

  test("SB3 with more fuel than time, the wall clock stops the handler and the fault says so", async () => {
    using slow = await plainPool({ turnFuel: 10_000_000_000, turnWallMs: 30 });
    using sandbox = slow.acquire(1n);
    assert.ok(sandbox.load(program("export function text() {\n  for (;;) Math.sin(1);\n}"), 1).ok);
    const fault = stopOf(sandbox.deliver([text("x")], 1));
    assert.equal(fault.limit, "turnWallMs");
    assert.equal(fault.line, 2);
    assert.match(fault.message, /ran too long without yielding \(limit: 30 ms\) at line 2/);
  });

  test("SB3 sixty-four messages of 5 M fuel each are delivered over several calls", () => {
    using sandbox = loaded(
      "export function text(peer, data) { let x = 0; for (let i = 0; i < 250_000; i++) x += i; port.send(peer, data); }",
    );
    let left = Array.from({ length: 64 }, (_, i) => text(String(i)));
    const got: string[] = [];
    let calls = 0;
    while (left.length > 0) {
      const turn = sandbox.deliver(left, 1);
      assert.equal(turn.fault, null);
      assert.ok(turn.consumed > 0 && turn.fuel > 4_000_000 && turn.fuel < 40_000_000, `fuel ${turn.fuel}`);
      got.push(...shown(turn.effects));
      left = left.slice(turn.consumed);
      calls += 1;
    }
    assert.deepEqual(
      got,
      Array.from({ length: 64 }, (_, i) => `text 1 ${i}`),
    );
    assert.ok(calls > 8, `${calls} calls`);
  });

  test("SB3 a chain of promise jobs yields to the host and continues", () => {
    using sandbox = loaded(`export async function text(peer) {
      for (let i = 0; i < 500; i++) { await null; for (let k = 0; k < 20_000; k++); }
      port.send(peer, "done");
    }`);
    let turn = sandbox.deliver([text("x"), text("y")], 1);
    let calls = 1;
    const got = [...turn.effects];
    let consumed = turn.consumed;
    while (turn.pending || consumed < 2) {
      turn = sandbox.deliver(consumed < 2 ? [text("y")] : [], 1);
      consumed += turn.consumed;
      got.push(...turn.effects);
      calls += 1;
      assert.ok(calls < 1000 && turn.fault === null);
    }
    assert.deepEqual(shown(got), ["text 1 done", "text 1 done"]);
    assert.ok(calls > 5, `${calls} calls`);
  });

  test("SB3 endless promise jobs are stopped, with the line", () => {
    using sandbox = loaded("async function spin() {\n  for (;;) await null;\n}\nexport function text() { spin(); }");
    let turn = sandbox.deliver([text("x")], 1);
    for (let i = 0; turn.fault === null && i < 100; i++) turn = sandbox.deliver([], 1);
    const fault = stopOf(turn);
    assert.equal(fault.kind, "cpu");
    assert.equal(fault.limit, "jobsPerTurn");
    assert.equal(fault.line, 3);
    assert.match(fault.message, /ran 10,000 promise jobs in one turn at line 3/);
  });

  test("SB6 running out of memory is a fault with the line", () => {
    const fault = stopOf(
      turnOf("const kept = [];\nexport function text() {\n  for (;;) kept.push(new Uint8Array(1 << 16));\n}"),
    );
    assert.equal(fault.kind, "memory");
    assert.equal(fault.limit, "memoryBytes");
    assert.equal(fault.line, 4);
    assert.match(fault.message, /ran out of memory \(limit: 16 MiB\) at line 4\./);
  });

  test("SB8 too many messages or bytes are faults with the line; earlier effects are kept", () => {
    const many = turnOf("export function text(peer) {\n  for (;;) port.send(peer, 'x');\n}");
    assert.equal(stopOf(many).limit, "turnMessages");
    assert.equal(stopOf(many).line, 3);
    assert.equal(many.effects.length, 1000);
    const much = turnOf(
      "const big = new Uint8Array(60_000);\nexport function text(peer) {\n  for (;;) port.send(peer, big);\n}",
    );
    assert.equal(stopOf(much).limit, "turnBytes");
    assert.match(stopOf(much).message, /more than 1 MiB in one turn at line 4/);
  });

  test("SB8 the limit applies to a turn, so a batch may send more", () => {
    const js = "export function text(peer) { for (let i = 0; i < 900; i++) port.send(peer, 'x'); }";
    const turn = turnOf(js, [text("a"), text("b")]);
    assert.equal(turn.fault, null);
    assert.equal(turn.effects.length, 900 * turn.consumed);
  });

  test("SB18 a stopped sandbox delivers nothing more", () => {
    using sandbox = loaded("export function text(peer) { port.send(peer, 'x'); for (;;); }");
    const first = sandbox.deliver([text("a"), text("b")], 1);
    assert.equal(first.consumed, 1);
    const second = sandbox.deliver([text("b")], 1);
    assert.equal(second.consumed, 0);
    assert.deepEqual(second.effects, []);
    assert.deepEqual(second.fault, first.fault);
    assert.equal(second.pending, false);
  });
});
