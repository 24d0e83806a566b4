// Effects of a handler's mistakes on its room, and none on others.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Fault } from "../../server/protocol/guest.ts";
import { Client } from "./support/client.ts";
import { echoLoop, marked } from "./support/handlers.ts";
import { startHost } from "./support/host-services.ts";
import { pool } from "./support/real-pool.ts";
import { emptyTurn, ScriptedPool } from "./support/scripted.ts";

const spinning = `export default async function handle(socket) {
  for await (const message of socket) {
    if (message.type === "text" && message.data === "spin") for (;;) {}
    await socket.send("fine");
  }
}`;

test("RO9 a fault that stops the handler closes every socket with 1011 and refuses new ones until the next load", async () => {
  await using house = await startHost(pool);
  await house.load("r", spinning);
  await house.load("neighbour", echoLoop);
  using a = await Client.connect(house.gate.url("r"));
  using b = await Client.connect(house.gate.url("r"));
  using neighbour = await Client.connect(house.gate.url("neighbour"));
  a.send("spin");
  for (const client of [a, b]) {
    const { code, reason } = await client.closed();
    assert.equal(code, 1011);
    assert.ok(reason.length > 10 && Buffer.byteLength(reason) <= 123, reason);
  }
  const { fault } = await house.fromHost.next("fault");
  assert.deepEqual([fault.kind, fault.stops, fault.version], ["cpu", true, 1]);
  const { state } = await house.fromHost.next("state", ({ room, state }) => room === "r" && state.state === "stopped");
  assert.equal(state.version, 0);
  const refused = await Client.refused(house.gate.url("r"));
  assert.equal(refused.status, 503);
  assert.ok(refused.body.includes(fault.message.slice(0, 40)), refused.body);
  neighbour.send("still here");
  await neighbour.take(1);
  await house.load("r", marked("mended"));
  using again = await Client.connect(house.gate.url("r"));
  again.send("x");
  assert.equal((await again.take(1))[0]?.text, "mended:x");
});

test("RO9 messages sent before the fault that stopped the handler are still sent", async () => {
  await using house = await startHost(pool);
  await house.load(
    "r",
    `export default async function handle(socket) {
      for await (const message of socket) { await socket.send("answered"); for (;;) {} }
    }`,
  );
  using client = await Client.connect(house.gate.url("r"));
  client.send("x");
  assert.equal((await client.closed()).code, 1011);
  assert.deepEqual(
    client.came.map(({ kind }) => kind),
    ["text", "close"],
  );
});

test("RO9 an exception closes its own socket with 1011 and reports its line; the room keeps running", async () => {
  await using house = await startHost(pool);
  await house.load(
    "r",
    `export default async function handle(socket) {
      for await (const message of socket) {
        if (message.data === "crash") throw new Error("ouch");
        await socket.send(message.data);
      }
    }`,
  );
  using a = await Client.connect(house.gate.url("r"));
  using b = await Client.connect(house.gate.url("r"));
  a.send("crash");
  const { code, reason } = await a.closed();
  assert.equal(code, 1011);
  assert.match(reason, /ouch/);
  const { fault } = await house.fromHost.next("fault");
  assert.deepEqual([fault.peer, fault.stops], [1, false]);
  b.send("on");
  assert.equal((await b.take(1))[0]?.text, "on");
});

test("RO9 a flood of faults is reported in part, each sanitized and within the protocol's limits", async () => {
  const fault: Fault = {
    kind: "rejection",
    message: `\u001b]0;owned\u0007${"m".repeat(10_000)}`,
    limit: null,
    line: 1,
    column: 1,
    stack: Array.from({ length: 500 }, () => "\u001b[2Jat x".padEnd(5000, "y")),
    peer: null,
    stops: false,
    version: 1,
  };
  const stormy = {
    turn: () => ({ effects: Array.from({ length: 500 }, () => ({ type: "fault" as const, fault })) }),
  };
  await using house = await startHost(new ScriptedPool({ stormy }));
  await house.load("r", "stormy");
  using client = await Client.connect(house.gate.url("r"));
  await house.settle("r", [client.bytes]);
  const told = house.fromHost.of("fault");
  assert.ok(told.length >= 20 && told.length < 250, `${told.length}`);
  assert.ok(told.every(({ fault: { message } }) => message.length <= 4096 && !message.includes("\u001b")));
  assert.ok(told.every(({ fault: { stack } }) => stack.length === 64 && stack.every((line) => line.length <= 1024)));
});

test("RO9 a fault in the top level is reported by the load and affects nothing else", async () => {
  const fault: Fault = {
    kind: "cpu",
    message: "too long",
    limit: "loadFuel",
    line: 1,
    column: 1,
    stack: [],
    peer: null,
    stops: true,
    version: 1,
  };
  const pool = new ScriptedPool({
    bad: {
      load: () => ({ ok: true, turn: { ...emptyTurn, fault }, hasUpgrade: false, style: "loop" }),
      turn: () => ({}),
    },
  });
  {
    await using house = await startHost(pool);
    const loaded = await house.load("r", "bad");
    assert.deepEqual([loaded.ok, loaded.serving, loaded.fault?.kind], [false, 0, "cpu"]);
    assert.equal(pool.alive, 0);
  }
});
