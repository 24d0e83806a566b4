// The wire tap: what stood on a watched room's sockets, as it stood there.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Frame } from "../../server/protocol/frame.ts";
import { fromHostSchema } from "../../server/protocol/host.ts";
import { Client } from "./support/client.ts";
import { echoLoop, marked } from "./support/handlers.ts";
import { startHost, type TestHost } from "./support/host-services.ts";
import { frameBytes, RawClient } from "./support/raw-client.ts";
import { pool } from "./support/real-pool.ts";
import { echo, ScriptedPool } from "./support/scripted.ts";

const watch = (house: TestHost, room: string, on: boolean) => house.host.receive({ type: "watch", room, on });

/** All frames told so far, once `count` of them were. */
async function framesOf(house: TestHost, count: number): Promise<Frame[]> {
  const all = () => house.fromHost.of("frames").flatMap(({ frames }) => frames);
  await house.fromHost.next("frames", () => all().length >= count);
  return all();
}

const shown = ({ direction, opcode, fin, masked, payload }: Frame) =>
  `${direction} ${opcode}${fin ? "" : " more"}${masked ? " masked" : ""} ${Buffer.from(payload, "base64").toString()}`;

test("WI4 a watched room reports every frame in both directions: masks, fragments, automatic pongs and closes", async () => {
  await using house = await startHost(pool);
  await house.load("r", echoLoop);
  watch(house, "r", true);
  using client = await RawClient.upgrade(house.gate.port, "/ws/r");
  client.write(frameBytes({ opcode: 1, payload: "he", fin: false }));
  client.write(frameBytes({ opcode: 9, payload: "beat" }));
  client.write(frameBytes({ opcode: 0, payload: "llo" }));
  await client.until(() => client.frames().length === 2, "no echo came");
  client.write(frameBytes({ opcode: 8, payload: Buffer.from([0x03, 0xe8]) }));
  await client.until(() => client.frames().length === 3, "no close came");
  const frames = await framesOf(house, 7);
  assert.deepEqual(frames.filter(({ direction }) => direction === "in").map(shown), [
    "in 1 more masked he",
    "in 9 masked beat",
    "in 0 masked llo",
    "in 8 masked \u0003\ufffd",
  ]);
  assert.deepEqual(frames.filter(({ direction }) => direction === "out").map(shown), [
    "out 10 beat",
    "out 1 hello",
    "out 8 \u0003\ufffd",
  ]);
  assert.ok(frames.every(({ peer, version }) => peer === 1 && version === 1));
});

test("WI3 watching can start and end in the middle of a connection or a frame", async () => {
  await using house = await startHost(pool);
  await house.load("r", echoLoop);
  using client = await RawClient.upgrade(house.gate.port, "/ws/r");
  const long = frameBytes({ opcode: 2, payload: Buffer.alloc(5000, 1) });
  client.write(long.subarray(0, 100));
  const { localPort: port = 0 } = client.socket;
  await house.settle("r", [{ port, sent: 100 }]);
  watch(house, "r", true);
  client.write(long.subarray(100));
  client.write(frameBytes({ opcode: 1, payload: "after" }));
  const frames = await framesOf(house, 3);
  assert.deepEqual(
    frames.map(({ direction, opcode, length }) => [direction, opcode, length]),
    [
      ["in", 1, 5],
      ["out", 2, 5000],
      ["out", 1, 5],
    ],
  );
  assert.equal(Buffer.from(frames[1]?.payload ?? "", "base64").length, 4096);
  watch(house, "r", false);
  house.fromHost.forget();
  client.write(frameBytes({ opcode: 1, payload: "unseen" }));
  await client.until(() => client.frames().length === 3, "no echo came");
  watch(house, "r", true);
  client.write(frameBytes({ opcode: 1, payload: "seen" }));
  assert.deepEqual((await framesOf(house, 2)).map(shown), ["in 1 masked seen", "out 1 seen"]);
});

test("WI4 each frame carries the version that sent it or was running when it arrived", async () => {
  await using house = await startHost(pool);
  await house.load("r", marked("one"));
  watch(house, "r", true);
  using client = await Client.connect(house.gate.url("r"));
  client.send("a");
  await client.take(1);
  await house.load("r", marked("two"));
  client.send("b");
  await client.take(2);
  const frames = await framesOf(house, 4);
  assert.deepEqual(
    frames.map(({ direction, version }) => `${direction} ${version}`),
    ["in 1", "out 1", "in 2", "out 2"],
  );
});

test("WI3 an unwatched room reports no frames", async () => {
  await using house = await startHost(pool);
  await house.load("r", echoLoop);
  await house.load("watched", echoLoop);
  watch(house, "watched", true);
  watch(house, "not there", true);
  using client = await Client.connect(house.gate.url("r"));
  using other = await Client.connect(house.gate.url("watched"));
  client.send("x");
  await client.take(1);
  other.send("y");
  await framesOf(house, 2);
  assert.ok(house.fromHost.of("frames").every(({ room }) => room === "watched"));
});

test("WI5 frames are sent in batches of at most 500 and 2,000 a second, and missing ones are counted", async () => {
  await using house = await startHost(new ScriptedPool({ echo }));
  await house.load("r", "echo", { budget: "check" });
  watch(house, "r", true);
  using client = await Client.connect(house.gate.url("r"));
  const total = 5000;
  const startedMs = performance.now();
  for (let i = 0; i < total; i++) client.send(`m${i}`);
  await client.take(total);
  const told = () => house.fromHost.of("frames");
  const counted = () => told().reduce((sum, { frames, missing }) => sum + frames.length + missing, 0);
  await house.fromHost.next("frames", () => counted() >= 2 * total);
  assert.equal(counted(), 2 * total);
  assert.ok(told().every(({ frames }) => frames.length <= 500));
  const seen = told().flatMap(({ frames }) => frames).length;
  const most = 2000 + 2 * (performance.now() - startedMs);
  assert.ok(seen >= 2000 && seen <= most, `${seen} of at most ${most}`);
});

test("WI1 a hostile length fits the protocol and costs nothing", async () => {
  await using house = await startHost(new ScriptedPool({ echo }));
  await house.load("r", "echo");
  watch(house, "r", true);
  using client = await RawClient.upgrade(house.gate.port, "/ws/r");
  client.write(frameBytes({ opcode: 2, payload: "x", length: 2n ** 63n + 5n }));
  await client.until(() => client.frames().length === 1, "no close came");
  client.socket.end();
  const frames = await framesOf(house, 2);
  assert.equal(frames.find(({ direction }) => direction === "in")?.length, Number.MAX_SAFE_INTEGER);
  for (const message of house.fromHost.all) fromHostSchema.parse(message);
});
