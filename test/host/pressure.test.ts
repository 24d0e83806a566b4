// Backpressure both ways: talkers faster than their rate, rooms that cannot keep up, readers that do not read.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleepUntil } from "node:timers/promises";
import type { Effect } from "../../server/protocol/guest.ts";
import { Client } from "./support/client.ts";
import { collect } from "./support/collect.ts";
import { startHost } from "./support/host-services.ts";
import { frameBytes, RawClient } from "./support/raw-client.ts";
import { echo, type Script, ScriptedPool } from "./support/scripted.ts";

test("RO5 a socket that exceeds its rate is read more slowly, is reported, and loses nothing", async () => {
  await using house = await startHost(new ScriptedPool({ echo }), { messagesPerSecond: 500, messagesBurst: 100 });
  await house.load("r", "echo");
  using client = await Client.connect(house.gate.url("r"));
  const startedMs = performance.now();
  for (let i = 0; i < 300; i++) client.send(`m${i} ${"x".repeat(1000)}`);
  const came = await client.take(300);
  assert.ok(performance.now() - startedMs > 300, "200 messages over the burst take 400 ms");
  assert.deepEqual(
    came.map(({ text }) => text.split(" ")[0]),
    Array.from({ length: 300 }, (_, i) => `m${i}`),
  );
  const { lines } = await house.fromHost.next("console");
  assert.match(lines[0]?.text ?? "", /Socket 1 sends more than 500 messages a second/);
  assert.equal(lines.length, 1);
});

test("RO5 a check's room has no message rate", async () => {
  await using house = await startHost(new ScriptedPool({ echo }), { messagesPerSecond: 1, messagesBurst: 1 });
  await house.load("r", "echo", { budget: "check" });
  using client = await Client.connect(house.gate.url("r"));
  for (let i = 0; i < 500; i++) client.send(`m${i}`);
  await client.take(500);
});

test("RO4 a room that cannot keep up stops reading until it has caught up; nothing is lost or reordered", async () => {
  const seen: string[] = [];
  let most = 0;
  let stuck = true;
  const slow: Script = {
    turn: (events) => {
      most = Math.max(most, events.length);
      const [first] = events;
      const said = first?.type === "text";
      if (said && !stuck) seen.push(Buffer.from(first.data).toString("latin1", 0, 8).trim());
      return { consumed: Math.min(stuck && said ? 0 : 1, events.length) };
    },
  };
  await using house = await startHost(new ScriptedPool({ slow }));
  await house.load("r", "slow", { budget: "check" });
  using client = await Client.connect(house.gate.url("r"));
  const padding = " ".repeat(8000);
  const total = 4000;
  for (let i = 0; i < total; i++) client.send(`${i} ${padding}`);
  await stands(() => client.ws.bufferedAmount);
  assert.ok(client.ws.bufferedAmount > 16 << 20, `${client.ws.bufferedAmount} of 32 MB are not read`);
  stuck = false;
  await house.settle("r", [client.bytes]);
  assert.deepEqual(
    seen,
    Array.from({ length: total }, (_, i) => String(i)),
  );
  assert.ok(most <= 256, `a batch of ${most}`);
});

test("RO7 a handler receives a flow event when many bytes are unsent, and when none are", async () => {
  const flows: number[] = [];
  const chunk = Buffer.alloc(60 << 10, 97);
  const flood: Script = {
    turn: (events) => ({
      effects: events.flatMap((event): Effect[] => {
        if (event.type === "flow") flows.push(event.unsent);
        if (event.type !== "text") return [];
        return Array.from({ length: 15 }, () => ({ type: "binary", peer: event.peer, data: chunk }));
      }),
    }),
  };
  await using house = await startHost(new ScriptedPool({ flood }), { unsentBytes: 64 << 20 });
  await house.load("r", "flood");
  using client = await Client.connect(house.gate.url("r"));
  client.ws.pause();
  for (let i = 0; i < 12; i++) client.send("more");
  await house.settle("r", [client.bytes]);
  const atWorst = flows.at(-1) ?? 0;
  assert.ok(atWorst > 64 << 10, `${flows}`);
  client.ws.resume();
  await client.take(180, ["binary"]);
  await house.settle("r", [client.bytes]);
  assert.equal(flows.at(-1), 0);
  assert.ok(flows.every((unsent, i) => unsent !== flows[i - 1]));
});

