// Reading in slices: what many small frames cost, proven by counts and by order.
import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { test } from "node:test";
import { SliceReader } from "../../server/host/wire/slice-reader.ts";
import { Tap } from "../../server/host/wire/tap.ts";
import { startHost } from "./support/host-services.ts";
import { frameBytes, RawClient } from "./support/raw-client.ts";
import { echo, type Script, ScriptedPool } from "./support/scripted.ts";

const pongsOf = (client: RawClient) => client.frames().filter(({ opcode }) => opcode === 10);

test("HA42 of a thousand pings in one write a few are answered, in order, the newest last; the handler sees each", async () => {
  const seen: string[] = [];
  const listening: Script = {
    turn: (events) => {
      for (const event of events) if (event.type === "ping") seen.push(Buffer.from(event.data).toString());
      return {};
    },
  };
  await using house = await startHost(new ScriptedPool({ listening }));
  await house.load("r", "listening");
  const numbers = Array.from({ length: 1000 }, (_, i) => String(i));
  const pings = Buffer.concat(numbers.map((payload) => frameBytes({ opcode: 9, payload })));
  using client = await RawClient.upgrade(house.gate.port, "/ws/r", pings);
  await client.until(() => pongsOf(client).at(-1)?.payload.toString() === "999", "the newest ping was not answered");
  await house.settle("r", [{ port: client.socket.localPort ?? 0, sent: pings.length }]);
  const answered = pongsOf(client).map(({ payload }) => Number(payload.toString()));
  assert.ok(answered.length <= 200, `${answered.length} pongs`);
  assert.deepEqual(
    answered,
    answered.toSorted((a, b) => a - b),
  );
  assert.deepEqual(seen, numbers);
});

test("HA42 a socket is read in slices: of few frames while they are small, of many bytes while they are large", async () => {
  const slicesOf = async (frame: Buffer) => {
    const slices: { bytes: number; frames: number }[] = [];
    await using pair = await connectedPair();
    const tap = new Tap(pair.server);
    const onChunk = (frames: number, bytes: number) => slices.push({ frames, bytes });
    const onWaiting = () => {
      while (reader.waiting) {
        const before = pair.server.bytesRead - pair.server.readableLength;
        const frames = reader.read();
        slices.push({ frames, bytes: pair.server.bytesRead - pair.server.readableLength - before });
      }
    };
    const listener = { mayRead: () => true, onChunk, onWaiting };
    const reader: SliceReader = new SliceReader(pair.server, () => tap.framesIn, listener);
    reader.resume();
    pair.client.end(Buffer.concat(Array.from({ length: Math.ceil(500_000 / frame.length) }, () => frame)));
    await once(pair.server, "end");
    return slices;
  };
  const pings = await slicesOf(frameBytes({ opcode: 9 }));
  assert.ok(pings.length >= 300 && pings.every(({ frames }) => frames <= 257), `${pings.length} slices`);
  const messages = await slicesOf(frameBytes({ opcode: 2, payload: Buffer.alloc(60_000) }));
  assert.ok(messages.length < 100, `${messages.length} slices`);
});

test("HA42 a small chunk is read at once, unless the room may not be read; the end follows the last byte", async () => {
  await using pair = await connectedPair();
  const tap = new Tap(pair.server);
  const seen: string[] = [];
  let mayRead = true;
  const waiting = Promise.withResolvers<void>();
  const onChunk = (frames: number, bytes: number) => seen.push(`chunk of ${frames} frames, ${bytes} bytes`);
  const onWaiting = () => waiting.resolve();
  const reader = new SliceReader(pair.server, () => tap.framesIn, { mayRead: () => mayRead, onChunk, onWaiting });
  pair.server.on("end", () => seen.push("end"));
  reader.resume();
  pair.client.write(frameBytes({ opcode: 9 }));
  await once(pair.server, "data");
  mayRead = false;
  pair.client.end(frameBytes({ opcode: 9, payload: "last" }));
  await waiting.promise;
  // The end arrives in the meantime.
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  assert.deepEqual(seen, ["chunk of 1 frames, 6 bytes"]);
  const ended = once(pair.server, "end");
  seen.push(`slice of ${reader.read()} frames`);
  await ended;
  assert.deepEqual(seen.slice(1), ["slice of 1 frames", "end"]);
});

test("HA42 of what is unread when a client resets its connection, a slice is read", async () => {
  let pings = 0;
  const listening: Script = {
    turn: (events) => {
      pings += events.filter(({ type }) => type === "ping").length;
      return {};
    },
  };
  await using house = await startHost(new ScriptedPool({ listening }), { messagesPerSecond: 1, messagesBurst: 100 });
  await house.load("r", "listening");
  using client = await RawClient.upgrade(house.gate.port, "/ws/r");
  client.write(Buffer.concat(Array.from({ length: 10_000 }, () => frameBytes({ opcode: 9 }))));
  await house.fromHost.next("console");
  client.socket.resetAndDestroy();
  await house.fromHost.next("left");
  await house.settle("r", []);
  assert.ok(pings >= 256 && pings < 2_000, `${pings} pings`);
});

test("RO5 fragments and other frames that are no message count toward a socket's rate", async () => {
  await using house = await startHost(new ScriptedPool({ echo }), { messagesPerSecond: 1, messagesBurst: 100 });
  await house.load("r", "echo");
  using client = await RawClient.upgrade(house.gate.port, "/ws/r");
  const fragment = frameBytes({ opcode: 0, fin: false });
  const message = Buffer.concat([
    frameBytes({ opcode: 1, fin: false }),
    ...Array.from({ length: 120 }, () => fragment),
    frameBytes({ opcode: 0, payload: "whole" }),
  ]);
  client.write(message);
  const { lines } = await house.fromHost.next("console");
  assert.match(lines[0]?.text ?? "", /sends more than 1 messages a second/);
});

/** Both ends of one connection. */
async function connectedPair() {
  const listener = createServer({ allowHalfOpen: true }).listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = listener.address() as AddressInfo;
  const client = connect(port, "127.0.0.1");
  const [server]: Socket[] = await once(listener, "connection");
  if (!server) throw new Error("No connection came.");
  return {
    client,
    server,
    async [Symbol.asyncDispose]() {
      client.destroy();
      server.destroy();
      listener.close();
    },
  };
}
