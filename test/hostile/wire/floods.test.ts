// Strangers that send much, promise much, or go away badly: what it costs the host, and whether others notice.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleepUntil } from "node:timers/promises";
import { Client } from "../../host/support/client.ts";
import { echoLoop } from "../../host/support/handlers.ts";
import { HostProcess } from "../../host/support/process.ts";
import { closePayload, frameBytes, RawClient, upgradeRequest } from "../../host/support/raw-client.ts";

const megabyte = 1 << 20;
/** HARM.md: memory +16 MB at the worst, back in 10 s. */
const maxGrownBytes = 16 * megabyte;

/**
 * What the host holds, reported 10 times a second after a garbage collection: how lazily V8 collects is not the matter. The
 * second collection waits until the buffers that the first one found are freed.
 */
const meter = `data:text/javascript,${encodeURIComponent(`
  setInterval(() => {
    gc();
    gc();
    const { heapUsed, external } = process.memoryUsage();
    console.error("held " + (heapUsed + external));
  }, 100).unref();
`)}`;

/** These floods are about memory: without it, their rooms would mostly wait for CPU. */
const much = 1_000_000_000_000;
const muchCpu = { fuelPerSecond: much, fuelBurst: much, networkFuelPerSecond: much, networkFuelBurst: much };

let host: HostProcess;
let baseline = 0;
before(async () => {
  host = await HostProcess.start({ socketsPerRoom: 100, ...muchCpu }, ["--expose-gc", "--import", meter]);
  await host.load("r", echoLoop);
  await host.load("neighbour", echoLoop);
  await warmUp();
  baseline = await heldBytes();
});
after(() => host[Symbol.asyncDispose]());

const floods: [title: string, sockets: number, chunk: Buffer, writes: number][] = [
  ["empty fragments by the million", 4, repeated(frameBytes({ opcode: 0, fin: false }), 10_000), 25],
  ["one-byte fragments, 256 at a time and never the last", 50, neverLast(), 40],
  ["tiny messages by the hundred thousand", 20, repeated(frameBytes({ opcode: 1, payload: "x" }), 5_000), 5],
  ["empty messages", 20, repeated(frameBytes({ opcode: 1 }), 5_000), 5],
  ["pings", 20, repeated(frameBytes({ opcode: 9, payload: "x".repeat(125) }), 1_000), 20],
  ["pongs", 20, repeated(frameBytes({ opcode: 10, payload: "x".repeat(125) }), 1_000), 20],
  ["messages of 64 KiB", 10, frameBytes({ opcode: 2, payload: Buffer.alloc(65_536) }), 50],
  ["headers that promise gigabytes", 60, frameBytes({ opcode: 2, payload: "x", length: 2n ** 33n }), 1],
  [
    "messages of 64 KiB that never end",
    60,
    frameBytes({ opcode: 2, payload: Buffer.alloc(65_000), length: 65_536 }),
    1,
  ],
  ["garbage", 60, Buffer.alloc(65_536, 0xa5), 4],
];

for (const [title, sockets, chunk, writes] of floods) {
  test(`HA16 ${title}: at most 16 MB more, a neighbour is served, nobody is left`, async (t) => {
    const before = await heldBytes();
    const clients = await Promise.all(
      Array.from({ length: sockets }, () => RawClient.upgrade(host.gate.port, "/ws/r")),
    );
    try {
      const peak = await maxHeld(async () => {
        for (let i = 0; i < writes; i++) {
          await Promise.all(clients.map((client) => written(client, chunk)));
          await neighbourAnswers();
        }
      });
      const grown = peak - before;
      t.diagnostic(`${(grown / megabyte).toFixed(1)} MB more at most`);
      assert.ok(grown < maxGrownBytes, `${(grown / megabyte).toFixed(1)} MB more`);
    } finally {
      for (const client of clients) client.socket.resetAndDestroy();
      await Promise.all(clients.map(({ ended }) => ended));
    }
    assert.equal(await socketsLeft(), 0);
  });
}

