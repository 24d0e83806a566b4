import assert from "node:assert/strict";
import { once } from "node:events";
import type { Socket } from "node:net";
import { test } from "node:test";
import { until } from "../clients/until.ts";
import { within } from "../host/support/deadline.ts";
import { echo, tellHeaders } from "./handlers.ts";
import { Peer, Refused } from "./peer.ts";
import { connectRaw, exchange, readToEnd, upgradeRequest } from "./raw.ts";
import { serve } from "./serving.ts";
import { server } from "./shared-server.ts";
import { Visitor } from "./visitor.ts";

test("UP1 an admitted socket belongs to the handler, from its first message to its close code", async () => {
  using visitor = new Visitor(server.url);
  const { url } = await visitor.load(echo("one"));
  using peer = await Peer.connect(url);
  assert.equal(await peer.request("hello"), "one:hello");
  peer.socket.close(1000);
  assert.equal((await peer.ended()).code, 1000);
});

const rfcKey = "dGhlIHNhbXBsZSBub25jZQ==";

const refusals = [
  { what: "another method", line: "POST PATH HTTP/1.1", status: 405, header: "Allow: GET" },
  { what: "HTTP/1.0", line: "GET PATH HTTP/1.0", status: 400 },
  { what: "another protocol", over: { Upgrade: "h2c" }, status: 426, header: "Upgrade: websocket" },
  { what: "an old version", over: { "Sec-WebSocket-Version": "8" }, status: 426, header: "Sec-WebSocket-Version: 13" },
  { what: "no version", over: { "Sec-WebSocket-Version": null }, status: 426, header: "Sec-WebSocket-Version: 13" },
  {
    what: "two versions",
    over: { "Sec-WebSocket-Version": "13, 8" },
    status: 426,
    header: "Sec-WebSocket-Version: 13",
  },
  { what: "a huge version", over: { "Sec-WebSocket-Version": "9".repeat(20) }, status: 426 },
  { what: "no key", over: { "Sec-WebSocket-Key": null }, status: 400 },
  { what: "an empty key", over: { "Sec-WebSocket-Key": "" }, status: 400 },
  { what: "a key that is not Base64", over: { "Sec-WebSocket-Key": `${"!".repeat(22)}==` }, status: 400 },
  { what: "a short key", over: { "Sec-WebSocket-Key": "aGVsbG8=" }, status: 400 },
  { what: "two keys", over: { "Sec-WebSocket-Key": `${rfcKey}, ${rfcKey}` }, status: 400 },
  { what: "a subprotocol offered twice", over: { "Sec-WebSocket-Protocol": "a, a" }, status: 400 },
  { what: "an empty subprotocol", over: { "Sec-WebSocket-Protocol": "a,,b" }, status: 400 },
  { what: "a subprotocol that is not a token", over: { "Sec-WebSocket-Protocol": "a b" }, status: 400 },
  { what: "an empty list of subprotocols", over: { "Sec-WebSocket-Protocol": "" }, status: 400 },
  { what: "a strange name", over: { Host: "evil.example" }, status: 421 },
  { what: "a foreign page", over: { Origin: "http://evil.example" }, status: 403 },
  { what: "a page without an origin", over: { Origin: "null" }, status: 403 },
  { what: "a look-alike", over: { Origin: "http://127.0.0.1.evil.example" }, status: 403 },
  { what: "a path of its own", path: "/nowhere", status: 404 },
  { what: "a room nobody has", path: "/ws/AAAAAAAAAAAAAAAAAAAAAA", status: 404 },
  { what: "a room that climbs", path: "/ws/../../etc/passwd", status: 404 },
] as const;

test("UP2, HA18 a refusal is a status line and a problem in the body, and closes the connection", async (t) => {
  using visitor = new Visitor(server.url);
  const { room } = await visitor.load(echo("one"));
  for (const { what, status, ...given } of refusals) {
    await t.test(`UP2 ${what}: ${status}`, async () => {
      const { line, over, path, header } = { line: undefined, over: {}, path: `/ws/${room}`, header: "", ...given };
      const answer = await exchange(server.url, upgradeRequest(path, over, line));
      const [head = "", body = ""] = answer.split("\r\n\r\n");
      assert.match(head, new RegExp(`^HTTP/1.1 ${status} [A-Z][A-Za-z ]+\r\n`));
      assert.match(head, status === 426 ? /^Connection: Upgrade, close$/m : /^Connection: close$/m);
      assert.match(head, /^Content-Length: \d+$/m);
      assert.ok(head.includes(header), head);
      const problem: unknown = JSON.parse(body);
      assert.ok(typeof problem === "object" && problem !== null && "detail" in problem && "status" in problem);
      assert.equal(problem.status, status);
      assert.match(String(problem.detail), /\w.*\.$/);
    });
  }
});

