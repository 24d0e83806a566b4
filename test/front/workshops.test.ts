// Workshops while they run, over HTTP and the live channel.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { type RunResult, runResultSchema } from "../../server/protocol/checks.ts";
import {
  joinedSchema,
  joinInfoSchema,
  lessonOutlinesSchema,
  type NumberedEvent,
  presenterNotesSchema,
  type WorkshopState,
} from "../../server/protocol/workshop.ts";
import { reduce } from "../../server/workshop/roster.ts";
import { echo } from "./handlers.ts";
import { Page } from "./page.ts";
import { server } from "./shared-server.ts";
import { parsed, problemIn } from "./visitor.ts";
import { resultOf, TestInstructor, TestMember, token } from "./workshop-people.ts";

const solution = new URL("../../lessons/02-echo/loop/solution.ts", import.meta.url);

test("WS1 an instructor signs in with the token under a name, and out again", async () => {
  using instructor = await TestInstructor.signIn(server.url, "Kim");
  const nameOf = async () => JSON.parse((await instructor.call("/api/instructor")).text);
  assert.deepEqual(await nameOf(), { name: "Kim" });
  const answer = await instructor.call("/api/instructor/session", { method: "POST", body: { token, name: "Kim" } });
  assert.match(String(answer.headers["set-cookie"]), /^ws101-instructor=[\w-]{32}; .*HttpOnly; SameSite=Strict/);
  const cookie = instructor.cookie;
  const { id } = await instructor.create();
  using page = await Page.open(server.gate, cookie);
  page.send({ type: "dashboard", workshop: id });
  await page.next("roster");
  await instructor.call("/api/instructor/session", { method: "DELETE" });
  assert.match((await page.next("notice")).text, /no longer signed in/, "an open dashboard says that it has ended");
  assert.deepEqual(await nameOf(), { name: null });
  using thief = new TestInstructor(server.url, cookie);
  assert.equal((await thief.call("/api/workshops")).status, 401, "the cookie is not valid any more");
});

test("WS2 people join with the code, typed in any way, and get a personal code once", async () => {
  using instructor = await TestInstructor.signIn(server.url);
  const { id, code } = await instructor.create("Room 1");
  assert.match(code, /^[2-9A-HJKMNP-TV-Z]{6}$/);
  using ana = new TestMember(server.url);
  const typed = ` ${code.slice(0, 3).toLowerCase()}-${code.slice(3)} `;
  const joined = await ana.enter(typed, "  Ana   Lovelace ");
  assert.equal(joined.view.me.name, "Ana Lovelace");
  assert.match(joined.personalCode ?? "", /^[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}$/);
  const info = parsed(joinInfoSchema, await ana.call(`/api/join/${code}`));
  assert.deepEqual(info, { title: "Room 1", member: "Ana Lovelace" });
  assert.equal((await ana.enter(code, "Ana Lovelace")).personalCode, null);
  using other = new TestMember(server.url);
  const taken = parsed(joinedSchema, await other.join(code, "ana lovelace"));
  assert.deepEqual(taken, { result: "name-taken", name: "Ana Lovelace", suggestion: "Ana Lovelace 2" });
  const { state } = await instructor.roster(id);
  assert.deepEqual(
    Object.values(state.members).map(({ name, state }) => [name, state]),
    [["Ana Lovelace", "present"]],
  );
  await instructor.do(id, { do: "new-code" });
  using late = new TestMember(server.url);
  assert.equal(resultOf(await late.join(code, "Late")), "unknown-code", "the old code is not valid any more");
});

