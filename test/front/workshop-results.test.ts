// The time after a workshop: results, everyone's code, an overview, judging again, and deletion.
import assert from "node:assert/strict";
import { test } from "node:test";
import { strFromU8, unzipSync } from "fflate";
import { deleteOld } from "../../server/front/workshops/afterwards.ts";
import { runResultSchema } from "../../server/protocol/checks.ts";
import type { WorkshopEvent, WorkshopState } from "../../server/protocol/workshop.ts";
import {
  lastRegradingSchema,
  workshopOverviewSchema,
  workshopResultsSchema,
} from "../../server/protocol/workshop-results.ts";
import { fileName, fileNames } from "../../server/workshop/file-names.ts";
import { overviewOf, resultsCsv, resultsOf } from "../../server/workshop/results.ts";
import { reduce } from "../../server/workshop/roster.ts";
import { echo } from "./handlers.ts";
import { Page } from "./page.ts";
import { server } from "./shared-server.ts";
import { parsed } from "./visitor.ts";
import { TestInstructor, TestMember } from "./workshop-people.ts";

const minuteMs = 60_000;
const lesson = {
  slug: "echo",
  title: "Echo",
  steps: [{ checks: ["one"] }, { checks: ["two", "three"] }],
  checks: ["one", "two", "three"].map((id) => ({ id, title: `Check ${id}` })),
};

test("WS20 results give the minutes per step, from opening the lesson and from the step before", () => {
  const state = stateAfter([
    [0, { type: "joined", member: "a", name: "Ana" }],
    [1, { type: "opened", member: "a", lesson: "echo" }],
    [4, ran("a", ["one"], ["two", "three"])],
    [6, ran("a", ["one", "two"], ["three"])],
    [10.5, ran("a", ["one", "two", "three"], [])],
    [11, ran("a", ["two", "three"], ["one"])],
  ]);
  const [ana] = resultsOf(state, [lesson], 0).members;
  const [result] = ana?.lessons ?? [];
  assert.deepEqual(
    result?.steps.map((step) => step?.minutes),
    [3, 6.5],
  );
  assert.deepEqual([result?.done, result?.runs, result?.failed], [true, 4, ["one"]]);
});

test("WS20 the overview counts who failed a check and passed a step, if it has checks, and how long they took", () => {
  const state = stateAfter([
    [0, { type: "joined", member: "a", name: "Ana" }],
    [0, { type: "joined", member: "b", name: "Ben" }],
    [0, { type: "opened", member: "a", lesson: "echo" }],
    [0, { type: "opened", member: "b", lesson: "echo" }],
    [2, ran("a", ["one"], ["two", "three"])],
    [3, ran("b", [], ["one", "two", "three"])],
    [8, ran("a", ["one", "two"], ["three"])],
    [9, ran("b", ["one", "two"], ["three"])],
    [9, { type: "hand", member: "b", hand: { text: "help", lesson: "echo" } }],
    [12, { type: "hand-done", member: "b" }],
  ]);
  const overview = overviewOf(state, [{ ...lesson, steps: [...lesson.steps, { checks: [] }] }]);
  assert.deepEqual(overview.hands, { answered: 1, meanWaitMinutes: 3 });
  const [{ checks, steps, done } = { checks: [], steps: [], done: -1 }] = overview.lessons;
  assert.deepEqual(
    checks.map(({ id, failed, failing, medianMinutes }) => [id, failed, failing, medianMinutes]),
    [
      ["two", 2, 0, 6],
      ["three", 2, 2, null],
      ["one", 1, 0, 6],
    ],
  );
  assert.deepEqual(steps, [
    { done: 2, medianMinutes: 5.5 },
    { done: 0, medianMinutes: null },
    { done: null, medianMinutes: null },
  ]);
  assert.equal(done, 0);
});