test("HA16 after all floods, memory is back to normal within 10 s", async (t) => {
  const kept = await keptAfter(baseline, maxGrownBytes);
  t.diagnostic(`${(kept / megabyte).toFixed(1)} MB more afterwards`);
  assert.ok(kept < maxGrownBytes, `${(kept / megabyte).toFixed(1)} MB more are still held`);
});

test("HA16 a thousand clients that disconnect in every bad way leave nothing behind", async (t) => {
  const tiny = repeated(frameBytes({ opcode: 1, payload: "x" }), 5_000);
  // Within the burst: a client that ends is read to its end, at its rate.
  const few = repeated(frameBytes({ opcode: 1, payload: "x" }), 500);
  const before = await heldBytes();
  const partings: ((client: RawClient) => void)[] = [
    (client) => client.socket.resetAndDestroy(),
    (client) => client.socket.destroy(),
    (client) => client.socket.end(),
    (client) => client.socket.end(frameBytes({ opcode: 1, payload: "cut" }).subarray(0, 4)),
    (client) => client.socket.end(frameBytes({ opcode: 8, payload: closePayload(1000) })),
    (client) => client.socket.end(frameBytes({ opcode: 8, masked: false })),
    (client) => {
      client.write(frameBytes({ opcode: 2, payload: Buffer.alloc(60_000) }));
      client.socket.resetAndDestroy();
    },
    (client) => {
      client.write(tiny);
      client.socket.resetAndDestroy();
    },
    (client) => client.socket.end(few),
    (client) => {
      client.write(frameBytes({ opcode: 1, fin: false, payload: "half" }));
      client.socket.destroy();
    },
  ];
  for (let round = 0; round < 50; round++) {
    const clients = await Promise.all(Array.from({ length: 20 }, () => RawClient.upgrade(host.gate.port, "/ws/r")));
    clients.forEach((client, i) => {
      partings[(round + i) % partings.length]?.(client);
    });
    await Promise.all(clients.map(({ ended }) => ended));
    for (const client of clients) client[Symbol.dispose]();
  }
  await neighbourAnswers();
  assert.equal(await socketsLeft(), 0);
  const kept = await keptAfter(before, maxGrownBytes / 4);
  t.diagnostic(`${(kept / megabyte).toFixed(1)} MB more afterwards`);
  assert.ok(kept < maxGrownBytes / 4, `${(kept / megabyte).toFixed(1)} MB more are still held`);
});

test("HA16 a silent half-open client is not read from, and is dropped once it is closed", async () => {
  using client = await RawClient.upgrade(host.gate.port, "/ws/r");
  client.socket.pause();
  host.send({ type: "close", room: "r", code: 4000, reason: "over" });
  await host.fromHost.next("retired", ({ room }) => room === "r");
  assert.equal(await socketsLeft(), 0);
  await host.load("r", echoLoop);
});

test("HA18 deflate is never agreed to, however it is offered, and its frames are refused", async () => {
  for (const offer of [
    "permessage-deflate",
    "permessage-deflate; client_max_window_bits",
    "permessage-deflate; server_no_context_takeover, x-webkit-deflate-frame",
    "permessage-deflate; bogus; bogus=1;;;",
    "\u00ff",
  ]) {
    using client = await RawClient.open(host.gate.port);
    client.write(upgradeRequest("/ws/r", { "Sec-WebSocket-Extensions": offer }));
    await client.until(() => client.text().includes("\r\n\r\n"), "no answer came");
    assert.equal(client.status, 101);
    assert.doesNotMatch(client.text(), /Sec-WebSocket-Extensions/i);
    client.write(frameBytes({ opcode: 1, payload: "xx", reserved: 4 }));
    assert.equal(await client.ending(), 1002);
  }
});