test("WS3 the same browser returns without codes, another one with the personal code; everything is still there", async () => {
  using instructor = await TestInstructor.signIn(server.url);
  const { id, code } = await instructor.create();
  using ana = new TestMember(server.url);
  await ana.load(echo("ana's"));
  await ana.call("/api/lessons/echo/checks", { method: "POST", body: { style: "loop" } });
  const { personalCode } = await ana.enter(code, "Ana");
  const member = await instructor.idOf(id, "Ana");
  const before = (await instructor.roster(id)).state.members[member];
  assert.equal(before?.standings.echo?.version, 1, "what was done before joining counts");
  await ana.command({ do: "leave" });
  assert.equal(await ana.view(), null);
  assert.equal((await ana.enter(code, "Ana")).view.me.id, member);
  using elsewhere = new TestMember(server.url);
  await elsewhere.call("/api/progress");
  const returned = await elsewhere.enter(code, "ANA", { personalCode: personalCode?.toLowerCase() });
  assert.equal(returned.view.me.id, member);
  assert.equal(elsewhere.cookie, ana.cookie);
  assert.equal((await elsewhere.code()).source, echo("ana's"));
  using busy = new TestMember(server.url);
  await busy.load(echo("busy's"));
  const [own, typed] = [busy.cookie, { personalCode: personalCode ?? "" }];
  const asked = parsed(joinedSchema, await busy.join(code, "Ana", typed));
  assert.deepEqual(
    asked,
    { result: "would-replace", here: { lessons: 1, done: 0, drafts: 0 } },
    "its own work would be out of reach",
  );
  assert.equal(busy.cookie, own);
  assert.equal((await busy.enter(code, "Ana", { ...typed, replace: true })).view.me.id, member);
  assert.equal(busy.cookie, ana.cookie);
  const fresh = await instructor.do(id, { do: "new-personal-code", member });
  using third = new TestMember(server.url);
  const old = await third.join(code, "Ana", { personalCode: personalCode ?? "" });
  assert.equal(resultOf(old), "wrong-personal-code");
  assert.equal((await third.enter(code, "Ana", { personalCode: fresh.personalCode })).view.me.id, member);
});

test("WS4 a removed member's page shows no workshop; a blocked one cannot come back until unblocked", async () => {
  using instructor = await TestInstructor.signIn(server.url);
  const { id, code } = await instructor.create();
  using ana = new TestMember(server.url);
  await ana.enter(code, "Ana");
  const member = await instructor.idOf(id, "Ana");
  using page = await Page.open(server.gate, ana.cookie);
  assert.equal((await page.next("workshop")).view?.me.name, "Ana");
  await instructor.do(id, { do: "member-state", member, state: "removed" });
  assert.equal((await page.next("workshop")).view, null);
  await ana.enter(code, "Ana");
  assert.equal((await page.next("workshop")).view?.me.id, member);
  await instructor.do(id, { do: "member-state", member, state: "blocked" });
  assert.equal((await page.next("workshop")).view, null);
  const refused = await ana.join(code, "Ana");
  assert.equal(refused.status, 403);
  assert.match(problemIn(refused).detail, /Ask the instructor/);
  assert.equal((await ana.join(code, "Anna")).status, 403, "another name does not help");
  await instructor.do(id, { do: "member-state", member, state: "removed" });
  await ana.enter(code, "Ana");
});

test("WS5 a learner is in one running workshop at a time", async () => {
  using instructor = await TestInstructor.signIn(server.url);
  const [first, second] = [await instructor.create("First"), await instructor.create("Second")];
  using ana = new TestMember(server.url);
  await ana.enter(first.code, "Ana");
  const { view } = await ana.enter(second.code, "Ana");
  assert.equal(view.workshop.title, "Second");
  const states = (state: WorkshopState) => Object.values(state.members).map((each) => each.state);
  assert.deepEqual(states((await instructor.roster(first.id)).state), ["removed"]);
  assert.deepEqual(states((await instructor.roster(second.id)).state), ["present"]);
});

