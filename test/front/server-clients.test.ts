// Server-run clients: what they can do on the wire, and what they cannot.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ServerClients } from "../../server/clients/server-clients.ts";
import type { ServerClientCommand, ServerClientEvent } from "../../server/protocol/clients.ts";
import { limitsWith } from "../../server/protocol/limits.ts";
import { following } from "./following.ts";
import { echo } from "./handlers.ts";
import { Page } from "./page.ts";
import { tellingAll, tellingRequest } from "./server-client-handlers.ts";
import { serve } from "./serving.ts";
import { server } from "./shared-server.ts";
import { Visitor } from "./visitor.ts";

const messages = (page: Page, client: string): string[] =>
  page.messages.flatMap((one) => (isMessage(one, client) ? [one.event.data] : []));

function isMessage(
  one: Page["messages"][number],
  client: string,
): one is { type: "client"; client: string; event: Extract<ServerClientEvent, { what: "message" }> } {
  return one.type === "client" && one.client === client && one.event.what === "message";
}

test("EN1 a server-run client sends and receives text, binary, pings and pongs, and its room knows its name", async () => {
  using visitor = new Visitor(server.url);
  using page = await following(server, visitor, tellingAll);
  // The room and the client's process report at the same time, in either order.
  const joined = page.next("state", ({ state }) => state.peers.length === 1);
  page.command("A", { do: "open" });
  assert.equal((await page.nextEvent("A", "open")).protocol, "");
  const { state } = await joined;
  assert.equal(state.peers[0]?.client, "A");
  page.command("A", { do: "send", kind: "text", data: "grüße 🌍" });
  assert.equal((await page.nextEvent("A", "message")).data, "text grüße 🌍");
  page.command("A", { do: "send", kind: "binary", data: Buffer.from([0, 255, 7]).toString("base64") });
  const bytes = await page.nextEvent("A", "message");
  assert.deepEqual([bytes.kind, bytes.bytes, bytes.data], ["binary", 3, Buffer.from([0, 255, 7]).toString("base64")]);
  page.command("A", { do: "ping", data: "are you there" });
  assert.equal((await page.nextEvent("A", "pong")).data, "are you there");
  assert.equal((await page.nextEvent("A", "message")).data, "ping are you there");
  page.command("A", { do: "pong", data: "unasked" });
  assert.equal((await page.nextEvent("A", "message")).data, "pong unasked");
  page.command("A", { do: "send", kind: "text", data: "ping me" });
  assert.equal((await page.nextEvent("A", "ping")).data, "you");
});

test("EN1 fragments are sent as separate frames, even inside a character, and the handler receives one message", async () => {
  using visitor = new Visitor(server.url);
  using page = await following(server, visitor, tellingAll);
  page.command("A", { do: "open" });
  await page.nextEvent("A", "open");
  page.command("A", { do: "send", kind: "text", data: "ä🌍é", fragments: 4 });
  assert.equal((await page.nextEvent("A", "message")).data, "text ä🌍é");
  const seen = () => page.messages.flatMap((one) => (one.type === "frames" ? one.frames : []));
  while (!seen().some(({ direction }) => direction === "out")) await page.next("frames");
  assert.deepEqual(
    seen()
      .filter(({ direction }) => direction === "in")
      .map(({ opcode, fin, masked, length }) => [opcode, fin, masked, length]),
    [
      [1, false, true, 2],
      [0, false, true, 2],
      [0, false, true, 2],
      [0, true, true, 2],
    ],
  );
});

test("EN1 a client closes with any valid code, reports an invalid one, and can be cut without a close frame", async () => {
  using visitor = new Visitor(server.url);
  using page = await following(server, visitor, tellingAll);
  for (const code of [1000, 1001, 1014, 3000, 4999]) {
    page.command("A", { do: "open" });
    await page.nextEvent("A", "open");
    page.command("A", { do: "close", code, reason: "bye" });
    const closed = await page.nextEvent("A", "closed");
    assert.deepEqual([closed.code, closed.reason], [code, "bye"]);
  }
  page.command("A", { do: "open" });
  await page.nextEvent("A", "open");
  for (const code of [0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 70_000]) {
    page.command("A", { do: "close", code });
    assert.match(
      (await page.nextEvent("A", "failed")).message,
      new RegExp(`Close code ${code} may not be sent.*1000 to 1014`),
    );
  }
  page.command("A", { do: "close", code: 1000, reason: "ä".repeat(62) });
  assert.match((await page.nextEvent("A", "failed")).message, /at most 123 bytes; this one has 124/);
  page.command("A", { do: "cut" });
  assert.equal((await page.nextEvent("A", "closed")).code, 1006);
  page.command("A", { do: "open" });
  await page.nextEvent("A", "open");
  page.command("A", { do: "close", code: null });
  assert.equal((await page.nextEvent("A", "closed")).code, 1005);
  const closes = () =>
    page.messages.flatMap((one) => (one.type === "console" ? one.lines.map(({ text }) => text) : []));
  while (!closes().includes("close 1005")) await page.next("console");
  assert.deepEqual(closes().slice(-2), ["close 1006", "close 1005"]);
});

