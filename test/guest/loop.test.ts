import assert from "node:assert/strict";
import { test } from "node:test";
import { rooms } from "./guest-room.ts";

const echo = `export default async function handle(socket) {
  for await (const message of socket) {
    if (message.type === "text" || message.type === "binary") await socket.send(message.data);
  }
}`;

test("GU1 a loop echoes text and binary unchanged and in order, even many in one batch", () => {
  using room = rooms.open(echo);
  assert.equal(room.style, "loop");
  const a = room.connect();
  a.text("héllo 🎉", "", "two");
  assert.deepEqual(a.got(), ["text héllo 🎉", "text", "text two"]);
  a.binary(Uint8Array.of(0, 255, 128));
  assert.deepEqual(a.got(), ["binary 00ff80"]);
  a.text(...Array.from({ length: 500 }, (_, i) => `m${i}`));
  const got = a.got().filter((line) => line.startsWith("text"));
  assert.deepEqual(
    got,
    Array.from({ length: 500 }, (_, i) => `text m${i}`),
  );
});

test("GU2 recv returns each kind of message, the close last, then null every time", () => {
  using room = rooms.open(`export default async function handle(socket) {
    for (let message = await socket.recv(); message !== null; message = await socket.recv()) console.log(message);
    console.log(await socket.recv(), await socket.recv());
  }`);
  const a = room.connect();
  a.text("hi").binary(Uint8Array.of(1)).ping("p").pong("q").close(1001, "gone");
  assert.deepEqual(room.logs(), [
    "{ type: 'text', data: 'hi' }",
    "{ type: 'binary', data: Uint8Array(1) [ 1 ] }",
    "{ type: 'ping', data: Uint8Array(1) [ 112 ] }",
    "{ type: 'pong', data: Uint8Array(1) [ 113 ] }",
    "{ type: 'close', code: 1001, reason: 'gone' }",
    "null null",
  ]);
  assert.deepEqual(a.got(), []);
});

test("GU3 when handle returns the socket closes with 1000, unless the handler closed it", () => {
  using room = rooms.open(`export default async function handle(socket) {
    const first = await socket.recv();
    if (first.data === "mine") { await socket.close(4001, "my own"); await socket.close(1000); }
  }`);
  const [a, b] = [room.connect(), room.connect()];
  a.text("over", "dropped");
  b.text("mine");
  assert.deepEqual(a.got(), ["close 1000"]);
  assert.deepEqual(b.got(), ["close 4001 my own"]);
  assert.deepEqual(room.faults(), []);
});

test("GU4 a handler that throws is a fault of its peer at the line, and the other sockets continue", () => {
  using room = rooms.open(`export default async function handle(socket) {
  for await (const message of socket) {
    if (message.data === "boom") throw new TypeError("no such thing");
    await socket.send(message.data);
  }
}`);
  const [a, b] = [room.connect(), room.connect()];
  a.text("boom", "after");
  b.text("still here");
  const [fault, ...more] = room.faults();
  assert.deepEqual(more, []);
  assert.equal(fault?.kind, "error");
  assert.equal(fault?.peer, a.peer);
  assert.equal(fault?.line, 3);
  assert.match(fault?.message ?? "", /TypeError: no such thing/);
  assert.deepEqual(a.got(), []);
  assert.deepEqual(b.got(), ["text still here"]);
});

test("GU5 sending to a client that left rejects with SocketClosed, and a handler that ends with it is not a fault", () => {
  using room = rooms.open(`import { SocketClosed } from "ws101";
  export default async function handle(socket) {
    await socket.recv();
    await socket.recv();
    try { await socket.send("x") } catch (error) {
      console.log(error instanceof SocketClosed, error.name, error.code, error.reason, error.by);
    }
    socket.send("nobody awaits this");
    await socket.ping();
  }`);
  room.connect().text("one").close(4000, "bye");
  assert.deepEqual(room.logs(), ["true SocketClosed 4000 bye client"]);
  assert.deepEqual(room.faults(), []);
});

test("GU5 sending after one's own close is a fault", () => {
  using room = rooms.open(`export default async function handle(socket) {
    await socket.recv();
    await socket.close(1000, "done");
    await socket.send("too late");
  }`);
  const a = room.connect().text("x");
  assert.deepEqual(a.got(), ["close 1000 done"]);
  assert.match(
    room.faults()[0]?.message ?? "",
    /SocketClosed: send\(\) after close\(\): your code closed this connection/,
  );
});