test("UP3 the server's own page, the page at PUBLIC_URL and clients without an origin are admitted", async () => {
  await using server = await serve({ config: { publicUrl: new URL("https://ws101.example") } });
  using visitor = new Visitor(server.url);
  const { room, url } = await visitor.load(echo("one"));
  assert.equal(url, `wss://ws101.example/ws/${room}`);
  for (const origin of [server.url, "https://ws101.example", undefined]) {
    using peer = await Peer.connect(`${server.gate}/ws/${room}`, origin === undefined ? {} : { origin });
    assert.equal(await peer.request("hi"), "one:hi");
  }
});

/** Whose sockets are open, by learner and lesson; the next like the last one is refused. */
const socketLimits = [
  { limit: "socketsPerRoom", open: ["ann echo", "ann echo"] },
  { limit: "socketsPerLearner", open: ["ann echo", "ann echo", "ann reverse"] },
  { limit: "socketsPerServer", open: ["ann echo", "ann echo", "ann reverse", "bob echo"] },
] as const;

test("UP4 an excess socket is refused with 503 and the limit's name until another closes", async (t) => {
  await using server = await serve({ limits: { socketsPerRoom: 2, socketsPerLearner: 3, socketsPerServer: 4 } });
  using ann = new Visitor(server.url);
  using bob = new Visitor(server.url);
  const urls = new Map<string, string>();
  for (const [name, visitor] of Object.entries({ ann, bob }))
    for (const lesson of ["echo", "reverse"])
      urls.set(`${name} ${lesson}`, (await visitor.load(echo("one"), { lesson })).url);
  for (const { limit, open } of socketLimits) {
    await t.test(`UP4 ${limit}`, async () => {
      using opened = new DisposableStack();
      const connect = async (room: string) => opened.use(await dialSoon(urls.get(room) ?? ""));
      for (const room of open.slice(0, -1)) await connect(room);
      const room = open[open.length - 1] ?? "";
      const last = await connect(room);
      const refused = await Peer.connect(urls.get(room) ?? "").catch((error: unknown) => error);
      assert.ok(refused instanceof Refused, String(refused));
      assert.equal(refused.status, 503);
      assert.match(refused.body, new RegExp(limit));
      last.socket.close();
      await last.ended();
      const next = await connect(room);
      assert.equal(await next.request("in"), "one:in");
    });
  }
});

/** A closed socket is counted until its host says so. */
function dialSoon(url: string): Promise<Peer> {
  return until("a place", async () => {
    const peer = await Peer.connect(url).catch((error: unknown) => error);
    if (peer instanceof Peer) return peer;
    if (peer instanceof Refused) return null;
    throw peer;
  });
}

test("UP5 the first connection opens a closed room with the version that ran last, or the lesson's start", async () => {
  await using server = await serve();
  using fresh = new Visitor(server.url);
  const { room } = await fresh.code();
  using peer = await Peer.connect(`${server.gate}/ws/${room}`);
  peer.socket.close(1000);
  await peer.ended();
  const metrics = await fresh.call("/metrics");
  assert.match(metrics.text, /^ws101_rooms 1$/m);
});

const credentials = (visitor: Visitor) => ({
  cookie: `theme=dark; ${visitor.cookie}; ws101-instructor=token; ws101-theme=blue`,
  authorization: "Basic c3NvOnNlY3JldA==",
});

