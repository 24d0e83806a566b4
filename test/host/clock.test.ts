// A room's time: real, or moved by hand from wake to wake.
import assert from "node:assert/strict";
import { test } from "node:test";
import { RoomClock } from "../../server/host/room/room-clock.ts";
import type { Effect } from "../../server/protocol/guest.ts";
import type { Advance } from "../../server/protocol/host.ts";
import { Client } from "./support/client.ts";
import { startHost } from "./support/host-services.ts";
import { RawClient } from "./support/raw-client.ts";
import { pool } from "./support/real-pool.ts";
import { type Script, ScriptedPool } from "./support/scripted.ts";

const ticking = `export default async function handle(socket) {
  const started = Date.now();
  const timer = setInterval(() => socket.send(String(Date.now() - started)), 1000);
  for await (const message of socket) if (message.type === "text") await socket.send("echo " + message.data);
  clearInterval(timer);
}`;

test("RO17 a stepped clock does not move by itself; when moved, every timer fires at its own time, in order", async () => {
  await using house = await startHost(pool);
  await house.load("r", ticking, { clock: "stepped", budget: "check" });
  using client = await Client.connect(house.gate.url("r"));
  const before = await house.settle("r", [client.bytes]);
  const startMs = before.nowMs;
  assert.equal(before.nextWakeAtMs, startMs + 1000);
  const moved = await house.clock("r", { advanceMs: 3500 });
  assert.deepEqual([moved.nowMs, moved.nextWakeAtMs], [startMs + 3500, startMs + 4000]);
  const came = await client.take(3);
  assert.deepEqual(
    came.map(({ text }) => text),
    ["1000", "2000", "3000"],
  );
});

test("RO17 a clock that may move on while it is quiet stops at the first timer that does something", async () => {
  const rare = `let n = 0;
export default async function handle(socket) {
  const timer = setInterval(() => { if (++n % 10 === 0) void socket.send("tick " + n); }, 1000);
  for await (const _ of socket);
  clearInterval(timer);
}`;
  await using house = await startHost(pool);
  await house.load("r", rare, { clock: "stepped", budget: "check" });
  using client = await Client.connect(house.gate.url("r"));
  const { nowMs: startMs } = await house.settle("r", [client.bytes]);
  const until = async (advance: Advance) => (await house.settle("r", [client.bytes], { advance })).nowMs - startMs;
  assert.equal(await until({ ms: 1000, quietMs: 5500 }), 5000);
  assert.equal(await until({ ms: 1000, quietMs: 60_000 }), 10_000);
  assert.equal((await client.take(1))[0]?.text, "tick 10");
  assert.equal(await until({ ms: 2500, quietMs: 2500 }), 12_500);
  assert.equal(await until({ ms: 10_000, quietMs: 60_000 }), 22_500);
  assert.equal(await until({ ms: 500, quietMs: 1_000_000 }), 30_000);
});

test("RO17 two concurrent moves happen one after the other", async () => {
  await using house = await startHost(pool);
  await house.load("r", ticking, { clock: "stepped", budget: "check" });
  using client = await Client.connect(house.gate.url("r"));
  const { nowMs: startMs } = await house.settle("r", [client.bytes]);
  const [first, second] = await Promise.all([
    house.clock("r", { advanceMs: 1500 }),
    house.clock("r", { advanceMs: 1500 }),
  ]);
  assert.deepEqual([first?.nowMs, second?.nowMs], [startMs + 1500, startMs + 3000]);
  await client.take(3);
});

test("RO17 timers of several sockets that are due at the same time fire at that time", async () => {
  await using house = await startHost(pool);
  await house.load("r", ticking, { clock: "stepped", budget: "check" });
  using a = await Client.connect(house.gate.url("r"));
  using b = await Client.connect(house.gate.url("r"));
  await house.settle("r", [a.bytes, b.bytes]);
  await house.clock("r", { advanceMs: 1000 });
  for (const client of [a, b]) assert.equal((await client.take(1))[0]?.text, "1000");
});

test("RO17 a handler that always asks for the same time does not stop the clock", async () => {
  let wakes = 0;
  const restless: Script = {
    turn: (events, nowMs) => {
      for (const { type } of events) if (type === "wake") wakes += 1;
      return { wakeAtMs: nowMs };
    },
  };
  await using house = await startHost(new ScriptedPool({ restless }));
  await house.load("r", "restless", { clock: "stepped", budget: "check" });
  using client = await Client.connect(house.gate.url("r"));
  const { nowMs: startMs } = await house.settle("r", [client.bytes]);
  const { nowMs } = await house.clock("r", { advanceMs: 2 });
  assert.equal(nowMs, startMs + 2);
  assert.ok(wakes > 1000 && wakes < 5000, `${wakes}`);
});

test("RO17 a real clock wakes the handler in real time", async () => {
  const seen: number[] = [];
  const real: Script = {
    turn: (events, nowMs) => {
      if (events.some(({ type }) => type === "wake")) seen.push(nowMs);
      const effects = events.flatMap((event): Effect[] =>
        event.type === "wake" ? [{ type: "text", peer: 1, data: Buffer.from("woken") }] : [],
      );
      return { effects, wakeAtMs: seen.length < 3 ? nowMs + 20 : null };
    },
  };
  await using house = await startHost(new ScriptedPool({ real }));
  await house.load("r", "real");
  const startedMs = Date.now();
  using client = await Client.connect(house.gate.url("r"));
  await client.take(3);
  assert.equal(seen.length, 3);
  assert.ok(seen.every((at, i) => at >= (seen[i - 1] ?? startedMs) + 20));
});

