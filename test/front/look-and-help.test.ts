// Instructors look at a member's lesson and edit it with consent; no one else does.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { codeSchema, historySchema, memberLessonSchema, saveResultSchema } from "../../server/protocol/http.ts";
import { echo } from "./handlers.ts";
import { Page } from "./page.ts";
import { Peer } from "./peer.ts";
import { parsed, problemIn, Visitor } from "./visitor.ts";
import { serveWorkshops, TestInstructor, TestMember } from "./workshop-people.ts";

const server = await serveWorkshops({ limits: { editingGraceMs: 50 } });
after(() => server[Symbol.asyncDispose]());

/** Kim's workshop with Ana, who has saved code. */
async function workshopWithAna() {
  const kim = await TestInstructor.signIn(server.url, "Kim");
  const { id, code } = await kim.create();
  const ana = new TestMember(server.url);
  await ana.load(echo("ana's"));
  await ana.enter(code, "Ana");
  const member = await kim.idOf(id, "Ana");
  const path = `/api/workshops/${id}/members/${member}/lessons/echo`;
  const dispose = () => {
    for (const each of [kim, ana]) each[Symbol.dispose]();
  };
  return { kim, ana, id, code, member, path, [Symbol.dispose]: dispose };
}

type Scene = Awaited<ReturnType<typeof workshopWithAna>>;

async function lookingPage({ kim, id, member }: Scene, who: Visitor = kim): Promise<Page> {
  const page = await Page.open(server.gate, who.cookie);
  page.send({ type: "inspect", workshop: id, member, lesson: "echo", frames: true });
  return page;
}

/** Both have a page open, and Ana has agreed. */
async function agreed(scene: Scene) {
  const { kim, ana, id, member } = scene;
  const anas = await Page.open(server.gate, ana.cookie);
  const kims = await lookingPage(scene);
  await Promise.all([anas.next("workshop"), kims.next("following")]);
  await kim.do(id, { do: "ask-to-edit", member, lesson: "echo" });
  const request = (await ana.view())?.me.editing?.id ?? "";
  await ana.command({ do: "allow-editing", request, allowed: true });
  await anas.next("workshop", ({ view }) => view?.me.editing?.state === "accepted");
  const dispose = () => {
    for (const each of [anas, kims]) each[Symbol.dispose]();
  };
  return { anas, kims, [Symbol.dispose]: dispose };
}

function put({ path }: Scene, who: Visitor, source: string, base = 1) {
  return who.call(`${path}/code`, { method: "PUT", body: { style: "loop", source, base } });
}

test("LH1 an instructor's page follows a member's lesson, and changes nothing in it", async () => {
  using scene = await workshopWithAna();
  const { ana, kim, id, member } = scene;
  using page = await lookingPage(scene);
  const { url, lesson } = await page.next("following");
  assert.equal(lesson, "echo");
  assert.equal((await kim.roster(id)).state.members[member]?.pages, 0, "it is not the member's page");
  using client = await Peer.connect(`${server.gate}${new URL(url).pathname}?ws101-client=Kim`, {});
  assert.equal((await page.next("handshake")).handshake.client, "Kim", "the wire names it");
  client.socket.send("hello");
  await page.next("frames", ({ frames }) => frames.some(({ direction }) => direction === "out"));
  page.command("Kim 2", { do: "open", protocols: [], headers: [], query: "" });
  await page.next("handshake", ({ handshake }) => handshake.client === "Kim 2");
  await ana.load(echo("new"));
  assert.equal((await page.next("load")).version, 2);
  await ana.call("/api/lessons/echo/checks", { method: "POST", body: { style: "loop" } });
  assert.ok((await page.next("ran")).result.tests.length > 0);
  page.send({ type: "clock", mode: "stepped" });
  assert.match((await page.next("notice")).text, /only they change its clock/);
  page.send({ type: "dial", on: true, page: "abc" });
  assert.match((await page.next("notice")).text, /only they/);
});

