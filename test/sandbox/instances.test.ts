// Instances: loaded quickly, cleaned between handlers, closed to what a learner changes.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { bundleGuest } from "../../server/cli/build-guest.ts";
import { bootImage, resetToSnapshot, restoreSnapshot } from "../../server/host/sandbox/boot-image.ts";
import { QuickJs } from "../../server/host/sandbox/engine.ts";
import { EngineMemory } from "../../server/host/sandbox/engine-memory.ts";
import { meterEngine } from "../../server/host/sandbox/fuel.ts";
import { limitsWith } from "../../server/protocol/limits.ts";
import { plainPool, program, readEngine, text } from "./pools.ts";

const pool = await plainPool({}, 2);
after(() => pool[Symbol.dispose]());

const quiet = {
  interrupt: () => false,
  hostCall: () => 3n << 32n,
  rejection: () => {},
  refuseImport: () => null,
  nowMs: () => 0,
  random: () => {},
};

test("SB18 a cleaned instance equals the booted one byte for byte", async () => {
  const limits = limitsWith();
  const module = await WebAssembly.compile(meterEngine(await readEngine(), 256));
  const guest = { library: await bundleGuest("test/sandbox/plain-guest.ts"), packages: new Map<string, string>() };
  const image = bootImage(module, guest, limits);
  const [fresh, used] = [new QuickJs(module, quiet), new QuickJs(module, quiet)];
  restoreSnapshot(image.snapshot, fresh);
  restoreSnapshot(image.snapshot, used);
  used.adopt(image.addresses);
  used.fuel = 1_000_000_000;
  used.evaluate(
    "globalThis.secret = 'secret'.repeat(50000); (function f() { try { f() } catch {} })()",
    "x.js",
    "script",
  );
  used.memory.bytes.fill(7, 1000, 5000);
  assert.ok(used.memory.bytes.includes("secretsecret"));
  resetToSnapshot(image.snapshot, used);
  const same = fresh.memory.bytes.length;
  assert.equal(used.memory.bytes.compare(fresh.memory.bytes, 0, same, 0, same), 0);
  assert.ok(!used.memory.bytes.subarray(same).some((byte) => byte !== 0));
  assert.equal(used.exports.__stack_pointer.value, fresh.exports.__stack_pointer.value);
});

test("SB18 globals, prototypes, timers and promises of one handler are unknown to the next", () => {
  const leave = `globalThis.secret = 1; Object.prototype.secret = 2; Array.prototype.push = null;
    Promise.resolve().then(function again() { return Promise.resolve().then(again); });
    import { port } from "ws101"; port.wakeAt(5); export function text() {}`;
  const look = `import { port } from "ws101";
    export function text(peer) { port.send(peer, typeof secret + typeof ({}).secret + typeof [].push); }`;
  for (let i = 0; i < 10; i++) {
    {
      using first = pool.acquire(1n);
      first.load(program(leave), 1);
    }
    using second = pool.acquire(1n);
    assert.ok(second.load(program(look), 1).ok);
    const turn = second.deliver([text("x")], 1);
    assert.deepEqual(
      turn.effects.map((effect) => "data" in effect && Buffer.from(effect.data).toString()),
      ["undefinedundefinedfunction"],
    );
    assert.equal(turn.wakeAtMs, null);
  }
});

test("SB18 the instance of a stopped handler is dropped, and the next one works", () => {
  for (const js of [
    "for (;;);",
    "const a = []; for (;;) a.push({})",
    "const a = []; a.length = 2 ** 32 - 1; a.reverse()",
  ]) {
    {
      using bad = pool.acquire(1n);
      assert.ok(!bad.load(program(`export const x = 1; ${js}`), 1).ok);
    }
    using next = pool.acquire(1n);
    assert.ok(next.load(program("export function text() {}"), 1).ok);
    assert.equal(next.deliver([text("x")], 1).fault, null);
  }
});

test("SB22 loading takes half a millisecond at the median", () => {
  const source = program(`import { port } from "ws101";\nexport function text(peer, data) { port.send(peer, data); }`);
  const times = Array.from({ length: 400 }, () => {
    const started = process.threadCpuUsage();
    const from = performance.now();
    using sandbox = pool.acquire(1n);
    assert.ok(sandbox.load(source, 1).ok);
    const wall = performance.now() - from;
    const { user, system } = process.threadCpuUsage(started);
    return Math.min(wall, (user + system) / 1000 || wall);
  }).sort((a, b) => a - b);
  const [p50, p99] = [times[200] ?? 0, times[396] ?? 0];
  console.log(`load: p50 ${p50.toFixed(3)} ms, p99 ${p99.toFixed(3)} ms`);
  assert.ok(p50 <= 0.5, `p50 ${p50}`);
});

