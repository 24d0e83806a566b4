// Handshakes of a watched room's sockets: request and answer as on the wire, bounded, without our own cookies.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Handshake } from "../../server/protocol/handshake.ts";
import { fromHostSchema } from "../../server/protocol/host.ts";
import { Client } from "./support/client.ts";
import { echoLoop } from "./support/handlers.ts";
import { startHost, type TestHost } from "./support/host-services.ts";
import { pool } from "./support/real-pool.ts";

const watch = (house: TestHost, on: boolean) => house.host.receive({ type: "watch", room: "r", on });

/** The handshakes told, once `count` were. */
async function told(house: TestHost, count: number): Promise<Handshake[]> {
  const all = () => house.fromHost.of("handshake").map(({ handshake }) => handshake);
  await house.fromHost.next("handshake", () => all().length >= count);
  return all();
}

const valuesOf = (headers: Handshake["request"]["headers"], wanted: string) =>
  headers.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value);

const deciding = `export function upgrade(request) {
  if (request.query.get("no") !== null) return { status: 403, reason: "not today", headers: { "x-why": "because" } };
  return { protocol: "chat.v2", headers: { "x-served-by": "me" } };
}
export default async function handle(socket) { for await (const _ of socket); }`;

test("EN17 a handshake is told while a room is watched, as it stood on the wire, and for refused sockets too", async () => {
  await using house = await startHost(pool);
  await house.load("r", deciding);
  watch(house, true);
  const headers = { "X-Mixed-Case": "Kept", cookie: "theme=dark; lang=en" };
  using client = await Client.connect(`${house.gate.url("r")}?token=1`, ["chat.v1", "chat.v2"], { headers });
  assert.equal(client.ws.protocol, "chat.v2");
  await Client.refused(`${house.gate.url("r")}?no`);
  const [opened, refused] = await told(house, 2);
  assert.equal(opened?.peer, 1);
  assert.equal(opened.request.method, "GET");
  assert.equal(opened.request.url, "/ws/r?token=1");
  assert.ok(opened.request.headers.some(([name, value]) => name === "X-Mixed-Case" && value === "Kept"));
  assert.deepEqual(valuesOf(opened.request.headers, "cookie"), ["theme=dark; lang=en"]);
  assert.deepEqual(valuesOf(opened.request.headers, "sec-websocket-version"), ["13"]);
  assert.deepEqual([opened.response.status, opened.response.reason], [101, "Switching Protocols"]);
  const answer = opened.response.headers.map(([name]) => name.toLowerCase());
  assert.deepEqual(answer, ["upgrade", "connection", "sec-websocket-accept", "sec-websocket-protocol", "x-served-by"]);
  assert.deepEqual(valuesOf(opened.response.headers, "sec-websocket-protocol"), ["chat.v2"]);
  assert.deepEqual([refused?.peer, refused?.response.status, refused?.response.reason], [null, 403, "Forbidden"]);
  assert.deepEqual(valuesOf(refused?.response.headers ?? [], "x-why"), ["because"]);
});

test("EN17 a room that nobody watches tells none; when watching begins each open socket's is told", async () => {
  await using house = await startHost(pool);
  await house.load("r", echoLoop);
  using _first = await Client.connect(house.gate.url("r"));
  {
    using gone = await Client.connect(house.gate.url("r"));
    gone.ws.close();
    await gone.closed();
  }
  using _third = await Client.connect(house.gate.url("r"));
  assert.equal(house.fromHost.of("handshake").length, 0);
  watch(house, true);
  assert.deepEqual(
    (await told(house, 2)).map(({ peer }) => peer),
    [1, 3],
  );
  watch(house, false);
  watch(house, true);
  assert.deepEqual(
    (await told(house, 4)).slice(2).map(({ peer }) => peer),
    [1, 3],
  );
});

const heavy = `export function upgrade() {
  const headers = {};
  for (let i = 0; i < 32; i++) headers["x-" + i] = "v".repeat(2000);
  return { headers };
}
export default async function handle(socket) { for await (const _ of socket); }`;

test("EN17 a handshake is bounded: most headers, cut values, never more than the protocol allows", async () => {
  await using house = await startHost(pool);
  await house.load("r", heavy);
  watch(house, true);
  const headers = Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`X-${i}`, "w".repeat(20)]));
  const url = `${house.gate.url("r")}?${"q".repeat(4000)}`;
  // The client's own bound on what it reads ends it; what was sent is told all the same.
  await Client.connect(url, [], { headers: { ...headers, "X-Long": "l".repeat(3000) } }).catch(() => undefined);
  const [handshake] = await told(house, 1);
  assert.ok(handshake);
  const size = (side: Handshake["request"]["headers"]) => side.reduce((sum, [, value]) => sum + value.length, 0);
  assert.equal(handshake.request.headers.length, 100);
  assert.equal(handshake.request.url.length, 2049);
  assert.ok(size(handshake.request.headers) <= 17_000 && size(handshake.response.headers) <= 17_000);
  assert.ok(handshake.response.headers.some(([, value]) => value.endsWith("…")));
  for (const message of house.fromHost.all) fromHostSchema.parse(message);
});
