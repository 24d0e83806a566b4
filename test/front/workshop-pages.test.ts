// The documents of learners in a workshop, as they are before any script runs.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { bootSchema } from "../../server/protocol/boot.ts";
import { notOpenText } from "../../server/protocol/workshop.ts";
import { serveWorkshops, TestInstructor, TestMember } from "./workshop-people.ts";

/** Of its own, because guessing codes costs everyone at this address their attempts. */
const server = await serveWorkshops();
after(() => server[Symbol.asyncDispose]());

const browser = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

function bootIn(document: string) {
  const [, json = ""] = /<script type="application\/json" id="ws101-boot">(.*?)<\/script>/s.exec(document) ?? [];
  return bootSchema.parse(JSON.parse(json));
}

const markup = (document: string) => document.replace(/<script.*?<\/script>/gs, "");

async function begin() {
  const instructor = await TestInstructor.signIn(server.url);
  return { instructor, workshop: await instructor.create("Sockets <for> all") };
}

test("WL1 the document of a join code has the workshop's title, and whom this browser joined as", async () => {
  const { workshop } = await begin();
  using member = new TestMember(server.url);
  const first = await member.call(`/join/${workshop.code.toLowerCase()}`, { headers: browser });
  assert.match(markup(first.text), /<h1>Sockets &lt;for&gt; all<\/h1>/);
  assert.deepEqual(bootIn(first.text).join, { title: "Sockets <for> all", member: null });
  await member.enter(workshop.code, "Bo");
  const later = await member.call(`/join/${workshop.code}`, { headers: browser });
  assert.match(markup(later.text), /value="Bo"/);
});

test("WL4 a lesson that is not open is not in its document, and the list says so, with the workshop's bar", async () => {
  const { instructor, workshop } = await begin();
  using member = new TestMember(server.url);
  await member.enter(workshop.code, "Bo");
  await instructor.do(workshop.id, { do: "lock", lesson: "echo", locked: true });
  const lesson = await member.call("/lessons/echo", { headers: browser });
  assert.ok(markup(lesson.text).includes(notOpenText));
  assert.doesNotMatch(markup(lesson.text), /class="workbench/);
  const course = await member.call("/lessons", { headers: browser });
  assert.equal(markup(course.text).split(notOpenText).length - 1, 1);
  for (const { text } of [lesson, course]) assert.match(markup(text), /<section class="workshop-bar /);
  assert.deepEqual(bootIn(course.text).workshop?.locked, ["echo"]);
  await instructor.do(workshop.id, { do: "end" });
  const ended = await member.call("/lessons/echo", { headers: browser });
  assert.match(markup(ended.text), /class="workbench/);
  assert.doesNotMatch(markup(ended.text), /workshop-bar/);
  const stranger = await new TestMember(server.url).call("/lessons", { headers: browser });
  assert.deepEqual([/workshop-bar/.test(markup(stranger.text)), bootIn(stranger.text).workshop], [false, null]);
});

// The last test: from then on, this address is refused.
test("WL1 the document of a wrong code, or of none, asks for one, and guessing ends with a 429", async () => {
  using member = new TestMember(server.url);
  for (const path of ["/join", "/join/WRONG7", "/join/%3Cscript%3E"]) {
    const { status, text } = await member.call(path, { headers: browser });
    assert.equal(status, 200, path);
    assert.match(text, /<h1>Join a workshop<\/h1>/);
    assert.equal(bootIn(text).join, undefined);
  }
  let status = 200;
  for (let guess = 0; guess < 80 && status !== 429; guess++)
    status = (await member.call(`/join/AAAA${guess + 20}`, { headers: browser })).status;
  assert.equal(status, 429);
});