test("WS6 while a lesson is locked or the workshop is frozen, checks are refused with 423; saves are accepted", async () => {
  using instructor = await TestInstructor.signIn(server.url);
  const { id, code } = await instructor.create();
  using ana = new TestMember(server.url);
  await ana.enter(code, "Ana");
  const run = () => ana.call("/api/lessons/echo/checks", { method: "POST", body: { style: "loop" } });
  await instructor.do(id, { do: "lock", lesson: "echo", locked: true });
  const locked = await run();
  assert.equal(locked.status, 423);
  assert.match(problemIn(locked).detail, /not opened this lesson/);
  assert.equal((await ana.save(echo("kept"))).status, 200);
  await instructor.do(id, { do: "lock", lesson: "echo", locked: false });
  await instructor.do(id, { do: "pace", pace: { mode: "together", lesson: "handshake", step: 1 } });
  assert.equal((await run()).status, 423, "echo comes after the lesson that everyone is at");
  await instructor.do(id, { do: "pace", pace: { mode: "together", lesson: "echo", step: 1 } });
  await instructor.do(id, { do: "freeze", frozen: true });
  assert.equal((await ana.view())?.frozenBy, "Kim");
  const frozen = await run();
  assert.deepEqual([frozen.status, problemIn(frozen).type], [423, "/problems/frozen"]);
  assert.equal((await ana.save(echo("kept too"))).status, 200);
  await instructor.do(id, { do: "freeze", frozen: false });
  assert.equal((await ana.view())?.frozenBy, "");
  await instructor.do(id, { do: "pace", pace: { mode: "free" } });
  assert.equal((await run()).status, 200);
  await instructor.do(id, { do: "lock", lesson: "echo", locked: true });
  await instructor.do(id, { do: "end" });
  assert.equal((await run()).status, 200, "nothing is locked after the end");
  assert.equal((await ana.view())?.ended, true);
});

test("WS28 step by step, the checks of open steps run; the others are skipped, no one fails them, and nothing is passed yet", async () => {
  using instructor = await TestInstructor.signIn(server.url);
  const { id, code } = await instructor.create();
  using ana = new TestMember(server.url);
  await ana.load(await readFile(solution, "utf8"));
  await ana.enter(code, "Ana");
  const member = await instructor.idOf(id, "Ana");
  const check = async () => {
    const result = { now: null as RunResult | null };
    await instructor.untilRan(server.gate, id, async () => {
      const answer = await ana.call("/api/lessons/echo/checks", { method: "POST", body: { style: "loop" } });
      result.now = parsed(runResultSchema, answer);
    });
    const { done, passed, failed, firstFailing } =
      (await instructor.roster(id)).state.members[member]?.standings.echo ?? {};
    return { run: result.now, done, passed: passed?.length, failed, firstFailing };
  };
  await instructor.do(id, { do: "pace", pace: { mode: "together", lesson: "echo", step: 2 } });
  using page = await Page.open(server.gate, ana.cookie);
  await page.follow("echo");
  const { run, ...standing } = await check();
  await page.next("ran");
  const reported = page.messages.flatMap((message) => (message.type === "test" ? message.index : []));
  assert.deepEqual(reported, [0, 1], "the others did not run");
  const statuses = run?.tests.map(({ status }) => status);
  assert.deepEqual(statuses, ["pass", "pass", "skipped", "skipped", "skipped"]);
  assert.match(run?.tests[2]?.message ?? "", /had not opened this step/);
  assert.deepEqual([run?.status, standing], ["fail", { done: false, passed: 2, failed: [], firstFailing: null }]);
  await ana.save("no code");
  const broken = (await check()).run;
  assert.deepEqual([broken?.tests[0]?.status, broken?.tests[2]?.message], ["error", run?.tests[2]?.message]);
  await ana.load(await readFile(solution, "utf8"));
  await instructor.do(id, { do: "pace", pace: { mode: "free" } });
  assert.deepEqual(
    { ...(await check()), run: null },
    { run: null, done: true, passed: 5, failed: [], firstFailing: null },
  );
});

test("WS27 while joining is closed, no one new gets in, not even someone who was blocked under another name; others return", async () => {
  using instructor = await TestInstructor.signIn(server.url);
  const { id, code } = await instructor.create();
  using ana = new TestMember(server.url);
  const { personalCode } = await ana.enter(code, "Ana");
  using mallory = new TestMember(server.url);
  await mallory.enter(code, "Mallory");
  await instructor.do(id, { do: "member-state", member: await instructor.idOf(id, "Mallory"), state: "blocked" });
  await instructor.do(id, { do: "close-join", closed: true });
  using fresh = new TestMember(server.url);
  const refused = problemIn(await fresh.join(code, "Someone else"));
  assert.deepEqual([refused.status, refused.type], [403, "/problems/join-closed"]);
  await ana.command({ do: "leave" });
  await ana.enter(code, "Ana");
  using elsewhere = new TestMember(server.url);
  await elsewhere.enter(code, "Ana", { personalCode });
  await instructor.do(id, { do: "close-join", closed: false });
  await fresh.enter(code, "Someone else");
});

