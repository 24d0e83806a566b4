import assert from "node:assert/strict";
import { test } from "node:test";
import {
  codeSchema,
  conflictSchema,
  historySchema,
  lastRunSchema,
  savedCodeSchema,
  saveResultSchema,
} from "../../server/protocol/http.ts";
import { echo, notTypeScript } from "./handlers.ts";
import { Peer } from "./peer.ts";
import { server } from "./shared-server.ts";
import { parsed, Visitor } from "./visitor.ts";

const path = "/api/lessons/echo/code";
const put = (visitor: Visitor, body: object) => visitor.call(path, { method: "PUT", body: { style: "loop", ...body } });

test("ED1 a save made from older code than stands there is refused with what stands there, and saves nothing", async () => {
  using visitor = new Visitor(server.url);
  await visitor.load(echo("one"));
  await visitor.load(echo("two"));
  const answer = await put(visitor, { source: echo("late"), base: 1 });
  assert.equal(answer.status, 200);
  const { conflict } = conflictSchema.parse(JSON.parse(answer.text));
  assert.equal(conflict.version, 2);
  assert.ok(conflict.ageMs >= 0 && conflict.ageMs < 60_000, String(conflict.ageMs));
  assert.equal((await visitor.code()).source, echo("two"));
});

test("ED1 made from the newest, from nothing said, or the same text: none of that is a conflict", async () => {
  using visitor = new Visitor(server.url);
  await visitor.load(echo("one"));
  const isSaved = async (body: object) => parsed(saveResultSchema, await put(visitor, body))?.saved;
  assert.ok(await isSaved({ source: echo("two"), base: 1 }));
  assert.ok(await isSaved({ source: echo("two"), base: 0 }), "the same text");
  assert.ok(await isSaved({ source: echo("three") }), "a program without a base");
  assert.ok(await isSaved({ source: echo("events"), style: "events", base: 0 }), "the other style");
});

test("ED1 of two pages that save at the same moment one is told of the other", async () => {
  using visitor = new Visitor(server.url);
  await visitor.load(echo("common"));
  const answers = await Promise.all(["a", "b"].map((word) => put(visitor, { source: echo(word), base: 1 })));
  assert.deepEqual(answers.map((answer) => parsed(saveResultSchema, answer)?.saved).toSorted(), [false, true]);
});

test("ED1 what is laid aside is in the history and nowhere else: it neither loads nor counts as the newest", async () => {
  using visitor = new Visitor(server.url);
  const { url } = await visitor.load(echo("stands"));
  using peer = await Peer.connect(url);
  const aside = await put(visitor, { source: notTypeScript, base: 0, aside: true });
  assert.equal(aside.status, 200);
  assert.equal(parsed(savedCodeSchema, aside)?.version, 2);
  assert.equal(await peer.request("x"), "stands:x");
  assert.equal((await visitor.code()).version, 1);
  const history = parsed(historySchema, await visitor.call("/api/lessons/echo/history?style=loop"));
  assert.deepEqual(
    history?.snapshots.map(({ version, aside: isAside }) => [version, isAside]),
    [
      [2, true],
      [1, false],
    ],
  );
  const next = await put(visitor, { source: echo("next"), base: 1 });
  assert.ok(parsed(saveResultSchema, next)?.saved, "it conflicts with nothing");
  assert.equal(parsed(savedCodeSchema, await put(visitor, { source: notTypeScript, aside: true }))?.version, 2, "once");
});

test("ED1 a text too long to keep is not laid aside either", async () => {
  using visitor = new Visitor(server.url);
  assert.equal((await put(visitor, { source: "x".repeat(70_000), aside: true })).status, 413);
});

test("ED1 who lays aside text after text without end is made to wait like everybody who saves", async () => {
  using visitor = new Visitor(server.url);
  await visitor.load(echo("stands"));
  const flood = Array.from({ length: 120 }, (_, at) => put(visitor, { source: `// ${at}`, aside: true }));
  const answers = await Promise.all(flood);
  const refused = answers.filter(({ status }) => status === 429);
  assert.ok(refused.length > 0, "none had to wait");
  assert.equal(refused[0]?.headers["retry-after"], "1");
  const history = parsed(historySchema, await visitor.call("/api/lessons/echo/history?style=loop"));
  const kept = history?.snapshots.filter(({ aside }) => aside).length ?? 0;
  // The oldest of many give way, so that they never displace saved versions.
  assert.ok(kept >= 20 && kept < answers.length - refused.length, `${kept} kept`);
});

test("ED3 every version of one's own code is told by its number, and nobody else's", async () => {
  using visitor = new Visitor(server.url);
  await visitor.load(echo("one"));
  await visitor.load(echo("two"));
  const told = async (query: string, who = visitor) => {
    const answer = await who.call(`${path}?${query}`);
    return answer.status === 200 ? parsed(codeSchema, answer)?.source : answer.status;
  };
  assert.equal(await told("style=loop&version=1"), echo("one"));
  assert.match(String(await told("style=loop&version=0")), /TODO/);
  assert.equal(await told("style=events&version=1"), 404);
  assert.equal(await told("style=loop&version=9"), 404);
  assert.equal(await told("style=loop&version=-1"), 400);
  using stranger = new Visitor(server.url);
  assert.equal(await told("style=loop&version=1", stranger), 404);
});

test("ED3 the newest run is told with the code it judged, also after that code has changed", async () => {
  using visitor = new Visitor(server.url);
  const last = async () => lastRunSchema.parse(JSON.parse((await visitor.call("/api/lessons/echo/checks")).text));
  assert.deepEqual(await last(), { result: null, judged: null, done: false });
  await visitor.load(echo("judged"));
  await visitor.call("/api/lessons/echo/checks", { method: "POST", body: { style: "loop" } });
  await visitor.load(echo("later"));
  const { result, judged, done } = await last();
  assert.equal(result?.version, 1);
  assert.equal(judged, echo("judged"));
  assert.equal(done, false);
});
