// Garbage that a room leaves to the collector.
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { Client } from "./support/client.ts";
import { collect } from "./support/collect.ts";
import { within } from "./support/deadline.ts";
import { startHost } from "./support/host-services.ts";
import { echo, ScriptedPool } from "./support/scripted.ts";

const messages = 100;
const message = Buffer.alloc(64 << 10);

test("RO1 answers that were written are freed by the next scavenge, also once the room's own objects are old", async () => {
  await using house = await startHost(new ScriptedPool({ echo }));
  await house.load("r", "echo");
  using client = await Client.connect(house.gate.url("r"));
  const exchange = async () => {
    client.send(message);
    await within(once(client.ws, "message"), "no answer came");
  };
  await exchange();
  collect();
  const before = process.memoryUsage().arrayBuffers;
  for (let n = 0; n < messages; n++) {
    await exchange();
    collect({ type: "minor" });
  }
  const left = process.memoryUsage().arrayBuffers - before;
  assert.ok(left < (messages * message.length) / 2, `${left} bytes are left of ${messages} answers`);
});
