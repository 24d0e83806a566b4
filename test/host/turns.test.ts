// Turns of a room: batches, order, pauses. The sandboxes are scripted, the sockets are real.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Effect, GuestEvent } from "../../server/protocol/guest.ts";
import { Client } from "./support/client.ts";
import { startHost } from "./support/host-services.ts";
import { echo, type Script, ScriptedPool } from "./support/scripted.ts";

const text = (data: Uint8Array) => Buffer.from(data).toString();
const say = (peer: number, data: string): Effect => ({ type: "text", peer, data: Buffer.from(data) });

/** Keeps what was delivered, batch by batch. */
function recorder(script: Script = echo): { batches: GuestEvent[][]; script: Script } {
  const batches: GuestEvent[][] = [];
  const turn: Script["turn"] = (events, nowMs) => {
    batches.push([...events]);
    return script.turn(events, nowMs);
  };
  return { batches, script: { ...script, turn } };
}

test("RO1 messages that arrive together are delivered in one turn and answered in one write", async () => {
  const { batches, script } = recorder();
  await using house = await startHost(new ScriptedPool({ script }));
  await house.load("r", "script");
  using client = await Client.connect(house.gate.url("r"));
  await house.settle("r", [client.bytes]);
  let chunks = 0;
  client.raw.on("data", () => {
    chunks += 1;
  });
  client.raw.cork();
  for (let i = 0; i < 50; i++) client.send(`m${i}`);
  client.raw.uncork();
  const came = await client.take(50);
  assert.deepEqual(
    came.map((each) => each.text),
    Array.from({ length: 50 }, (_, i) => `m${i}`),
  );
  assert.equal(batches.at(-1)?.length, 50);
  assert.equal(chunks, 1);
});

test("RO1 events that a turn did not consume are delivered first in the next", async () => {
  const seen: string[] = [];
  const one: Script = {
    turn: (events) => {
      const [first] = events;
      if (first && "data" in first) seen.push(text(first.data));
      return { consumed: Math.min(1, events.length), effects: first && first.type === "text" ? [first] : [] };
    },
  };
  await using house = await startHost(new ScriptedPool({ one }));
  await house.load("r", "one");
  using client = await Client.connect(house.gate.url("r"));
  for (let i = 0; i < 20; i++) client.send(`m${i}`);
  await client.take(20);
  assert.deepEqual(
    seen,
    Array.from({ length: 20 }, (_, i) => `m${i}`),
  );
});

test("RO1 leftover jobs get more turns until none is pending", async () => {
  let left = 5;
  const slow: Script = {
    turn: (events) => {
      if (events.some(({ type }) => type === "text")) left = 5;
      left -= 1;
      return { pending: left > 0, effects: left === 0 ? [say(1, "done")] : [] };
    },
  };
  await using house = await startHost(new ScriptedPool({ slow }));
  await house.load("r", "slow");
  using client = await Client.connect(house.gate.url("r"));
  client.send("go");
  assert.equal((await client.take(1))[0]?.text, "done");
});

test("RO3 effects are applied in the order they were made, and nothing follows a close", async () => {
  const script: Script = {
    turn: (events) => ({
      effects: events.some(({ type }) => type === "text")
        ? [
            say(1, "one"),
            { type: "ping", peer: 1, data: Buffer.from("two") },
            { type: "binary", peer: 1, data: Buffer.from("three") },
            { type: "pong", peer: 1, data: Buffer.from("four") },
            { type: "close", peer: 1, code: 4321, reason: "five" },
            say(1, "never"),
          ]
        : [],
    }),
  };
  await using house = await startHost(new ScriptedPool({ script }));
  await house.load("r", "script");
  using client = await Client.connect(house.gate.url("r"));
  client.send("go");
  assert.deepEqual(await client.closed(), { code: 4321, reason: "five" });
  assert.deepEqual(
    client.came.map(({ kind, text: what }) => `${kind} ${what}`),
    ["text one", "ping two", "binary three", "pong four", "close five"],
  );
});

test("RO3 effects that name unknown sockets or violate the protocol do no harm", async () => {
  const script: Script = {
    turn: (events) => ({
      effects: events.some(({ type }) => type === "text")
        ? [
            say(99, "nobody"),
            { type: "close", peer: 99, code: 1000, reason: "" },
            { type: "pause", peer: 99 },
            { type: "resume", peer: 99 },
            { type: "upgraded", ticket: 99, answer: { accept: true, protocol: null, headers: {} } },
            { type: "unread", peer: 1, kind: "text", data: Buffer.from("x") },
            { type: "close", peer: 1, code: 1006, reason: "é".repeat(100) },
          ]
        : [],
    }),
  };
  await using house = await startHost(new ScriptedPool({ script }));
  await house.load("r", "script");
  using client = await Client.connect(house.gate.url("r"));
  client.send("go");
  assert.equal((await client.closed()).code, 1011);
});

test("RO3 a close without a code, a reason cut to 123 bytes, a message over the limit", async () => {
  const answers: Record<string, Effect> = {
    bare: { type: "close", peer: 0, code: null, reason: "" },
    long: { type: "close", peer: 0, code: 4000, reason: "é".repeat(100) },
    huge: { type: "binary", peer: 0, data: Buffer.alloc((64 << 10) + 1) },
    ping: { type: "ping", peer: 0, data: Buffer.alloc(126) },
    gone: { type: "terminate", peer: 0 },
  };
  const script: Script = {
    turn: (events) => ({
      effects: events.flatMap((event): Effect[] => {
        const answer = event.type === "text" ? answers[text(event.data)] : undefined;
        return answer && "peer" in event && "peer" in answer ? [{ ...answer, peer: event.peer } as Effect] : [];
      }),
    }),
  };
  await using house = await startHost(new ScriptedPool({ script }));
  await house.load("r", "script");
  const codes: Record<string, number> = {};
  for (const what of Object.keys(answers)) {
    using client = await Client.connect(house.gate.url("r"));
    client.send(what);
    const { code, reason } = await client.closed();
    codes[what] = code;
    if (what === "long") assert.equal(reason, "é".repeat(61));
  }
  assert.deepEqual(codes, { bare: 1005, long: 4000, huge: 1009, ping: 1009, gone: 1006 });
});

test("RO4 messages and the close of a paused peer wait in order until it is resumed; others continue", async () => {
  const seen: string[] = [];
  const script: Script = {
    turn: (events) => ({
      effects: events.flatMap((event): Effect[] => {
        if (event.type === "close") seen.push(`${event.peer} close`);
        if (event.type !== "text") return [];
        const said = text(event.data);
        seen.push(`${event.peer} ${said}`);
        if (said === "pause") return [{ type: "pause", peer: 1 }];
        if (said === "resume") return [{ type: "resume", peer: 1 }];
        return [say(event.peer, said)];
      }),
    }),
  };
  await using house = await startHost(new ScriptedPool({ script }));
  await house.load("r", "script");
  using a = await Client.connect(house.gate.url("r"));
  using b = await Client.connect(house.gate.url("r"));
  a.send("pause");
  await house.settle("r", [a.bytes, b.bytes]);
  for (const word of ["one", "two", "three"]) a.send(word);
  a.ws.close(1000);
  b.send("beside");
  await b.take(1);
  await house.settle("r", [b.bytes]);
  assert.deepEqual(seen, ["1 pause", "2 beside"]);
  b.send("resume");
  await house.fromHost.next("left", ({ peer }) => peer === 1);
  await house.settle("r", [b.bytes]);
  assert.deepEqual(seen, ["1 pause", "2 beside", "2 resume", "1 one", "1 two", "1 three", "1 close"]);
});
