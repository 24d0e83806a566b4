// Raw sockets become peers, or are refused with one status line.
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { foldHeaders } from "../../server/host/handshake.ts";
import type { Effect, UpgradeAnswer } from "../../server/protocol/guest.ts";
import { Client } from "./support/client.ts";
import { echoLoop } from "./support/handlers.ts";
import { startHost } from "./support/host-services.ts";
import { RawClient, upgradeRequest } from "./support/raw-client.ts";
import { pool } from "./support/real-pool.ts";
import { type Script, ScriptedPool } from "./support/scripted.ts";

/** A script that answers every upgrade with `answer`. */
const answering = (answer: UpgradeAnswer): Script => ({
  hasUpgrade: true,
  turn: (events) => ({
    effects: events.flatMap((event): Effect[] =>
      event.type === "upgrade" ? [{ type: "upgraded", ticket: event.ticket, answer }] : [],
    ),
  }),
});

const choosing = `export function upgrade(request) {
  const url = new URL(request.url, "http://x");
  if (url.searchParams.get("token") !== "secret") return { status: 401, reason: "A token is needed." };
  return { protocol: request.protocols.find((name) => name === "chat.v2") };
}
${echoLoop}`;

test("RO15 upgrade() chooses the subprotocol in the 101 and in the room's state", async () => {
  await using house = await startHost(pool);
  await house.load("r", choosing);
  using client = await Client.connect(`${house.gate.url("r")}?token=secret`, ["chat.v1", "chat.v2"]);
  assert.equal(client.ws.protocol, "chat.v2");
  const { state } = await house.fromHost.next("state", ({ state }) => state.peers.length === 1);
  assert.deepEqual(state.peers, [{ peer: 1, port: client.port, protocol: "chat.v2", client: "", page: undefined }]);
});

test("RO15 upgrade() refuses before the 101 with its own status and sentence", async () => {
  await using house = await startHost(pool);
  await house.load("r", choosing);
  const { status, body } = await Client.refused(house.gate.url("r"));
  assert.deepEqual([status, body], [401, "A token is needed.\n"]);
  const refused = await house.fromHost.next("refused");
  assert.equal(refused.status, 401);
  assert.equal(house.fromHost.of("joined").length, 0);
});

test("RO15 an upgrade() that never answers is a 504; one that throws or stops the room is an immediate error", async () => {
  await using house = await startHost(pool, { upgradeMs: 150 });
  await house.load("silent", `export async function upgrade() { await new Promise(() => {}); }\n${echoLoop}`);
  await house.load("throws", `export function upgrade() { throw new Error("oh"); }\n${echoLoop}`);
  await house.load("spins", `export function upgrade() { for (;;) {} }\n${echoLoop}`);
  const silent = await Client.refused(house.gate.url("silent"));
  assert.equal(silent.status, 504);
  assert.match(silent.body, /did not answer within 150 ms/);
  assert.equal((await Client.refused(house.gate.url("throws"))).status, 500);
  const spins = await Client.refused(house.gate.url("spins"));
  assert.equal(spins.status, 503);
});

test("RO15 a handler without upgrade() accepts, without a subprotocol", async () => {
  await using house = await startHost(pool);
  await house.load("r", echoLoop);
  using raw = await RawClient.open(house.gate.port);
  raw.write(upgradeRequest("/ws/r", { "Sec-WebSocket-Protocol": "a, b" }));
  await raw.until(() => raw.text().includes("\r\n\r\n"), "no answer came");
  assert.equal(raw.status, 101);
  assert.doesNotMatch(raw.text(), /Sec-WebSocket-Protocol/i);
});

