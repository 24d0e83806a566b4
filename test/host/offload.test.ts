// Offloaded work: functions of a handler that run in another sandbox and another thread.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setImmediate as immediate } from "node:timers/promises";
import { CpuAccounts, type LearnerAccount } from "../../server/host/cpu-budget.ts";
import { OffloadThreads } from "../../server/host/offload/threads.ts";
import type { BootImage } from "../../server/host/sandbox/boot-image.ts";
import { callLimits } from "../../server/host/sandbox/offloaded-call.ts";
import { limitsWith } from "../../server/protocol/limits.ts";
import { Client } from "./support/client.ts";
import { startHost, type TestHost } from "./support/host-services.ts";
import { pool } from "./support/real-pool.ts";

let house: TestHost;
let rooms = 0;

before(async () => {
  house = await startHost(pool, { offloadFuel: 4_000_000, offloadCalls: 20, offloadBytes: 64 << 10 });
});

after(() => house[Symbol.asyncDispose]());

/** A loop that runs `body` for each message and sends what it returns, or the error. `text` is the message. */
function loop(top: string, body: string): string {
  return `import { offload, OffloadFailed, spawn, sleep, timeout } from "ws101";
${top}
export default async function handle(socket) {
  const run = async (text) => { ${body} };
  for await (const message of socket)
    if (message.type === "text") void run(message.data).catch(String).then((out) => socket.send(String(out)));
}`;
}

interface OpenRoom extends Disposable {
  readonly room: string;
  readonly client: Client;
  /** Sends the messages; resolves with all that the handler has sent once the room has settled. */
  answers(...messages: string[]): Promise<string[]>;
}

async function open(js: string, budget: "check" | "fair" = "check"): Promise<OpenRoom> {
  const room = `room${++rooms}`;
  const loaded = await house.load(room, js, { clock: "stepped", budget });
  assert.ok(loaded.ok, JSON.stringify(loaded.problems));
  const client = await Client.connect(house.gate.url(room));
  return {
    room,
    client,
    async answers(...messages) {
      for (const message of messages) client.send(message);
      const { clients } = await house.settle(room, [client.bytes]);
      while (client.receivedBytes < (clients[0]?.received ?? 0)) await immediate();
      return client.came.map(({ text }) => text);
    },
    [Symbol.dispose]: () => client[Symbol.dispose](),
  };
}

/** What a handler in a check's room sends for these messages, in order. */
async function answers(js: string, ...messages: string[]): Promise<string[]> {
  using opened = await open(js);
  return await opened.answers(...messages);
}

async function problemOf(js: string): Promise<string> {
  const { ok, problems } = await house.load(`room${++rooms}`, js, { budget: "check" });
  assert.equal(ok, false);
  return problems[0]?.message ?? "";
}

test("OF1 a function runs elsewhere with a copy of its value, and its result comes back as a copy", async () => {
  const js = loop(
    "const f = offload(async (value) => { value.n += 1; globalThis.kept = (globalThis.kept ?? 0) + 1; return [value, globalThis.kept]; });",
    'const value = { n: Number(text) }; const [copy, kept] = await f(value); return [value.n, copy.n, kept].join(" ");',
  );
  assert.deepEqual(await answers(js, "1", "5"), ["1 2 1", "5 6 1"]);
});

test("OF1 the events style offloads work too", async () => {
  const js = `import { WebSocketServer } from "ws"; import { offload } from "ws101";
    const square = offload((n) => n * n);
    new WebSocketServer({ port: 1 }).on("connection", (socket) =>
      socket.on("message", (data) => square(Number(data)).then((n) => socket.send(String(n)))));`;
  assert.deepEqual(await answers(js, "12"), ["144"]);
});

test("OF2 the room's loop serves other messages meanwhile", async () => {
  const js = loop(
    "const slow = offload((n) => { let x = 0; for (let i = 0; i < n; i++) x += i; return x; });",
    "return text === 'quick' ? text : await slow(20000);",
  );
  assert.deepEqual(await answers(js, "slow", "quick"), ["quick", "199990000"]);
});

