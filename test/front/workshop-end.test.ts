// The end of a workshop, and its deletion.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { NumberedEvent, WorkshopEvent } from "../../server/protocol/workshop.ts";
import { reduce } from "../../server/workshop/roster.ts";
import { workshopState } from "../page/made-workshop.ts";
import { echo } from "./handlers.ts";
import { Page } from "./page.ts";
import { server } from "./shared-server.ts";
import { problemIn } from "./visitor.ts";
import { TestInstructor, TestMember } from "./workshop-people.ts";

test("WS30 after the end no one is online or has a raised hand, also not with a page that stays or is opened later", async () => {
  using instructor = await TestInstructor.signIn(server.url);
  const { id, code } = await instructor.create();
  using ana = new TestMember(server.url);
  await ana.enter(code, "Ana");
  await ana.command({ do: "raise-hand", text: "Why 1006?", lesson: "echo" });
  using dashboard = await Page.open(server.gate, instructor.cookie);
  dashboard.send({ type: "dashboard", workshop: id });
  const { state } = await dashboard.next("roster");
  const events: NumberedEvent[] = [];
  const me = () => Object.values(events.reduce(reduce, state).members)[0];
  const untilShown = async (isShown: () => boolean) => {
    while (!isShown()) events.push(...(await dashboard.next("roster-events")).events);
  };
  using _page = await Page.open(server.gate, ana.cookie);
  await untilShown(() => me()?.pages === 1);
  await instructor.do(id, { do: "end" });
  await untilShown(() => me()?.hand === null);
  assert.equal(me()?.pages, 0);
  assert.equal(problemIn(await ana.command({ do: "lower-hand" })).detail, "You are not in a running workshop.");
  using _later = await Page.open(server.gate, ana.cookie);
  const now = Object.values((await instructor.roster(id)).state.members)[0];
  assert.deepEqual([now?.pages, now?.connections, now?.hand], [0, 0, null]);
});

test("WS30 what waits to be stored when a workshop ends has no effect after it", () => {
  const member = "ana";
  const hand = { text: "Why?", lesson: null };
  const events: WorkshopEvent[] = [
    { type: "joined", member, name: "Ana" },
    { type: "brief", member, pages: 1, connections: 2, actions: 1 },
    { type: "hand", member, hand },
    { type: "ended" },
    { type: "brief", member, pages: 1, actions: 0 },
    { type: "hand", member, hand },
    { type: "editing", member, editing: { id: "e", by: "Kim", lesson: "echo", state: "asked" } },
  ];
  const ended = events.reduce((state, event, index) => reduce(state, { event, atMs: index }), workshopState());
  const { pages, connections, hand: shown, editing } = ended.members.ana ?? assert.fail();
  assert.deepEqual([ended.endedAtMs, pages, connections, shown, editing], [3, 0, 0, null, null]);
});

test("WS11 a deleted workshop is gone for its members and instructors; what members made stays theirs", async () => {
  using instructor = await TestInstructor.signIn(server.url);
  const { id, code } = await instructor.create();
  using ana = new TestMember(server.url);
  await ana.load(echo("ana's"));
  await ana.enter(code, "Ana");
  using page = await Page.open(server.gate, ana.cookie);
  await page.next("workshop");
  using other = await TestInstructor.signIn(server.url, "Lee");
  using dashboard = await Page.open(server.gate, other.cookie);
  dashboard.send({ type: "dashboard", workshop: id });
  await dashboard.next("roster");
  assert.equal((await instructor.call(`/api/workshops/${id}`, { method: "DELETE" })).status, 200);
  assert.equal((await page.next("workshop-deleted")).workshop, id);
  assert.equal((await page.next("workshop")).view, null);
  assert.equal((await dashboard.next("workshop-deleted")).workshop, id);
  dashboard.send({ type: "dashboard", workshop: id });
  assert.equal((await dashboard.next("workshop-deleted")).workshop, id, "a page that asks again");
  assert.equal((await instructor.call(`/api/workshops/${id}`)).status, 404);
  assert.equal((await ana.call(`/api/join/${code}`)).status, 404);
  assert.equal((await ana.code()).source, echo("ana's"));
});
