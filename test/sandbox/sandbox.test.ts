// What a sandbox promises to its room, with a guest library as small as can be.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Effect, Fault, GuestEvent, SandboxPool, Turn } from "../../server/protocol/guest.ts";
import { binary, plainPool, program, text } from "./pools.ts";

let pool: SandboxPool;
before(async () => {
  pool = await plainPool();
});
after(() => pool[Symbol.dispose]());

const useful = 'import { port } from "ws101";\n';

function loaded(js: string, seed = 1n) {
  const sandbox = pool.acquire(seed);
  const answer = sandbox.load(program(useful + js), 1000);
  assert.ok(answer.ok, JSON.stringify(answer));
  return sandbox;
}

/** Loads, delivers and disposes; for what one turn shows. */
function turnOf(js: string, events: GuestEvent[] = [text("hello")], seed = 1n): Turn {
  using sandbox = loaded(js, seed);
  return sandbox.deliver(events, 2000);
}

function problemsOf(js: string) {
  using sandbox = pool.acquire(1n);
  const answer = sandbox.load(program(js), 1000);
  assert.ok(!answer.ok, "it loaded");
  return answer.problems;
}

function shown(effects: readonly Effect[]): string[] {
  return effects.map((effect) => {
    if ("data" in effect) return `${effect.type} ${effect.peer} ${Buffer.from(effect.data).toString()}`;
    return effect.type;
  });
}

function faultsOf(turn: Turn): Fault[] {
  return turn.effects.flatMap((effect) => (effect.type === "fault" ? [effect.fault] : []));
}

function stopOf(turn: Turn): Fault {
  assert.ok(turn.fault, "the handler was not stopped");
  return turn.fault;
}

const echo = `
export function text(peer, data) { port.send(peer, data); }
export function binary(peer, data) { port.send(peer, data); }
export function ping(peer, data) { port.pong(peer, data); }
export function close(peer, code, reason) { port.close(peer, code, reason); }
`;