test("WS7 what instructors do reaches members' pages: announcement, timer, place, hints for those who fail the check", async () => {
  using instructor = await TestInstructor.signIn(server.url, "Kim");
  const { id, code } = await instructor.create();
  using ana = new TestMember(server.url);
  await ana.load('export default async function handle(socket) { await socket.send("no"); }');
  await ana.enter(code, "Ana");
  using page = await Page.open(server.gate, ana.cookie);
  assert.equal((await page.next("workshop")).view?.me.name, "Ana");
  await instructor.do(id, { do: "announce", text: "Lunch at noon" });
  await instructor.do(id, { do: "timer", minutes: 5, label: "Echo" });
  await instructor.do(id, { do: "follow", place: { lesson: "echo", step: 1 } });
  const { view } = await page.next("workshop", (message) => message.view?.follow !== null);
  assert.deepEqual(
    [view?.announcement?.text, view?.announcement?.by, view?.timer?.label],
    ["Lunch at noon", "Kim", "Echo"],
  );
  assert.deepEqual(view?.follow?.place, { lesson: "echo", step: 1 });
  await instructor.untilRan(server.gate, id, () =>
    ana.call("/api/lessons/echo/checks", { method: "POST", body: { style: "loop" } }),
  );
  const { state } = await instructor.roster(id);
  const check = Object.values(state.members)[0]?.standings.echo?.firstFailing ?? "";
  await instructor.do(id, { do: "hint", lesson: "echo", check, text: "Send what you receive." });
  const hinted = await page.next("workshop", (message) => (message.view?.hints.length ?? 0) > 0);
  assert.equal(hinted.view?.hints[0]?.text, "Send what you receive.");
  await ana.load(echo(""));
  assert.equal((await instructor.command(id, { do: "hint", lesson: "echo", check: "none", text: "x" })).status, 404);
});

test("WS7 an announcement keeps its line breaks, up to ten lines; a hint has one line", async () => {
  using instructor = await TestInstructor.signIn(server.url);
  const { id } = await instructor.create();
  await instructor.do(id, { do: "announce", text: "\n Lunch   at noon \r\n\r\n\n\u2028Back\tat one\n" });
  const check = "sends-every-text-back-unchanged-and-in-order";
  await instructor.do(id, { do: "hint", lesson: "echo", check, text: "Look\nagain" });
  const { announcement, hints } = (await instructor.roster(id)).state;
  assert.deepEqual([announcement?.text, hints[0]?.text], ["Lunch at noon\n\nBack at one", "Look again"]);
  const lines = (count: number) => Array.from({ length: count }, (_, index) => `line ${index}`).join("\n");
  await instructor.do(id, { do: "announce", text: lines(10) });
  const refused = await instructor.command(id, { do: "announce", text: lines(11) });
  assert.equal(refused.status, 400);
  assert.match(problemIn(refused).detail, /at most 10 lines/);
});

test("WS7 a place, or a pace, at a step that the lesson does not have is refused and changes nothing", async () => {
  using instructor = await TestInstructor.signIn(server.url);
  const { id } = await instructor.create();
  for (const step of [4, 5, 50]) {
    const place = { lesson: "echo", step };
    const status = step === 4 ? 200 : 404;
    assert.equal((await instructor.command(id, { do: "follow", place })).status, status);
    assert.equal((await instructor.command(id, { do: "pace", pace: { mode: "together", ...place } })).status, status);
  }
  const { follow, pace } = (await instructor.roster(id)).state;
  assert.deepEqual([follow?.place.step, pace], [4, { mode: "together", lesson: "echo", step: 4 }]);
});

