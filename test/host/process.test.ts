// The host as a process: what it may not do, when it ends, and what it leaves behind for the front.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as immediate } from "node:timers/promises";
import { Client } from "./support/client.ts";
import { within } from "./support/deadline.ts";
import { echoEvents, echoLoop } from "./support/handlers.ts";
import { HostProcess } from "./support/process.ts";
import { frameBytes, RawClient } from "./support/raw-client.ts";

test("RO25 a host process without rights takes passed sockets and answers on them in both styles", async () => {
  await using host = await HostProcess.start();
  for (const [room, handler] of [
    ["loop", echoLoop],
    ["events", echoEvents],
  ] as const) {
    const loaded = await host.load(room, handler);
    assert.deepEqual([loaded.ok, loaded.style], [true, room]);
    using client = await Client.connect(host.gate.url(room));
    client.send("hello");
    client.send(new Uint8Array([1, 2, 3]));
    const came = await client.take(2);
    assert.deepEqual(
      came.map(({ kind }) => kind),
      ["text", "binary"],
    );
    client.ws.close(4242, "done");
    assert.equal((await client.closed()).code, 4242);
  }
  assert.equal(host.stderr, "");
});

test("RO25 a host process cannot write, read elsewhere, start programs or see the environment, nor can its threads", async () => {
  const probe = `
    const { readFileSync, writeFileSync } = process.getBuiltinModule("node:fs");
    const { execFileSync } = process.getBuiltinModule("node:child_process");
    const { isMainThread, Worker } = process.getBuiltinModule("node:worker_threads");
    const place = isMainThread ? "" : "thread-";
    const tries = {
      read: () => readFileSync("/etc/passwd"),
      write: () => writeFileSync("/tmp/ws101-must-not-be", ""),
      run: () => execFileSync("true"),
      binding: () => process.binding("fs"),
    };
    for (const [name, attempt] of Object.entries(tries)) {
      try { attempt(); console.error(place + name + " worked"); } catch (error) { console.error(place + name + " " + error.code); }
    }
    console.error(place + "environment " + Object.keys(process.env));
    if (isMainThread) new Worker(PROBE, { eval: true, env: {} });`;
  const nested = `const PROBE = ${JSON.stringify(probe)};${probe}`;
  await using host = await HostProcess.start({}, ["--import", `data:text/javascript,${encodeURIComponent(nested)}`]);
  await within(
    until(() => host.stderr.includes("thread-environment")),
    "the probe said nothing",
  );
  const said = host.stderr.split("\n").filter((line) => /^(thread-)?(read|write|run|binding|environment) /.test(line));
  const denied = ["read", "write", "run", "binding"].map((name) => `${name} ERR_ACCESS_DENIED`);
  const own = [...denied, "environment "];
  assert.deepEqual(said, [...own, ...own.map((line) => `thread-${line}`)]);
});

test("RO25 data sent right after the request is not lost on its way to the host", async () => {
  await using host = await HostProcess.start();
  await host.load("r", echoLoop);
  for (let i = 0; i < 20; i++) {
    using client = await RawClient.upgrade(host.gate.port, "/ws/r", frameBytes({ opcode: 1, payload: `at once ${i}` }));
    await client.until(() => client.frames().length === 1, "the pipelined message was lost");
  }
});

test("RO25 a host ends when its channel does, and its sockets with it", async () => {
  await using host = await HostProcess.start();
  await host.load("r", echoLoop);
  using client = await Client.connect(host.gate.url("r"));
  host.child.disconnect();
  assert.deepEqual(await host.exited(), [0, null]);
  assert.equal((await client.closed()).code, 1006);
});

test("RO25 resets during a frame or a transfer do not end the host", async () => {
  await using host = await HostProcess.start();
  await host.load("r", echoLoop);
  for (let i = 0; i < 50; i++) {
    const client = await RawClient.open(host.gate.port);
    client.write(
      "GET /ws/r HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
    );
    if (i % 2 === 0) await client.until(() => client.text().includes("101"), "no answer came");
    client.write(frameBytes({ opcode: 2, payload: Buffer.alloc(1000) }).subarray(0, 500));
    client.socket.resetAndDestroy();
    await client.ended;
  }
  using client = await Client.connect(host.gate.url("r"));
  client.send("alive");
  await client.take(1);
  assert.equal(host.stderr, "");
});

test("RO25 the crash marker names the room that a hung host is running, and is cleared when idle", async () => {
  // Limits so high that nothing but the ledger can tell.
  await using host = await HostProcess.start({ turnFuel: 2 ** 40, turnWallMs: 1e9, fuelBurst: 2 ** 40 });
  await host.load("calm-room", echoLoop);
  await host.load("stuck-room", `export default async function handle(s) { for await (const m of s) for (;;) {} }`);
  using calm = await Client.connect(host.gate.url("calm-room"));
  calm.send("x");
  await calm.take(1);
  await within(
    until(() => host.crashMarker() === ""),
    "the crash marker was not cleared",
  );
  using stuck = await Client.connect(host.gate.url("stuck-room"));
  stuck.send("x");
  await within(
    until(() => host.crashMarker() === "stuck-room"),
    "the crash marker did not name the room",
  );
  // The entry is written before the code runs: it has begun once pongs stop coming.
  let n = 0;
  for (let silent = false; !silent && n < 100; ) {
    host.send({ type: "ping", n: ++n });
    silent = await host.fromHost
      .next("pong", (pong) => pong.n === n, 300)
      .then(
        () => false,
        () => true,
      );
  }
  assert.ok(n < 100, "the host still answers");
  assert.equal(host.crashMarker(), "stuck-room");
});

/** Takes some 50 ms to load. */
const slowToLoad = `for (let i = 0; i < 700_000; i++); ${echoLoop}`;

test("HO9 a host that opens many rooms answers the front between two of them", async () => {
  await using host = await HostProcess.start();
  const order: string[] = [];
  const loads = Array.from({ length: 12 }, (_, index) =>
    // Rooms of checks wait for no share of the CPU.
    host.load(`room-${index}`, slowToLoad, { budget: "check" }).then(({ ok }) => order.push(ok ? "loaded" : "failed")),
  );
  host.send({ type: "ping", n: 7 });
  const pong = host.fromHost.next("pong", ({ n }) => n === 7).then(() => order.push("pong"));
  await Promise.all([...loads, pong]);
  assert.equal(order.filter((event) => event === "loaded").length, 12);
  assert.ok(order.indexOf("pong") < 3, order.join(" "));
});

async function until(done: () => boolean): Promise<void> {
  while (!done()) await immediate();
}
