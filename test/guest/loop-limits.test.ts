import assert from "node:assert/strict";
import { test } from "node:test";
import { rooms } from "./guest-room.ts";

const refusedSends: readonly (readonly [string, RegExp])[] = [
  ["socket.send(undefined)", /TypeError: send\(undefined\): there is nothing to send/],
  ["socket.send(null)", /TypeError: send\(null\)/],
  ["socket.send({ a: 1 })", /TypeError: .*JSON\.stringify/],
  ["socket.send(5)", /TypeError: .*String\(value\)/],
  ["socket.send(10n)", /TypeError: .*not a bigint/],
  ["socket.send(Symbol())", /TypeError: .*not a symbol/],
  ["socket.send({ type: 'text', data: 5 })", /TypeError: A message is/],
  ["socket.send('x'.repeat(65537))", /RangeError: .*65537 bytes.*65536.*LIMIT_MESSAGE_BYTES/],
  ["socket.send('€'.repeat(30000))", /RangeError: .*90000 bytes/],
  ["socket.send(new Uint8Array(65537))", /RangeError: .*65537 bytes/],
  ["socket.ping(new Uint8Array(126))", /RangeError: .*125 bytes; this is 126/],
  ["socket.close(1005)", /RangeError: Close code 1005 may not be sent/],
  ["socket.close(1006)", /RangeError: Close code 1006/],
  ["socket.close(1015)", /RangeError: Close code 1015/],
  ["socket.close(999)", /RangeError: Close code 999/],
  ["socket.close(5000)", /RangeError: Close code 5000/],
  ["socket.close('1000')", /TypeError: The code of a close must be a number/],
  ["socket.close(1000, 'é'.repeat(62))", /RangeError: .*123 bytes; this is 124/],
  ["socket.close(undefined, 'why')", /TypeError: A reason needs a code/],
];
for (const [call, expected] of refusedSends) {
  test(`GU6 ${call} rejects with the remedy, and nothing is sent`, () => {
    using room = rooms.open(`export default async function handle(socket) {
      await socket.recv();
      await ${call}.then(() => console.log("sent"), (error) => console.log(String(error)));
      await socket.recv();
    }`);
    const a = room.connect().text("go");
    assert.deepEqual(a.got(), []);
    assert.match(room.logs()[0] ?? "", expected);
  });
}

test("GU7 send waits while the client is slow, and resolves when it has caught up", () => {
  using room = rooms.open(`export default async function handle(socket) {
    await socket.recv();
    await socket.send("first");
    console.log("waits no more");
    await socket.recv();
  }`);
  const a = room.connect().flow(500_000).text("go");
  assert.deepEqual(a.got(), ["text first"]);
  assert.deepEqual(room.logs(), []);
  a.flow(10_000);
  assert.deepEqual(room.logs(), []);
  a.flow(0);
  assert.deepEqual(room.logs(), ["waits no more"]);
});

test("GU7 send waits for a later turn when half of this turn's output is used, and keeps the order", () => {
  using room = rooms.open(`export default async function handle(socket) {
    const { data } = await socket.recv();
    for (let i = 0; i < 100; i++) await socket.send(i + data);
    for (let i = 0; i < 2000; i++) await socket.ping(String(i));
    console.log("sent");
    await socket.recv();
  }`);
  const a = room.connect().text("x".repeat(60_000));
  assert.deepEqual(
    a.got().map((message) => message.replace(/x+$/, "")),
    [...Array.from({ length: 100 }, (_, i) => `text ${i}`), ...Array.from({ length: 2000 }, (_, i) => `ping ${i}`)],
  );
  assert.deepEqual(room.logs(), ["sent"]);
  assert.equal(room.stopped, null);
});

test("GU7 tasks that each await one send do not exceed a turn together, and a close follows the held messages", () => {
  using room = rooms.open(`import { spawn } from "ws101";
  const sockets = [];
  export default async function handle(socket) {
    sockets.push(socket);
    const message = await socket.recv();
    const data = "x".repeat(60_000);
    for (const each of sockets) spawn(async () => { await each.send("1" + data); each.send("2"); await each.close(1000) });
  }`);
  const clients = Array.from({ length: 20 }, () => room.connect());
  clients[0]?.text("go");
  assert.equal(room.stopped, null);
  for (const client of clients)
    assert.deepEqual(
      client.got().map((message) => message.replace(/x+$/, "")),
      ["text 1", "text 2", "close 1000"],
    );
});

test("GU7 a handler that sends without awaiting reaches the turn's limit", () => {
  using room = rooms.open(`export default async function handle(socket) {
    await socket.recv();
    for (let i = 0; i < 2000; i++) socket.send("x").catch(() => {});
  }`);
  room.connect().text("go");
  assert.equal(room.stopped?.kind, "output");
});

test("GU7 a send that waits for a slow client rejects when that client leaves", () => {
  using room = rooms.open(`export default async function handle(socket) {
    await socket.recv();
    await socket.send("x").catch((error) => console.log(error.name, error.by));
  }`);
  room.connect().flow(500_000).text("go").close(1006);
  assert.deepEqual(room.logs(), ["SocketClosed client"]);
});

test("GU8 a handler that does not receive pauses its client, and resumes it when it receives again", () => {
  using room = rooms.open(`import { sleep } from "ws101";
  export default async function handle(socket) {
    await socket.recv();
    await sleep(1000);
    let received = 0;
    while (received < 200 && (await socket.recv()) !== null) received += 1;
    console.log(received);
    await socket.recv();
  }`);
  const a = room.connect();
  a.text("go", ...Array.from({ length: 63 }, () => "m"));
  assert.deepEqual(a.got(), []);
  a.text("m");
  assert.deepEqual(a.got(), ["pause"]);
  a.text(...Array.from({ length: 136 }, () => "m"));
  assert.deepEqual(a.got(), []);
  room.advance(1000);
  assert.deepEqual(a.got(), ["resume"]);
  assert.deepEqual(room.logs(), ["200"]);
});

test("GU8 a few large messages pause the client too", () => {
  using room = rooms.open("export default (socket) => new Promise(() => {})");
  const a = room.connect();
  for (let i = 0; i < 4; i++) a.text("x".repeat(60_000));
  assert.deepEqual(a.got(), []);
  a.text("x".repeat(60_000));
  assert.deepEqual(a.got(), ["pause"]);
});
