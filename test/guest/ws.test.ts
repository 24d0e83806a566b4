import assert from "node:assert/strict";
import { test } from "node:test";
import { type GuestRoom, rooms } from "./guest-room.ts";

/** A room whose server does `body` with each `ws`. */
function server(body: string, options = "{ port: 8080 }"): GuestRoom {
  return rooms.open(`import WebSocket, { WebSocketServer } from "ws";
  const wss = new WebSocketServer(${options});
  wss.on("connection", (ws, req) => {\n${body}\n});`);
}

test("GU30 events echo text as text and binary as binary, in order, and both arrive as a Buffer", () => {
  using room = server(
    `ws.on("message", (data, isBinary) => { console.log(Buffer.isBuffer(data), data, isBinary); ws.send(data, { binary: isBinary }) });`,
  );
  assert.equal(room.style, "events");
  const a = room.connect();
  a.text("héllo 🎉", "").binary(Uint8Array.of(255, 0));
  assert.deepEqual(a.got(), ["text héllo 🎉", "text", "binary ff00"]);
  assert.deepEqual(room.logs(), [
    "true <Buffer 68 c3 a9 6c 6c 6f 20 f0 9f 8e 89> false",
    "true <Buffer > false",
    "true <Buffer ff 00> true",
  ]);
});

test("GU30 a changed buffer is sent as it is at the time of the call", () => {
  using room = server(
    `ws.on("message", (data) => { ws.send(data, { binary: false }); data[0] = 0x58; ws.send(data, { binary: false }); ws.send(data.reverse().toString()) });`,
  );
  assert.deepEqual(room.connect().text("abc").got(), ["text abc", "text Xbc", "text cbX"]);
});

test("GU31 readyState, its constants, protocol and the other properties are those of ws", () => {
  using room = server(`
    console.log(ws instanceof WebSocket, ws.constructor.name, ws.readyState, ws.OPEN, WebSocket.OPEN, WebSocket.CONNECTING, WebSocket.CLOSING, WebSocket.CLOSED);
    console.log(ws.bufferedAmount, JSON.stringify(ws.extensions), ws.protocol, ws.isPaused, ws.binaryType, ws.url, ws.onmessage);
    ws.close(); console.log(ws.readyState); ws.close();
    ws.on("close", (code, reason) => console.log(ws.readyState, code, reason, wss.clients.size));`);
  const a = room.connect({ protocols: ["first", "second"] });
  assert.deepEqual(a.got(), ["close -"]);
  a.close(1005);
  assert.deepEqual(room.logs(), [
    "true WebSocket 1 1 1 0 2 3",
    '0 "" first false nodebuffer undefined null',
    "2",
    "3 1005 <Buffer > 0",
  ]);
});

test("GU32 a failing listener, sync or async, is a fault of its peer, and the others continue", () => {
  using room = server(`
    ws.on("message", (data) => { if (String(data) === "sync") throw new Error("sync failure"); ws.send("ok"); });
    ws.on("message", async (data) => { await null; if (String(data) === "async") throw new Error("async failure") });`);
  const [a, b] = [room.connect(), room.connect()];
  b.text("async");
  a.text("sync");
  const faults = room.faults().map(({ kind, peer, line, message }) => [kind, peer, line, message.split(".")[0]]);
  assert.deepEqual(faults, [
    ["rejection", b.peer, 6, "Error: async failure"],
    ["error", a.peer, 5, "Error: sync failure"],
  ]);
  assert.deepEqual(room.connect().text("fine").got(), ["text ok"]);
});

test("GU33 send calls back when the message is sent, and with an error after the close", () => {
  using room = server(`
    ws.send("a", (error) => console.log("a", error));
    ws.send("b", { binary: true }, (error) => console.log("b", error));
    ws.ping("p", true, () => console.log("pinged")); ws.pong(() => console.log("ponged"));
    ws.on("message", () => {
      ws.send("slow", () => console.log("slow went")); console.log("buffered", ws.bufferedAmount > 0);
      ws.close(); ws.send("late"); ws.send("late", (error) => console.log(error.message)); ws.ping(() => {}); 
    });`);
  const a = room.connect();
  assert.deepEqual(a.got(), ["text a", "binary 62", "ping p", "pong"]);
  assert.deepEqual(room.logs(), ["a undefined", "b undefined", "pinged", "ponged"]);
  a.flow(900_000).text("x");
  assert.deepEqual(a.got(), ["text slow", "close -"]);
  assert.deepEqual(room.logs(), ["buffered true", "WebSocket is not open: readyState 2 (CLOSING)"]);
  a.flow(0);
  assert.deepEqual(room.logs(), ["slow went"]);
});

