// Faults that a handler survives: the next event is answered.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { faultsOf, loaded, shown, turnOf } from "./plain-sandbox.ts";
import { binary, text } from "./pools.ts";

describe("faults that the handler survives", () => {
  test("SB9 an exception is a fault of its peer with its line, and the next event is answered", () => {
    const turn = turnOf(
      `export function text(peer, data) {\n  if (data === "bad") null.x;\n  port.send(peer, data);\n}`,
      [text("bad", 3), text("good", 4)],
    );
    const [fault] = faultsOf(turn);
    assert.ok(fault);
    assert.equal(fault.kind, "error");
    assert.equal(fault.peer, 3);
    assert.equal(fault.line, 3);
    assert.equal(fault.stops, false);
    assert.match(fault.message, /^TypeError: cannot read property 'x' of null\. /);
    assert.match(fault.stack[0] ?? "", /^at text \(handler\.ts:3:\d+\)$/);
    assert.deepEqual(shown(turn.effects).slice(1), ["text 4 good"]);
  });

  test("SB9 every thrown value is described", () => {
    const thrown = [
      ['throw "text"', /^Thrown: "text"/],
      ["throw undefined", /^Thrown: undefined/],
      ["throw { a: 1 }", /^Thrown: \[object Object\]/],
      ["throw Symbol('s')", /^Thrown: Symbol\(s\)/],
      ["throw Object.create(null)", /^Thrown: a value that cannot be shown/],
      ["throw new (class Mine extends Error { name = 'Mine' })('m')", /^Mine: m\./],
      ["throw { get message() { throw 1 }, toString() { throw 2 } }", /^Thrown: a value that cannot be shown/],
      ["const e = new Error('x'); Object.defineProperty(e, 'message', { get() { throw 1 } }); throw e", /^Error\./],
      ["throw new Proxy(new Error('x'), { get() { throw 1 } })", /^Thrown: a value that cannot be shown/],
    ] as const;
    for (const [statement, message] of thrown) {
      const [fault] = faultsOf(turnOf(`export function text() { ${statement}; }`));
      assert.match(fault?.message ?? "none", message, statement);
    }
  });

  test("SB9 a rejection is reported once, after the jobs, to the peer of the event", () => {
    const turn = turnOf(
      `export async function text(peer) {
         Promise.resolve().then(() => port.send(peer, "job"));
         throw new RangeError("later");
       }`,
      [text("x", 9)],
    );
    assert.deepEqual(
      turn.effects.map((effect) => effect.type),
      ["text", "fault"],
    );
    const [fault] = faultsOf(turn);
    assert.equal(fault?.kind, "rejection");
    assert.equal(fault?.peer, 9);
    assert.equal(fault?.line, 4);
    assert.match(fault?.message ?? "", /^RangeError: later\. This promise rejection/);
  });

  test("SB9 a rejection that is handled before the turn ends is not reported", () => {
    const turn = turnOf(`export async function text() {
      const p = Promise.reject(new Error("handled"));
      await null; await null;
      await p.catch(() => {});
      const all = Promise.allSettled([Promise.reject(1)]);
      await all;
    }`);
    assert.deepEqual(faultsOf(turn), []);
  });

  test("SB9 a flood of rejections is reported in part", () => {
    const turn = turnOf("export function text() { for (let i = 0; i < 5000; i++) Promise.reject(new Error(i)); }");
    assert.equal(turn.fault, null);
    assert.ok(faultsOf(turn).length > 0 && faultsOf(turn).length <= 16);
  });

  test("SB6 deep recursion is a RangeError that can be caught", () => {
    const turn = turnOf(`export function text(peer) {
      const dive = () => dive() + 1;
      try { dive(); } catch (error) { port.send(peer, error.name + ": " + error.message); }
    }`);
    assert.deepEqual(shown(turn.effects), ["text 1 RangeError: Maximum call stack size exceeded"]);
  });

  test("SB6 uncaught deep recursion is a fault, and the handler keeps running", () => {
    const turn = turnOf(
      `export function text(peer, data) {\n  const dive = () => dive() + 1;\n  if (data === "dive") dive();\n  port.send(peer, data);\n}`,
      [text("dive"), text("on")],
    );
    assert.match(faultsOf(turn)[0]?.message ?? "", /^RangeError: Maximum call stack size exceeded/);
    assert.equal(faultsOf(turn)[0]?.line, 3);
    assert.deepEqual(shown(turn.effects).slice(1), ["text 1 on"]);
  });

  test("SB6 a handler that catches an allocation failure keeps running", () => {
    const turn = turnOf(
      `export function text(peer) {
      let kept = [];
      try { for (;;) kept.push(new Uint8Array(1 << 18)); } catch (error) { kept = null; port.send(peer, error.message); }
    }\nexport function binary(peer) { port.send(peer, "on"); }`,
      [text("x"), binary(new Uint8Array(1))],
    );
    assert.equal(turn.fault, null);
    assert.deepEqual(shown(turn.effects), ["text 1 out of memory", "text 1 on"]);
  });

  test("SB16 log lines carry level and line, are cut, and counted above the limit", () => {
    const turn = turnOf(`export function text() {
      port.log("warn", "first", new Error().stack);
      port.log("nonsense", "x".repeat(5000) + "é", "");
      port.log("info", "é".repeat(5000), "");
      for (let i = 0; i < 500; i++) port.log("log", "line", "");
    }`);
    const logs = turn.effects.flatMap((effect) => (effect.type === "log" ? [effect] : []));
    assert.deepEqual(logs[0], { type: "log", level: "warn", text: "first", line: 3 });
    assert.equal(logs[1]?.level, "log");
    assert.equal(logs[1]?.text, "x".repeat(2048));
    assert.equal(logs[2]?.text, "é".repeat(1024));
    assert.equal(logs.length, 200);
    assert.deepEqual(turn.effects.at(-1), { type: "dropped", lines: 303 });
  });
});

test("RO21 while muted, lines are only counted", () => {
  using sandbox = loaded(`export function text() { for (let i = 0; i < 30; i++) port.log("info", "line " + i, ""); }`);
  sandbox.mute(true);
  assert.deepEqual(sandbox.deliver([text("x")], 2000).effects, [{ type: "dropped", lines: 30 }]);
  sandbox.mute(false);
  assert.equal(sandbox.deliver([text("x")], 2000).effects.length, 30);
});

test("SB9 of many faults in one delivery, the first ones carry their place; each names its peer", () => {
  const events = Array.from({ length: 40 }, () => text("x"));
  const faults = faultsOf(turnOf(`export function text() { throw new Error("no"); }`, events));
  assert.equal(faults.length, 40);
  assert.ok(faults.slice(0, 20).every(({ line, peer }) => line !== null && peer !== null));
  assert.ok(faults.slice(20).every(({ line, peer, stack }) => line === null && peer !== null && stack.length === 0));
});