test("RO17 switching a room's clock neither jumps nor loses a timer", async () => {
  await using house = await startHost(pool);
  await house.load("r", ticking);
  using client = await Client.connect(house.gate.url("r"));
  await house.settle("r", [client.bytes]);
  const stopped = await house.clock("r", { mode: "stepped" });
  assert.ok(Math.abs(stopped.nowMs - Date.now()) < 5_000);
  const moved = await house.clock("r", { advanceMs: 60_000 });
  assert.equal(moved.nowMs, stopped.nowMs + 60_000);
  await client.take(60);
  const { state } = await house.fromHost.next("state", ({ state }) => state.nowMs === moved.nowMs);
  assert.equal(state.clock, "stepped");
  const real = await house.clock("r", { mode: "real" });
  assert.ok(real.nowMs >= moved.nowMs && real.nowMs < moved.nowMs + 5_000);
  await client.take(61);
});

test("PR20 a watched room tells when its next timer is due, and again when that changes", async () => {
  await using house = await startHost(pool);
  await house.load("r", ticking, { clock: "stepped" });
  house.host.receive({ type: "watch", room: "r", on: true });
  const idle = await house.fromHost.next("state", ({ state }) => state.clock === "stepped");
  assert.equal(idle.state.nextWakeAtMs, null);
  using client = await Client.connect(house.gate.url("r"));
  const set = await house.fromHost.next("state", ({ state }) => state.nextWakeAtMs !== null);
  assert.equal(set.state.nextWakeAtMs, set.state.nowMs + 1000);
  await house.clock("r", { advanceMs: 3500 });
  const moved = await house.fromHost.next("state", ({ state }) => state.nowMs === set.state.nowMs + 3500);
  assert.equal(moved.state.nextWakeAtMs, set.state.nowMs + 4000);
  await client.take(3);
});

test("PR20 a timer that ticks on a real clock is told of now and then, not at every tick", async () => {
  let wakes = 0;
  const quick: Script = {
    turn: (events, nowMs) => {
      for (const { type } of events) if (type === "wake") wakes += 1;
      return { wakeAtMs: nowMs + 5 };
    },
  };
  await using house = await startHost(new ScriptedPool({ quick }));
  await house.load("r", "quick");
  house.host.receive({ type: "watch", room: "r", on: true });
  using _client = await Client.connect(house.gate.url("r"));
  const told = () => house.fromHost.of("state").filter(({ state }) => state.nextWakeAtMs !== null);
  await house.fromHost.next("state", () => told().length >= 3);
  const [before, last] = told().slice(-2);
  const pausedMs = (last?.state.nowMs ?? 0) - (before?.state.nowMs ?? 0);
  assert.ok(pausedMs > 200, `told again after ${pausedMs} ms, ${wakes} wakes in all`);
});

test("PR20 all that a watched room did while its clock was moved is told before the answer that it was moved", async () => {
  await using house = await startHost(pool);
  const loud = ticking.replace("() => socket", '() => console.log("tick") ?? socket');
  await house.load("r", loud, { clock: "stepped" });
  house.host.receive({ type: "watch", room: "r", on: true });
  using client = await Client.connect(house.gate.url("r"));
  await house.fromHost.next("state", ({ state }) => state.nextWakeAtMs !== null);
  const { nowMs } = await house.clock("r", { advanceMs: 3000 });
  const before = house.fromHost.all.slice(
    0,
    house.fromHost.all.findIndex(({ type }) => type === "clock"),
  );
  const frames = before.flatMap((message) => (message.type === "frames" ? message.frames : []));
  const lines = before.flatMap((message) => (message.type === "console" ? message.lines : []));
  assert.equal(frames.filter(({ direction, opcode }) => direction === "out" && opcode === 1).length, 3);
  assert.equal(lines.length, 3);
  assert.ok(before.some((message) => message.type === "state" && message.state.nowMs === nowMs));
  await client.take(3);
});

test("RO17 a clock that is switched continues from its current time and never goes back", () => {
  using clock = new RoomClock("stepped", 1000, false, () => {});
  const moveBy = (ms: number) => {
    clock.advance(ms, () => {});
    clock.step();
  };
  moveBy(4000);
  moveBy(-3000);
  assert.equal(clock.now(), 5000);
  clock.switchTo("real");
  const shown = clock.now();
  assert.ok(shown >= 5000 && shown < 6000);
  moveBy(1_000_000);
  assert.ok(clock.now() < 7000, "a real clock moves by itself");
  clock.switchTo("stepped");
  assert.ok(clock.now() >= shown);
});

test("RO17 a clock moved by a person gives clients time to answer a ping; silent ones are still detected", async () => {
  await using house = await startHost(pool);
  const heartbeat = `import { WebSocketServer } from "ws";
    const wss = new WebSocketServer({ port: 3000 });
    wss.on("connection", (socket) => {
      let alive = true;
      socket.on("pong", () => { alive = true; });
      setInterval(() => {
        if (!alive) return socket.terminate();
        alive = false;
        socket.ping();
      }, 30000);
    });`;
  await house.load("r", heartbeat, { clock: "stepped" });
  using talkative = await Client.connect(house.gate.url("r"));
  using silent = await RawClient.upgrade(house.gate.port, "/ws/r");
  await house.settle("r", [talkative.bytes]);
  await house.clock("r", { advanceMs: 300_000 });
  await silent.ended;
  assert.equal(talkative.ws.readyState, 1);
  assert.equal((await talkative.take(10, ["ping"])).length, 10);
});
