import assert from "node:assert/strict";
import { test } from "node:test";
import { echo, logs, notTypeScript } from "./handlers.ts";
import { Page } from "./page.ts";
import { Peer, Refused } from "./peer.ts";
import { serve } from "./serving.ts";
import { server } from "./shared-server.ts";
import { Visitor } from "./visitor.ts";

test("LI1 a page with a session cookie receives a hello, and the room and URL of the lesson it follows", async () => {
  using visitor = new Visitor(server.url);
  const { room, url } = await visitor.load(echo("mine"));
  using page = await Page.open(server.gate, visitor.cookie);
  assert.equal((await page.next("hello")).server, "ws101");
  const following = await page.follow("echo");
  assert.deepEqual([following.lesson, following.room, following.url], ["echo", room, url]);
  assert.equal(following.state?.version, 1);
  const refused = await Peer.connect(`${server.gate}/live`).catch((error: unknown) => error);
  assert.ok(refused instanceof Refused && refused.status === 401, String(refused));
});

test("SH8 a page is told since when the server runs, and the name of the page's program as its document names it", async () => {
  using visitor = new Visitor(server.url);
  const { text } = await visitor.call("/lessons");
  await visitor.load(echo("mine"));
  using page = await Page.open(server.gate, visitor.cookie);
  const { build, startedAtMs } = await page.next("hello");
  assert.match(build, /^[\w.-]+\.js$/);
  assert.ok(text.includes(`src="/assets/${build}"`), `${build} is not in the document`);
  assert.ok(startedAtMs > Date.now() - 86_400_000 && startedAtMs <= Date.now());
});

test("LI2 a page receives the frames of its lesson as they are on the wire, and no other learner's", async () => {
  using mine = new Visitor(server.url);
  using other = new Visitor(server.url);
  const { url, room } = await mine.load(echo("mine"));
  const theirs = await other.load(echo("theirs"));
  using page = await Page.open(server.gate, mine.cookie);
  await page.follow("echo");
  using stranger = await Peer.connect(theirs.url);
  assert.equal(await stranger.request("secret"), "theirs:secret");
  using peer = await Peer.connect(url);
  assert.equal(await peer.request("hello"), "mine:hello");
  const payload = (text: string) => Buffer.from(text).toString("base64");
  const sees = (direction: "in" | "out", text: string) =>
    page.next("frames", ({ frames }) =>
      frames.some((frame) => frame.direction === direction && frame.payload === payload(text)),
    );
  await sees("out", "mine:hello");
  const frames = page.messages.filter((event) => event.type === "frames").flatMap((event) => event.frames);
  assert.deepEqual(
    frames
      .filter(({ opcode }) => opcode === 1)
      .map(({ direction, payload, masked }) => [direction, String(Buffer.from(payload, "base64")), masked]),
    [
      ["in", "hello", true],
      ["out", "mine:hello", false],
    ],
  );
  assert.ok(page.messages.every((event) => !("room" in event) || event.room === room));
});

test("LI2 a page receives console lines, and the last ones if it follows later", async () => {
  using visitor = new Visitor(server.url);
  const { url } = await visitor.load(logs("said"));
  using early = await Page.open(server.gate, visitor.cookie);
  await early.follow("echo", false);
  using peer = await Peer.connect(url);
  assert.equal(await peer.request("one"), "logged");
  const fits = (event: { lines: { text: string }[] }) => event.lines.some(({ text }) => text === "said one");
  await early.next("console", fits);
  using late = await Page.open(server.gate, visitor.cookie);
  await late.follow("echo", false);
  await late.next("console", fits);
  assert.ok(!late.messages.some((event) => event.type === "frames"), "it asked for no frames");
});

test("LI4 loads are reported to every page that follows the lesson, failed ones with their problems", async () => {
  using visitor = new Visitor(server.url);
  await visitor.load(echo("one"));
  using first = await Page.open(server.gate, visitor.cookie);
  using second = await Page.open(server.gate, visitor.cookie);
  for (const page of [first, second]) await page.follow("echo");
  await visitor.save(notTypeScript);
  for (const page of [first, second]) {
    const load = await page.next("load");
    assert.deepEqual([load.version, load.serving, load.lesson], [2, 1, "echo"]);
    assert.equal(load.problems[0]?.line, 1);
  }
});

test("PR20 a page that moves the clock is told by how much it moved; a real clock moves by itself", async () => {
  using visitor = new Visitor(server.url);
  const { room } = await visitor.load(echo("mine"));
  using page = await Page.open(server.gate, visitor.cookie);
  await page.follow("echo");
  page.send({ type: "advance", ms: 5_000 });
  assert.equal((await page.next("moved")).byMs, 0);
  page.send({ type: "clock", mode: "stepped" });
  const { state } = await page.next("state", ({ state }) => state.clock === "stepped");
  page.send({ type: "advance", ms: 30_000 });
  const moved = await page.next("moved");
  assert.deepEqual(
    [moved.room, moved.byMs, moved.nowMs, moved.nextWakeAtMs],
    [room, 30_000, state.nowMs + 30_000, null],
  );
});

