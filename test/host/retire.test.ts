// Retirement of old code, and what new code asks for: restarts, versions that do not load, handlers that do not end.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Fault } from "../../server/protocol/guest.ts";
import { Client } from "./support/client.ts";
import { echoLoop, marked } from "./support/handlers.ts";
import { startHost } from "./support/host-services.ts";
import { pool } from "./support/real-pool.ts";
import { echo, restless, type Script, ScriptedPool } from "./support/scripted.ts";

test("RO12 with restart, every socket is closed with 1012 and the new code starts without sockets", async () => {
  await using house = await startHost(pool);
  await house.load("r", marked("old"));
  using client = await Client.connect(house.gate.url("r"));
  client.send("a");
  await client.take(1);
  await house.load("r", marked("new"), { swap: "restart" });
  assert.deepEqual(await client.closed(), { code: 1012, reason: "new code was loaded" });
  using again = await Client.connect(house.gate.url("r"));
  again.send("b");
  assert.equal((await again.take(1))[0]?.text, "new:b");
});

test("RO12 if a version does not load, the last good one keeps running", async () => {
  await using house = await startHost(pool);
  await house.load("r", marked("good"));
  using client = await Client.connect(house.gate.url("r"));
  for (const bad of ["export default 5;", "throw new Error('top');", "syntax error here", "for(;;){}"]) {
    const loaded = await house.load("r", bad);
    assert.equal(loaded.ok, false, bad);
    assert.equal(loaded.serving, 1);
    assert.ok(loaded.problems.length > 0 || loaded.fault, bad);
  }
  client.send("still");
  assert.equal((await client.take(1))[0]?.text, "good:still");
});

test("RO12 a room whose first version does not load refuses with 503 until one does", async () => {
  await using house = await startHost(pool);
  const { serving, ok } = await house.load("r", "export default 5;");
  assert.deepEqual([serving, ok], [0, false]);
  const { status, body } = await Client.refused(house.gate.url("r"));
  assert.equal(status, 503);
  assert.match(body, /No version of this handler has loaded yet/);
  await house.load("r", echoLoop);
  using client = await Client.connect(house.gate.url("r"));
  client.send("now");
  await client.take(1);
});

test("RO11 what a retired handler sends is dropped; what it prints is shown", async () => {
  await using house = await startHost(pool);
  await house.load(
    "r",
    `export default async function handle(socket) {
      for await (const message of socket) await socket.send("old");
      try { await socket.send("from the grave"); } catch {}
      console.log("the old handler ended");
    }`,
  );
  using client = await Client.connect(house.gate.url("r"));
  client.send("x");
  await client.take(1);
  await house.load("r", marked("new"));
  client.send("y");
  assert.deepEqual(
    (await client.take(2)).map(({ text }) => text),
    ["old", "new:y"],
  );
  const { lines } = await house.fromHost.next("console");
  assert.deepEqual([lines[0]?.text, lines[0]?.version], ["the old handler ended", 1]);
});

test("RO11 a handler that crashes or loops while it retires does not stop the new one", async () => {
  await using house = await startHost(pool);
  await house.load(
    "r",
    `export default async function handle(socket) { for await (const message of socket); for (;;) {} }`,
  );
  using client = await Client.connect(house.gate.url("r"));
  await house.settle("r", [client.bytes]);
  const { ok, serving } = await house.load("r", marked("new"));
  assert.deepEqual([ok, serving], [true, 2]);
  const { fault } = await house.fromHost.next("fault");
  assert.deepEqual([fault.kind, fault.stops, fault.version], ["cpu", false, 1]);
  client.send("y");
  assert.equal((await client.take(1))[0]?.text, "new:y");
});

test("RO11 a handler that never finishes is replaced anyway, and neighbours get turns meanwhile", async () => {
  await using house = await startHost(new ScriptedPool({ restless, next: echo }));
  await house.load("r", "restless", { budget: "check" });
  await house.load("neighbour", "next", { budget: "check" });
  using client = await Client.connect(house.gate.url("r"));
  using neighbour = await Client.connect(house.gate.url("neighbour"));
  await house.fromHost.next("joined", ({ room }) => room === "neighbour");
  let answers = 0;
  let replaced = false;
  const load = house.load("r", "next", { budget: "check" }).then(({ ok }) => {
    replaced = true;
    return ok;
  });
  for (; !replaced && answers < 1000; answers++) {
    neighbour.send("x");
    await neighbour.take(answers + 1);
  }
  assert.equal(await load, true);
  assert.ok(answers > 1, `${answers} answers meanwhile`);
  client.send("y");
  assert.equal((await client.take(1))[0]?.text, "y");
});

test("RO15 upgrade() of new code is called once for each waiting client, even if the old code never was", async () => {
  const asked: number[] = [];
  const counting: Script = {
    hasUpgrade: true,
    turn: (events) => ({
      effects: events.flatMap((event) => {
        if (event.type !== "upgrade") return [];
        asked.push(event.ticket);
        return [{ type: "upgraded", ticket: event.ticket, answer: { accept: true, protocol: null, headers: {} } }];
      }),
    }),
  };
  const refusing: Script = { hasUpgrade: true, turn: (events) => ({ consumed: events[0]?.type === "retire" ? 1 : 0 }) };
  await using house = await startHost(new ScriptedPool({ refusing, counting }));
  await house.load("r", "refusing", { budget: "check" });
  const waiting = Promise.all([Client.connect(house.gate.url("r")), Client.connect(house.gate.url("r"))]);
  await house.inside(2);
  await house.load("r", "counting", { budget: "check" });
  for (const client of await waiting) client[Symbol.dispose]();
  assert.deepEqual(asked, [1, 2]);
});

test("RO11 a handler that faults while it finishes receives nothing more, and its fault is reported", async () => {
  const fault: Fault = {
    kind: "memory",
    message: "too much",
    limit: "memoryBytes",
    line: 1,
    column: 1,
    stack: [],
    peer: null,
    stops: true,
    version: 1,
  };
  const stopping: Script = {
    turn: (events) => (events.length > 0 ? { pending: true } : { fault }),
  };
  const sorry: Script = {
    turn: ([event]) =>
      event?.type === "retire"
        ? { effects: [{ type: "fault", fault: { ...fault, kind: "rejection", stops: false } }] }
        : {},
  };
  const scripted = new ScriptedPool({ stopping, sorry, echo });
  {
    await using house = await startHost(scripted);
    await house.load("r", "stopping", { budget: "check" });
    using client = await Client.connect(house.gate.url("r"));
    const { ok } = await house.load("r", "sorry", { budget: "check" });
    const last = await house.load("r", "echo", { budget: "check" });
    assert.deepEqual([ok, last.ok], [true, true]);
    await house.fromHost.next("fault", (told) => told.fault.kind === "rejection");
    assert.equal(client.ws.readyState, 1);
    client.send("x");
    await client.take(1);
  }
  assert.equal(scripted.alive, 0);
});
