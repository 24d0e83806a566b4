// Runs the server examples in the README of npm's ws, as installed.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { rooms } from "./guest-room.ts";

const readme = readFileSync(fileURLToPath(new URL("../../node_modules/ws/README.md", import.meta.url)), "utf8");

/** The nth block of JavaScript under a heading. */
function example(heading: string, index = 0): string {
  const section = new RegExp(`^#+ ${heading}$([\\s\\S]*?)(?=^#+ |(?![\\s\\S]))`, "m").exec(readme)?.[1] ?? "";
  const block = [...section.matchAll(/```js\n([\s\S]*?)```/g)][index]?.[1];
  assert.ok(block !== undefined, `the README of ws has no example ${index} under "${heading}" any more`);
  return block;
}

test("GU42 every server example of the README is run or refused by a test", () => {
  const blocks = [...readme.matchAll(/```js\n([\s\S]*?)```/g)].map((match) => match[1] ?? "");
  const servers = blocks.filter((block) => block.includes("new WebSocketServer("));
  assert.equal(servers.length, 9);
});

test("GU42 README: simple server", () => {
  using room = rooms.open(example("Simple server"));
  const a = room.connect();
  assert.deepEqual(a.got(), ["text something"]);
  a.text("hello");
  assert.deepEqual(room.logs(), ["received: hello"]);
});

test("GU42 README: WebSocket compression, whose options are ignored", () => {
  using room = rooms.open(example("WebSocket compression"));
  assert.match(room.logs()[0] ?? "", /perMessageDeflate" is ignored here/);
  room.connect().text("x");
  assert.deepEqual(room.faults(), []);
});

test("GU42 README: broadcast to all, including the sender", () => {
  using room = rooms.open(example("Server broadcast", 0));
  const [a, b, c] = [room.connect(), room.connect(), room.connect()];
  c.close();
  a.text("hi").binary(Uint8Array.of(7));
  for (const client of [a, b]) assert.deepEqual(client.got(), ["text hi", "binary 07"]);
  assert.deepEqual(c.got(), []);
});

test("GU42 README: broadcast to every other client", () => {
  using room = rooms.open(example("Server broadcast", 1));
  const [a, b, c] = [room.connect(), room.connect(), room.connect()];
  a.text("hi");
  assert.deepEqual(a.got(), []);
  for (const client of [b, c]) assert.deepEqual(client.got(), ["text hi"]);
});

test("GU42 README: the client's address", () => {
  const shown = example("How to get the IP address of the client\\?").replace(
    "const ip = req.socket.remoteAddress;",
    "$& console.log(ip);",
  );
  using room = rooms.open(shown);
  room.connect({ remoteAddress: "192.0.2.1" });
  assert.deepEqual(room.logs(), ["192.0.2.1"]);
});

test("GU42 README: detecting broken connections", () => {
  using room = rooms.open(example("How to detect and close broken connections\\?"));
  const [alive, dead] = [room.connect(), room.connect()];
  room.advance(30_000);
  assert.deepEqual([...alive.got(), ...dead.got()], ["ping", "ping"]);
  alive.pong();
  room.advance(30_000);
  assert.deepEqual(alive.got(), ["ping"]);
  assert.deepEqual(dead.got(), ["terminate"]);
  dead.close(1006);
  alive.pong();
  room.advance(30_000);
  assert.deepEqual(alive.got(), ["ping"]);
});

const needHttp = ["External HTTP/S server", "Multiple servers sharing a single HTTP/S server", "Client authentication"];
for (const heading of needHttp) {
  test(`GU42 README: "${heading}" is refused with a sentence: a room has no HTTP server`, () => {
    assert.match(
      rooms.problemOf(example(heading)),
      /"https?" is not available: the room is the server.*WebSocketServer/,
    );
  });
}

test("GU42 a plain program that greets, echoes with a prefix and sends to every other client runs unchanged", () => {
  using room = rooms.open(`import { WebSocketServer, WebSocket } from 'ws';

const wss = new WebSocketServer({ port: 8080 }, () => console.log('listening on 8080'));

wss.on('connection', (ws, req) => {
  console.log(\`client connected: \${req.url}\`);
  ws.send('welcome');

  ws.on('message', (raw) => {
    const text = raw.toString();
    ws.send(\`you said: \${text}\`);
    for (const client of wss.clients) {
      if (client !== ws && client.readyState === WebSocket.OPEN) client.send(\`other: \${text}\`);
    }
  });

  ws.on('close', (code) => console.log(\`left with \${code}, \${wss.clients.size} remain\`));
});
`);
  const [a, b] = [room.connect(), room.connect()];
  a.text("one");
  b.close(1001);
  assert.deepEqual(a.got(), ["text welcome", "text you said: one"]);
  assert.deepEqual(b.got(), ["text welcome", "text other: one"]);
  assert.deepEqual(room.logs(), [
    "listening on 8080",
    "client connected: /ws/room",
    "client connected: /ws/room",
    "left with 1001, 1 remain",
  ]);
});
