import assert from "node:assert/strict";
import { test } from "node:test";
import { type GuestRoom, rooms } from "./guest-room.ts";

/** A room whose server does `body` with each `ws`. */
function server(body: string, options = "{ port: 8080 }"): GuestRoom {
  return rooms.open(`import WebSocket, { WebSocketServer } from "ws";
  const wss = new WebSocketServer(${options});
  wss.on("connection", (ws, req) => {\n${body}\n});`);
}

test("GU37 clients, listening, address and close of the server are those of ws", () => {
  using room = rooms.open(`import { WebSocketServer } from "ws";
  const wss = new WebSocketServer({ port: 4000 }, () => console.log("called back"));
  wss.on("listening", function () { console.log("listening", this === wss, wss.address().port) });
  wss.on("close", () => console.log("closed"));
  wss.on("connection", (ws) => { ws.on("message", () => { wss.close(() => console.log("close called back")); console.log(wss.address()) }) });`);
  assert.deepEqual(room.logs(), ["called back", "listening true 4000"]);
  const [a, b] = [room.connect(), room.connect()];
  a.text("close please");
  assert.deepEqual(room.logs(), ["null"]);
  assert.deepEqual(room.requestUpgrade(), { accept: false, status: 503, reason: "The server is closed", headers: {} });
  a.close();
  assert.deepEqual(room.logs(), []);
  b.close();
  assert.deepEqual(room.logs(), ["closed", "close called back"]);
});

test("GU38 handleProtocols selects an offered subprotocol; without it the first is taken, without an offer none", () => {
  const hook = `{ port: 1, handleProtocols: (protocols, request) => { console.log(protocols, request.url); return protocols.has("b") ? "b" : false } }`;
  using room = server("ws.send(ws.protocol)", hook);
  assert.deepEqual(room.connect({ protocols: ["a", "b"] }).got(), ["text b"]);
  assert.deepEqual(room.logs(), ["Set(2) { 'a', 'b' } /ws/room"]);
  assert.deepEqual(room.requestUpgrade({ protocols: ["c"] }), { accept: true, protocol: null, headers: {} });
  using plain = server("");
  assert.deepEqual(plain.requestUpgrade({ protocols: ["x", "y"] }), { accept: true, protocol: "x", headers: {} });
  assert.deepEqual(plain.requestUpgrade(), { accept: true, protocol: null, headers: {} });
});

const verdicts: readonly (readonly [string, unknown])[] = [
  ["(info) => info.origin === 'http://a' && !info.secure && info.req.url === '/ws/room'", { accept: true }],
  ["() => false", { accept: false, status: 401, reason: "", headers: {} }],
  ["(info, done) => done(true)", { accept: true }],
  ["(info, done) => setTimeout(done, 5, true)", { accept: true }],
  ["(info, done) => done(false)", { accept: false, status: 401, reason: "", headers: {} }],
  [
    "(info, done) => done(false, 429, 'slow down', { 'Retry-After': 5 })",
    { accept: false, status: 429, reason: "slow down", headers: { "Retry-After": "5" } },
  ],
  ["() => { throw new Error('x') }", { accept: false, status: 500, reason: "The handler failed", headers: {} }],
];
for (const [hook, expected] of verdicts) {
  test(`GU39 verifyClient: ${hook}`, () => {
    using room = server("", `{ port: 1, verifyClient: ${hook} }`);
    room.requestUpgrade({ headers: { origin: "http://a" } });
    room.advance(10);
    const answer = room.answerTo(1);
    assert.deepEqual(answer?.accept ? { accept: true } : answer, expected);
  });
}

test("GU39 connection gets verifyClient's request object, in the shape of Node's", () => {
  using room = server(
    `console.log(req.user, req.method, req.url, req.headers.origin, req.socket.remoteAddress, req.connection === req.socket)`,
    `{ port: 1, verifyClient: (info, done) => { info.req.user = "ada"; done(true) } }`,
  );
  room.connect({ url: "/ws/room?x=1", headers: { origin: "http://a" }, remoteAddress: "10.0.0.7" });
  assert.deepEqual(room.logs(), ["ada GET /ws/room?x=1 http://a 10.0.0.7 true"]);
});

test("GU38 the headers event can add lines to the 101", () => {
  using room = rooms.open(`import { WebSocketServer } from "ws";
  const wss = new WebSocketServer({ port: 1 });
  wss.on("headers", (headers, request) => { console.log(headers[0], request.url); headers.push("Set-Cookie: a=b; Path=/", "X-B:c") });`);
  assert.deepEqual(room.requestUpgrade(), {
    accept: true,
    protocol: null,
    headers: { "Set-Cookie": "a=b; Path=/", "X-B": "c" },
  });
  assert.deepEqual(room.logs(), ["HTTP/1.1 101 Switching Protocols /ws/room"]);
});

test("GU31 WebSocket can be subclassed", () => {
  using room = rooms.open(`import WebSocket, { WebSocketServer } from "ws";
  class Mine extends WebSocket { greet() { this.send("hello from " + this.constructor.name) } }
  new WebSocketServer({ port: 1, WebSocket: Mine }).on("connection", (ws) => ws.greet());`);
  assert.deepEqual(room.connect().got(), ["text hello from Mine"]);
});

test("GU31 the server has every name that ws gives it", () => {
  using room =
    rooms.open(`import WebSocket, { WebSocket as Named, WebSocketServer } from "ws"; import * as all from "ws";
  console.log(WebSocket === Named, WebSocket.Server === WebSocketServer, WebSocket.WebSocketServer === all.WebSocketServer, WebSocketServer.name);
  new WebSocket.Server({ port: 1 }).on("connection", (ws) => ws.send("here"));`);
  assert.deepEqual(room.logs(), ["true true true WebSocketServer"]);
  assert.deepEqual(room.connect().got(), ["text here"]);
});

const ignored = [
  "noServer: true",
  "port: 1, path: '/chat'",
  "port: 1, perMessageDeflate: true",
  "port: 1, autoPong: false",
  "server: {}",
];
for (const options of ignored) {
  test(`GU40 { ${options} } is ignored with a warning, and clients emit connection`, () => {
    using room = server("ws.send('here')", `{ ${options} }`);
    assert.match(room.logs()[0] ?? "", /^warn: WebSocketServer: the option "\w+" is ignored here: /);
    assert.deepEqual(room.connect().got(), ["text here"]);
  });
}

const refused: readonly (readonly [string, RegExp])[] = [
  ["new WebSocketServer()", /TypeError: One and only one of the "port", "server", or "noServer"/],
  ["new WebSocketServer({ port: 1, noServer: true })", /TypeError: One and only one/],
  ["new WebSocketServer({ port: 1 }); new WebSocketServer({ port: 2 })", /This room already has a WebSocketServer/],
  ["new WebSocket('ws://example.com')", /a handler cannot open connections/],
  ["new WebSocketServer({ port: 1 }).handleUpgrade()", /here the room accepts connections/],
  ["createWebSocketStream()", /has no Node streams/],
];
for (const [js, expected] of refused) {
  test(`GU40 ${js} is refused with a sentence`, () => {
    const names = "WebSocket, { createWebSocketStream, WebSocketServer }";
    assert.match(rooms.problemOf(`import ${names} from "ws"; ${js};`), expected);
  });
}