test("OF3 whatever structuredClone copies is passed, with its cycles and odd strings", async () => {
  const js = loop(
    "const same = offload((value) => value);",
    `const cycle = { when: new Date(7), re: /a+/gi, big: 2n ** 70n, odd: "\\ud800", [text]: undefined, list: [1, , 3], nan: NaN, minus: -0 };
    cycle.self = cycle; cycle.map = new Map([[cycle, new Set(["a", null, true])]]);
    const bytes = new Uint8Array([1, 2, 3, 4]); cycle.views = [bytes.subarray(1, 3), new DataView(bytes.buffer, 2), new Float32Array([1.5])];
    cycle.error = new RangeError("far", { cause: 5 }); cycle.boxed = Object("b");
    const back = await same(cycle);
    return [back.self === back, back.map.get(back).has("a"), back.when.getTime(), String(back.re), back.big === cycle.big,
      back.odd === "\\ud800", Object.hasOwn(back, text), 1 in back.list, back.list.length, Object.is(back.minus, -0), back.nan,
      back.views[0].join(), back.views[1].getUint8(0), back.views[0].buffer === back.views[1].buffer, back.views[2][0],
      back.error instanceof RangeError, back.error.message, back.error.cause, typeof back.boxed, back !== cycle].join(" ");`,
  );
  const expected = "true true 7 /a+/gi true true true false 3 true NaN 2,3 3 true 1.5 true far 5 object true";
  assert.deepEqual(await answers(js, "__proto__"), [expected]);
});

test("OF3 what cannot be copied rejects, on the way there and back", async () => {
  const js = loop(
    "const f = offload((value) => value === 1 ? () => {} : value);",
    "return await f(text === 'there' ? { f() {} } : 1);",
  );
  const [there, back] = await answers(js, "there", "back");
  assert.match(there ?? "", /DataCloneError: f\(\) \{\} could not be cloned/);
  assert.match(back ?? "", /\(\) => \{\} could not be cloned/);
});

test("OF3 transferred bytes are moved: the sender's views are empty afterwards", async () => {
  const js = loop(
    "const sum = offload((bytes) => bytes.reduce((a, b) => a + b, 0));",
    'const bytes = new Uint8Array(1000).fill(2); const all = sum(bytes, { transfer: [bytes] }); return [bytes.length, bytes.buffer.byteLength, await all].join(" ");',
  );
  assert.deepEqual(await answers(js, ""), ["0 0 2000"]);
});

test("OF4 a function that uses what is around it is refused when it is offloaded, by name, with a remedy", async () => {
  const js = (fn: string) =>
    `import { offload, sleep } from "ws101"; const table = [1]; offload(${fn}); export default () => {};`;
  assert.match(
    await problemOf(js("(n) => table[n]")),
    /cannot use "table" from the code around it\. Declare it inside/,
  );
  assert.match(
    await problemOf(js("async (n) => { await sleep(n); for (const x of table) y = x; }")),
    /"sleep" \(nor table, y\)/,
  );
  assert.match(await problemOf(js("() => arguments[0]")), /"arguments"/);
  for (const notAFunction of [
    "Math.max",
    "class {}",
    "({ f(n) {} }).f",
    "((n) => n).bind(null)",
    "new Proxy(() => {}, {})",
  ])
    assert.match(await problemOf(js(notAFunction)), /takes a function that is written out/, notAFunction);
  assert.match(await problemOf(js("(n) => n, { size: 0 }")), /a size from 1 to 16/);
  assert.match(await problemOf(js("5")), /offload\(\) takes a function/);
});

test("OF4 what a function declares itself, and what every sandbox has, may be used", async () => {
  const fn = `function digest({ a, b: [c = a, ...rest], ...others }, d = () => arguments) {
    var x = 1; let y = 2; const { z: [w] } = { z: [3] }; class K { static #p = x; static q = K.#p; m() { return this.q; } }
    function inner(n) { return n === 0 ? later : inner(n - 1); } var later = 4;
    label: for (const i of [1]) { for (let j in { k: 1 }) { continue label; } }
    try { throw { code: 5 }; } catch ({ code }) { x += code; }
    const named = function fact(n) { return n < 2 ? 1 : n * fact(n - 1); }; const Named = class Self { static me = () => Self; };
    return [a, c, rest.length, Object.keys(others).length, x, y, w, K.q, inner(2), named(4), Named.me() === Named, typeof TextEncoder, Buffer.from("é").length, { x }.x, d().length, new.target].join();
  }`;
  const js = loop(`const f = offload(${fn});`, "return await f({ a: 1, b: [undefined, 7, 8], e: 0 });");
  assert.deepEqual(await answers(js, ""), ["1,1,2,1,6,2,3,1,4,24,true,function,2,6,1,"]);
});

