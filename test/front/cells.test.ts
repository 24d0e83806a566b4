// The rooms of cells: a visitor's own, never a lesson's, within the same budgets as any save.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { loadedCellSchema } from "../../server/protocol/cell.ts";
import { until } from "../clients/until.ts";
import { Page } from "./page.ts";
import { Peer } from "./peer.ts";
import { type Serving, serve } from "./serving.ts";
import { parsed, problemIn, Visitor } from "./visitor.ts";

let server: Serving;
before(async () => {
  server = await serve({ limits: { savesPerSecond: 1, savesBurst: 100 } });
});
after(() => server[Symbol.asyncDispose]());

const id = "models.owner.loop";
const reply = (text: string) =>
  `export default async function handle(socket) { for await (const m of socket) await socket.send(${JSON.stringify(text)}); }`;

async function load(visitor: Visitor, source: string, cell = id) {
  const answer = await visitor.call(`/api/cells/${cell}/code`, { method: "PUT", body: { source } });
  return { ...answer, loaded: parsed(loadedCellSchema, answer) };
}

async function says(url: string): Promise<string> {
  using peer = await Peer.connect(url);
  return await peer.request("?");
}

/** A value of /metrics. */
async function metric(visitor: Visitor, name: string): Promise<number> {
  const { text } = await visitor.call("/metrics");
  const line = text.split("\n").find((each) => each.startsWith(`${name} `));
  return Number(line?.slice(name.length));
}

test("SR18 a run loads the visitor's code into a room of the visitor's own, and stores nothing", async () => {
  using ada = new Visitor(server.url);
  using bob = new Visitor(server.url);
  const [first, second] = [await load(ada, reply("ada")), await load(bob, reply("bob"))];
  assert.ok(first.loaded?.ok && second.loaded?.ok);
  assert.notEqual(first.loaded.room, second.loaded.room);
  assert.deepEqual([await says(first.loaded.url), await says(second.loaded.url)], ["ada", "bob"]);
  const again = await load(ada, reply("again"));
  assert.equal(again.loaded?.room, first.loaded.room);
  assert.equal(await says(first.loaded.url), "again");
  const progress = await ada.call("/api/progress");
  assert.deepEqual(JSON.parse(progress.text), { lessons: [] });
  assert.equal((await ada.call("/api/lessons/models.owner.loop/code?style=loop")).status, 404);
});

test("SR18 a cell's code never reaches a lesson, nor a lesson's code a cell", async () => {
  using visitor = new Visitor(server.url);
  const lesson = await visitor.load(reply("lesson"));
  const { loaded } = await load(visitor, reply("cell"));
  assert.ok(loaded);
  assert.deepEqual([await says(lesson.url), await says(loaded.url)], ["lesson", "cell"]);
  assert.equal((await visitor.code()).source, reply("lesson"));
});

test("SR18 code that does not run is answered with its problems, and what ran before goes on", async () => {
  using visitor = new Visitor(server.url);
  const first = await load(visitor, reply("good"));
  const broken = await load(visitor, "export default (");
  assert.equal(broken.loaded?.ok, false);
  assert.equal(broken.loaded?.problems[0]?.line, 1);
  const thrown = await load(visitor, "\nthrow new Error('top');");
  assert.deepEqual([thrown.loaded?.ok, thrown.loaded?.problems[0]?.line], [false, 2]);
  assert.equal(await says(first.loaded?.url ?? ""), "good");
});

test("SR18 each run starts afresh: the sockets of the last one are closed with 1012", async () => {
  using visitor = new Visitor(server.url);
  const { loaded } = await load(visitor, reply("one"));
  using peer = await Peer.connect(loaded?.url ?? "");
  await load(visitor, reply("two"));
  assert.equal((await peer.ended()).code, 1012);
});

test("HA23 odd names of cells are refused, and create no learner", async () => {
  for (const cell of [
    "nothing",
    "..%2f..%2fetc",
    "__proto__",
    "constructor",
    "echo",
    "cell:models.owner.loop",
    "%00",
    "x".repeat(3_000),
  ]) {
    using visitor = new Visitor(server.url);
    const answer = await load(visitor, "", cell);
    assert.equal(answer.status, 404, cell);
    assert.ok(answer.text.length < 500);
    assert.equal(visitor.cookie, "");
  }
});

test("HA24 a page of another site runs no cell, and bodies that do not fit are refused", async () => {
  using visitor = new Visitor(server.url);
  const path = `/api/cells/${id}/code`;
  const foreign = await visitor.call(path, {
    method: "PUT",
    body: { source: "" },
    headers: { origin: "https://evil.example" },
  });
  assert.equal(foreign.status, 403);
  for (const body of [{}, { source: 1 }, { source: "", style: "loop" }, [], "{", "null"]) {
    assert.equal((await visitor.call(path, { method: "PUT", body })).status, 400, JSON.stringify(body));
  }
  const large = await load(visitor, "x".repeat(70_000));
  assert.deepEqual([large.status, problemIn(large).limit], [413, "sourceBytes"]);
});

test("BU4 runs of cells count as saves, and more than three at a time are refused", async () => {
  using visitor = new Visitor(server.url);
  const used = () => metric(visitor, 'ws101_budget_used{budget="saves",scope="learner"}');
  await load(visitor, reply("x"));
  // Long and different from each other, so that compiling one takes longer than all requests.
  const long = (n: number) => reply(`y${n}`) + "\n;[1, 2, 3];".repeat(1_500);
  const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => load(visitor, long(n))));
  // One that is done makes room for the next.
  const run = answers.filter(({ status }) => status === 200).length;
  const refused = answers.filter(({ status }) => status === 429).length;
  assert.ok(run >= 3 && refused > 0 && run + refused === 12, `${run} run, ${refused} refused`);
  assert.ok((await used()) >= 4, "the runs were not counted");
});

test("LI1 a page follows a cell's room as it follows a lesson's, and an unknown cell is answered", async () => {
  using visitor = new Visitor(server.url);
  const { loaded } = await load(visitor, reply("followed"));
  using page = await Page.open(server.gate, visitor.cookie);
  const following = await page.follow(`cell:${id}`);
  assert.equal(following.room, loaded?.room);
  await says(loaded?.url ?? "");
  await page.next("frames");
  page.send({ type: "follow", lesson: "cell:nothing" });
  await page.next("notice", ({ text }) => text.includes("cell:nothing"));
});

test("SR18 the server forgets a cell's room that no one uses; the next run opens it again", async () => {
  await using small = await serve({ limits: { idleRoomsPerAddress: 1 } });
  using visitor = new Visitor(small.url);
  const first = await load(visitor, reply("first"));
  await load(visitor, reply("second"), "models.slow.loop");
  await until("the end of a room", async () => ((await metric(visitor, "ws101_rooms")) === 1 ? true : null));
  await assert.rejects(Peer.connect(first.loaded?.url ?? ""), { status: 404 });
  const again = await load(visitor, reply("again"));
  assert.equal(again.loaded?.room, first.loaded?.room);
  assert.equal(await says(again.loaded?.url ?? ""), "again");
});
