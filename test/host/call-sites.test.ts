// The handler's line that sent each frame: in the loop and with events, in tasks and timers, for closes; only while somebody
// watches.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Frame } from "../../server/protocol/frame.ts";
import { Client } from "./support/client.ts";
import { startHost, type TestHost } from "./support/host-services.ts";
import { pool } from "./support/real-pool.ts";

const watch = (house: TestHost, on: boolean) => house.host.receive({ type: "watch", room: "r", on });
const text = ({ payload }: Frame) => Buffer.from(payload, "base64").toString();
const kinds: Readonly<Record<number, string>> = { 1: "text", 2: "binary", 8: "close", 9: "ping", 10: "pong" };

/** All outgoing frames told, once `count` were: `kind text line`. */
async function sent(house: TestHost, count: number): Promise<string[]> {
  const all = () =>
    house.fromHost.of("frames").flatMap(({ frames }) => frames.filter(({ direction }) => direction === "out"));
  await house.fromHost.next("frames", () => all().length >= count);
  return all().map(
    (frame) => `${kinds[frame.opcode]} ${frame.opcode === 8 ? text(frame).slice(2) : text(frame)} ${frame.line}`,
  );
}

const loop = `import { broadcast, sleep, spawn } from "ws101";
const all = broadcast(16);
export default async function handle(socket) {
  const { sender, receiver } = socket.split();
  const feed = all.subscribe();
  spawn(async () => {
    for await (const value of feed)
      await sender.send("feed " + value);
  });
  for await (const message of receiver) {
    if (message.type === "binary") await sender.send(message.data);
    if (message.type !== "text") continue;
    if (message.data === "ping") await sender.ping("p");
    if (message.data === "pong") await sender.send({ type: "pong", data: new Uint8Array([113]) });
    if (message.data === "later") {
      spawn(async () => {
        await sleep(5);
        await sender.send("later");
      });
    }
    if (message.data === "all") await all.send("x");
    if (message.data === "close") {
      await sender.close(4000, "enough");
    }
    if (message.data === "return") return;
  }
}`;

test("EN13 each frame of a loop carries the line that sent it: tasks, timers, broadcasts, pings, closes", async () => {
  await using house = await startHost(pool);
  await house.load("r", loop);
  watch(house, true);
  using client = await Client.connect(house.gate.url("r"));
  client.send(Buffer.from("b"));
  for (const word of ["ping", "pong", "later"]) client.send(word);
  await client.take(2);
  client.send("all");
  await client.take(3);
  client.send("close");
  assert.deepEqual(await sent(house, 6), [
    "binary b 11",
    "ping p 13",
    "pong q 14",
    "text later 18",
    "text feed x 8",
    "close enough 23",
  ]);
});

const events = `import { WebSocketServer } from "ws";
const wss = new WebSocketServer({ port: 3000 });
function reply(socket, text) {
  socket.send(text);
}
wss.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    if (isBinary) return reply(socket, data);
    const word = data.toString();
    if (word === "all") wss.clients.forEach((client) => client.send("all"));
    if (word === "ping") socket.ping("p"), socket.pong("q");
    if (word === "two") { socket.send("one");
      socket.send("two"); }
    if (word === "timer") setTimeout(() => socket.send("timer"), 1);
    if (word === "bound") setTimeout(socket.send.bind(socket, "bound"), 1);
    if (word === "promise") Promise.resolve("then").then((text) => socket.send(text));
    if (word === "parts") { socket.send("a", { fin: false });
      socket.send("b", { fin: true }); }
    if (word === "close") socket.close(4001, "bye");
    if (word === "throw") throw new Error("oh");
  });
});`;

