// Settling: a room is quiet once it has seen all that its clients sent and has nothing left to do.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Client } from "./support/client.ts";
import { echoLoop } from "./support/handlers.ts";
import { startHost, type TestHost } from "./support/host-services.ts";
import { frameBytes, RawClient } from "./support/raw-client.ts";
import { pool } from "./support/real-pool.ts";

const echoEventsWithAmount = `import { WebSocketServer } from "ws";
const wss = new WebSocketServer({ port: 3000 });
wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    if (data.length > 100) socket.send(data, { binary: isBinary });
    else console.log("waiting " + socket.bufferedAmount);
  });
});`;

async function checkRoom(js: string): Promise<TestHost> {
  const house = await startHost(pool);
  await house.load("r", js, { clock: "stepped", budget: "check" });
  return house;
}

test("RO19 settled is sent after every byte was processed, with the number of bytes written", async () => {
  await using house = await checkRoom(echoLoop);
  using client = await Client.connect(house.gate.url("r"));
  for (let round = 1; round <= 20; round++) {
    for (let i = 0; i < round; i++) client.send(`message ${i}`);
    client.ws.ping("?");
    const { clients } = await house.settle("r", [client.bytes]);
    const received = clients[0]?.received ?? 0;
    await client.take(round * (round + 1) * 0.5);
    await client.take(round, ["pong"]);
    assert.equal(client.receivedBytes, received);
  }
});

test("RO19 a frame that the host refuses has closed its socket when the room settles, also on a busy machine", async () => {
  await using house = await startHost(pool);
  await house.load("r", echoLoop, { clock: "stepped", budget: "check", limits: { messageBytes: 1000 } });
  // Sockets are then read in the room's turns.
  Object.defineProperty(house.scheduler, "mayRead", { get: () => false });
  const refused: readonly [number, (client: Client) => void][] = [
    [1009, (client) => client.send("x".repeat(1001))],
    [1007, (client) => client.raw.write(frameBytes({ opcode: 1, payload: Buffer.of(0xff) }))],
    [1002, (client) => client.raw.write(frameBytes({ opcode: 3, payload: "" }))],
  ];
  for (const [code, send] of refused) {
    using client = await Client.connect(house.gate.url("r"));
    client.send("first");
    send(client);
    const { clients } = await house.settle("r", [client.bytes]);
    assert.equal(clients[0]?.received, -1, `${code}`);
    assert.deepEqual(
      (await client.take(1, ["close"])).map((close) => close.code),
      [code],
    );
  }
});

test("RO19 bytes in transit are waited for", async () => {
  await using house = await checkRoom(echoLoop);
  using client = await Client.connect(house.gate.url("r"));
  const { port, sent } = client.bytes;
  const frame = frameBytes({ opcode: 1, payload: "late" });
  const settled = house.settle("r", [{ port, sent: sent + frame.length }]);
  assert.equal(house.fromHost.of("settled").length, 0);
  await house.settle("r", [client.bytes]);
  assert.equal(house.fromHost.of("settled").length, 1);
  client.raw.write(frame);
  assert.equal((await settled).clients[0]?.received, 6);
});

test("RO19 a handler that is waiting is settled, and its next wake-up is reported", async () => {
  await using house = await checkRoom(
    `import { sleep } from "ws101";
    export default async function handle(socket) {
      for await (const message of socket) { await sleep(5000); await socket.send("after"); }
    }`,
  );
  using client = await Client.connect(house.gate.url("r"));
  for (let i = 0; i < 100; i++) client.send("unread");
  const { clients, nextWakeAtMs, nowMs } = await house.settle("r", [client.bytes]);
  assert.deepEqual([clients[0]?.received, (nextWakeAtMs ?? 0) - nowMs], [0, 5000]);
});

test("RO19 a client that is gone reports -1, and one that has ended is waited for", async () => {
  await using house = await checkRoom(echoLoop);
  using client = await Client.connect(house.gate.url("r"));
  const { port, sent } = client.bytes;
  client.ws.terminate();
  const { clients } = await house.settle("r", [
    { port, sent, ended: true },
    { port: 1, sent: 5 },
  ]);
  assert.deepEqual(clients, [
    { port, received: -1, held: 0, unread: 0 },
    { port: 1, received: -1, held: 0, unread: 0 },
  ]);
});

test("RO19 a pending close handshake is waited for, so the handler has received the close", async () => {
  await using house = await checkRoom(
    `export default async function handle(socket) { for await (const m of socket); console.log("ended"); }`,
  );
  using client = await Client.connect(house.gate.url("r"));
  client.ws.close(1000);
  const { clients } = await house.settle("r", [client.bytes]);
  assert.equal(clients[0]?.received, -1);
  const { lines } = await house.fromHost.next("console");
  assert.equal(lines[0]?.text, "ended");
});

test("RO19 data that came in one packet with the request counts as sent", async () => {
  await using house = await checkRoom(echoLoop);
  const frame = frameBytes({ opcode: 1, payload: "at once" });
  using client = await RawClient.upgrade(house.gate.port, "/ws/r", frame);
  const { clients } = await house.settle("r", [{ port: client.socket.localPort ?? 0, sent: frame.length }]);
  assert.equal(clients[0]?.received, 9);
  await client.until(() => client.frames().length === 1, "no echo came");
});

test("RO19 the handler's own fault is part of the answer", async () => {
  await using house = await checkRoom(
    `export default async function handle(socket) { for await (const m of socket) throw new Error("mine"); }`,
  );
  using client = await Client.connect(house.gate.url("r"));
  client.send("x");
  const { fault } = await house.settle("r", [client.bytes]);
  assert.match(fault?.message ?? "", /mine/);
});

test("RO19 an unknown, stopped or closed room settles immediately", async () => {
  await using house = await checkRoom(`export default async function handle() { for (;;) {} }`);
  assert.equal((await house.settle("nowhere", [{ port: 5, sent: 1 }])).clients[0]?.received, -1);
  using client = await Client.connect(house.gate.url("r"));
  await client.closed();
  const { fault } = await house.settle("r", [client.bytes]);
  assert.equal(fault?.kind, "cpu");
  const waiting = house.settle("r", [{ port: client.port, sent: 1e9 }]);
  house.host.receive({ type: "close", room: "r", code: 4000, reason: "" });
  await waiting;
});

test("RO19 writes to a paused client stay in the room until it reads again", async () => {
  await using house = await checkRoom(echoEventsWithAmount);
  using client = await Client.connect(house.gate.url("r"));
  const { port, sent } = client.bytes;
  await house.settle("r", [{ port, sent, paused: true }]);
  for (let i = 0; i < 3; i++) client.send("x".repeat(60_000));
  await house.settle("r", [{ ...client.bytes, paused: true }]);
  assert.equal(client.receivedBytes, 0);
  client.send("how much");
  await house.settle("r", [{ ...client.bytes, paused: true }]);
  const { lines } = await house.fromHost.next("console", ({ lines: told }) =>
    told.some(({ text }) => text.startsWith("waiting")),
  );
  assert.ok(Number(lines.at(-1)?.text.split(" ")[1]) >= 180_000, lines.at(-1)?.text);
  await house.settle("r", [client.bytes]);
  await client.take(3);
});