test("EN4 a handshake carries subprotocols, headers and query; a refusal is reported with status and reason", async () => {
  using visitor = new Visitor(server.url);
  using page = await following(server, visitor, tellingRequest);
  const headers = [
    ["X-Token", "one"],
    ["x-token", "two"],
    ["Authorization", "Basic abc"],
    ["__proto__", "harmless"],
  ];
  page.command("B", { do: "open", protocols: ["chat.v1", "chat.v2"], headers, query: "?token=1&x=#@../%0d%0a" });
  assert.equal((await page.nextEvent("B", "open")).protocol, "chat.v2");
  const request: unknown = JSON.parse((await page.nextEvent("B", "message")).data);
  const { room } = page.messages.find((one) => one.type === "following") ?? { room: "" };
  assert.deepEqual(request, {
    url: `/ws/${room}?token=1&x=%23@../%0d%0a`,
    token: "one, two",
    authorization: "Basic abc",
    proto: "harmless",
    cookie: null,
    origin: null,
  });
  page.command("C", { do: "open", query: "refuse" });
  const refused = await page.nextEvent("C", "refused");
  assert.deepEqual([refused.status, refused.reason], [403, "not you"]);
  page.command("C", { do: "open" });
  await page.nextEvent("C", "open");
});

const badOpens = [
  { what: "a line break in the query", over: { query: "a\r\nHost: evil" }, says: /control characters/ },
  { what: "a subprotocol twice", over: { protocols: ["a", "a"] }, says: /listed twice/ },
  { what: "an invalid subprotocol", over: { protocols: ["a b"] }, says: /not a valid subprotocol name/ },
  { what: "an invalid header name", over: { headers: [["a b", "c"]] }, says: /not a valid header name/ },
  { what: "a line break in a header", over: { headers: [["a", "b\r\nc: d"]] }, says: /no header can carry/ },
  ...["Host", "UPGRADE", "connection", "Sec-WebSocket-Key", "sec-websocket-anything", "Cookie", "Origin"].map(
    (name) => ({
      what: name,
      over: { headers: [[name, "x"]] },
      says: new RegExp(`The header ${name} belongs to the handshake`),
    }),
  ),
  ...["Content-Length", "Transfer-Encoding", "X-Forwarded-Host", "Forwarded"].map((name) => ({
    what: name,
    over: { headers: [[name, "1"]] },
    says: new RegExp(`The header ${name} belongs to the handshake`),
  })),
];

test("EN4 headers that belong to the handshake, and invalid values, are refused with a sentence", async () => {
  using visitor = new Visitor(server.url);
  using page = await following(server, visitor, echo("one"));
  for (const { what, over, says } of badOpens) {
    page.command("A", { do: "open", ...over });
    assert.match((await page.nextEvent("A", "failed")).message, says, what);
  }
  page.command("A", { do: "open" });
  await page.nextEvent("A", "open");
});

test("EN6 a command that fails reports why, and the client continues", async () => {
  using visitor = new Visitor(server.url);
  using page = await following(server, visitor, echo("one"));
  page.command("A", { do: "send", kind: "text", data: "x" });
  assert.match((await page.nextEvent("A", "failed")).message, /A is not connected. Connect it first/);
  page.command("A", { do: "open" });
  page.command("A", { do: "open" });
  assert.match((await page.nextEvent("A", "failed")).message, /A is already connected/);
  await page.nextEvent("A", "open");
  page.command("A", { do: "send", kind: "binary", data: "no base64!" });
  assert.match((await page.nextEvent("A", "failed")).message, /base64/);
  page.command("A", { do: "ping", data: "é".repeat(63) });
  assert.match((await page.nextEvent("A", "failed")).message, /at most 125 bytes .*this one has 126/);
  page.command("A", { do: "send", kind: "text", data: "still here" });
  assert.equal((await page.nextEvent("A", "message")).data, "one:still here");
});

test("EN6 a page's clients and commands per second are limited, and the limit that was reached is named", async () => {
  await using few = await serve({ limits: { clientsPerPage: 2, clientCommandsPerSecond: 40, socketsPerRoom: 3 } });
  using visitor = new Visitor(few.url);
  using page = await following(few, visitor, echo("one"));
  for (const client of ["A", "B"]) {
    page.command(client, { do: "open" });
    await page.nextEvent(client, "open");
  }
  page.command("C", { do: "open" });
  assert.match((await page.nextEvent("C", "failed")).message, /clientsPerPage.*2 clients/);
  for (let n = 0; n < 1_000; n++) page.command("A", { do: "send", kind: "text", data: String(n) });
  assert.match((await page.nextEvent("A", "failed")).message, /clientCommandsPerSecond.*40/);
  // The second page shares the room's own limit, which the gate names.
  using second = await Page.open(few.gate, visitor.cookie);
  await second.follow("echo");
  second.command("D", { do: "open" });
  await second.nextEvent("D", "open");
  second.command("E", { do: "open" });
  const refused = await second.nextEvent("E", "refused");
  assert.equal(refused.status, 503);
  assert.match(refused.reason, /socketsPerRoom/);
});