test("EN13 each frame of events code carries the line that sent it, in order, also for every client of a broadcast", async () => {
  await using house = await startHost(pool);
  await house.load("r", events);
  watch(house, true);
  using client = await Client.connect(house.gate.url("r"));
  using other = await Client.connect(house.gate.url("r"));
  const words = ["two", "ping", "promise", "parts", "timer", "all", "bound"];
  const answers = [2, 2, 3, 4, 5, 6, 7];
  for (const [index, word] of words.entries()) {
    client.send(word);
    await client.take(answers[index] ?? 0);
  }
  await other.take(1);
  client.send(Buffer.from("b"));
  client.send("close");
  await client.closed();
  assert.deepEqual(await sent(house, 12), [
    "text one 12",
    "text two 13",
    "ping p 11",
    "pong q 11",
    "text then 16",
    "text ab 18",
    "text timer 14",
    "text all 10",
    "text all 10",
    "text bound null",
    "binary b 4",
    "close bye 19",
  ]);
});

test("EN13 what no line of the handler sent has none: automatic pongs, answers to a close, a crash, the end of handle", async () => {
  await using house = await startHost(pool);
  await house.load("r", events);
  watch(house, true);
  using client = await Client.connect(house.gate.url("r"));
  client.ws.ping("auto");
  await client.take(1, ["pong"]);
  client.ws.close(1000, "I go");
  await client.closed();
  using crashing = await Client.connect(house.gate.url("r"));
  crashing.send("throw");
  await crashing.closed();
  await house.load("r", loop);
  using returning = await Client.connect(house.gate.url("r"));
  returning.send("return");
  await returning.closed();
  const frames = await sent(house, 4);
  assert.deepEqual(
    frames.map((frame) => frame.split(" ").at(-1)),
    ["null", "null", "null", "null"],
  );
  assert.deepEqual(
    frames.map((frame) => frame.split(" ", 1)[0]),
    ["pong", "close", "close", "close"],
  );
});

test("EN13 lines are told from the first frame after watching begins to the last before it ends, and through new code", async () => {
  await using house = await startHost(pool);
  await house.load("r", events);
  using client = await Client.connect(house.gate.url("r"));
  client.send("two");
  await client.take(2);
  watch(house, true);
  client.send("two");
  await client.take(4);
  await house.load("r", `\n${events}`);
  client.send("two");
  await client.take(6);
  assert.deepEqual(await sent(house, 4), ["text one 12", "text two 13", "text one 13", "text two 14"]);
});

const tampered = `import { WebSocketServer } from "ws";
const wss = new WebSocketServer({ port: 3000 });
const lies = "    at x (handler.ts:77777:1)";
Error.prepareStackTrace = () => lies;
Error.stackTraceLimit = 0;
Object.defineProperty(Error.prototype, "stack", { get: () => lies });
globalThis.Error = class { stack = lies; };
String.prototype.slice = () => lies;
Reflect.apply = () => lies;
const liar = Object.defineProperty((socket) => {
  socket.send("lie"); }, "name", { value: "a (handler.ts:66666:1)\\n    at b (handler.ts:55555:5)" });
wss.on("connection", (socket) => {
  socket.on("message", (data) => {
    if (String(data) === "kept") return socket.send(String(new TypeError("x").stack) + typeof Error.prepareStackTrace);
    liar(socket);
  });
});`;

test("EN13 code that changes errors and stacks tells no more than a line number, and keeps what it set", async () => {
  await using house = await startHost(pool);
  await house.load("r", tampered);
  using client = await Client.connect(house.gate.url("r"));
  client.send("kept");
  const [before] = await client.take(1);
  watch(house, true);
  client.send("x");
  await client.take(2);
  client.send("kept");
  const [, , kept] = await client.take(3);
  assert.equal(kept?.text, before?.text);
  const frames = await house.fromHost.next("frames", ({ frames }) =>
    frames.some(({ direction }) => direction === "out"),
  );
  const line = frames.frames.find(({ direction }) => direction === "out")?.line;
  assert.ok(line === null || (Number.isInteger(line) && Number(line) > 0 && Number(line) < 10_000_000), String(line));
});
