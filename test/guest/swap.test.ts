import assert from "node:assert/strict";
import { test } from "node:test";
import { rooms } from "./guest-room.ts";

test("GU12 when newer code takes over, every wait ends, sends are refused, and nothing is closed", () => {
  using room = rooms.open(`export default async function handle(socket) {
    for await (const { data } of socket) await socket.send(data);
    console.log("after the loop", await socket.closed);
    await socket.send("late").catch((error) => console.log(error.name, error.by));
  }`);
  const a = room.connect().text("x");
  assert.deepEqual(a.got(), ["text x"]);
  assert.deepEqual(room.retire(), []);
  assert.deepEqual(a.got(), []);
  assert.deepEqual(room.logs(), ["after the loop { code: 1012, reason: 'new code took over' }", "SocketClosed swap"]);
  assert.deepEqual(room.faults(), []);
});

test("GU13 messages that were not received are handed back in order, and old timers never fire", () => {
  using room = rooms.open(`import { sleep } from "ws101";
  setInterval(() => console.log("tick"), 10);
  export default async function handle(socket) { await socket.recv(); await sleep(5000); await socket.send("never"); }`);
  const [a, b] = [room.connect(), room.connect()];
  a.text("received", "one").binary(Buffer.from("two")).ping("three");
  b.text("r", "b one");
  a.got();
  assert.deepEqual(room.retire(), [
    { kind: "text", text: "one", peer: a.peer },
    { kind: "binary", text: "two", peer: a.peer },
    { kind: "ping", text: "three", peer: a.peer },
    { kind: "text", text: "b one", peer: b.peer },
  ]);
  assert.equal(room.wakeInMs, null);
  room.advance(60_000);
  assert.deepEqual([...room.logs(), ...a.got()], []);
});

test("GU14 sockets that stayed open reach the new code as new ones, in either style", () => {
  using loop = rooms.open(
    `export default async function handle(socket) { await socket.send("again"); await socket.recv() }`,
  );
  assert.deepEqual(loop.connect({ resumed: true }).got(), ["text again"]);
  using events = rooms.open(`import { WebSocketServer } from "ws";
  const wss = new WebSocketServer({ port: 1 });
  wss.on("connection", (ws) => ws.send(String(wss.clients.size)));`);
  assert.deepEqual(events.connect({ resumed: true }).got(), ["text 1"]);
});

test("GU12 replaced events code sends nothing more", () => {
  using room = rooms.open(`import { WebSocketServer } from "ws";
  const wss = new WebSocketServer({ port: 1 });
  wss.on("connection", (ws) => {
    ws.on("message", async () => { await new Promise((r) => queueMicrotask(r)); ws.send("x") });
    setTimeout(() => ws.send("late"), 100);
  });`);
  const a = room.connect();
  room.retire();
  room.advance(1000);
  a.text("to nobody");
  assert.deepEqual(a.got(), []);
  assert.deepEqual(room.faults(), []);
});