test("EN1 a paused client reads nothing until it resumes, and then everything in order", async () => {
  using visitor = new Visitor(server.url);
  using page = await following(server, visitor, echo("one"));
  page.command("A", { do: "open" });
  await page.nextEvent("A", "open");
  page.command("A", { do: "pause" });
  for (let n = 0; n < 10; n++) page.command("A", { do: "send", kind: "text", data: String(n) });
  await page.next("frames", ({ frames }) =>
    frames.some(({ payload }) => Buffer.from(payload, "base64").toString() === "one:9"),
  );
  assert.deepEqual(messages(page, "A"), []);
  page.command("A", { do: "resume" });
  while (messages(page, "A").length < 10) await page.nextEvent("A", "message");
  assert.deepEqual(
    messages(page, "A"),
    Array.from({ length: 10 }, (_, n) => `one:${n}`),
  );
});

test("EN9 a page's clients leave with the page and with the lesson it followed: the handler receives 1001", async () => {
  using visitor = new Visitor(server.url);
  using page = await following(server, visitor, tellingAll);
  using other = await Page.open(server.gate, visitor.cookie);
  await other.follow("echo");
  page.command("A", { do: "open" });
  await page.nextEvent("A", "open");
  await page.follow("reverse");
  assert.ok(
    page.messages.some((one) => one.type === "client" && one.event.what === "closed"),
    "the page received no `closed`",
  );
  const left = () => other.next("console", ({ lines }) => lines.some(({ text }) => text === "close 1001"));
  await left();
  await page.follow("echo");
  page.command("A", { do: "open" });
  await page.nextEvent("A", "open");
  page.peer.socket.terminate();
  await left();
});

test("EN9 when their process is killed, every client is reported closed and can reconnect", async () => {
  await using own = await serve();
  using visitor = new Visitor(own.url);
  using page = await following(own, visitor, echo("one"));
  for (const client of ["A", "B"]) page.command(client, { do: "open" });
  await page.nextEvent("B", "open");
  process.kill(own.app.clientsPid() ?? 0, "SIGKILL");
  assert.equal((await page.nextEvent("A", "closed")).code, 1006);
  assert.equal((await page.nextEvent("B", "closed")).code, 1006);
  page.command("A", { do: "open" });
  await page.nextEvent("A", "open");
});

test("EN9 a command that comes after its page has left opens nothing", async () => {
  using visitor = new Visitor(server.url);
  using page = await following(server, visitor, echo("one"));
  const socketUrl = server.url.replace(/^http/, "ws");
  await using clients = new ServerClients({ limits: limitsWith(), socketUrl: () => socketUrl });
  const { room } = await page.follow("echo");
  const open: ServerClientCommand = { do: "open", protocols: [], headers: [], query: "" };
  const opened = Promise.withResolvers<void>();
  const left = clients.open(room, () => undefined);
  left.send("early", open);
  left[Symbol.dispose]();
  left.send("late", open);
  using present = clients.open(room, (_client, { what }) => {
    if (what === "open") opened.resolve();
  });
  present.send("present", open);
  await opened.promise;
  await page.next("state", ({ state }) => state.peers.length === 1 && state.peers[0]?.client === "present");
  const names = page.messages.flatMap((event) => (event.type === "handshake" ? [event.handshake.client] : []));
  assert.ok(!names.includes("late"), names.join());
});

test("EN17 a page that follows later receives the handshake of each open socket; other pages do not receive it again", async () => {
  using visitor = new Visitor(server.url);
  using page = await following(server, visitor, echo("one"));
  for (const client of ["A", "B"]) {
    page.command(client, { do: "open", headers: [["X-From", client]] });
    await page.nextEvent(client, "open");
  }
  const begun = (one: Page) => one.messages.flatMap((event) => (event.type === "handshake" ? [event.handshake] : []));
  while (begun(page).length < 2) await page.next("handshake");
  assert.deepEqual(
    begun(page).map(({ peer, client }) => [peer, client]),
    [
      [1, "A"],
      [2, "B"],
    ],
  );
  page.command("A", { do: "close", code: 1000 });
  await Promise.all([page.nextEvent("A", "closed"), page.next("state", ({ state }) => state.peers.length === 1)]);
  using second = await Page.open(server.gate, visitor.cookie);
  await second.follow("echo");
  const { handshake } = await second.next("handshake");
  assert.deepEqual([handshake.peer, handshake.client, handshake.request.url], [2, "B", `/ws/${handshakeRoom(second)}`]);
  assert.ok(handshake.request.headers.some(([name, value]) => name === "X-From" && value === "B"));
  page.command("B", { do: "send", kind: "text", data: "x" });
  await page.nextEvent("B", "message");
  assert.equal(begun(page).length, 2);
  using blind = await Page.open(server.gate, visitor.cookie);
  await blind.follow("echo", false);
  page.command("C", { do: "open" });
  await second.next("handshake", (event) => event.handshake.client === "C");
  assert.equal(begun(blind).length, 0);
});

function handshakeRoom(page: Page): string {
  return page.messages.flatMap((event) => (event.type === "handshake" ? [event.room] : []))[0] ?? "";
}