describe("events and effects", () => {
  test("SB1 effects come back in the order of the events, bytes unchanged", () => {
    const bytes = Uint8Array.from({ length: 70_000 }, (_, i) => i % 256);
    const turn = turnOf(echo, [
      text("a"),
      binary(bytes, 2),
      { type: "ping", peer: 3, data: Buffer.from("p") },
      { type: "close", peer: 4, code: 1001, reason: "bye" },
      text("z", 5),
    ]);
    const { effects } = turn;
    assert.equal(turn.consumed, 5);
    assert.deepEqual(
      effects.map((effect) => effect.type),
      ["text", "binary", "pong", "close", "text"],
    );
    const [, second] = effects;
    assert.ok(second?.type === "binary" && second.peer === 2);
    assert.deepEqual(Buffer.from(second.data), Buffer.from(bytes));
    assert.deepEqual(effects[3], { type: "close", peer: 4, code: 1001, reason: "bye" });
  });

  test("SB1 bytes that a handler sends and then changes leave as they were", () => {
    const turn = turnOf(
      "export function text(peer) { const b = new Uint8Array([65]); port.send(peer, b); b[0] = 66; }",
    );
    assert.deepEqual(shown(turn.effects), ["binary 1 A"]);
  });

  test("SB2 text of every kind comes back as it went in", () => {
    const samples = [
      "",
      "plain",
      "zero \0 inside",
      "é",
      "😀 and 漢字",
      "a".repeat(20_000),
      "é".repeat(9_000),
      "\u2028\ufeff",
    ];
    const turn = turnOf(
      echo,
      samples.map((sample) => text(sample)),
    );
    assert.deepEqual(
      turn.effects.map((effect) => "data" in effect && Buffer.from(effect.data).toString()),
      samples,
    );
  });

  test("SB2 lone surrogates leave as U+FFFD, pairs and ordinary characters beside them do not change", () => {
    const turn = turnOf(
      'export function text(peer) { port.send(peer, "\\ud800a\\udc00\\ud83d\\ude00\\ud7ff\\ue000"); }',
    );
    const [effect] = turn.effects;
    assert.ok(effect?.type === "text");
    assert.equal(Buffer.from(effect.data).toString(), "\ufffda\ufffd😀\ud7ff\ue000");
    assert.ok(!Buffer.from(effect.data).includes(Buffer.from([0xed, 0xa0])));
  });

  test("SB2 a handler of events gets text as bytes, and sends bytes as text", () => {
    const turn = turnOf(
      "export function textBytes(peer, utf8) { port.send(peer, utf8); port.sendText(peer, utf8); port.sendText(peer, new Uint8Array([65, 0xff, 66])); }",
      [text("é😀")],
    );
    assert.deepEqual(shown(turn.effects), ["binary 1 é😀", "text 1 é😀", "text 1 A\ufffdB"]);
  });

  test("SB26 a message over the size that comes with it stays, and its size in bytes is told", () => {
    const turn = turnOf(
      `export function text(peer, data) {
      const bytes = new Uint8Array([0xff, 0xfe]);
      const told = [port.send(peer, "é😀", 5), port.send(peer, "é😀", 6), port.send(peer, bytes, 1), port.sendText(peer, bytes, 5), port.send(peer, bytes, 2)];
      port.send(peer, told.join());
    }`,
    );
    assert.deepEqual(shown(turn.effects), ["text 1 é😀", "binary 1 \ufffd\ufffd", "text 1 6,,2,6,"]);
  });

  test("SB2 the guest encodes and decodes UTF-8 through the host", () => {
    const turn = turnOf(
      `export function text(peer, data) {
      const odd = port.encode(data + "\\ud800");
      const bad = new Uint8Array([0x61, 0xc3, 0x28, 0xf0, 0x9f]);
      port.send(peer, [odd.length, odd instanceof Uint8Array, port.decode(odd, true) === data + "\\ufffd", port.decode(bad, false), port.decode(bad, true),
        port.decode(new Uint8Array(0), true) === "", port.encode("").length, port.decode("x", false), port.encode(5).length].join("|"));
    }`,
      [text("é😀\0z".repeat(4000))],
    );
    assert.deepEqual(shown(turn.effects), ["text 1 32003|true|true|a\ufffd(\ufffd||true|0||0"]);
  });

  test("SB24 the wish to be woken is told with each turn and spent by the wake", () => {
    using sandbox = loaded("export function text() { port.wakeAt(1700000000123.5); }\nexport function wake() {}");
    assert.equal(sandbox.deliver([text("x")], 1).wakeAtMs, 1700000000123.5);
    assert.equal(sandbox.deliver([], 1).wakeAtMs, 1700000000123.5);
    assert.equal(sandbox.deliver([{ type: "wake" }], 1).wakeAtMs, null);
  });

  test("SB17 answers to upgrades come back whole", () => {
    const request = { url: "/ws/a?x=1", headers: { host: "h" }, protocols: ["a", "b"], remoteAddress: "::1" };
    const turn = turnOf(
      `export function upgrade(ticket, request) {
         port.upgraded(ticket, { accept: true, protocol: request.protocols[1], headers: { "x-a": request.headers.host } });
         port.upgraded(ticket, { accept: false, status: 401, reason: "no", headers: { __proto__: null, b: "1" } });
         port.upgraded(ticket, { accept: true, protocol: null, headers: {} });
       }`,
      [{ type: "upgrade", ticket: 7, request }],
    );
    assert.deepEqual(turn.effects, [
      { type: "upgraded", ticket: 7, answer: { accept: true, protocol: "b", headers: { "x-a": "h" } } },
      { type: "upgraded", ticket: 7, answer: { accept: false, status: 401, reason: "no", headers: { b: "1" } } },
      { type: "upgraded", ticket: 7, answer: { accept: true, protocol: null, headers: {} } },
    ]);
  });

  test("SB17 an answer with a header named __proto__ changes nothing on the host", () => {
    const turn = turnOf(
      `export function upgrade(ticket) {
         port.upgraded(ticket, { accept: true, protocol: null, headers: JSON.parse('{"__proto__":"x"}') });
       }`,
      [{ type: "upgrade", ticket: 1, request: { url: "/", headers: {}, protocols: [], remoteAddress: "" } }],
    );
    const [effect] = turn.effects;
    assert.ok(effect?.type === "upgraded");
    assert.equal(Object.getPrototypeOf(effect.answer.headers), Object.prototype);
  });
});