test("RO7 a client that never reads is closed with 1013 and costs no more than the limit", async () => {
  const chunk = Buffer.alloc(32 << 10, 97);
  const flood: Script = {
    turn: ([first]) => ({
      consumed: first ? 1 : 0,
      effects:
        first?.type === "text"
          ? Array.from({ length: 8 }, () => ({ type: "binary", peer: first.peer, data: chunk }))
          : [],
    }),
  };
  await using house = await startHost(new ScriptedPool({ flood }), { closeMs: 200, messagesBurst: 100_000 });
  await house.load("r", "flood");
  using lazy = await RawClient.upgrade(house.gate.port, "/ws/r");
  lazy.socket.pause();
  const more = frameBytes({ opcode: 1, payload: "more" });
  const peak = await memoryPeak(async () => {
    for (let i = 0; i < 400; i++) lazy.write(more);
    const { code } = await house.fromHost.next("left");
    assert.equal(code, 1006);
  });
  assert.ok(peak < maxBytes, `${peak} bytes`);
  const { lines } = await house.fromHost.next("console");
  assert.match(lines[0]?.text ?? "", /Socket 1 reads too slowly: over 1024 KiB was waiting for it/);
});

test("RO7 pongs do not pile up for a client that sends a million pings and never reads", async () => {
  await using house = await startHost(new ScriptedPool({ echo }), { closeMs: 200 });
  await house.load("r", "echo", { budget: "check" });
  using lazy = await RawClient.upgrade(house.gate.port, "/ws/r");
  lazy.socket.pause();
  const pings = Buffer.concat(Array.from({ length: 500 }, () => frameBytes({ opcode: 9, payload: "x".repeat(125) })));
  const peak = await memoryPeak(async () => {
    let gone = false;
    void house.fromHost.next("left").then(() => {
      gone = true;
    });
    for (let i = 0; i < 2000 && !gone; i++) await written(lazy, pings);
    await house.fromHost.next("left");
  });
  assert.ok(peak < maxBytes, `${peak} bytes`);
  const { lines } = await house.fromHost.next("console");
  assert.match(lines.at(-1)?.text ?? "", /Socket 1 sends pings and does not read: over 1024 KiB was waiting for it/);
});

async function written(client: RawClient, bytes: Uint8Array): Promise<void> {
  const done = Promise.withResolvers<void>();
  client.socket.write(bytes, () => done.resolve());
  const timer = setTimeout(() => done.resolve(), 50);
  await done.promise;
  clearTimeout(timer);
}

/** Settles when a figure has not changed for a while. */
async function stands(figure: () => number): Promise<void> {
  let last = -1;
  while (figure() !== last) {
    last = figure();
    await sleepUntil(200);
  }
}

const maxBytes = 16 << 20;

/**
 * By how much the buffers in use grew at most while `act` ran: above `mostBytes`, without those that wait for the collector,
 * which frees them some time after it has found them. So what two looks in a row show counts.
 */
async function memoryPeak(act: () => Promise<unknown>): Promise<number> {
  collect();
  const before = bufferBytes();
  let peak = 0;
  let last = Number.POSITIVE_INFINITY;
  const timer = setInterval(() => {
    if (bufferBytes() - before > maxBytes) collect();
    const grown = bufferBytes() - before;
    peak = Math.max(peak, Math.min(last, grown));
    last = grown;
  }, 5);
  try {
    await act();
  } finally {
    clearInterval(timer);
  }
  return peak;
}

function bufferBytes(): number {
  return process.memoryUsage().arrayBuffers;
}