test("GU6 every kind of bytes is sent as it is at the time of the call, and a whole Message by its type", () => {
  using room = rooms.open(`export default async function handle(socket) {
    await socket.recv();
    const bytes = new Uint8Array([9, 1, 2, 9]);
    await socket.send(bytes.subarray(1, 3));
    bytes.fill(0);
    await socket.send(new Uint8Array([1, 2]).buffer);
    await socket.send(new DataView(new Uint8Array([3, 4, 5]).buffer, 1));
    await socket.send(new Uint16Array([0x0102]));
    await socket.send(Buffer.from("ab"));
    await socket.send({ type: "text", data: "t" });
    await socket.send({ type: "ping", data: new Uint8Array([7]) });
    await socket.ping("p");
    await socket.send({ type: "close", code: 1006, reason: "" });
  }`);
  const a = room.connect().text("go");
  assert.deepEqual(a.got(), [
    "binary 0102",
    "binary 0102",
    "binary 0405",
    "binary 0201",
    "binary 6162",
    "text t",
    "ping \u0007",
    "ping p",
    "close -",
  ]);
});

test("GU9 a second concurrent recv is refused instead of taking the first one's message", () => {
  using room = rooms.open(`export default async function handle(socket) {
    const first = socket.recv();
    await socket.recv().catch((error) => console.log(error.message));
    console.log((await first).data);
    await socket.recv();
  }`);
  const a = room.connect();
  assert.match(
    room.logs()[0] ?? "",
    /^This socket already has a pending wait, and a second one would take its messages/,
  );
  a.text("mine");
  assert.deepEqual(room.logs(), ["mine"]);
});

test("GU9 a recv whose signal aborts takes nothing", () => {
  using room = rooms.open(`export default async function handle(socket) {
    const stop = new AbortController();
    const waiting = socket.recv({ signal: stop.signal });
    stop.abort(new Error("enough"));
    await waiting.catch((error) => console.log(error.message));
    await socket.recv({ signal: AbortSignal.abort() }).catch((error) => console.log(error.name));
    await socket.recv({ signal: AbortSignal.timeout(50) }).catch((error) => console.log(error.name));
    console.log((await socket.recv({ signal: new AbortController().signal })).data);
    await socket.recv();
  }`);
  const a = room.connect();
  assert.deepEqual(room.logs(), ["enough", "AbortError"]);
  room.advance(50);
  assert.deepEqual(room.logs(), ["TimeoutError"]);
  a.text("still there");
  assert.deepEqual(room.logs(), ["still there"]);
});

test("GU10 the request has path, query, headers and offered subprotocols; the socket has id and protocol", () => {
  using room = rooms.open(`export function upgrade(request) { return { protocol: request.protocols[1] } }
  export default async function handle(socket) {
    const { url, path, query, headers, protocols, remoteAddress } = socket.request;
    console.log(url, path, query.get("token"), query.getAll("a").join(), headers["x-a"], protocols.join(), remoteAddress);
    console.log(socket.id, socket.protocol);
    await socket.recv();
  }`);
  const request = {
    url: "/ws/r?token=a%20b&a=1&a=2",
    headers: { "x-a": "v" },
    protocols: ["p", "q"],
    remoteAddress: "::1",
  };
  room.connect(request);
  assert.deepEqual(room.logs(), ["/ws/r?token=a%20b&a=1&a=2 /ws/r a b 1,2 v p,q ::1", "1 q"]);
});

test("GU11 closed resolves with code and reason, before or after the close", () => {
  using room = rooms.open(`export default async function handle(socket) {
    socket.closed.then((ending) => console.log("early", ending));
    for await (const message of socket);
    console.log("late", await socket.closed);
  }`);
  room.connect().close(4002, "so long");
  assert.deepEqual(room.logs(), ["early { code: 4002, reason: 'so long' }", "late { code: 4002, reason: 'so long' }"]);
});

test("GU2 leaving a loop keeps the remaining messages for the next loop", () => {
  using room = rooms.open(`export default async function handle(socket) {
    for await (const { data } of socket) { console.log("one", data); break; }
    for await (const { data, type } of socket) console.log("two", data ?? type);
  }`);
  room.connect().text("a", "b", "c").close();
  assert.deepEqual(room.logs(), ["one a", "two b", "two c", "two close"]);
});