test("WS21 no cell of the CSV is a formula, and each text reads back as it was", () => {
  const names = ['=cmd|" /C calc"!A0', "+1", "-1", "@SUM(A1)", "  =1", "＝1", 'say "hi", twice', "Ana"];
  const joined = names.map((name, index): Timed => [0, { type: "joined", member: `m${index}`, name }]);
  const csv = resultsCsv(resultsOf(stateAfter(joined), [lesson], 0));
  assert.ok(csv.startsWith("\uFEFFname,member,"));
  const rows = csv.slice(1).split("\r\n").slice(1, -1).map(cellsOf);
  assert.equal(rows.length, names.length);
  for (const row of rows) {
    const [name = "", member = ""] = row;
    assert.equal(row.length, 16);
    assert.doesNotMatch(name, /^\s*[=+\-@＝]/);
    assert.equal(name.replace(/^'/, ""), names[Number(member.slice(1))]);
  }
});

test("WS22 whatever a member is called, their folder is one safe name, different from the others", () => {
  const hostile = [
    "../../etc/passwd",
    "a/b\\c",
    "CON",
    "lpt1.txt",
    "..",
    " . ",
    "nul",
    "x".repeat(300),
    "a\u0000b",
    "a:b*?",
  ];
  for (const name of hostile.map(fileName)) {
    assert.match(name, /^[\p{L}\p{M}\p{N}_\-. ]{1,61}$/u);
    assert.doesNotMatch(name, /^\.|[. ]$|^(?:con|nul|lpt1)(?:\.|$)/i);
  }
  assert.equal(fileName("Zoë Ångström-Müller"), "Zoë Ångström-Müller");
  assert.deepEqual(fileNames(["Ana", "ana", "Ana (2)", "ANA"]), ["Ana", "ana (2)", "Ana _2_", "ANA (3)"]);
});

test("WS22 the zip file has everyone's newest code of each lesson and style, and nothing outside its folders", async () => {
  using instructor = await TestInstructor.signIn(server.url);
  const { id, code } = await instructor.create("Lists / & code");
  using ana = new TestMember(server.url);
  using ben = new TestMember(server.url);
  await ana.load(echo("old"));
  await ana.load(echo("new"));
  await ana.load(`${echo("split")} // split`, { lesson: "split" });
  await ana.enter(code, "../Ana");
  await ben.enter(code, "Ben");
  const response = await fetch(`${server.url}/api/workshops/${id}/code`, { headers: { cookie: instructor.cookie } });
  assert.match(response.headers.get("content-disposition") ?? "", /filename="Lists _ _ code code\.zip"/);
  const files = unzipSync(new Uint8Array(await response.arrayBuffer()));
  assert.deepEqual(Object.keys(files), ["_Ana/echo/loop.ts", "_Ana/split/loop.ts", "manifest.json"]);
  assert.equal(strFromU8(files["_Ana/echo/loop.ts"] ?? new Uint8Array()), echo("new"));
  const manifest = JSON.parse(strFromU8(files["manifest.json"] ?? new Uint8Array()));
  assert.deepEqual(manifest.files[0].name, "../Ana");
  assert.equal(manifest.files[0].version, 2);
});

test("WS23 judging again replaces results, is no attempt of the learner's, and says who passes now", async () => {
  using instructor = await TestInstructor.signIn(server.url);
  const { id, code } = await instructor.create();
  using ana = new TestMember(server.url);
  await ana.load(echo(""));
  await ana.enter(code, "Ana");
  const checks = await ana.call("/api/lessons/echo/checks", { method: "POST", body: { style: "loop" } });
  assert.equal(checks.status, 200);
  const member = await instructor.idOf(id, "Ana");
  // Better code than the results say, as if a check had been wrong.
  await ana.load(solved);
  const path = `/api/workshops/${id}/regrade`;
  const started = parsed(
    lastRegradingSchema,
    await instructor.call(path, { method: "POST", body: { lesson: "echo" } }),
  );
  assert.deepEqual([started?.regrading?.state, started?.regrading?.of], ["running", 1]);
  let regrading = started?.regrading;
  while (regrading?.state === "running") {
    regrading = parsed(lastRegradingSchema, await instructor.call(path))?.regrading;
  }
  assert.equal(regrading?.state, "done");
  const [changed] = regrading?.changed ?? [];
  assert.equal(changed?.name, "Ana");
  assert.ok((changed?.nowPass.length ?? 0) > 0);
  const standing = (await instructor.roster(id)).state.members[member]?.standings.echo;
  assert.deepEqual([standing?.done, standing?.runs, standing?.version], [true, 1, 2], "it is not an attempt of theirs");
});

test("WS28 judging again counts no one as failing checks of steps that are not open", async () => {
  using instructor = await TestInstructor.signIn(server.url);
  const { id, code } = await instructor.create();
  using ana = new TestMember(server.url);
  await ana.load(echo(""));
  await ana.enter(code, "Ana");
  const check = () => ana.call("/api/lessons/echo/checks", { method: "POST", body: { style: "loop" } });
  await instructor.untilRan(server.gate, id, check);
  const member = await instructor.idOf(id, "Ana");
  const failed = async () => (await instructor.roster(id)).state.members[member]?.standings.echo?.failed.length;
  assert.equal(await failed(), 5);
  await instructor.do(id, { do: "pace", pace: { mode: "together", lesson: "echo", step: 1 } });
  const judge = { method: "POST", body: { lesson: "echo" } };
  await instructor.untilRan(server.gate, id, () => instructor.call(`/api/workshops/${id}/regrade`, judge));
  assert.equal(await failed(), 1);
});

test("WS23 judging again does not interrupt a run of the learner's own, which counts", async () => {
  using instructor = await TestInstructor.signIn(server.url);
  const { id, code } = await instructor.create();
  using ana = new TestMember(server.url);
  await ana.load(echo(""));
  await ana.enter(code, "Ana");
  const check = () => ana.call("/api/lessons/echo/checks", { method: "POST", body: { style: "loop" } });
  await check();
  using page = await Page.open(server.gate, ana.cookie);
  await page.follow("echo");
  const own = check();
  await page.next("run");
  const path = `/api/workshops/${id}/regrade`;
  const judge = { method: "POST", body: { lesson: "echo" } };
  let regrading = parsed(lastRegradingSchema, await instructor.call(path, judge))?.regrading;
  while (regrading?.state === "running") {
    regrading = parsed(lastRegradingSchema, await instructor.call(path))?.regrading;
  }
  assert.equal(parsed(runResultSchema, await own)?.status, "fail", "it was not cancelled");
  assert.deepEqual([regrading?.judged, regrading?.changed], [1, []]);
});

test("WS24 a workshop is deleted once it has been over for as long as it was to be kept", async () => {
  using instructor = await TestInstructor.signIn(server.url);
  const { id, code } = await instructor.create();
  using ana = new TestMember(server.url);
  await ana.load(echo("mine"));
  await ana.enter(code, "Ana");
  const state = (await instructor.roster(id)).state;
  await instructor.do(id, { do: "end" });
  const deleted: string[] = [];
  const summary = { ...state, members: 1, online: 0 };
  const retention = (nowMs: number, kept: WorkshopState) =>
    deleteOld({
      workshops: {
        list: () => [summary],
        get: () => ({ state: kept }),
        delete: async (each: string) => void deleted.push(each),
      },
      log: { warn: () => undefined },
      now: () => nowMs,
    });
  const ended = { ...state, endedAtMs: 1_000, retentionDays: 2 };
  const daysMs = 2 * 24 * 60 * minuteMs;
  for (const nowMs of [999 + daysMs, 1_000 + daysMs]) {
    await retention(nowMs, ended);
    assert.equal(deleted.includes(id), nowMs === 1_000 + daysMs);
  }
  deleted.length = 0;
  await retention(state.codeExpiresAtMs + daysMs - 1, { ...ended, endedAtMs: null });
  assert.deepEqual(deleted, [], "no one has ended it, and its code was valid until two days ago");
  assert.equal((await ana.code()).source, echo("mine"));
});

test("HA50 results, code, overview and regrading are for instructors", async () => {
  using instructor = await TestInstructor.signIn(server.url);
  const { id, code } = await instructor.create();
  using ana = new TestMember(server.url);
  await ana.enter(code, "Ana");
  for (const what of ["results", "results?format=csv", "code", "overview", "regrade"]) {
    assert.equal((await ana.call(`/api/workshops/${id}/${what}`)).status, 401, what);
    const answer = await instructor.call(`/api/workshops/${id}/${what}`);
    assert.equal(answer.status, 200, what);
    assert.equal((await instructor.call(`/api/workshops/nosuchworkshop/${what}`)).status, 404, what);
  }
  const regrade = { method: "POST", body: { lesson: "echo" } };
  assert.equal((await ana.call(`/api/workshops/${id}/regrade`, regrade)).status, 401);
  assert.ok(parsed(workshopResultsSchema, await instructor.call(`/api/workshops/${id}/results`)));
  assert.ok(parsed(workshopOverviewSchema, await instructor.call(`/api/workshops/${id}/overview`)));
});

type Timed = readonly [minute: number, event: WorkshopEvent];

function stateAfter(events: readonly Timed[]): WorkshopState {
  const start: WorkshopState = {
    ...{ id: "w", title: "W", code: "ABCDEF", codeExpiresAtMs: 0, createdAtMs: 0, endedAtMs: null, retentionDays: 1 },
    ...{ locked: [], pace: { mode: "free" }, follow: null, frozen: false, timer: null, announcement: null },
    ...{ frozenBy: "", joinClosed: false },
    ...{ hints: [], classroom: null, pairs: [], members: {} },
  };
  return events.map(([minute, event]) => ({ event, atMs: minute * minuteMs })).reduce(reduce, start);
}

function ran(member: string, passed: string[], failed: string[]): WorkshopEvent {
  const status = failed.length === 0 ? "pass" : "fail";
  const firstFailing = failed[0] ?? null;
  return {
    type: "ran",
    member,
    lesson: "echo",
    style: "loop",
    version: 1,
    status,
    passed,
    failed,
    firstFailing,
    regraded: false,
  };
}

/** The cells of a row of CSV. */
function cellsOf(row: string): string[] {
  const cells = row.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g);
  return [...cells].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "");
}

const solved = `import type { Socket } from "ws101";

export default async function handle(socket: Socket) {
  for await (const message of socket) {
    if (message.type === "text" || message.type === "binary") await socket.send(message.data);
  }
}
`;
