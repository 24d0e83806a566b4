import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { type RunResult, runResultSchema } from "../../server/protocol/checks.ts";
import { progressSchema } from "../../server/protocol/http.ts";
import { echo, notTypeScript } from "./handlers.ts";
import { Page } from "./page.ts";
import { serve } from "./serving.ts";
import { type Visitor as Learner, parsed, Visitor } from "./visitor.ts";

const solution = readFileSync(
  fileURLToPath(new URL("../../lessons/02-echo/loop/solution.ts", import.meta.url)),
  "utf8",
);

async function check(visitor: Learner): Promise<RunResult> {
  const answer = await visitor.call("/api/lessons/echo/checks", { method: "POST", body: { style: "loop" } });
  const result = parsed(runResultSchema, answer);
  assert.ok(result, answer.text);
  return result;
}

test("FR17 a run checks the newest code on real sockets, returns every verdict, and is stored as progress", async () => {
  await using server = await serve();
  using visitor = new Visitor(server.url);
  const start = await check(visitor);
  assert.deepEqual([start.status, start.version], ["fail", 0]);
  await visitor.load(solution);
  const passed = await check(visitor);
  assert.equal(passed.status, "pass", JSON.stringify(passed, null, 1));
  assert.ok(passed.tests.length >= 2 && passed.tests.every(({ status }) => status === "pass"));
  const progress = parsed(progressSchema, await visitor.call("/api/progress"));
  assert.deepEqual(
    progress?.lessons.map(({ slug, done, version }) => [slug, done, version]),
    [["echo", true, 1]],
  );
});

test("FR17 code that does not compile is an error of the run that names the line", async () => {
  await using server = await serve();
  using visitor = new Visitor(server.url);
  await visitor.save(notTypeScript);
  const { status, tests } = await check(visitor);
  assert.equal(status, "error");
  assert.match(tests[0]?.message ?? "", /does not compile. Line 1/);
  assert.ok(tests.slice(1).every((one) => one.status === "skipped"));
});

test("FR17 checks leave no rooms behind and do not count toward the learner's limits", async () => {
  await using server = await serve({ limits: { socketsPerLearner: 1, socketsPerRoom: 1, socketsPerServer: 1 } });
  using visitor = new Visitor(server.url);
  await visitor.load(solution);
  const { status, tests } = await check(visitor);
  assert.equal(status, "pass", JSON.stringify(tests));
  const { text } = await visitor.call("/metrics");
  assert.match(text, /^ws101_rooms 1$/m);
  assert.match(text, /^ws101_sockets 0$/m);
});

test("LI11 a run is reported as it goes: its checks, each verdict, the result; a newer run cancels it", async () => {
  await using server = await serve();
  using visitor = new Visitor(server.url);
  await visitor.load(solution);
  using page = await Page.open(server.gate, visitor.cookie);
  await page.follow("echo");
  const result = await check(visitor);
  const run = await page.next("run");
  assert.deepEqual(
    run.checks.map(({ id }) => id),
    result.tests.map(({ id }) => id),
  );
  await page.next("ran");
  const told = page.messages.filter((event) => event.type === "test");
  assert.deepEqual(
    told.map(({ index }) => index),
    result.tests.map((_, index) => index),
  );
  await visitor.load(echo("another"));
  const runs = await Promise.all(Array.from({ length: 8 }, () => check(visitor)));
  assert.equal(runs.filter(({ status }) => status === "cancelled").length, 7);
  assert.equal(runs.at(-1)?.status, "fail");
});

test("LI11 a page cancels its own run, and no other learner's", async () => {
  await using server = await serve();
  using visitor = new Visitor(server.url);
  using other = new Visitor(server.url);
  await other.call("/api/lessons");
  await visitor.load("export default () => new Promise(() => {});\n");
  using page = await Page.open(server.gate, visitor.cookie);
  using stranger = await Page.open(server.gate, other.cookie);
  await page.follow("echo");
  const running = check(visitor);
  const { run } = await page.next("run");
  stranger.send({ type: "cancel", run });
  await stranger.follow("echo");
  page.send({ type: "cancel", run });
  assert.equal((await running).status, "cancelled");
});