test("WS9 the roster follows on the live channel: snapshot, then numbered events without gaps that give the same state", async () => {
  using instructor = await TestInstructor.signIn(server.url);
  const { id, code } = await instructor.create();
  using page = await Page.open(server.gate, instructor.cookie);
  page.send({ type: "dashboard", workshop: id });
  const { epoch, seq, state } = await page.next("roster");
  using ana = new TestMember(server.url);
  await ana.enter(code, "Ana");
  using anasPage = await Page.open(server.gate, ana.cookie);
  await anasPage.follow("echo");
  await ana.load(echo("x"));
  await ana.call("/api/lessons/echo/checks", { method: "POST", body: { style: "loop" } });
  const member = await instructor.idOf(id, "Ana");
  const events: NumberedEvent[] = [];
  const receive = async () => events.push(...(await page.next("roster-events")).events);
  const me = () => events.reduce(reduce, state).members[member];
  const isShown = (shown = me()) => shown?.pages === 1 && shown.standings.echo?.runs === 1 && shown.activity.length > 0;
  while (!isShown()) await receive();
  assert.equal(me()?.lesson, "echo");
  const now = await instructor.roster(id);
  assert.equal(now.epoch, epoch);
  while ((events.at(-1)?.seq ?? 0) < now.seq) await receive();
  assert.deepEqual(
    events.map((each) => each.seq),
    events.map((_, index) => seq + 1 + index),
  );
  const until = events.filter((each) => each.seq <= now.seq);
  assert.deepEqual(until.reduce(reduce, state), now.state);
  page.send({ type: "dashboard", workshop: null });
});

test("WS9 with two pages, a member is in the lesson where they last saved or ran checks; an instructor's save moves no one", async () => {
  using instructor = await TestInstructor.signIn(server.url);
  const { id, code } = await instructor.create();
  using ana = new TestMember(server.url);
  await ana.enter(code, "Ana");
  const member = await instructor.idOf(id, "Ana");
  using dashboard = await Page.open(server.gate, instructor.cookie);
  dashboard.send({ type: "dashboard", workshop: id });
  await dashboard.next("roster");
  const isIn = (lesson: string) =>
    dashboard.next("roster-events", ({ events }) =>
      events.some(({ event }) => event.type === "opened" && event.lesson === lesson),
    );
  for (const lesson of ["echo", "reverse"]) {
    using page = await Page.open(server.gate, ana.cookie);
    await page.follow(lesson);
    await isIn(lesson);
  }
  await ana.load(echo("ana's"));
  await isIn("echo");
  await ana.call("/api/lessons/reverse/checks", { method: "POST", body: { style: "loop" } });
  await isIn("reverse");
  await instructor.do(id, { do: "catch-up", member, lesson: "echo", with: "solution" });
  assert.equal((await instructor.roster(id)).state.members[member]?.lesson, "reverse");
});

test("LE26 notes for presenters and the outlines of lessons are for instructors, and learners get neither", async () => {
  using instructor = await TestInstructor.signIn(server.url);
  const { id } = await instructor.create();
  const path = `/api/workshops/${id}/lessons`;
  const { lessons } = lessonOutlinesSchema.parse(JSON.parse((await instructor.call(path)).text));
  assert.deepEqual(lessons[1]?.steps[1]?.checks, ["sends-binary-back-as-binary-byte-for-byte"]);
  const { notes } = presenterNotesSchema.parse(JSON.parse((await instructor.call(`${path}/echo/notes`)).text));
  assert.deepEqual(
    notes.map(({ step }) => step),
    [null, 1, 2, 3, 4],
  );
  using ana = new TestMember(server.url);
  for (const refused of [path, `${path}/echo/notes`]) assert.equal((await ana.call(refused)).status, 401);
  const shown = await Promise.all(
    ["/api/lessons/echo", "/lessons/echo"].map(async (each) => (await ana.call(each)).text),
  );
  for (const { html } of notes) {
    const [words = ""] = /[\w ]{20,}/.exec(html) ?? [];
    assert.notEqual(words, "");
    for (const text of shown) assert.ok(!text.includes(words), words);
  }
});
