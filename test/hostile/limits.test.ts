// Every limit that a handler can reach, reached by one, through the whole server: what its learner is told.
import assert from "node:assert/strict";
import { test } from "node:test";
import { limitsWith } from "../../server/protocol/limits.ts";
import { Page } from "../front/page.ts";
import { Peer, type Refused } from "../front/peer.ts";
import { type Serving, serve } from "../front/serving.ts";
import { Visitor } from "../front/visitor.ts";

/** Line 3 is where each handler does it. */
const onMessage = (line3: string, above = "") =>
  `${above}export default async function handle(socket) {\n  for await (const message of socket) {\n    ${line3}\n  }\n}\n`;

const onMessageEvent = (line3: string) =>
  `import { WebSocketServer } from "ws";\nnew WebSocketServer({ port: 3000 }).on("connection", (socket) => socket.on("message", () => {\n    ${line3}\n}));\n`;

/**
 * The clock is only a backstop: on a slow machine it would strike before the limit that is tried here. A room that was stopped
 * shortens the turns of newcomers in its network, which all rooms of these tests share.
 */
const patient = { limits: { turnWallMs: 60_000, newcomerFuel: limitsWith().turnFuel } };

interface Stop {
  readonly limit: string;
  readonly kind: "cpu" | "memory" | "output";
  readonly line3: string;
  /** In the events style, where `send` never waits. */
  readonly events?: boolean;
}

const stops: readonly Stop[] = [
  { limit: "turnFuel", kind: "cpu", line3: "for (;;);" },
  { limit: "turnFuel", kind: "cpu", line3: "const a = []; a.length = 2 ** 32 - 1; a.indexOf(1);" },
  { limit: "jobsPerTurn", kind: "cpu", line3: "for (;;) await null;" },
  { limit: "memoryBytes", kind: "memory", line3: "const kept = []; for (;;) kept.push(new Uint8Array(1 << 18));" },
  { limit: "turnMessages", kind: "output", events: true, line3: "for (let n = 0; n < 1001; n++) socket.send('x');" },
  {
    limit: "turnBytes",
    kind: "output",
    events: true,
    line3: "for (let n = 0; n < 40; n++) socket.send('x'.repeat(60_000));",
  },
];

interface Mistake {
  readonly what: string;
  readonly line3: string;
  readonly says: RegExp;
}

/** Limits that are an error in the handler: its socket closes, its room goes on. */
const mistakes: readonly Mistake[] = [
  { what: "the stack", line3: "const deep = () => 1 + deep(); deep();", says: /RangeError.*call stack/i },
  { what: "timers", line3: "for (let n = 0; n < 300; n++) setTimeout(() => {}, 1000);", says: /RangeError.*256/ },
  { what: "timerMaxMs", line3: "setTimeout(() => {}, 86_400_001);", says: /RangeError.*(24 h|86[,_ ]?400[,_ ]?000)/ },
  { what: "messageBytes, out", line3: "await socket.send('x'.repeat(65_537));", says: /(65[,_ ]?536|64 KiB)/ },
];

async function room(serving: Serving, source: string) {
  const visitor = new Visitor(serving.url);
  const { url } = await visitor.load(source);
  const page = await Page.open(serving.gate, visitor.cookie);
  await page.follow("echo", false);
  const peer = await Peer.connect(url);
  return { visitor, page, peer, url };
}

test("HA41 a fault names the limit and the line, and the next load runs again", async (t) => {
  await using serving = await serve(patient);
  for (const { limit, kind, line3, events = false } of stops) {
    await t.test(`HA41 ${limit}: ${line3}`, async () => {
      const { visitor, page, peer } = await room(serving, events ? onMessageEvent(line3) : onMessage(line3));
      using _visitor = visitor;
      using _page = page;
      peer.socket.send("x");
      const { fault } = await page.next("fault");
      assert.deepEqual([fault.kind, fault.limit, fault.line, fault.stops], [kind, limit, 3, true], fault.message);
      assert.equal((await peer.ended()).code, 1011);
      await assert.rejects(Peer.connect((await visitor.code()).url), (error: Refused) => error.status === 503);
      const { url } = await visitor.load(onMessage("await socket.send('back');"));
      using again = await Peer.connect(url);
      assert.equal(await again.request("x"), "back");
    });
  }
});

test("HA41 a limit that is an error names itself and the line, and the room keeps running", async (t) => {
  await using serving = await serve();
  for (const { what, line3, says } of mistakes) {
    await t.test(`HA41 ${what}: ${line3}`, async () => {
      const { visitor, page, peer, url } = await room(serving, onMessage(line3));
      using _visitor = visitor;
      using _page = page;
      peer.socket.send("x");
      const { fault } = await page.next("fault");
      assert.deepEqual([fault.line, fault.stops], [3, false], fault.message);
      assert.match(fault.message, says);
      assert.equal((await peer.ended()).code, 1011);
      using next = await Peer.connect(url);
      assert.equal(next.socket.readyState, next.socket.OPEN);
    });
  }
});

