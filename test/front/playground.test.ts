// Drafts and their client pages: a learner's own programs, with all that a lesson's code has.
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, before, test } from "node:test";
import { readConfig } from "../../server/config.ts";
import { bootSchema } from "../../server/protocol/boot.ts";
import { pageLesson, playLesson } from "../../server/protocol/lesson-names.ts";
import { openedDraftSchema } from "../../server/protocol/playground.ts";
import { echo, throwsAtTop } from "./handlers.ts";
import { Page } from "./page.ts";
import { Peer } from "./peer.ts";
import { Player } from "./player.ts";
import { type Serving, scratch } from "./serving.ts";
import { problemIn } from "./visitor.ts";
import { serveWorkshops, TestInstructor, TestMember } from "./workshop-people.ts";

let server: Serving;
before(async () => {
  server = await serveWorkshops({ limits: { draftsPerLearner: 3, diskBytesPerLearner: 200_000 } });
});
after(() => server[Symbol.asyncDispose]());

const browser = { accept: "text/html" };
const program = (handler: string, page: string | null = null) => ({ handler, page, style: "loop" as const });

test("PG1 a draft begins with a template, a solution or a text, runs at once, and the newest comes first", async () => {
  using ann = new Player(server.url);
  const blank = await ann.draft({ template: "blank-events" });
  assert.match((await ann.code({ lesson: playLesson(blank.id), style: "events" })).source, /WebSocketServer/);
  const solved = await ann.draft({ lesson: "echo", style: "loop" });
  const mine = await ann.draft(program(echo("mine"), "<p>hello"), "My chat");
  assert.deepEqual([solved.title, mine.title], ["Echo every message", "My chat"]);
  const { url } = await ann.code({ lesson: playLesson(mine.id) });
  using peer = await Peer.connect(url);
  assert.equal(await peer.request("a"), "mine:a");
  using other = await Peer.connect((await ann.code({ lesson: playLesson(solved.id) })).url);
  assert.equal(await other.request("b"), "b");
  assert.deepEqual(await ann.ids(), [mine.id, solved.id, blank.id]);
  await ann.load(echo("newer"), { lesson: playLesson(solved.id) });
  assert.deepEqual(await ann.ids(), [solved.id, mine.id, blank.id]);
  assert.equal((await ann.page(mine.id)).source, "<p>hello");
  const none = await ann.call("/api/drafts", { method: "POST", body: { from: { template: "none" } } });
  assert.deepEqual([none.status, problemIn(none).type], [404, "/problems/no-template"]);
});

test("PG1 a draft that is another learner's, unknown or misspelt can be neither read, saved, followed nor changed", async () => {
  using ann = new Player(server.url);
  using bob = new Player(server.url);
  const { id } = await ann.draft(program(echo("secret"), "<p>secret"));
  await bob.call("/api/progress");
  using page = await Page.open(server.gate, bob.cookie);
  for (const each of [id, "000000000000", "__proto__"]) {
    const lesson = playLesson(each);
    assert.equal((await bob.save(echo("bob"), { lesson })).status, 404, each);
    assert.equal((await bob.call(`/api/lessons/${lesson}/code?style=loop`)).status, 404);
    assert.equal((await bob.put(each, "<p>bob")).status, 404);
    for (const path of ["/page", "/page/history"]) {
      assert.equal((await bob.call(`/api/drafts/${each}${path}`)).status, 404);
    }
    for (const [method, path, body] of [
      ["PATCH", "", { title: "Bob's" }],
      ["DELETE", "", undefined],
      ["POST", "/restore", undefined],
    ] as const) {
      assert.equal((await bob.call(`/api/drafts/${each}${path}`, { method, body })).status, 404);
    }
    page.send({ type: "follow", lesson });
    assert.equal((await page.next("notice")).level, "warn");
  }
  assert.deepEqual(await bob.ids(), []);
  assert.equal((await ann.code({ lesson: playLesson(id) })).source, echo("secret"));
  assert.equal((await ann.page(id)).source, "<p>secret");
});