test("HA18 data after a handshake is answered; after a refused one it is not read", async () => {
  const messages = Buffer.concat([1, 2, 3].map((n) => frameBytes({ opcode: 1, payload: `m${n}` })));
  using client = await RawClient.upgrade(host.gate.port, "/ws/r", messages);
  await client.until(() => client.frames().length === 3, "the pipelined messages were lost");
  using refused = await RawClient.upgrade(host.gate.port, "/ws/nowhere", messages);
  await refused.ended;
  assert.equal(refused.status, 404);
});

function repeated(bytes: Buffer, times: number): Buffer {
  return Buffer.concat(Array.from({ length: times }, () => bytes));
}

/** The start of a message and 255 fragments of it; then a ping, which is the limit's edge again and again. */
function neverLast(): Buffer {
  return Buffer.concat([
    frameBytes({ opcode: 1, fin: false, payload: "x" }),
    repeated(frameBytes({ opcode: 0, fin: false, payload: "x" }), 250),
  ]);
}

/** Settles when the kernel took it, the socket is gone, or nothing moves any more. */
async function written(client: RawClient, bytes: Uint8Array): Promise<void> {
  if (client.socket.destroyed || !client.socket.writable || client.socket.writableLength > megabyte) return;
  const done = Promise.withResolvers<void>();
  client.socket.write(bytes, () => done.resolve());
  await Promise.race([done.promise, client.ended, sleepUntil(20)]);
}

async function neighbourAnswers(): Promise<void> {
  using client = await Client.connect(host.gate.url("neighbour"));
  client.send("there?");
  await client.take(1);
}

let pings = 0;
async function pong() {
  const n = ++pings;
  host.send({ type: "ping", n });
  return host.fromHost.next("pong", (message) => message.n === n);
}

/** Counts what two figures in a row show: what piles up stays, and what passes through does not. */
async function maxHeld(act: () => Promise<void>): Promise<number> {
  let most = 0;
  let last = Number.POSITIVE_INFINITY;
  let acting = true;
  const watching = (async () => {
    while (acting) {
      const held = await heldBytes();
      most = Math.max(most, Math.min(last, held));
      last = held;
    }
  })();
  try {
    await act();
  } finally {
    acting = false;
    await watching;
  }
  return most;
}

/** The next figure that the meter tells. */
async function heldBytes(): Promise<number> {
  host.stderr = "";
  const told = /held (\d+)\n/;
  for (const deadline = performance.now() + 20_000; performance.now() < deadline; await sleepUntil(5)) {
    const [, bytes] = told.exec(host.stderr) ?? [];
    if (bytes) return Number(bytes);
  }
  throw new Error("the meter told nothing within 20 s");
}

/** How much more than `before` is held, as soon as that is less than `bound`, or after 10 s in which the host works on. */
async function keptAfter(before: number, bound: number): Promise<number> {
  const deadline = performance.now() + 10_000;
  let kept = Number.POSITIVE_INFINITY;
  while (kept >= bound && performance.now() < deadline) {
    await neighbourAnswers();
    kept = Math.min(kept, (await heldBytes()) - before);
  }
  return kept;
}

async function socketsLeft(): Promise<number> {
  const deadline = performance.now() + 20_000;
  let left = (await pong()).sockets;
  while (left > 0 && performance.now() < deadline) {
    await sleepUntil(10);
    left = (await pong()).sockets;
  }
  return left;
}

/** Honest traffic of the same kind first: what the engine compiles and sets aside for it is not the floods' doing. */
async function warmUp(): Promise<void> {
  await host.load("warm", echoLoop, { budget: "check" });
  const chunk = repeated(frameBytes({ opcode: 1, payload: "x" }), 2_000);
  const clients = await Promise.all(Array.from({ length: 20 }, () => RawClient.upgrade(host.gate.port, "/ws/warm")));
  for (const client of clients) for (let i = 0; i < 5; i++) client.write(chunk);
  for (const client of clients) await client.until(() => client.receivedBytes >= 3 * 10_000, "no echoes came");
  for (const client of clients) client[Symbol.dispose]();
}