test("HA41 limits of the source and its top level are reported by the save", async () => {
  await using serving = await serve({ limits: { turnWallMs: 60_000 } });
  using visitor = new Visitor(serving.url);
  const long = await visitor.save(`${"\n".repeat(2_000)}export default () => {};`);
  assert.deepEqual([long.status, long.saved?.problems[0]?.line], [200, 2_001], long.text);
  const huge = await visitor.save(`// ${"x".repeat(65_536)}`);
  assert.equal(huge.status, 413);
  assert.match(huge.text, /sourceBytes/);
  const endless = "const a = 1;\nfor (;;);\nexport default () => a;";
  const loop = await visitor.save(endless);
  assert.deepEqual(
    [loop.status, loop.saved?.fault?.limit, loop.saved?.problems[0]?.line],
    [200, "loadFuel", 2],
    loop.text,
  );
  using newcomer = new Visitor(serving.url);
  const curbed = await newcomer.save(endless);
  assert.deepEqual([curbed.saved?.fault?.limit, curbed.saved?.problems[0]?.line], ["newcomerFuel", 2], curbed.text);
});

test("HA41 limits of a socket close it with their code, or slow it down and report that", async () => {
  await using serving = await serve({ limits: { messagesPerSecond: 10, messagesBurst: 10, socketsPerRoom: 3 } });
  const { visitor, page, peer, url } = await room(serving, onMessage("await socket.send(message.data);"));
  using _visitor = visitor;
  using _page = page;
  for (let n = 0; n < 12; n++) peer.socket.send(String(n));
  const fast = await page.next("console", ({ lines }) =>
    lines.some(({ text }) => text.includes("10 messages a second")),
  );
  assert.ok(fast);
  for (let n = 0; n < 12; n++) assert.equal(await peer.next(), String(n));
  using big = await Peer.connect(url);
  await page.next("state", ({ state }) => state.peers.length === 2);
  big.socket.send("x".repeat(limitsWith().messageBytes + 1));
  assert.equal((await big.ended()).code, 1009);
  await page.next("state", ({ state }) => state.peers.length === 1);
  using _second = await Peer.connect(url);
  using _third = await Peer.connect(url);
  const refusal = (error: Refused) => error.status === 503 && /\b3\b/.test(error.body);
  await assert.rejects(Peer.connect(url), refusal);
});

test("HA41 a client that never reads is closed at 1 MiB unsent, and a room that used up its CPU waits and reports it", async () => {
  await using serving = await serve();
  const events = `import { WebSocketServer } from "ws";
const wss = new WebSocketServer({ port: 3000 });
wss.on("connection", (socket) => socket.on("message", () => { for (let n = 0; n < 15; n++) socket.send("x".repeat(60_000)); }));`;
  using visitor = new Visitor(serving.url);
  const { url } = await visitor.load(events, { style: "events" });
  using page = await Page.open(serving.gate, visitor.cookie);
  await page.follow("echo", false);
  using slow = await Peer.connect(url);
  slow.socket.pause();
  for (let n = 0; n < 20; n++) slow.socket.send("more");
  await page.next("state", ({ state }) => state.peers.length === 0);
  slow.socket.resume();
  assert.ok([1013, 1006].includes((await slow.ended()).code));
  await visitor.load(onMessage("let n = 0; while (n < 250_000) n++;"));
  using busy = await Peer.connect(url);
  for (let n = 0; n < 40; n++) busy.socket.send("x");
  await page.next("state", ({ state }) => state.state === "waiting");
});

test("HA41 console output over its limits is dropped and counted, and precedes the fault", async () => {
  await using serving = await serve();
  const print =
    "for (let n = 0; n < 900; n++) console.log('x'.repeat(n < 5 ? 10_000 : 1)); throw new Error('after it');";
  const { visitor, page, peer } = await room(serving, onMessage(print));
  using _visitor = visitor;
  using _page = page;
  peer.socket.send("x");
  await page.next("fault");
  const fault = page.messages.findIndex(({ type }) => type === "fault");
  const before = page.messages.slice(0, fault).flatMap((event) => (event.type === "console" ? event.lines : []));
  // While the first lines are printed, a busy machine may take the time in which one or two more are due.
  assert.ok(before.length >= 200 && before.length < 300, `${before.length} lines`);
  assert.ok(before.every(({ text }) => Buffer.byteLength(text) <= limitsWith().logLineBytes));
  const { lines } = await page.next("console");
  const all = [...before, ...lines];
  const missing = all.reduce((sum, line) => sum + line.missing, 0);
  assert.deepEqual([lines.length, missing], [1, 900 - all.filter((line) => line.missing === 0).length]);
});