test("PG2 a draft's code has versions, a history and conflicts like a lesson's; it has no checks and is no lesson", async () => {
  using ann = new Player(server.url);
  const { id } = await ann.draft(program(echo("one")));
  const lesson = playLesson(id);
  const { saved } = await ann.save(throwsAtTop, { lesson });
  assert.deepEqual([saved?.version, saved?.serving], [2, 1]);
  const put = { method: "PUT", body: { style: "loop", source: "x", base: 1 } };
  const stale = await ann.call(`/api/lessons/${lesson}/code`, put);
  assert.equal(JSON.parse(stale.text).conflict.version, 2);
  const restored = await ann.call(`/api/lessons/${lesson}/restore`, {
    method: "POST",
    body: { style: "loop", version: 1 },
  });
  assert.equal(JSON.parse(restored.text).serving, 3);
  const history = await ann.call(`/api/lessons/${lesson}/history?style=loop`);
  assert.equal(JSON.parse(history.text).snapshots.length, 3);
  const run = await ann.call(`/api/lessons/${lesson}/checks`, { method: "POST", body: { style: "loop" } });
  assert.equal(run.status, 404);
  assert.equal((await ann.call(`/lessons/${lesson}`)).status, 404);
  assert.ok(!(await ann.call("/api/lessons")).text.includes("play:"));
});

test("PG3 a client page has versions and a history; older text does not overwrite newer, and oversize is refused", async () => {
  using ann = new Player(server.url);
  const { id } = await ann.draft(program(echo("one")));
  const { previewUrl, ...empty } = await ann.page(id);
  assert.deepEqual(empty, { version: 0, savedAtMs: null, source: "" });
  assert.ok(previewUrl.startsWith(`/preview/draft/${id}/`));
  assert.deepEqual(JSON.parse((await ann.put(id, "<p>1", { base: 0 })).text), { saved: true, version: 1 });
  await ann.put(id, "export default (", { base: 1 });
  const stale = JSON.parse((await ann.put(id, "<p>late", { base: 1 })).text);
  assert.deepEqual([stale.saved, stale.conflict.version], [false, 2]);
  await ann.put(id, "<p>late", { base: 1, aside: true });
  assert.equal((await ann.page(id)).source, "export default (");
  assert.equal((await ann.page(id, 1)).source, "<p>1");
  const history = JSON.parse((await ann.call(`/api/drafts/${id}/page/history`)).text);
  assert.deepEqual(
    history.snapshots.map(({ version, aside }: { version: number; aside: boolean }) => [version, aside]),
    [
      [3, true],
      [2, false],
      [1, false],
    ],
  );
  const huge = await ann.put(id, "x".repeat(65_537));
  assert.deepEqual([huge.status, problemIn(huge).limit], [413, "pageBytes"]);
  assert.equal((await ann.call(`/api/lessons/${pageLesson(id)}/code?style=loop`)).status, 404);
});

test("PG4 deleting a draft closes its room; restoring brings back code, page, history and address", async () => {
  using ann = new Player(server.url);
  const { id } = await ann.draft(program(echo("kept"), "<p>kept"));
  const { url } = await ann.code({ lesson: playLesson(id) });
  using peer = await Peer.connect(url);
  using page = await Page.open(server.gate, ann.cookie);
  await page.follow(playLesson(id));
  assert.equal((await ann.call(`/api/drafts/${id}`, { method: "DELETE" })).status, 200);
  assert.equal((await peer.closed).reason, "the draft was deleted");
  await assert.rejects(Peer.connect(url), /503|404/);
  const late = await ann.save(echo("late"), { lesson: playLesson(id) });
  assert.match(problemIn(late).detail, /^Saved as version 2/);
  assert.equal((await ann.call(`/api/drafts/${id}/restore`, { method: "POST" })).status, 200);
  assert.equal((await ann.code({ lesson: playLesson(id) })).url, url);
  using again = await Peer.connect(url);
  assert.equal(await again.request("a"), "kept:a");
  assert.deepEqual([(await ann.page(id)).source, await ann.ids()], ["<p>kept", [id]]);
});

test("PG4 a deleted draft that no page shows answers as if it had never been", async () => {
  using ann = new Player(server.url);
  const { id } = await ann.draft(program(echo("gone")));
  const { url } = await ann.load(echo("gone"), { lesson: playLesson(id) });
  await ann.call(`/api/drafts/${id}`, { method: "DELETE" });
  await assert.rejects(Peer.connect(url), /404/);
  const answer = await ann.save(echo("late"), { lesson: playLesson(id) });
  assert.deepEqual([answer.status, problemIn(answer).type], [404, "/problems/no-draft"]);
});

test("PG5 one draft too many is refused with the limit's name, and restoring one too", async () => {
  using ann = new Player(server.url);
  const [first] = [await ann.draft(program("1")), await ann.draft(program("2")), await ann.draft(program("3"))];
  const create = () => ann.call("/api/drafts", { method: "POST", body: { from: program("4") } });
  const refused = await create();
  assert.equal(refused.status, 409);
  assert.equal(problemIn(refused).detail, "Limit draftsPerLearner reached: you have 3 drafts. Delete one first.");
  await ann.call(`/api/drafts/${first.id}`, { method: "DELETE" });
  assert.equal((await create()).status, 200);
  assert.equal((await ann.call(`/api/drafts/${first.id}/restore`, { method: "POST" })).status, 409);
  const oversize = { method: "POST", body: { from: program("x", "x".repeat(65_537)) } };
  assert.equal(problemIn(await ann.call("/api/drafts", oversize)).limit, "pageBytes");
});