test("LH2 the member's code in both styles, versions, history and newest run are there for the instructor", async () => {
  using scene = await workshopWithAna();
  const { ana, kim, id, member, path } = scene;
  await ana.call("/api/lessons/echo/checks", { method: "POST", body: { style: "loop" } });
  await ana.load("export default () => {};", { style: "events" });
  const seen = parsed(memberLessonSchema, await kim.call(path));
  assert.equal(seen?.code.style, "events", "the style that she used last");
  assert.deepEqual([seen?.other.style, seen?.other.source], ["loop", echo("ana's")]);
  assert.ok(seen?.last.result?.tests.some(({ transcript }) => (transcript ?? []).length > 0));
  assert.equal(seen?.last.judged, echo("ana's"));
  const loop = parsed(memberLessonSchema, await kim.call(`${path}?style=loop`));
  assert.deepEqual([loop?.code.version, loop?.history.snapshots.map(({ version }) => version)], [1, [1]]);
  const first = parsed(codeSchema, await kim.call(`${path}/code?style=loop&version=1`));
  assert.equal(first?.source, echo("ana's"));
  assert.equal(parsed(codeSchema, await kim.call(`${path}/code?style=loop&version=0`))?.version, 0);
  const none = await kim.call(`${path}/code?style=loop&version=7`);
  assert.deepEqual([none.status, problemIn(none).detail], [404, "There is no version 7 of this code in this style."]);
  await kim.do(id, { do: "catch-up", member, lesson: "echo", with: "solution" });
  const history = parsed(historySchema, await kim.call(`${path}/history?style=events`));
  assert.deepEqual(
    history?.snapshots.map(({ version, by }) => [version, by]),
    [
      [3, "Kim"],
      [2, undefined],
    ],
    "versions tell who saved them",
  );
});

test("LH3 learners, strangers and other people's cookies reach nothing of a member", async () => {
  using scene = await workshopWithAna();
  const { kim, ana, id, code, member, path } = scene;
  using ben = new TestMember(server.url);
  await ben.enter(code, "Ben");
  using stranger = new Visitor(server.url);
  using forger = new Visitor(server.url, `${ben.cookie}; ws101-instructor=${"A".repeat(32)}`);
  for (const who of [ana, ben, stranger, forger]) {
    for (const each of ["", "/code?style=loop", "/code?style=loop&version=1", "/history?style=loop", "/checks"])
      assert.equal((await who.call(`${path}${each}`)).status, 401, each);
    assert.equal((await put(scene, who, "stolen")).status, 401);
  }
  for (const who of [ben, forger]) {
    using page = await lookingPage(scene, who);
    assert.match((await page.next("look-ended")).text, /Only instructors/);
  }
  const elsewhere = await kim.create("Another");
  for (const wrong of [
    `/api/workshops/${elsewhere.id}/members/${member}/lessons/echo`,
    `/api/workshops/none/members/${member}/lessons/echo`,
    `/api/workshops/${id}/members/nobody/lessons/echo`,
    `/api/workshops/${id}/members/__proto__/lessons/echo`,
    `/api/workshops/${id}/members/${member}/lessons/none`,
  ])
    assert.equal((await kim.call(wrong)).status, 404, wrong);
  using page = await Page.open(server.gate, kim.cookie);
  page.send({ type: "inspect", workshop: elsewhere.id, member, lesson: "echo", frames: true });
  assert.match((await page.next("look-ended")).text, /no such member/);
  page.send({ type: "inspect", workshop: id, member, lesson: "cell:1", frames: true });
  assert.match((await page.next("look-ended")).text, /no lesson/);
});

test("LH3 a look ends when the member leaves, for another workshop too", async () => {
  using scene = await workshopWithAna();
  const { kim, ana, path } = scene;
  using page = await lookingPage(scene);
  await page.next("following");
  const other = await kim.create("Another");
  await ana.enter(other.code, "Ana");
  assert.match((await page.next("look-ended")).text, /has left/);
  await ana.load(echo("private"));
  assert.equal((await kim.call(path)).status, 404);
  using late = await lookingPage(scene);
  await late.next("look-ended");
  assert.ok(![...page.messages, ...late.messages].some(({ type }) => type === "load"));
});

