// Instructors who help one learner: raised hands, catching up, and requests to edit.
import assert from "node:assert/strict";
import { test } from "node:test";
import { echo } from "./handlers.ts";
import { server } from "./shared-server.ts";
import { problemIn } from "./visitor.ts";
import { TestInstructor, TestMember } from "./workshop-people.ts";

test("WS8 a raised hand is taken by one instructor and seen by all; finished, it counts as helped", async () => {
  using kim = await TestInstructor.signIn(server.url, "Kim");
  using lee = await TestInstructor.signIn(server.url, "Lee");
  const { id, code } = await kim.create();
  using ana = new TestMember(server.url);
  await ana.enter(code, "Ana");
  const member = await kim.idOf(id, "Ana");
  assert.equal((await kim.command(id, { do: "take-hand", member, taken: true })).status, 409, "no hand is raised");
  await ana.command({ do: "raise-hand", text: "Why 1006?", lesson: "echo" });
  await lee.do(id, { do: "take-hand", member, taken: true });
  assert.equal((await ana.view())?.me.hand?.takenBy, "Lee");
  assert.equal((await kim.roster(id)).state.members[member]?.hand?.takenBy, "Lee");
  await lee.do(id, { do: "finish-hand", member });
  const { hand, helped } = (await kim.roster(id)).state.members[member] ?? {};
  assert.deepEqual([hand, helped], [null, 1]);
});

test("WS10 catching up saves the solution as the member's newest code; theirs stays in the history", async () => {
  using instructor = await TestInstructor.signIn(server.url);
  const { id, code } = await instructor.create();
  using ana = new TestMember(server.url);
  await ana.load(echo("ana's"));
  await ana.enter(code, "Ana");
  const member = await instructor.idOf(id, "Ana");
  await instructor.do(id, { do: "catch-up", member, lesson: "echo", with: "solution" });
  const { source, version } = await ana.code();
  assert.notEqual(source, echo("ana's"));
  assert.equal(version, 2);
  const earlier = await ana.call("/api/lessons/echo/code?style=loop&version=1");
  assert.equal(JSON.parse(earlier.text).source, echo("ana's"));
  const { status } = await ana.call("/api/lessons/echo/checks", { method: "POST", body: { style: "loop" } });
  assert.equal(status, 200);
  await instructor.load(echo("kim's"));
  await instructor.do(id, { do: "catch-up", member, lesson: "echo", with: "mine" });
  assert.equal((await ana.code()).source, echo("kim's"));
});

test("WS10 an instructor asks to edit, and the member answers that request only", async () => {
  using instructor = await TestInstructor.signIn(server.url, "Kim");
  const { id, code } = await instructor.create();
  using ana = new TestMember(server.url);
  await ana.enter(code, "Ana");
  const member = await instructor.idOf(id, "Ana");
  await instructor.do(id, { do: "ask-to-edit", member, lesson: "echo" });
  const asked = (await ana.view())?.me.editing;
  assert.deepEqual([asked?.by, asked?.state], ["Kim", "asked"]);
  assert.equal((await ana.command({ do: "allow-editing", request: "other", allowed: true })).status, 409);
  await ana.command({ do: "allow-editing", request: asked?.id ?? "", allowed: true });
  assert.equal((await instructor.roster(id)).state.members[member]?.editing?.state, "accepted");
  await instructor.do(id, { do: "stop-editing", member });
  assert.equal((await ana.view())?.me.editing, null);
});

test("WS10 while an instructor's request to edit waits for its answer, another's is refused; after it, it is not", async () => {
  using kim = await TestInstructor.signIn(server.url, "Kim");
  using lee = await TestInstructor.signIn(server.url, "Lee");
  const { id, code } = await kim.create();
  using ana = new TestMember(server.url);
  await ana.enter(code, "Ana");
  const ask = { do: "ask-to-edit", member: await kim.idOf(id, "Ana"), lesson: "echo" } as const;
  await kim.do(id, ask);
  const refused = await lee.command(id, ask);
  assert.equal(refused.status, 409);
  assert.match(problemIn(refused).detail, /^Kim has asked to edit this code/);
  await kim.do(id, ask);
  const { id: request = "", by } = (await ana.view())?.me.editing ?? {};
  assert.equal(by, "Kim", "who may ask again");
  await ana.command({ do: "allow-editing", request, allowed: false });
  await lee.do(id, ask);
  assert.equal((await kim.command(id, ask)).status, 409);
  await lee.do(id, { do: "stop-editing", member: ask.member });
  await kim.do(id, ask);
});