test("PG5 a draft whose code or page cannot be stored is not created", async () => {
  using ann = new Player(server.url);
  const create = (handler: string, page: string | null) =>
    ann.call("/api/drafts", { method: "POST", body: { from: program(handler, page) } });
  const long = `// ${"x".repeat(60_000)}`;
  const { id } = await ann.draft(program(long, long));
  for (const page of [long, `${long}${long.slice(0, 5_000)}`]) {
    const refused = await create(`${long}${page.length}`, page);
    assert.deepEqual([refused.status, problemIn(refused).type], [413, "/problems/quota"]);
  }
  assert.deepEqual(await ann.ids(), [id]);
});

test("PG6 what a member does in a draft is no event of the workshop, and no instructor can look at it", async () => {
  using kim = await TestInstructor.signIn(server.url);
  const { id: workshop, code } = await kim.create();
  using ana = new TestMember(server.url);
  await ana.enter(code, "Ana");
  using player = new Player(server.url, ana.cookie);
  const { id } = await player.draft(program(echo("one")));
  const lesson = playLesson(id);
  using look = await Page.open(server.gate, kim.cookie);
  look.send({ type: "dashboard", workshop });
  await look.next("roster");
  using page = await Page.open(server.gate, ana.cookie);
  await page.follow(lesson);
  await player.load("setTimeout(() => { throw new Error('late') }, 1); export default async () => {};", { lesson });
  await page.next("fault");
  await page.follow("echo");
  const { events } = await look.next("roster-events", (each) =>
    each.events.some(({ event }) => event.type === "opened"),
  );
  assert.deepEqual(
    events.flatMap(({ event }) => (event.type === "opened" ? event.lesson : [])),
    ["echo"],
  );
  // The save is in the first brief after the fault.
  await player.load(echo("two"));
  await look.next("roster-events", (each) =>
    each.events.some(({ event }) => event.type === "brief" && event.actions > 0),
  );
  const member = await kim.idOf(workshop, "Ana");
  assert.equal((await kim.roster(workshop)).state.members[member]?.fault, null);
  const base = `/api/workshops/${workshop}/members/${member}/lessons/${lesson}`;
  for (const path of ["", "/code?style=loop", "/checks"]) assert.equal((await kim.call(base + path)).status, 404);
  const command = { do: "catch-up", member, lesson, with: "solution" } as const;
  assert.equal((await kim.command(workshop, command)).status, 404);
  const visit = { method: "POST", body: { lesson, send: "hello" } };
  assert.equal((await kim.call(`/api/workshops/${workshop}/visit`, visit)).status, 404);
  look.send({ type: "inspect", workshop, member, lesson, frames: false });
  assert.match((await look.next("look-ended")).text, /^There is no lesson "play:/);
});

/** As if the learner had deleted the draft then. */
function deleteDaysAgo(dataDir: string, id: string, days: number): void {
  using database = new DatabaseSync(join(dataDir, "ws101.db"));
  const atMs = Date.now() - days * 24 * 60 * 60_000;
  database.prepare("update drafts set deleted_at_ms = ? where id = ?").run(atMs, id);
}

test("PG2, PG4, SN5 after a restart a draft's address serves its last good code; old deleted drafts are gone; where sharing is off, nothing is shared or read by link", async () => {
  const dataDir = scratch();
  try {
    let [cookie, url, snippet, id, old, young] = ["", "", "", "", "", ""];
    {
      await using first = await serveWorkshops({ dataDir });
      using ann = new Player(first.url);
      ({ id } = await ann.draft(program(echo("kept"))));
      ({ id: old } = await ann.draft(program(echo("old"))));
      ({ id: young } = await ann.draft(program(echo("young"))));
      ({ url } = await ann.code({ lesson: playLesson(id) }));
      snippet = await ann.share({ handler: echo("shared") });
      cookie = ann.cookie;
    }
    deleteDaysAgo(dataDir, old, 31);
    deleteDaysAgo(dataDir, young, 29);
    await using second = await serveWorkshops({ dataDir, config: { sharing: false } });
    using peer = await Peer.connect(second.gate + new URL(url).pathname);
    assert.equal(await peer.request("again"), "kept:again");
    using ann = new Player(second.url, cookie);
    assert.deepEqual(await ann.ids(), [id]);
    const restore = async (draft: string) =>
      (await ann.call(`/api/drafts/${draft}/restore`, { method: "POST" })).status;
    assert.deepEqual([await restore(old), await restore(young)], [404, 200]);
    for (const [method, path] of [
      ["GET", `/api/snippets/${snippet}`],
      ["POST", "/api/snippets"],
    ] as const) {
      const body = method === "POST" ? { title: "A", style: "loop", handler: "" } : undefined;
      const answer = await ann.call(path, { method, body });
      assert.deepEqual([answer.status, problemIn(answer).detail], [403, "Sharing is turned off on this server."]);
    }
    assert.equal((await ann.call(`/api/snippets/${snippet}`, { method: "DELETE" })).status, 200);
    const { text } = await ann.call("/lessons");
    assert.match(text, /"playground":\{"sharing":false,"reportUrl":null\}/);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
});

test("PG20 a draft's page is readable before any script, and has all that the script needs; /play leads to the newest", async () => {
  using ann = new Player(server.url);
  const nothing = await ann.call("/play", { headers: browser });
  assert.equal(nothing.status, 200);
  assert.match(nothing.text, /<h1>Playground<\/h1>/);
  assert.deepEqual(await ann.ids(), [], "reading made none");
  const first = await ann.draft(program(echo("first")), "One & two");
  const second = await ann.draft(program(echo("second")));
  const newest = await ann.call("/play", { headers: browser });
  assert.deepEqual([newest.status, newest.headers.location], [302, `/play/${second.id}`]);
  const { text } = await ann.call(`/play/${first.id}`, { headers: browser });
  assert.match(text, /<h1 class="unseen">One &amp; two<\/h1>/);
  assert.match(text.replace(/<[^>]*>/g, ""), /first/);
  assert.doesNotMatch(text, /id="pane-(lesson|checks)"/);
  const [, json = ""] = /id="ws101-boot">(.*?)<\/script>/s.exec(text) ?? [];
  const { draft, lesson, code, clientPage } = bootSchema.parse(JSON.parse(json));
  const opened = openedDraftSchema.parse(JSON.parse((await ann.call(`/api/drafts/${first.id}`)).text));
  assert.deepEqual({ draft, lesson, code, clientPage }, opened);
  assert.equal(opened.code.source, echo("first"));
  await ann.call(`/api/drafts/${first.id}`, { method: "DELETE" });
  const deleted = await ann.call(`/play/${first.id}`, { headers: browser });
  assert.match(deleted.text, /This draft was deleted/);
  using bob = new Player(server.url);
  for (const path of [`/play/${second.id}`, `/api/drafts/${second.id}`])
    assert.equal((await bob.call(path, { headers: browser })).status, 404);
});

test("PG27 a fork says which snippet it was made from, as long as that exists", async () => {
  using ann = new Player(server.url);
  using bob = new Player(server.url);
  const id = await ann.share({ title: "Shared", handler: echo("shared") });
  const fork = await bob.draft({ snippet: id });
  assert.deepEqual(fork.forkedFrom, { id, title: "Shared" });
  await ann.call(`/api/snippets/${id}`, { method: "DELETE" });
  const opened = openedDraftSchema.parse(JSON.parse((await bob.call(`/api/drafts/${fork.id}`)).text));
  assert.equal(opened.draft.forkedFrom, null);
});

test("HA61 the title, the code and the client page of a draft are text in its document", async () => {
  using ann = new Player(server.url);
  const markup = "</script></title></textarea><img src=x onerror=alert(1)>";
  const { id } = await ann.draft(program(`// ${markup}`, markup), markup);
  const { text } = await ann.call(`/play/${id}`);
  assert.ok(text.includes("&lt;img src=x onerror=alert(1)&gt;"));
  assert.ok(!/<img src=x/i.test(text));
  await ann.call(`/api/drafts/${id}`, { method: "DELETE" });
  assert.ok(!/<img src=x/i.test((await ann.call(`/play/${id}`)).text));
});

test("SN5 the setting for sharing is on or off, and a report goes to the web or by mail", () => {
  const settings = (over: Record<string, string>) => {
    const { sharing, reportUrl } = readConfig(over);
    return [sharing, reportUrl];
  };
  assert.deepEqual(settings({}), [true, null]);
  const mail = "mailto:abuse@example.org";
  assert.deepEqual(settings({ SHARING: "off", REPORT_URL: mail }), [false, mail]);
  assert.throws(() => readConfig({ SHARING: "no" }), /SHARING: must be one of on, off\./);
  assert.throws(() => readConfig({ REPORT_URL: "javascript:alert(1)" }), /REPORT_URL: must be a URL that starts with/);
});