test("PR20 a lesson's `clock` is its room's clock from the start", async () => {
  using visitor = new Visitor(server.url);
  await visitor.load(echo("new"), { lesson: "split" });
  using page = await Page.open(server.gate, visitor.cookie);
  assert.equal((await page.follow("echo")).clock, "real");
  assert.equal((await page.follow("split")).clock, "stepped");
  assert.equal((await page.next("state")).state.clock, "stepped");
});

test("LI1 a page that follows another lesson receives nothing more of the first", async () => {
  using visitor = new Visitor(server.url);
  await visitor.load(echo("one"));
  using page = await Page.open(server.gate, visitor.cookie);
  await page.follow("echo");
  await page.follow("reverse");
  await visitor.load(echo("two"));
  await visitor.load(echo("three"), { lesson: "reverse" });
  await page.next("load", ({ lesson }) => lesson === "reverse");
  assert.ok(!page.messages.some((event) => event.type === "load" && event.lesson === "echo"));
});

test("LI6 an invalid message closes the channel with 1003, a flood of requests with 1008; a request that fails is answered", async () => {
  using visitor = new Visitor(server.url);
  await visitor.call("/api/lessons");
  for (const nonsense of [
    "",
    "{",
    "[]",
    '{"type":"format-disk"}',
    '{"type":"follow"}',
    '{"type":"advance","ms":1e99}',
  ]) {
    using page = await Page.open(server.gate, visitor.cookie);
    page.peer.socket.send(nonsense);
    assert.equal((await page.peer.ended()).code, 1003, nonsense);
  }
  using page = await Page.open(server.gate, visitor.cookie);
  page.send({ type: "advance", ms: 5 });
  assert.match((await page.next("notice")).text, /Follow a lesson first/);
  page.send({ type: "follow", lesson: "../../etc" });
  assert.match((await page.next("notice")).text, /no lesson/);
  for (let index = 0; index < 2_000; index++) page.send({ type: "follow", lesson: "echo" });
  assert.equal((await page.peer.ended()).code, 1008);
});

test("LI7 a silent page is disconnected; one that answers pings stays; an excess page is refused with 503 and the limit's name", async () => {
  await using server = await serve({ limits: { livePingMs: 100, liveTimeoutMs: 1_500, pagesPerLearner: 2 } });
  using visitor = new Visitor(server.url);
  await visitor.call("/api/lessons");
  using quiet = await Page.open(server.gate, visitor.cookie, { autoPong: false });
  using alive = await Page.open(server.gate, visitor.cookie);
  assert.equal((await quiet.peer.ended()).code, 1006);
  assert.equal(alive.peer.socket.readyState, alive.peer.socket.OPEN);
  await alive.follow("echo");
  using _second = await Page.open(server.gate, visitor.cookie);
  await assert.rejects(Page.open(server.gate, visitor.cookie), /503.*pagesPerLearner/);
});

test("LI4 a page is notified when its room's host was replaced, and still follows", async () => {
  await using server = await serve();
  using visitor = new Visitor(server.url);
  const { url } = await visitor.load(echo("mine"));
  using page = await Page.open(server.gate, visitor.cookie);
  await page.follow("echo");
  using peer = await Peer.connect(url);
  await page.next("state", ({ state }) => state.peers.length === 1);
  process.kill(server.app.hostPids()[0] ?? 0, "SIGKILL");
  await page.next("state", ({ state }) => state.peers.length === 0);
  assert.match((await page.next("notice")).text, /replaced/);
  await peer.ended();
  await visitor.load(echo("new"));
  await page.next("load", ({ serving }) => serving === 2);
});

test("LI10 a page stops and advances its room's clock, and the handler's timers follow", async () => {
  using visitor = new Visitor(server.url);
  const ticking = `import { WebSocketServer } from "ws";
const wss = new WebSocketServer({ port: 3000 });
wss.on("connection", (socket) => {
  socket.on("message", () => {
    setTimeout(() => socket.send("a minute later"), 60_000);
    socket.send("set");
  });
});
`;
  const { url } = await visitor.load(ticking, { style: "events" });
  using page = await Page.open(server.gate, visitor.cookie);
  await page.follow("echo");
  page.send({ type: "clock", mode: "stepped" });
  await page.next("state", ({ state }) => state.clock === "stepped");
  using peer = await Peer.connect(url);
  assert.equal(await peer.request("go"), "set");
  page.send({ type: "advance", ms: 60_000 });
  assert.equal(await peer.next("the timer's message"), "a minute later");
});