test("OF5 what a function throws rejects the call; its console lines and stack have their places in the file", async () => {
  const js = loop(
    `const f = offload((value) => {
  console.log("got", value);
  throw new RangeError("too far");
});`,
    'return await f(text).catch((error) => [error instanceof RangeError, error.message, error.stack].join(" "));',
  );
  const [answer] = await answers(js, "x");
  assert.match(answer ?? "", /^true too far\s+at offloaded \(handler\.ts:4:/);
  const { lines } = await house.fromHost.next("console", ({ lines }) => lines.some(({ text }) => text === "got x"));
  assert.deepEqual(
    lines.filter(({ text }) => text === "got x").map(({ line }) => line),
    [3],
  );
});

const limited = loop(
  `const burn = offload((how) => {
    if (how === "loop") for (;;);
    if (how === "native") { const list = []; list.length = 2 ** 32 - 1; list.indexOf(1); }
    if (how === "jobs") return (async () => { for (;;) await null; })();
    if (how === "catch") for (;;) { try { for (;;); } catch {} }
    if (how === "memory") { const all = []; for (;;) all.push(new Uint8Array(1 << 20)); }
    if (how === "deep") { const dig = () => dig() + 1; return dig(); }
    if (how === "timer") return new Promise((resolve) => setTimeout(resolve, 1));
    if (how === "large") return new Uint8Array(99_000);
    return how;
  });`,
  'return await burn(text).catch((error) => [error.reason, error.name + ":", error.message].join(" "));',
);

test("OF6 a call that reaches a limit rejects with the limit, in a room that continues", async () => {
  for (const how of ["loop", "native", "jobs", "catch"])
    assert.match(
      (await answers(limited, how))[0] ?? "",
      /^cpu OffloadFailed: The offloaded function used up its CPU/,
      how,
    );
  assert.match((await answers(limited, "loop"))[0] ?? "", /CPU at line 3 \(limit: about 20 ms a call\)/);
  const others: Readonly<Record<string, RegExp>> = {
    memory: /^memory OffloadFailed: .* ran out of memory/,
    deep: /call stack size exceeded/,
    timer: /^stuck OffloadFailed: .* waits for something that cannot happen/,
    large: /^memory OffloadFailed: .* returned more than 64 KiB/,
    fine: /^fine$/,
  };
  for (const [how, answer] of Object.entries(others)) assert.match((await answers(limited, how))[0] ?? "", answer);
});

test("OF6 too many calls, and too many bytes, are refused; the others are answered", async () => {
  const js = loop(
    "const same = offload((n) => n, { size: 1 });",
    `const all = await Promise.allSettled(Array.from({ length: 1000 }, (_, i) => same(i)));
    const big = await Promise.allSettled([same(new Uint8Array(99_000)), same("x".repeat(40_000)), same("x".repeat(40_000))]);
    const failed = all.filter((each) => each.status === "rejected");
    return [all.filter((each, i) => each.value === i).length, failed.every(({ reason }) => reason.reason === "busy"), failed[0].reason.message, big.map(({ status }) => status)].join(" ");`,
  );
  const [answer] = await answers(js, "");
  assert.match(answer ?? "", /^20 true Too many offloaded calls are waiting \(limits: 20 calls and 64 KiB\)/);
  assert.match(answer ?? "", /rejected,fulfilled,rejected$/);
});

test("OF6 tampering in either sandbox affects only itself", async () => {
  const js = loop(
    `Function.prototype.toString = () => "() => leaked";
    const f = offload((value) => { Uint8Array.prototype.set = () => {}; Object.keys = () => ["evil"]; JSON.stringify = () => "evil"; Reflect.get = () => "evil"; return { ok: value }; });
    const g = offload(() => [typeof globalThis.__ws101, typeof process === "undefined" ? "" : String(Object.getOwnPropertyNames(globalThis).includes("std"))].join());`,
    "await f(1).catch(() => 0); return await g();",
  );
  assert.deepEqual(await answers(js, ""), ["undefined,false"]);
});

test("OF7 while calls are pending the room is not settled and a stepped clock stands still", async () => {
  const js = loop(
    "const busy = offload((n) => { for (let i = 0; i < n; i++); return Date.now(); });",
    'const from = Date.now(); const [there] = await Promise.all([busy(20_000), sleep(5)]); return [there - from, Date.now() - from].join(" ");',
  );
  using opened = await open(js);
  assert.deepEqual(await opened.answers("x"), []);
  await house.clock(opened.room, { advanceMs: 5 });
  assert.deepEqual(await opened.answers(), ["0 5"]);
});

test("OF7 in a check, results come in the order of the work, not in the order in which threads finish", async () => {
  const js = loop(
    "const work = offload((n) => { for (let i = 0; i < n * 1000; i++); return n; }, { size: 3 });",
    "return await work(Number(text));",
  );
  for (let round = 0; round < 3; round++)
    assert.deepEqual(await answers(js, "9", "1", "5", "20", "2"), ["1", "5", "2", "9", "20"]);
});

test("OF7 a check may hold calls: the room settles while they run, and their results come once it lets go", async () => {
  using opened = await open(
    loop("const work = offload((n) => n);", 'return text === "now" ? text : await work(text);'),
  );
  opened.client.send("later");
  await house.settle(opened.room, [opened.client.bytes], { holdsCalls: true });
  await house.settle(opened.room, [opened.client.bytes], { holdsCalls: true });
  assert.deepEqual(opened.client.came, []);
  assert.deepEqual(await opened.answers(), ["later"]);
});

test("OF8 a call stops when its signal aborts, and its place is free again", async () => {
  const js = loop(
    "const work = offload((n) => { for (let i = 0; i < n; i++); return n; }, { size: 1 });",
    `const stop = new AbortController();
    const slow = work(1e9, { signal: stop.signal }); const next = work(3);
    stop.abort(new Error("enough"));
    const late = await work(1, { signal: AbortSignal.abort() }).catch((error) => error.name);
    return [await slow.catch((error) => error.message), await next, late].join(" ");`,
  );
  assert.deepEqual(await answers(js, ""), ["enough 3 AbortError"]);
});

test("OF8 calls end with their handler: new code gets no result of old calls, and a closed room leaves none behind", async () => {
  const old = loop("const work = offload(() => { for (;;); }, { size: 9 });", "return await work();");
  using opened = await open(old);
  for (let i = 0; i < 9; i++) opened.client.send("x");
  const next = loop("const same = offload((n) => n);", "return await same(text);");
  await opened.client.take(0);
  await house.settle(opened.room, []);
  await house.load(opened.room, next);
  assert.deepEqual((await opened.answers("new")).at(-1), "new");
  using other = await open(old);
  other.client.send("x");
  house.host.receive({ type: "close", room: other.room, code: 1000, reason: "" });
  assert.deepEqual(await answers(next, "free"), ["free"]);
});

/** Runs a function on these threads, for a learner who pays for it unless `account` is null. */
function runOn(threads: OffloadThreads, js: string, learner = "a", account: LearnerAccount | null = null) {
  return new Promise<string>((resolve) => {
    threads.run({
      from: { learner, network: "" },
      account,
      limits: callLimits(limitsWith({ offloadFuel: 4_000_000 })),
      program: { version: 1, js: `export default ${js};`, map: "", file: "handler.ts" },
      value: new Uint8Array([0]),
      nowMs: 1,
      seed: 1n,
      done: ({ status }) => resolve(status),
    });
  });
}

test("OF9 a learner's calls wait once their CPU is used up, and other learners' calls do not", async () => {
  const limits = limitsWith({ fuelBurst: 1_000_000, fuelPerSecond: 100_000 });
  using threads = new OffloadThreads(pool);
  const accounts = new CpuAccounts(limits);
  const accountOf = (learner: string) =>
    accounts.of({
      room: "",
      clock: "real",
      seed: "1",
      budget: "fair",
      owner: { learner, network: "", isKnown: false },
      reopened: false,
    });
  const { learner: burner } = accountOf("burner");
  assert.equal(await runOn(threads, "() => { for (;;); }", "burner", burner), "cpu");
  let isDone = false;
  void runOn(threads, "() => 1", "burner", burner).then(() => {
    isDone = true;
  });
  const { learner: indebted } = accountOf("indebted");
  indebted.offloaded.take(1_002_000, performance.now());
  assert.equal(await runOn(threads, "() => 1", "indebted", indebted), "returned", "waits for itself alone");
  for (const name of ["first", "second"]) {
    assert.equal(await runOn(threads, "() => 1", name, accountOf(name).learner), "returned");
  }
  assert.equal(isDone, false);
});

test("OF9 a thread that is lost is replaced, and its call rejects", async () => {
  const emptyModule = new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
  const images: BootImage[] = [{ ...pool.image, module: emptyModule }];
  const changing = {
    get image() {
      return images.shift() ?? pool.image;
    },
  };
  using threads = new OffloadThreads(changing);
  assert.equal(await runOn(threads, "() => 1"), "lost");
  assert.equal(await runOn(threads, "() => 1"), "returned");
});
