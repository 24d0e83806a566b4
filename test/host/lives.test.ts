// The lives of rooms and of a host's sockets: idle, closed, drained; and CPU shared over time.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Client } from "./support/client.ts";
import { echoLoop } from "./support/handlers.ts";
import { startHost } from "./support/host-services.ts";
import { RawClient } from "./support/raw-client.ts";
import { pool } from "./support/real-pool.ts";
import { echo, restless, type Script, ScriptedPool } from "./support/scripted.ts";

test("RO22 a room without sockets is retired after a while; one with a socket is not", async () => {
  const scripted = new ScriptedPool({ echo });
  await using house = await startHost(scripted, { idleRoomMs: 100 });
  await house.load("empty", "echo");
  await house.load("used", "echo");
  using client = await Client.connect(house.gate.url("used"));
  const { room } = await house.fromHost.next("retired");
  assert.equal(room, "empty");
  await house.load("later", "echo");
  await house.fromHost.next("retired", (message) => message.room === "later");
  assert.equal(scripted.alive, 1);
  client.send("x");
  await client.take(1);
  client.ws.close();
  await house.fromHost.next("retired", (message) => message.room === "used");
  assert.equal(scripted.alive, 0);
});

test("RO22 a room that is closed closes its sockets with the given code and leaves nothing alive", async () => {
  const scripted = new ScriptedPool({ echo });
  await using house = await startHost(scripted);
  await house.load("r", "echo");
  using client = await Client.connect(house.gate.url("r"));
  house.host.receive({ type: "close", room: "r", code: 4000, reason: "the lesson is over" });
  assert.deepEqual(await client.closed(), { code: 4000, reason: "the lesson is over" });
  await house.fromHost.next("retired");
  assert.equal(scripted.alive, 0);
  assert.equal((await Client.refused(house.gate.url("r"))).status, 404);
});

test("RO23 drain closes every socket with 1001, even one that does not answer, admits no new one, and reports its end", async () => {
  await using house = await startHost(pool, { closeMs: 300 });
  await house.load("a", echoLoop);
  await house.load("b", `export async function upgrade() { await new Promise(() => {}); }\n${echoLoop}`);
  using polite = await Client.connect(house.gate.url("a"));
  using rude = await RawClient.upgrade(house.gate.port, "/ws/a");
  const waiting = Client.refused(house.gate.url("b"));
  await house.inside(3);
  house.host.receive({ type: "drain", reason: "the server restarts" });
  assert.deepEqual(await polite.closed(), { code: 1001, reason: "the server restarts" });
  assert.equal((await waiting).status, 503);
  assert.equal((await Client.refused(house.gate.url("a"))).status, 503);
  await house.fromHost.next("drained");
  await rude.until(() => rude.frames().some(({ opcode }) => opcode === 8), "no close frame came");
});

test("RO23 draining a host without sockets finishes immediately", async () => {
  await using house = await startHost(pool);
  house.host.receive({ type: "drain", reason: "x" });
  assert.equal(house.fromHost.of("drained").length, 1);
});

test("RO25 a ping is answered immediately with the host's counts", async () => {
  await using house = await startHost(pool);
  await house.load("r", echoLoop);
  using client = await Client.connect(house.gate.url("r"));
  house.host.receive({ type: "ping", n: 7 });
  const [pong] = house.fromHost.of("pong");
  assert.deepEqual([pong?.n, pong?.rooms, pong?.sockets], [7, 1, 1]);
  assert.ok((pong?.rssBytes ?? 0) > 1 << 20);
  assert.equal(client.ws.readyState, 1);
});

const hungry: Script = {
  turn: (events) => ({ ...echo.turn(events, 0), fuel: events.some(({ type }) => type === "text") ? 400_000 : 0 }),
};

test("RO20 a room that has used up its CPU waits and reports it; its neighbour does not; nothing is lost", async () => {
  const one: Script = {
    turn: (events, nowMs) => ({ ...hungry.turn(events.slice(0, 1), nowMs), consumed: Math.min(1, events.length) }),
  };
  await using house = await startHost(new ScriptedPool({ one, echo }), {
    fuelPerSecond: 10_000_000,
    fuelBurst: 8_000_000,
  });
  await house.load("hungry", "one");
  await house.load("neighbour", "echo");
  using client = await Client.connect(house.gate.url("hungry"));
  using neighbour = await Client.connect(house.gate.url("neighbour"));
  const startedMs = performance.now();
  for (let i = 0; i < 40; i++) client.send(`m${i}`);
  await house.fromHost.next("state", ({ room, state }) => room === "hungry" && state.state === "waiting");
  neighbour.send("quick");
  await neighbour.take(1);
  assert.ok(client.came.length < 40);
  const came = await client.take(40);
  assert.ok(performance.now() - startedMs > 700, "32 turns beyond the burst of 20 take 800 ms");
  assert.deepEqual(
    came.map(({ text }) => text),
    Array.from({ length: 40 }, (_, i) => `m${i}`),
  );
  await house.fromHost.next("state", ({ room, state }) => room === "hungry" && state.state === "running");
});

test("RO20 a check's room is not held back", async () => {
  await using house = await startHost(new ScriptedPool({ hungry }), { fuelPerSecond: 1000, fuelBurst: 1000 });
  await house.load("r", "hungry", { budget: "check" });
  using client = await Client.connect(house.gate.url("r"));
  for (let i = 0; i < 100; i++) {
    client.send("x");
    await client.take(i + 1);
  }
});

test("RO20 a load waits for its room's CPU too, and only the newest one is run", async () => {
  await using house = await startHost(new ScriptedPool({ hungry, echo }), {
    fuelPerSecond: 2_000_000,
    fuelBurst: 100_000,
  });
  await house.load("r", "hungry");
  using client = await Client.connect(house.gate.url("r"));
  client.send("x");
  await client.take(1);
  const [second, third] = await Promise.all([house.load("r", "echo"), house.load("r", "hungry")]);
  assert.deepEqual([second?.ok, second?.serving], [false, 1]);
  assert.match(second?.problems[0]?.message ?? "", /Superseded by a newer version/);
  assert.deepEqual([third?.ok, third?.serving], [true, 3]);
});

test("RO20 while ten neighbours loop, others are answered between their turns", async () => {
  let turns = 0;
  const spinner: Script = {
    turn: (events, nowMs) => {
      turns += 1;
      return restless.turn(events, nowMs);
    },
  };
  await using house = await startHost(new ScriptedPool({ spinner, echo }));
  for (let i = 0; i < 10; i++) await house.load(`spinner${i}`, "spinner", { budget: "check" });
  await house.load("calm", "echo", { budget: "check" });
  const spinning = await Promise.all(
    Array.from({ length: 10 }, (_, i) => Client.connect(house.gate.url(`spinner${i}`))),
  );
  using calm = await Client.connect(house.gate.url("calm"));
  const waited: number[] = [];
  for (let i = 0; i < 30; i++) {
    const before = turns;
    calm.send("x");
    await calm.take(i + 1);
    waited.push(turns - before);
  }
  for (const client of spinning) client[Symbol.dispose]();
  // A turn or two of one spinner stand before each answer, not one of each.
  waited.sort((a, b) => a - b);
  assert.ok((waited[15] ?? 99) <= 4, `${waited}`);
  assert.ok(turns > 30);
});