test("RO15 a handler sets X- headers and a few others, never the handshake's, a cookie, or one that acts on the whole site", async () => {
  const headers = {
    "x-room": "blue",
    "retry-after": "3",
    "set-cookie": "a=b",
    "Clear-Site-Data": '"*"',
    "strict-transport-security": "max-age=1",
    "www-authenticate": "Basic",
    "x-accel-redirect": "/etc/passwd",
    "sec-websocket-extensions": "permessage-deflate",
    connection: "close",
    "x-split": "a\r\nx-injected: yes",
    "bad name": "x",
    "x-utf8": "é",
  };
  await using house = await startHost(
    new ScriptedPool({
      yes: answering({ accept: true, protocol: null, headers }),
      no: answering({ accept: false, status: 403, reason: "no\r\nx-injected: yes", headers }),
    }),
  );
  for (const [script, status] of [
    ["yes", 101],
    ["no", 403],
  ] as const) {
    await house.load(script, script);
    using raw = await RawClient.open(house.gate.port);
    raw.write(upgradeRequest(`/ws/${script}`));
    await raw.until(() => raw.text().includes("\r\n\r\n"), "no answer came");
    const head = raw.text().split("\r\n\r\n")[0] ?? "";
    assert.equal(raw.status, status);
    assert.match(head, /x-room: blue/);
    assert.match(head, /retry-after: 3/);
    assert.doesNotMatch(head, /injected|bad name|x-utf8|deflate|cookie|site-data|transport|authenticate|accel/i);
    assert.equal(head.match(/^connection:/gim)?.length, 1);
  }
});

test("RO15 unusual answers: a success status, a subprotocol that is invalid or was not offered", async () => {
  await using house = await startHost(
    new ScriptedPool({
      yesNo: answering({ accept: false, status: 200, reason: "", headers: {} }),
      noName: answering({ accept: true, protocol: "no name\r\n", headers: {} }),
      other: answering({ accept: true, protocol: "other", headers: {} }),
    }),
  );
  for (const script of ["yesNo", "noName", "other"]) await house.load(script, script);
  assert.equal((await Client.refused(house.gate.url("yesNo"), ["a"])).status, 500);
  assert.equal((await Client.refused(house.gate.url("noName"), ["a"])).status, 500);
  using raw = await RawClient.open(house.gate.port);
  raw.write(upgradeRequest("/ws/other", { "Sec-WebSocket-Protocol": "a" }));
  await raw.until(() => raw.text().includes("\r\n\r\n"), "no answer came");
  assert.match(raw.text(), /Sec-WebSocket-Protocol: other/);
  const { lines } = await house.fromHost.next("console", ({ room }) => room === "other");
  assert.match(lines[0]?.text ?? "", /"other", which the client did not offer/);
});

test("RO15 upgrade() of new code is called again for clients that are still waiting", async () => {
  await using house = await startHost(pool);
  await house.load("r", `export async function upgrade() { await new Promise(() => {}); }\n${echoLoop}`);
  const waiting = Client.connect(`${house.gate.url("r")}?token=secret`, ["chat.v2"]);
  const refused = Client.refused(house.gate.url("r"));
  const admitted = Client.connect(`${house.gate.url("r")}?token=secret`);
  await house.inside(3);
  await house.load("r", choosing);
  using one = await waiting;
  using two = await admitted;
  assert.equal(one.ws.protocol, "chat.v2");
  assert.equal((await refused).status, 401);
  two.send("x");
  await two.take(1);
});

test("RO16 a handler sees headers as Node provides them", () => {
  const headers = foldHeaders([
    "Cookie",
    "theme=dark",
    "COOKIE",
    "lang=de",
    "X-Many",
    "a",
    "x-many",
    "b",
    "Host",
    "first",
    "Host",
    "second",
    "__proto__",
    "own",
  ]);
  assert.equal(headers.cookie, "theme=dark; lang=de");
  assert.equal(headers["x-many"], "a, b");
  assert.equal(headers.host, "first");
  assert.deepEqual(Object.getOwnPropertyDescriptor(headers, "__proto__")?.value, "own");
});

test("RO16 an unknown room is 404, a full room 503, and a socket lost in transfer is reported as refused", async () => {
  await using house = await startHost(pool, { socketsPerRoom: 2 });
  await house.load("r", echoLoop);
  assert.equal((await Client.refused(house.gate.url("nowhere"))).status, 404);
  using one = await Client.connect(house.gate.url("r"));
  using two = await Client.connect(house.gate.url("r"));
  const full = await Client.refused(house.gate.url("r"));
  assert.equal(full.status, 503);
  assert.match(full.body, /2 sockets/);
  one.ws.close();
  await one.closed();
  using three = await Client.connect(house.gate.url("r"));
  three.send("x");
  await three.take(1);
  assert.equal(two.ws.readyState, 1);
  const meta = {
    method: "GET",
    url: "/ws/r",
    rawHeaders: [],
    protocols: [],
    remoteAddress: "",
    remotePort: 7,
    client: "",
    head: "",
  };
  house.host.receive({ type: "socket", room: "r", meta });
  const lost = await house.fromHost.next("refused", ({ port }) => port === 7);
  assert.equal(lost.status, 0);
});