describe("time and randomness", () => {
  test("SB14 the guest sees the room's clock", () => {
    using sandbox = loaded(
      'export function text(peer) { port.send(peer, [Date.now(), port.now(), new Date().toISOString()].join(" ")); }',
    );
    for (const nowMs of [0, 86_400_000, 1_800_000_000_000]) {
      const [line] = shown(sandbox.deliver([text("x")], nowMs).effects);
      assert.equal(line, `text 1 ${nowMs} ${nowMs} ${new Date(nowMs).toISOString()}`);
    }
  });

  test("SB14 local time is UTC wherever the server stands", () => {
    const turn = turnOf("export function text(peer) { port.send(peer, String(new Date().getTimezoneOffset())); }");
    assert.deepEqual(shown(turn.effects), ["text 1 0"]);
  });

  test("SB15 the seed decides Math.random", () => {
    const js = "export function text(peer) { port.send(peer, [1,2,3].map(Math.random).join()); }";
    const run = (seed: bigint) => shown(turnOf(js, [text("x"), text("y")], seed).effects).join();
    assert.equal(run(1n), run(1n));
    const runs = [0n, 1n, 2n, -1n, 1n << 63n].map(run);
    assert.equal(new Set(runs).size, runs.length);
  });
});

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

  test("SB9 whatever is thrown is told in words", () => {
    const thrown = [
      ['throw "text"', /^Thrown: "text"/],
      ["throw undefined", /^Thrown: undefined/],
      ["throw { a: 1 }", /^Thrown: \[object Object\]/],
      ["throw Symbol('s')", /^Thrown: Symbol\(s\)/],
      ["throw Object.create(null)", /^Thrown: something that cannot be shown/],
      ["throw new (class Mine extends Error { name = 'Mine' })('m')", /^Mine: m\./],
      ["throw { get message() { throw 1 }, toString() { throw 2 } }", /^Thrown: something that cannot be shown/],
      ["const e = new Error('x'); Object.defineProperty(e, 'message', { get() { throw 1 } }); throw e", /^Error\./],
      ["throw new Proxy(new Error('x'), { get() { throw 1 } })", /^Thrown: something that cannot be shown/],
    ] as const;
    for (const [statement, message] of thrown) {
      const [fault] = faultsOf(turnOf(`export function text() { ${statement}; }`));
      assert.match(fault?.message ?? "none", message, statement);
    }
  });

  test("SB10 a rejection is reported once, after the jobs, to the peer of the event", () => {
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
    assert.match(fault?.message ?? "", /^RangeError: later\. A promise/);
  });

  test("SB10 a rejection that is handled before the turn ends is not reported", () => {
    const turn = turnOf(`export async function text() {
      const p = Promise.reject(new Error("handled"));
      await null; await null;
      await p.catch(() => {});
      const all = Promise.allSettled([Promise.reject(1)]);
      await all;
    }`);
    assert.deepEqual(faultsOf(turn), []);
  });

  test("SB10 a storm of rejections is cut", () => {
    const turn = turnOf("export function text() { for (let i = 0; i < 5000; i++) Promise.reject(new Error(i)); }");
    assert.equal(turn.fault, null);
    assert.ok(faultsOf(turn).length > 0 && faultsOf(turn).length <= 16);
  });

  test("SB7 deep recursion is a RangeError that can be caught", () => {
    const turn = turnOf(`export function text(peer) {
      const dive = () => dive() + 1;
      try { dive(); } catch (error) { port.send(peer, error.name + ": " + error.message); }
    }`);
    assert.deepEqual(shown(turn.effects), ["text 1 RangeError: Maximum call stack size exceeded"]);
  });

  test("SB7 uncaught it is a fault and the handler goes on", () => {
    const turn = turnOf(
      `export function text(peer, data) {\n  const dive = () => dive() + 1;\n  if (data === "dive") dive();\n  port.send(peer, data);\n}`,
      [text("dive"), text("on")],
    );
    assert.match(faultsOf(turn)[0]?.message ?? "", /^RangeError: Maximum call stack size exceeded/);
    assert.equal(faultsOf(turn)[0]?.line, 3);
    assert.deepEqual(shown(turn.effects).slice(1), ["text 1 on"]);
  });

  test("SB6 a handler that catches running out of memory goes on", () => {
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
    assert.deepEqual(turn.effects.at(-1), { type: "cut", lines: 303 });
  });
});

