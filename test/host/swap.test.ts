// New code takes over sockets that stay open: nothing is lost, repeated or out of order.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { GuestEvent } from "../../server/protocol/guest.ts";
import { Client } from "./support/client.ts";
import { echoEvents, echoLoop, marked } from "./support/handlers.ts";
import { startHost } from "./support/host-services.ts";
import { pool } from "./support/real-pool.ts";
import { echo, type Script, ScriptedPool } from "./support/scripted.ts";

test("RO11 with keep, sockets stay open and the new code answers on them", async () => {
  await using house = await startHost(pool);
  await house.load("r", marked("old"));
  using client = await Client.connect(house.gate.url("r"));
  client.send("a");
  await client.take(1);
  const loaded = await house.load("r", marked("new"));
  assert.equal(loaded.serving, 2);
  client.send("b");
  assert.deepEqual(
    (await client.take(2)).map(({ text }) => text),
    ["old:a", "new:b"],
  );
});

for (const [style, handler] of [
  ["loop", echoLoop],
  ["events", echoEvents],
] as const) {
  test(`RO11 16 clients in full flow, 100 loads with keep (${style}): every message once, in order`, async () => {
    await using house = await startHost(pool);
    await house.load("r", handler, { budget: "check" });
    const clients = await Promise.all(Array.from({ length: 16 }, () => Client.connect(house.gate.url("r"))));
    const total = 200;
    try {
      const flows = clients.map((client) => flow(client, total, 16));
      let loads = 0;
      const answered = Promise.all(flows);
      let done = false;
      void answered.then(() => {
        done = true;
      });
      while (loads < 100 || !done) {
        const { ok } = await house.load("r", `${handler}\n// ${loads}`, { budget: "check" });
        assert.ok(ok);
        loads += 1;
        if (loads > 5000) break;
      }
      for (const came of await answered) {
        assert.deepEqual(
          came,
          Array.from({ length: total }, (_, i) => String(i)),
        );
      }
    } finally {
      for (const client of clients) client[Symbol.dispose]();
    }
  });
}

/** Keeps `inFlight` numbers on their way until `total` came back. */
async function flow(client: Client, total: number, inFlight: number): Promise<string[]> {
  let sent = 0;
  const next = () => {
    if (sent < total) client.send(String(sent++));
  };
  client.ws.on("message", next);
  for (let i = 0; i < inFlight; i++) next();
  const came = await client.take(total, ["text"]);
  return came.map(({ text }) => text);
}

test("RO11 messages that the old code has not received go to the new code, before later ones", async () => {
  await using house = await startHost(pool);
  const deaf = `export default async function handle(socket) { await socket.recv(); await new Promise(() => {}); }`;
  await house.load("r", deaf, { budget: "check" });
  using client = await Client.connect(house.gate.url("r"));
  for (let i = 0; i < 200; i++) client.send(`m${i}`);
  await house.settle("r", [client.bytes]);
  const { ok } = await house.load("r", marked("new"), { budget: "check" });
  assert.ok(ok);
  client.send("last");
  const came = await client.take(200);
  // The first one was received by the old code, which kept it.
  assert.deepEqual(
    came.map(({ text }) => text),
    [...Array.from({ length: 199 }, (_, i) => `new:m${i + 1}`), "new:last"],
  );
});

test("RO11 the new code receives the unread messages of a peer that has left", async () => {
  await using house = await startHost(pool);
  const deaf = `export default async function handle(socket) { await new Promise(() => {}); }`;
  await house.load("r", deaf, { budget: "check" });
  const leaver = await Client.connect(house.gate.url("r"));
  leaver.send("farewell");
  leaver.ws.close(1000, "bye");
  await leaver.closed();
  const { ok } = await house.load(
    "r",
    `export default async function handle(socket) {
      for await (const message of socket) if (message.type === "text") console.log("heard " + message.data);
      console.log("ended");
    }`,
    { budget: "check" },
  );
  assert.ok(ok);
  await house.settle("r", []);
  const { lines } = await house.fromHost.next("console");
  assert.deepEqual(
    lines.map(({ text }) => text),
    ["heard farewell", "ended"],
  );
});

test("RO11 the new code learns of each socket and its unsent bytes exactly once", async () => {
  const first: GuestEvent[] = [];
  const second: GuestEvent[] = [];
  const keeping = (seen: GuestEvent[], script: Script): Script => ({
    ...script,
    turn: (events, nowMs) => {
      seen.push(...events);
      return script.turn(events, nowMs);
    },
  });
  // Consumes the open events only, so that messages are still queued; says on retire that one was unread.
  const lazy = keeping(first, {
    turn: (events) => {
      const until = events.findIndex(({ type }) => type === "text");
      if (events[0]?.type !== "retire") return { consumed: until < 0 ? events.length : until };
      return {
        consumed: 1,
        effects: [
          { type: "text", peer: 1, data: Buffer.from("must not be sent") },
          { type: "log", level: "log", text: "last words", line: null },
          { type: "unread", peer: 1, kind: "text", data: Buffer.from("unread") },
          { type: "unread", peer: 77, kind: "text", data: Buffer.from("of nobody") },
        ],
      };
    },
  });
  const scripted = new ScriptedPool({ lazy, next: keeping(second, echo) });
  {
    await using house = await startHost(scripted);
    await house.load("r", "lazy", { budget: "check" });
    using client = await Client.connect(house.gate.url("r"));
    await house.settle("r", [client.bytes]);
    client.send("queued");
    await house.fromHost.next("state");
    await house.load("r", "next", { budget: "check" });
    const came = await client.take(2);
    assert.deepEqual(
      came.map(({ text }) => text),
      ["unread", "queued"],
    );
    assert.deepEqual(
      second.map(({ type }) => type),
      ["open", "text", "text"],
    );
    assert.equal(second[0]?.type === "open" && second[0].resumed, true);
    const { lines } = await house.fromHost.next("console");
    assert.equal(lines[0]?.text, "last words");
    assert.equal(lines[0]?.version, 1);
  }
  assert.equal(scripted.alive, 0);
});