test("GU34 on, once, off, addEventListener and the on-attributes work as in ws", () => {
  using room = server(`
    const gone = () => console.log("never");
    ws.on("message", gone); ws.off("message", gone); ws.addListener("message", gone); ws.removeListener("message", gone);
    ws.once("message", (data) => console.log("once", String(data)));
    ws.onmessage = gone;
    ws.onmessage = function (event) { console.log("on", this === ws, event.type, event.target === ws, event.data) };
    ws.addEventListener("message", gone); ws.removeEventListener("message", gone);
    const twice = { handleEvent(event) { console.log("object", this === twice, event.data) } };
    ws.addEventListener("message", twice); ws.addEventListener("message", twice);
    ws.addEventListener("message", ({ data }) => console.log("first only", data), { once: true });
    ws.addEventListener("close", ({ code, reason, wasClean }) => console.log(code, reason, wasClean));
    ws.onerror = ({ message, error }) => console.log(message, error.code);
    ws.onclose = null;
    console.log(typeof ws.onmessage, ws.onclose);`);
  const a = room.connect().text("x").binary(Uint8Array.of(1));
  assert.deepEqual(room.logs(), [
    "function null",
    "once x",
    "on true message true x",
    "object true x",
    "first only x",
    "on true message true <Buffer 01>",
    "object true <Buffer 01>",
  ]);
  a.error("WS_ERR_INVALID_UTF8", "Invalid UTF-8 sequence").close(4000, "why");
  assert.deepEqual(room.logs(), ["Invalid UTF-8 sequence WS_ERR_INVALID_UTF8", "4000 why true"]);
});

test("GU32 an error without a listener is explained and ends nothing", () => {
  using room = server("ws.on('close', (code) => console.log(code))");
  room.connect().error("ECONNRESET", "read ECONNRESET").close(1006);
  const [warning, code] = room.logs();
  assert.match(
    warning ?? "",
    /^warn: A client's connection failed \(read ECONNRESET\).*ws\.on\("error", console\.error\)/,
  );
  assert.equal(code, "1006");
  assert.deepEqual(room.faults(), []);
});

test("GU35 a message over maxPayload closes with 1009 and emits error", () => {
  using room = server(
    "ws.on('error', (error) => console.log(error.name, error.code, ws.readyState)); ws.on('message', (data) => ws.send(data))",
    "{ port: 1, maxPayload: 4 }",
  );
  const a = room.connect().binary(Buffer.from("1234"));
  assert.deepEqual(a.got(), ["binary 31323334"]);
  a.text("12345", "dropped");
  assert.deepEqual(a.got(), ["close 1009"]);
  assert.deepEqual(room.logs(), ["RangeError WS_ERR_UNSUPPORTED_MESSAGE_LENGTH 2"]);
});

test("GU36 terminate, pause and resume reach the room", () => {
  using room =
    server(`ws.on("message", () => { ws.pause(); console.log(ws.isPaused); ws.resume(); ws.terminate(); ws.send("late") });
    ws.on("close", (code) => console.log(code))`);
  const a = room.connect().text("x", "dropped");
  assert.deepEqual(a.got(), ["pause", "resume", "terminate"]);
  a.close(1006);
  assert.deepEqual(room.logs(), ["true", "1006"]);
});

test("GU33 a message sent in parts is sent whole with its last part", () => {
  using room = server(`ws.send("a", { fin: false }); ws.send("é", { fin: false }); ws.send("c"); ws.send("next");
    ws.send(Buffer.from([1]), { fin: false }); ws.send(Buffer.from([2]), { fin: true });`);
  assert.deepEqual(room.connect().got(), ["text aéc", "text next", "binary 0102"]);
});

test("GU30 binaryType sets the type of binary messages; text stays a Buffer", () => {
  using room =
    server(`ws.on("message", (data) => console.log(data)); ws.binaryType = "arraybuffer"; ws.binaryType = "nonsense";
    ws.once("message", () => {}); ws.on("ping", () => { ws.binaryType = "fragments" });`);
  room.connect().binary(Uint8Array.of(1, 2)).text("t").ping().binary(Uint8Array.of(3));
  const [buffer = "", text, fragments] = room.logs();
  assert.match(buffer, /^ArrayBuffer \{ \[Uint8Contents\]: <01 02>, /);
  assert.deepEqual([text, fragments], ["<Buffer 74>", "[ <Buffer 03> ]"]);
});