describe("faults that stop the handler", () => {
  test("SB3 an endless loop, native code, a promise job: each with the line", () => {
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
      assert.match(fault.message, /used up the CPU of one turn \(20 M fuel, about 100 ms\) at line \d+\./);
      assert.ok(fault.stops);
    }
  });

  test("SB3 the top level too", () => {
    using sandbox = pool.acquire(1n);
    const answer = sandbox.load(program("export const a = 1;\nfor (;;);"), 1);
    assert.ok(!answer.ok);
    assert.equal(answer.turn?.fault?.limit, "loadFuel");
    assert.equal(answer.problems[0]?.line, 2);
  });

  test("SB3 with more fuel than time the clock stops it, and says so", async () => {
    using slow = await plainPool({ turnFuel: 10_000_000_000, turnWallMs: 30 });
    using sandbox = slow.acquire(1n);
    assert.ok(sandbox.load(program("export function text() {\n  for (;;) Math.sin(1);\n}"), 1).ok);
    const fault = stopOf(sandbox.deliver([text("x")], 1));
    assert.equal(fault.limit, "turnWallMs");
    assert.equal(fault.line, 2);
    assert.match(fault.message, /used up the CPU of one turn \(30 ms\) at line 2/);
  });

  test("SB4 sixty-four honest messages of 5 M fuel arrive over several calls, none killed", () => {
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

  test("SB5 a chain of promise jobs gives control back and goes on", () => {
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

  test("SB5 endless promise jobs are stopped, with the line", () => {
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
    assert.match(fault.message, /used up its memory \(16 MiB\) at line 4\./);
  });

  test("SB8 too many messages and too many bytes are faults with the line; what came before is kept", () => {
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

  test("SB8 the limit is a turn's: a batch may send more", () => {
    const js = "export function text(peer) { for (let i = 0; i < 900; i++) port.send(peer, 'x'); }";
    const turn = turnOf(js, [text("a"), text("b")]);
    assert.equal(turn.fault, null);
    assert.equal(turn.effects.length, 900 * turn.consumed);
  });

  test("SB19 a stopped sandbox delivers nothing more", () => {
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

describe("loading", () => {
  test("SB12 what the library offers can be imported, under each of its names", () => {
    const turn = turnOf(
      'import * as all from "node:ws101"; import plain from "ws101";\nexport function text(peer) { all.port.send(peer, String(plain === all.default && all.port === port)); }',
    );
    assert.deepEqual(shown(turn.effects), ["text 1 true"]);
  });

  test("SB12 every other import is refused with a reason, where it stands", () => {
    const refused: [string, RegExp][] = [
      ["fs", /files/],
      ["node:fs/promises", /files/],
      ["net", /network/],
      ["http", /network/],
      ["node:child_process", /processes/],
      ["process", /process/],
      ["./other.ts", /one file/],
      ["../../etc/passwd", /one file/],
      ["/etc/passwd", /one file/],
      ["file:///etc/passwd", /address/],
      ["data:text/javascript,1", /address/],
      ["https://example.com/a.js", /address/],
      ["lodash", /there are only "ws101"/],
      ["handler.ts", /there are only/],
      ["__proto__", /there are only/],
      [`${"x".repeat(2000)}`, /there are only/],
    ];
    for (const [name, reason] of refused) {
      const [problem] = problemsOf(`export const a = 1;\n  import "${name}";`);
      assert.match(problem?.message ?? "", reason, name);
      assert.deepEqual([problem?.line, problem?.column], [2, 10], name);
    }
  });

  test("SB12 import() is refused, also for what a file may import", () => {
    const turn = turnOf(`export async function text(peer) {
      for (const name of ["ws101", "fs", "./x.js"]) await import(name).catch((error) => port.send(peer, error.message));
    }`);
    const lines = shown(turn.effects);
    assert.equal(lines.length, 3);
    for (const line of lines) assert.match(line, /import\(".*"\) is refused: .* top of the file/);
  });

  test("SB13 what does not load says where", () => {
    const cases: [string, number, RegExp][] = [
      ["export const a = 1;\nthrow new TypeError('top');", 2, /^TypeError: top$/],
      ["export const a = 1;\nlet b = ;", 2, /^SyntaxError: /],
      ["export const a = 1;\nawait new Promise(() => {});", 1, /still waits for something/],
      ["export const a = 1;\nawait Promise.reject(new Error('awaited'));", 2, /^Error: awaited$/],
      ["const nothing = 1;", 1, /^Nothing is exported\.$/],
      ["import { absent } from 'ws101';\nexport const a = absent;", 1, /absent/],
      ["\nexport default function () {}\nexport default function () {}", 3, /SyntaxError/],
      ["export const a = 1;\nundefinedName();", 2, /^ReferenceError: /],
    ];
    for (const [js, line, message] of cases) {
      const [problem] = problemsOf(js);
      assert.match(problem?.message ?? "", message, js);
      assert.equal(problem?.line, line, js);
    }
  });

  test("SB13 effects of a top level that loads are told", () => {
    using sandbox = pool.acquire(1n);
    const answer = sandbox.load(
      program(`${useful}port.log("log", "hello", "");\nexport const a = await Promise.resolve(1);`),
      5,
    );
    assert.ok(answer.ok);
    assert.deepEqual(shown(answer.turn.effects), ["log"]);
  });
});