test("LH3 a look ends with the workshop, its deletion, and the instructor's session", async () => {
  using ended = await workshopWithAna();
  using first = await lookingPage(ended);
  await first.next("following");
  await ended.kim.do(ended.id, { do: "end" });
  assert.match((await first.next("look-ended")).text, /has ended/);
  assert.equal((await ended.kim.call(ended.path)).status, 409);
  using deleted = await workshopWithAna();
  using second = await lookingPage(deleted);
  await second.next("following");
  await deleted.kim.call(`/api/workshops/${deleted.id}`, { method: "DELETE" });
  await second.next("look-ended");
  assert.equal((await deleted.kim.call(deleted.path)).status, 404);
  using left = await workshopWithAna();
  using third = await lookingPage(left);
  await third.next("following");
  await left.kim.call("/api/instructor/session", { method: "DELETE" });
  assert.match((await third.next("look-ended")).text, /Only instructors/);
  assert.equal((await left.kim.call(left.path)).status, 401);
});

test("LH4 an instructor saves a member's code only with consent, for this lesson, under their name", async () => {
  using scene = await workshopWithAna();
  const { ana, kim, id, member, path } = scene;
  assert.equal(problemIn(await put(scene, kim, echo("kim's"))).type, "/problems/no-consent");
  using _ = await agreed(scene);
  using lee = await TestInstructor.signIn(server.url, "Kim");
  assert.equal((await put(scene, lee, echo("lee's"))).status, 403, "another instructor of the same name");
  assert.equal((await lee.command(id, { do: "ask-to-edit", member, lesson: "echo" })).status, 409);
  const other = path.replace(/echo$/, "reverse");
  const elsewhere = { method: "PUT", body: { style: "loop", source: "x", base: 0 } };
  assert.equal((await kim.call(`${other}/code`, elsewhere)).status, 403, "another lesson");
  using page = await Page.open(server.gate, ana.cookie);
  await page.follow("echo");
  const saved = parsed(saveResultSchema, await put(scene, kim, echo("kim's")));
  assert.ok(saved?.saved && saved.serving === 2);
  assert.deepEqual([(await page.next("load")).by, (await ana.code()).by], ["Kim", "Kim"]);
  await ana.load(echo("ana's newer"));
  const late = parsed(saveResultSchema, await put(scene, kim, echo("kim's later"), 2));
  assert.equal(late?.saved, false, "her own newer text wins");
  assert.equal((await ana.code()).source, echo("ana's newer"));
});

for (const [who, end] of Object.entries({
  member: ({ ana }: Scene, request: string) => ana.command({ do: "allow-editing", request, allowed: false }),
  instructor: ({ kim, id, member }: Scene) => kim.do(id, { do: "stop-editing", member }),
  "member who leaves": ({ ana }: Scene) => ana.command({ do: "leave" }),
  "end of the workshop": ({ kim, id }: Scene) => kim.do(id, { do: "end" }),
}))
  test(`LH5 editing ends by: ${who}`, async () => {
    using scene = await workshopWithAna();
    using _ = await agreed(scene);
    const { kim, ana } = scene;
    assert.equal((await put(scene, kim, echo("one"))).status, 200);
    await end(scene, (await ana.view())?.me.editing?.id ?? "");
    const { status } = await put(scene, kim, echo("two"), 2);
    assert.ok([403, 404, 409].includes(status), `${status}`);
    assert.equal((await ana.code()).source, echo("one"));
  });

for (const absent of ["anas", "kims"] as const)
  test(`LH5 editing ends some time after a page has gone: ${absent}`, async () => {
    using scene = await workshopWithAna();
    using pages = await agreed(scene);
    using witness = await Page.open(server.gate, scene.kim.cookie);
    witness.send({ type: "dashboard", workshop: scene.id });
    pages[absent][Symbol.dispose]();
    const isOver = ({ events }: { events: { event: { type: string; editing?: unknown } }[] }) =>
      events.some(({ event }) => event.type === "editing" && event.editing === null);
    await witness.next("roster-events", isOver);
    assert.equal((await put(scene, scene.kim, echo("late"))).status, 403);
  });