test("SB23 the bridge is not reachable", () => {
  using sandbox = pool.acquire(1n);
  const answer = sandbox.load(
    program(`import { port } from "ws101";
    const names = (object) => Object.getOwnPropertyNames(object).concat(Object.getOwnPropertySymbols(object).map(String));
    export function text(peer) {
      const odd = names(globalThis).filter((name) => /ws101|door|host|bridge|qjs|std|^os$/i.test(name));
      const frames = new Error("x").stack.split("\\n").filter((line) => line && !line.includes("handler.ts"));
      const called = (function () { return [text.caller, text.arguments] });
      let caller; try { caller = String(called()); } catch (error) { caller = error.name; }
      port.send(peer, JSON.stringify({ odd, frames, caller, self: typeof self, send: String(port.send) }));
    }`),
    1,
  );
  assert.ok(answer.ok, JSON.stringify(answer));
  const [effect] = sandbox.deliver([text("x")], 1).effects;
  assert.ok(effect?.type === "text");
  const seen = JSON.parse(Buffer.from(effect.data).toString());
  assert.deepEqual(seen.odd, []);
  assert.equal(seen.caller, "TypeError");
  assert.match(seen.send, /native code/);
});

test("SB23 a learner's changes to the language do not affect the bridge", () => {
  const js = `import { port } from "ws101";
  const { send } = port;
  export function text(peer, data) {
    const bad = () => { throw new Error("reached"); };
    for (const proto of [Object.prototype, Array.prototype, String.prototype, Function.prototype, Promise.prototype, Error.prototype, Map.prototype, RegExp.prototype]) {
      for (const name of Object.getOwnPropertyNames(proto)) {
        if (name === "constructor" && proto !== Error.prototype) continue;
        try { Object.defineProperty(proto, name, { get: bad, set: bad, configurable: true }); } catch {}
      }
    }
    JSON.parse = JSON.stringify = Date.now = Reflect.apply = bad;
    Error.prepareStackTrace = bad; Error.stackTraceLimit = 0;
    Array.prototype[Symbol.iterator] = bad;
    globalThis.String = globalThis.Error = globalThis.Object = bad;
    Object.defineProperty(globalThis, "__ws101", { get: bad, set: bad });
  }
  export function binary(peer, data) { send(peer, data); null.x; }
  export function open(peer, request, protocol) { send(peer, request.url + protocol); }
  export function upgrade(ticket, request) { port.upgraded(ticket, { accept: true, protocol: null, headers: { a: "b" } }); }
  export function ping() { for (;;); }`;
  using sandbox = pool.acquire(1n);
  assert.ok(sandbox.load(program(js), 1).ok);
  const request = { url: "/ws/a", headers: {}, protocols: [], remoteAddress: "" };
  // It breaks its own loops on the way; that is its own affair.
  assert.equal(sandbox.deliver([text("x")], 1).fault, null);
  const turn = sandbox.deliver(
    [
      { type: "binary", peer: 2, data: Buffer.from("b") },
      { type: "open", peer: 3, request, protocol: "p", resumed: false },
      { type: "upgrade", ticket: 4, request },
    ],
    1,
  );
  assert.deepEqual(
    turn.effects.map((effect) => effect.type),
    ["binary", "fault", "text", "upgraded"],
  );
  const [, fault] = turn.effects;
  assert.ok(fault?.type === "fault");
  assert.match(fault.fault.message, /^TypeError|cannot read property/);
  const last = sandbox.deliver([{ type: "ping", peer: 1, data: Buffer.alloc(0) }], 1);
  assert.equal(last.fault?.kind, "cpu");
  assert.equal(last.fault?.line, 20);
});

test("SB18 addresses outside the memory are rejected before anything is read or written", () => {
  const memory = new EngineMemory(new WebAssembly.Memory({ initial: 1, maximum: 2 }));
  const bad = [0, -1, -(2 ** 31), 65_536, 2 ** 31, Number.NaN];
  for (const at of bad) {
    assert.throws(() => memory.read(at, 1), `read ${at}`);
    assert.throws(() => memory.valueAt(at), `value ${at}`);
    assert.throws(() => memory.readText(at, 4, 10), `text ${at}`);
    assert.throws(() => memory.write(new Uint8Array(1), at), `write ${at}`);
  }
  for (const length of [-1, 65_536, 2 ** 31, Number.NaN])
    assert.throws(() => memory.read(8, length), `length ${length}`);
  assert.throws(() => memory.cString(70_000, 10));
  memory.bytes.fill(65);
  assert.equal(memory.cString(65_000, 1 << 20), "A".repeat(536));
  memory.grow(1);
  assert.equal(memory.read(65_535, 2).toString("latin1"), "A\0");
});