test("RO16 a client that goes away while the handler decides leaves nothing behind", async () => {
  const tickets: number[] = [];
  const slow: Script = {
    hasUpgrade: true,
    turn: (events) => {
      for (const event of events) if (event.type === "upgrade") tickets.push(event.ticket);
      const answer: UpgradeAnswer = { accept: true, protocol: null, headers: {} };
      return events.some(({ type }) => type === "wake")
        ? { effects: tickets.splice(0).map((ticket): Effect => ({ type: "upgraded", ticket, answer })) }
        : { wakeAtMs: 1e15 };
    },
  };
  await using house = await startHost(new ScriptedPool({ slow }), { upgradeMs: 300 });
  await house.load("r", "slow");
  using raw = await RawClient.open(house.gate.port);
  raw.write(upgradeRequest("/ws/r"));
  while (tickets.length === 0) await house.settle("r", []);
  raw.socket.resetAndDestroy();
  const { status } = await house.fromHost.next("refused");
  assert.ok(status === 0 || status === 504, `${status}`);
  assert.equal(house.fromHost.of("joined").length, 0);
});

test("RO22 joined, left and the room's state report the peers", async () => {
  await using house = await startHost(pool);
  await house.load("r", echoLoop);
  using client = await Client.connect(house.gate.url("r"));
  const joined = await house.fromHost.next("joined");
  assert.deepEqual([joined.room, joined.peer, joined.port], ["r", 1, client.port]);
  client.ws.close(4001, "x");
  const left = await house.fromHost.next("left");
  assert.deepEqual([left.peer, left.port, left.code], [1, joined.port, 4001]);
  const { state } = await house.fromHost.next("state", ({ state }) => state.peers.length === 0);
  assert.deepEqual([state.state, state.version, state.clock], ["running", 1, "real"]);
});

test("RO35 upgrade() sets the longest message of one socket, below the room's own limit", async () => {
  await using house = await startHost(pool);
  const limiting = `export function upgrade({ query }) { return { maxMessageBytes: Number(query.get("most")) }; }\n${echoLoop}`;
  await house.load("r", limiting, { limits: { messageBytes: 100 } });
  const closesAfter = async (most: number, bytes: number) => {
    using client = await Client.connect(`${house.gate.url("r")}?most=${most}`);
    const [ended] = [once(client.ws, "close"), client.ws.send("x".repeat(bytes))];
    const [echoed] = [once(client.ws, "message")];
    return await Promise.race([
      ended.then(([code]) => Number(code)),
      echoed.then(([data]) => `echo ${String(data).length}`),
    ]);
  };
  assert.equal(await closesAfter(10, 10), "echo 10");
  assert.equal(await closesAfter(10, 11), 1009);
  assert.equal(await closesAfter(1_000, 100), "echo 100");
  assert.equal(await closesAfter(1_000, 101), 1009);
});

test("RO35 a lesson's limits apply to its room: sockets, turns and what is unsent", async () => {
  await using house = await startHost(pool);
  const many = `import { WebSocketServer } from "ws";
new WebSocketServer({ port: 1 }).on("connection", (socket) => socket.on("message", () => { for (let n = 0; n < 5; n++) socket.send("x"); }));`;
  await house.load("r", many, { limits: { socketsPerRoom: 1, turnMessages: 4 } });
  using client = await Client.connect(house.gate.url("r"));
  const { status, body } = await Client.refused(house.gate.url("r"));
  assert.deepEqual([status, body], [503, "This room already has 1 sockets. Close one first.\n"]);
  client.ws.send("go");
  const { fault } = await house.fromHost.next("fault");
  assert.equal(fault.limit, "turnMessages");
});
