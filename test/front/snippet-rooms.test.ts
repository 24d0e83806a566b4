// Rooms of shared snippets: a visitor's own without a cookie, or one for all visitors.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { snippetLesson } from "../../server/protocol/lesson-names.ts";
import { until } from "../clients/until.ts";
import { echo } from "./handlers.ts";
import { Page } from "./page.ts";
import { Peer } from "./peer.ts";
import { type Serving, serve } from "./serving.ts";
import { chat, type Shared, Stranger, share } from "./shared-snippet.ts";
import { problemIn, Visitor } from "./visitor.ts";

let server: Serving;
let shared: Shared;
let stranger: Stranger;
before(async () => {
  server = await serve({
    config: { trustProxy: 1 },
    limits: { socketsPerRoom: 3, sharedRoomSockets: 5, socketsPerAddress: 5 },
  });
  shared = await share(server.url, { handler: chat });
  stranger = new Stranger(server.url);
});
after(async () => {
  stranger[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

async function opened(visitor: Stranger, id = shared.id, isShared = false) {
  const answer = await visitor.open(id, isShared);
  assert.ok(answer.room?.ok, answer.text);
  return answer.room;
}

/** The next message; its sender's number is its own. */
async function says(url: string, text = "hi"): Promise<string> {
  using peer = await Peer.connect(url);
  await peer.next();
  return await peer.request(text);
}

test("SN20 each visit opens a new room that runs the snippet, for a visitor without a cookie", async () => {
  const [one, other] = [await opened(stranger), await opened(stranger)];
  assert.notEqual(one.room, other.room);
  assert.deepEqual([await says(one.url), await says(other.url)], ["1: hi", "1: hi"]);
  assert.equal(stranger.cookie, "");
  assert.equal(one.previewUrl, null);
});

test("SN20 the room runs what was shared again when it has to be opened again, and is forgotten when no one uses it", async () => {
  await using small = await serve({ limits: { idleRoomsPerAddress: 1 } });
  const { id } = await share(small.url, { handler: chat });
  using visitor = new Stranger(small.url);
  const first = await opened(visitor, id);
  const second = await opened(visitor, id);
  await until("the end of a room", async () => /^ws101_rooms 1$/m.exec((await visitor.call("/metrics")).text));
  await assert.rejects(Peer.connect(first.url), { status: 404 });
  using page = await Page.open(small.gate, "", {}, `?room=${second.room}`);
  const { url } = await page.follow(snippetLesson(id));
  process.kill(small.app.hostPids()[0] ?? 0, "SIGKILL");
  await page.next("notice");
  assert.equal(await says(url), "1: hi");
});

test("SN20 opening rooms counts for the visitor's address", async () => {
  await using small = await serve({ limits: { learnersPerAddress: 4 } });
  const { id } = await share(small.url, { handler: echo("a") });
  using visitor = new Stranger(small.url);
  const statuses = [];
  for (let n = 0; n < 5; n++) statuses.push((await visitor.open(id)).status);
  assert.deepEqual(statuses, [200, 200, 200, 429, 429]);
});

test("SN21 edited code runs in the visitor's own room only, from the start, and is stored nowhere", async () => {
  const [mine, theirs] = [await opened(stranger), await opened(stranger)];
  using peer = await Peer.connect(mine.url);
  const edited = await stranger.edit(shared.id, mine.room, echo("edited"));
  assert.deepEqual([edited.room?.ok, edited.room?.room], [true, mine.room]);
  assert.equal((await peer.ended()).code, 1012);
  using again = await Peer.connect(mine.url);
  assert.equal(await again.request("x"), "edited:x");
  assert.equal(await says(theirs.url), "1: hi");
  await stranger.edit(shared.id, mine.room, null);
  assert.equal(await says(mine.url), "1: hi");
  const { text } = await stranger.call(`/api/snippets/${shared.id}`);
  assert.equal(JSON.parse(text).handler, chat);
});

test("SN21 code that does not run is answered with its problems, and what ran before goes on", async () => {
  const mine = await opened(stranger);
  const broken = await stranger.edit(shared.id, mine.room, "export default (");
  assert.deepEqual([broken.room?.ok, broken.room?.problems[0]?.line], [false, 1]);
  assert.equal(await says(mine.url), "1: hi");
  const { id } = await share(server.url, { handler: "\nthrow new Error('top');" });
  const faulty = (await stranger.open(id)).room;
  assert.deepEqual([faulty?.ok, faulty?.problems[0]?.line], [false, 2]);
  assert.equal((await stranger.open(id, true)).status, 503);
});

test("HA60 no room takes code through another snippet, an unknown or a lesson's room, or from a page of another site", async () => {
  const mine = await opened(stranger);
  const other = await share(server.url, { handler: echo("other") });
  using learner = new Visitor(server.url);
  const lesson = await learner.load(echo("lesson"));
  const lessonRoom = lesson.url.split("/").at(-1) ?? "";
  const refusals = [
    await stranger.edit(other.id, mine.room, echo("x")),
    await stranger.edit(shared.id, lessonRoom, echo("x")),
    await stranger.edit(shared.id, "x".repeat(38), echo("x")),
  ];
  assert.deepEqual(
    refusals.map(({ status }) => status),
    [404, 404, 404],
  );
  const foreign = { origin: "https://evil.example" };
  for (const [path, method, body] of [
    [`/api/snippets/${shared.id}/rooms`, "POST", { shared: false }],
    [`/api/snippets/${shared.id}/rooms/${mine.room}/code`, "PUT", { source: "" }],
  ] as const) {
    assert.equal((await stranger.call(path, { method, body, headers: foreign })).status, 403);
    assert.equal((await stranger.call(path, { method, body: { shared: 1, source: 1 } })).status, 400);
  }
  const large = await stranger.edit(shared.id, mine.room, "x".repeat(70_000));
  assert.equal(problemIn(large).limit, "sourceBytes");
});

test("SN22 a page without a cookie follows the room that it was given, and nothing else", async () => {
  const mine = await opened(stranger);
  using page = await Page.open(server.gate, "", {}, `?room=${mine.room}`);
  assert.equal((await page.follow(snippetLesson(shared.id))).room, mine.room);
  await says(mine.url);
  await page.next("frames");
  for (const lesson of ["echo", "cell:models.owner.loop", snippetLesson("0000000000")]) {
    page.send({ type: "follow", lesson });
    await page.next("notice", ({ text }) => text.includes(lesson));
  }
  const everyones = await opened(stranger, shared.id, true);
  using learner = new Visitor(server.url);
  const lesson = await learner.load(echo("lesson"));
  for (const room of [everyones.room, lesson.url.split("/").at(-1), "none", ""]) {
    await assert.rejects(Page.open(server.gate, "", {}, `?room=${room}`), { status: 401 }, room);
  }
});

test("EB3 all visitors share one room: each line reaches everyone, and no one changes its code", async () => {
  const [one, other] = [await opened(stranger, shared.id, true), await opened(stranger, shared.id, true)];
  assert.equal(one.room, other.room);
  using ada = await Peer.connect(one.url);
  using bob = await Peer.connect(other.url);
  const [asAda, asBob] = [await ada.next(), await bob.next()];
  assert.notEqual(asAda, asBob);
  ada.socket.send("hello");
  const line = `${asAda.replace("you are ", "")}: hello`;
  assert.deepEqual([await ada.next(), await bob.next()], [line, line]);
  const refused = await stranger.edit(shared.id, one.room, echo("mine"));
  assert.deepEqual([refused.status, problemIn(refused).type], [403, "/problems/shared-room"]);
});

test("EB3 a shared room has more sockets than a learner's, which count for the address of each visitor", async () => {
  const { id } = await share(server.url, { handler: chat });
  const { url } = await opened(stranger, id, true);
  const from = (address: string) => Peer.connect(url, { headers: { "x-forwarded-for": address } });
  // A fifth of an address's sockets is kept for learners who are known.
  const peers = await Promise.all([1, 2, 3, 4].map(() => from("203.0.113.1")));
  await assert.rejects(from("203.0.113.1"), { status: 503, message: /socketsPerAddress/ });
  peers.push(await from("203.0.113.2"));
  await assert.rejects(from("203.0.113.3"), { status: 503, message: /sharedRoomSockets/ });
  peers.shift()?.[Symbol.dispose]();
  peers.push(await until("the place of the socket that left", () => from("203.0.113.1").catch(() => null)));
  for (const peer of peers) peer[Symbol.dispose]();
});

test("SN23 deleting a snippet ends its rooms, and no more are opened", async () => {
  const mortal = await share(server.url, { handler: chat });
  const [own, everyones] = [await opened(stranger, mortal.id), await opened(stranger, mortal.id, true)];
  using one = await Peer.connect(own.url);
  using other = await Peer.connect(everyones.url);
  assert.equal((await mortal.creator.call(`/api/snippets/${mortal.id}`, { method: "DELETE" })).status, 200);
  assert.deepEqual([(await one.ended()).code, (await other.ended()).code], [4000, 4000]);
  assert.equal((await stranger.open(mortal.id)).status, 404);
});
