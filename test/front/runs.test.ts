import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { type RunResult, runResultSchema } from "../../server/protocol/checks.ts";
import { progressSchema } from "../../server/protocol/http.ts";
import { until } from "../clients/until.ts";
import { echo, notTypeScript } from "./handlers.ts";
import { Page } from "./page.ts";
import { serve } from "./serving.ts";
import { server } from "./shared-server.ts";
import { type Visitor as Learner, parsed, problemIn, Visitor } from "./visitor.ts";

const badHost = fileURLToPath(new URL("bad-host.ts", import.meta.url));
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
  for (const left of [/^ws101_rooms 1$/m, /^ws101_sockets 0$/m])
    await until(String(left), async () => left.exec((await visitor.call("/metrics")).text));
});

test("LI11 a run is reported as it goes: its checks, each verdict, the result; a newer run cancels it", async () => {
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

test("FR21 a run whose host is lost half-way is run again, with the same verdicts", async () => {
  await using server = await serve();
  using visitor = new Visitor(server.url);
  await visitor.load(solution);
  using page = await Page.open(server.gate, visitor.cookie);
  await page.follow("echo");
  const running = check(visitor);
  await page.next("test");
  for (const pid of server.app.hostPids()) process.kill(pid, "SIGKILL");
  const { status, tests } = await running;
  assert.equal(status, "pass", JSON.stringify(tests));
});

test("FR21 a run that gets no turn in time, or whose hosts are lost again and again, gets 503 and a sentence; its pages see it end", async () => {
  await using server = await serve({ hostEntry: badHost, limits: { runAnswerMs: 10_000 } });
  using visitor = new Visitor(server.url);
  using page = await Page.open(server.gate, await visitor.call("/api/lessons").then(() => visitor.cookie));
  const run = async (lesson: string) => {
    await page.follow(lesson);
    const answer = visitor.call(`/api/lessons/${lesson}/checks`, { method: "POST", body: { style: "loop" } });
    return { answer, started: await page.next("run") };
  };
  const refusal = async ({ answer, started }: Awaited<ReturnType<typeof run>>) => {
    const { result } = await page.next("ran", ({ result }) => result.run === started.run);
    assert.equal(result.status, "error");
    const { status, type, detail } = problemIn(await answer);
    return { status, type, detail, shown: result.tests[0]?.message === detail };
  };
  await visitor.load("export default () => 'DOOM';\n", { lesson: "reverse" });
  const doomed = await refusal(await run("reverse"));
  const lost = "The server lost the process that ran your code. Run the checks again.";
  assert.deepEqual(doomed, { status: 503, type: "/problems/recovering", detail: lost, shown: true });
  // These hosts never answer: each run keeps its place until it is cancelled, and a learner has two.
  const endless = [await run("echo"), await run("split")];
  const late = await refusal(await run("handshake"));
  const crowded = "Many others are running their checks (limit runAnswerMs). Run yours again in a moment.";
  assert.deepEqual(late, { status: 503, type: "/problems/crowded", detail: crowded, shown: true });
  for (const { started } of endless) page.send({ type: "cancel", run: started.run });
  for (const { answer } of endless) assert.equal(parsed(runResultSchema, await answer)?.status, "cancelled");
});

test("LI11 a page cancels its own run, and no other learner's", async () => {
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