test("UP6 a handler sees what a client sends, but never the session cookie", async () => {
  using visitor = new Visitor(server.url);
  const { url } = await visitor.load(tellHeaders);
  using peer = await Peer.connect(url, { headers: credentials(visitor) });
  const seen = await peer.next("the headers");
  assert.match(seen, /"cookie":"theme=dark; ws101-theme=blue"/);
  assert.match(seen, /"authorization":"Basic /);
  assert.doesNotMatch(seen, /ws101=|ws101-instructor/);
});

test("UP6 a page's cookies and Authorization reach no handler unless FORWARD_CREDENTIALS is set", async () => {
  await using forwarding = await serve({ config: { forwardCredentials: true } });
  for (const { url: origin } of [server, forwarding]) {
    const forwardCredentials = origin === forwarding.url;
    using visitor = new Visitor(origin);
    const { url } = await visitor.load(tellHeaders);
    using peer = await Peer.connect(url, { headers: credentials(visitor), origin });
    const seen = await peer.next("the headers");
    assert.equal(/theme=dark/.test(seen), forwardCredentials, seen);
    assert.equal(/Basic/.test(seen), forwardCredentials, seen);
    assert.doesNotMatch(seen, /ws101=|ws101-instructor/);
  }
});

const siteHeaders = {
  "Set-Cookie": "ws101=x; Path=/",
  "set-cookie2": "a=b",
  "Clear-Site-Data": '"*"',
  "Strict-Transport-Security": "max-age=31536000",
  "WWW-Authenticate": "Basic",
  "Proxy-Authenticate": "Basic",
  "Content-Security-Policy": "default-src 'none'",
  "Public-Key-Pins": "max-age=1",
  "Alt-Svc": "h3=evil.example",
  "Accept-CH": "Sec-CH-UA-Model",
  "Access-Control-Allow-Origin": "*",
  NEL: "{}",
  "Report-To": "{}",
  Refresh: "0;url=//evil.example",
  Link: "<//evil.example>; rel=preload",
  "X-Accel-Redirect": "/secret",
  "X-Sendfile": "/secret",
};

test("UP11 a handler sets no response header that reaches beyond its handshake, on a 101 or a refusal", async (t) => {
  for (const status of [101, 401]) {
    await t.test(`UP11 ${status}`, async () => {
      using visitor = new Visitor(server.url);
      const headers = JSON.stringify({ ...siteHeaders, "X-Room": "blue" });
      const answer = status === 101 ? `{ headers: ${headers} }` : `{ status: ${status}, headers: ${headers} }`;
      const { room } = await visitor.load(`export function upgrade() { return ${answer}; }\n${echo("one")}`);
      const socket = await connectRaw(server.url);
      socket.write(upgradeRequest(`/ws/${room}`));
      const [chunk] = await within(once(socket, "data"), "the response did not come");
      socket.destroy();
      const [head = ""] = String(chunk).split("\r\n\r\n");
      assert.match(head, new RegExp(`^HTTP/1.1 ${status} `));
      assert.match(head, /^X-Room: blue$/m);
      const names = head.split("\r\n").map((line) => line.split(":")[0]?.toLowerCase());
      for (const name of Object.keys(siteHeaders)) assert.ok(!names.includes(name.toLowerCase()), head);
    });
  }
});

test("UP1 the handler reads the path after the room, and the query", async () => {
  using visitor = new Visitor(server.url);
  const { url, room } = await visitor.load(
    "export default async (socket) => socket.send(socket.request.path + ' ' + socket.request.query.get('token'));",
  );
  using peer = await Peer.connect(`${url}/chat/a?token=7`);
  assert.equal(await peer.next("what it was asked"), `/ws/${room}/chat/a 7`);
});

test("UP1 a frame that arrives with the request reaches the handler", async () => {
  using visitor = new Visitor(server.url);
  const { room } = await visitor.load(echo("one"));
  const frame = Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x68, 0x69]);
  const socket = await connectRaw(server.url);
  socket.write(Buffer.concat([Buffer.from(upgradeRequest(`/ws/${room}`)), frame]));
  const { promise: answered, resolve } = Promise.withResolvers<void>();
  let came = "";
  socket.on("data", (chunk: Buffer) => {
    came += chunk.toString("latin1");
    if (came.includes("one:hi")) resolve();
  });
  await within(answered, "the answer to an early frame did not come").finally(() => socket.destroy());
  assert.match(came, /^HTTP\/1.1 101 /);
});

test("UP2 sockets that are reset in the gate do not affect other sockets", async () => {
  using visitor = new Visitor(server.url);
  const { url, room } = await visitor.load(echo("one"));
  const resets = Array.from({ length: 50 }, async () => {
    const socket = await connectRaw(server.url);
    socket.on("error", () => undefined);
    socket.write(upgradeRequest(`/ws/${room}`), () => socket.resetAndDestroy());
  });
  await Promise.all(resets);
  using peer = await dialSoon(url);
  assert.equal(await peer.request("well"), "one:well");
});

test("UP2 each handshake of a flood gets its own response", async () => {
  using visitor = new Visitor(server.url);
  await visitor.load(echo("one"));
  const flood = Array.from({ length: 200 }, async (_, index) => {
    const path = index % 2 === 0 ? "/nowhere" : "/ws/AAAAAAAAAAAAAAAAAAAAAA";
    const socket = await connectRaw(server.url);
    socket.write(upgradeRequest(path));
    return readToEnd(socket);
  });
  for (const answer of await Promise.all(flood)) assert.match(answer, /^HTTP\/1.1 404 /);
});

test("UP2 an upgrade behind a request that is still unanswered is answered after it", async () => {
  using visitor = new Visitor(server.url);
  const { room } = await visitor.load(echo("one"));
  const socket = await connectRaw(server.url);
  const first = "POST /api/lessons/echo/checks HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
  const body = JSON.stringify({ style: "loop" });
  socket.write(`${first}Cookie: ${visitor.cookie}\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  socket.write(upgradeRequest(`/ws/${room}`));
  const statuses = await statusLines(socket, 2);
  assert.deepEqual(statuses, ["200", "101"]);
});

/** The statuses of the next responses, in order. */
async function statusLines(socket: Socket, count: number): Promise<string[]> {
  const { promise, resolve, reject } = Promise.withResolvers<string[]>();
  let text = "";
  socket.on("data", (chunk: Buffer) => {
    text += chunk.toString("latin1");
    const statuses = [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status = ""]) => status);
    if (statuses.length >= count) resolve(statuses);
  });
  socket.once("close", () => reject(new Error(`the connection was closed after ${JSON.stringify(text)}`)));
  return within(promise, `${count} responses did not come`, 30_000).finally(() => socket.destroy());
}
