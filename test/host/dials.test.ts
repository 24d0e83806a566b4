// The socket that answers a dial: known by a token that only the check receives.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Client } from "./support/client.ts";
import { startHost } from "./support/host-services.ts";
import { pool } from "./support/real-pool.ts";

const js = `export default async function handle(socket) { await socket.send("handled"); for await (const _ of socket); }
export async function client(dial) { const socket = await dial(); await socket.send("dialed"); for await (const _ of socket); }`;

test("DI3 a socket with another token, or with one that was used, reaches the handler", async () => {
  await using house = await startHost(pool);
  await house.load("r", js, { clock: "stepped", budget: "check" });
  await house.dial("r", "wait");
  await house.settle("r", []);
  const { url, token } = await house.dial("r", "accept");
  assert.equal(url, "/");
  for (const [header, answer] of [
    ["forged", "handled"],
    [token, "dialed"],
    [token, "handled"],
    ["", "handled"],
  ] as const) {
    using client = await Client.connect(house.gate.url("r"), [], { headers: { "ws101-dial": header } });
    assert.equal((await client.take(1))[0]?.text, answer);
  }
});
