// Stopping a handler, and what outlives it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Client } from "./support/client.ts";
import { startHost, type TestHost } from "./support/host-services.ts";
import { pool } from "./support/real-pool.ts";

let house: TestHost;
let rooms = 0;

before(async () => {
  house = await startHost(pool, { storageBytes: 100 });
});

after(() => house[Symbol.asyncDispose]());

/** Sends the result of `body`, or its error, for each message; `text` is the message. */
const loop = (body: string) => `import { shutdown, storage } from "ws101";
const run = async (text) => { ${body} };
export default async function handle(socket) {
  for await (const message of socket)
    if (message.type === "text") await socket.send(String(await run(message.data).catch(String)));
}`;

const evaluating = loop("return JSON.stringify(await eval(text));");

async function open(js: string, options: Parameters<TestHost["load"]>[2] = {}) {
  const room = `room${++rooms}`;
  const loaded = await house.load(room, js, options);
  assert.ok(loaded.ok, JSON.stringify(loaded.problems));
  const client = await Client.connect(house.gate.url(room));
  let count = 0;
  const answer = async (text: string) => {
    client.send(text);
    return (await client.take(++count))[count - 1]?.text;
  };
  return { room, client, answer, [Symbol.dispose]: () => client[Symbol.dispose]() };
}

test("SD3 JSON values are stored by key, and listed in the order in which they came", async () => {
  using opened = await open(evaluating);
  const steps: Readonly<Record<string, string>> = {
    'storage.set("b", { list: [1, null], text: "é" })': "undefined",
    'storage.set("__proto__", 5)': "undefined",
    "[...storage.keys()]": '["b","__proto__"]',
    'storage.get("b")': '{"list":[1,null],"text":"é"}',
    'storage.get("none") === undefined': "true",
    '[storage.delete("b"), storage.delete("b"), storage.get("b") === undefined]': "[true,false,true]",
    'storage.set("f", () => 1)': 'TypeError: storage.set("f") takes a value that JSON can express.',
    "storage.set(5, 1)": "TypeError: storage takes a string as the key.",
    'storage.set("big", "x".repeat(100))':
      'RangeError: storage.set("big") needs 15 bytes more than the room may store. Delete what is no longer needed.',
    'storage.set("fits", "x".repeat(80))': "undefined",
    'storage.set("fits", "y".repeat(80))': "undefined",
  };
  for (const [code, expected] of Object.entries(steps)) assert.equal(await opened.answer(code), expected, code);
});

test("SD3 stored values survive hot swaps, are reported to the front in time, and come back with the room's plan", async () => {
  const opened = await open(evaluating);
  await opened.answer('storage.set("kept", 1)');
  await opened.answer('storage.set("gone", 1)');
  await opened.answer('storage.delete("gone")');
  await house.load(opened.room, evaluating);
  assert.equal(await opened.answer('storage.get("kept")'), "1");
  opened.client[Symbol.dispose]();
  house.host.receive({ type: "close", room: opened.room, code: 1000, reason: "" });
  await house.fromHost.next("retired", ({ room }) => room === opened.room);
  const reports = house.fromHost.of("stored").filter(({ room }) => room === opened.room);
  const entries = reports.flatMap((report) => report.entries);
  const last = Object.fromEntries(entries);
  assert.deepEqual([last.kept, last.gone ?? null], ["1", null]);
  using again = await open(evaluating, { stored: Object.entries(last).filter(([, value]) => value !== null) });
  assert.equal(await again.answer("[storage.keys(), storage.get('kept')]"), '[["kept"],1]');
});

test("SD4 a restart asks the old handler first, which keeps its sockets until it has closed them", async () => {
  const polite = loop(`shutdown.signal.addEventListener("abort", () => { globalThis.asked = true; });
    if (text === "asked?") return String(globalThis.asked === true);
    return "ready";`);
  using opened = await open(polite);
  assert.equal(await opened.answer("go"), "ready");
  const loaded = house.load(opened.room, evaluating, { swap: "restart" });
  while ((await opened.answer("asked?")) !== "true");
  const refused = await Client.refused(house.gate.url(opened.room));
  assert.deepEqual([refused.status, /shutting down/.test(refused.body)], [503, true]);
  opened.client.ws.close(1000);
  assert.equal((await loaded).ok, true);
  assert.deepEqual(await opened.client.closed(), { code: 1000, reason: "" });
  using next = await Client.connect(house.gate.url(opened.room));
  next.send("2");
  assert.equal((await next.take(1))[0]?.text, "2");
});

test("SD4 a handler that does not close its sockets in time is ended, and one that does not listen at once", async () => {
  await using quick = await startHost(pool, { shutdownMs: 50 });
  const deaf = loop("shutdown.signal; return text;");
  for (const js of [deaf, loop("return text;")]) {
    await quick.load("r", js);
    using client = await Client.connect(quick.gate.url("r"));
    client.send("x");
    await client.take(1);
    assert.equal((await quick.load("r", js, { swap: "restart" })).ok, true);
    assert.equal((await client.closed()).code, 1012);
  }
});

test("SD4 newer code takes the place of code that waits for the old handler; code that does not load leaves it alone", async () => {
  using opened = await open(
    loop("shutdown.signal.onabort = () => { globalThis.asked = true; }; return String(globalThis.asked);"),
  );
  await opened.answer("go");
  const bad = await house.load(opened.room, "import 'fs';", { swap: "restart" });
  assert.equal(bad.ok, false);
  assert.equal(await opened.answer("go"), "undefined");
  const first = house.load(opened.room, evaluating, { swap: "restart" });
  while ((await opened.answer("go")) !== "true");
  const second = house.load(opened.room, loop("return 'newest';"), { swap: "restart" });
  assert.match((await first).problems[0]?.message ?? "", /Superseded/);
  opened.client.ws.close();
  assert.equal((await second).ok, true);
});
