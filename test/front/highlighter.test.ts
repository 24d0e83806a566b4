import assert from "node:assert/strict";
import { test } from "node:test";
import { Highlighter } from "../../server/front/pages/highlighter.ts";
import { within } from "../host/support/deadline.ts";

const patient = { waitMs: 60_000, deadlineMs: 60_000 };

/** Rejects unless the answer comes from the cache, without waiting for the thread. */
function atOnce<T>(answer: Promise<T>): Promise<T> {
  const turn = new Promise<never>((_, reject) => setImmediate(() => reject(new Error("the thread was used"))));
  return Promise.race([answer, turn]);
}

test("SR3 code is highlighted in another thread, which does not block this one", async () => {
  await using highlighter = new Highlighter(patient);
  const source = "const answer: number = 42;\n".repeat(200);
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const html = await highlighter.html(source);
  clearInterval(timer);
  assert.match(html ?? "", /^<pre class="shiki[\s\S]*<span class="line">/);
  assert.ok(turns > 10, `${turns} turns of this thread's loop meanwhile`);
  assert.equal(await atOnce(highlighter.html(source)), html, "it is remembered");
});

test("SR3 code that is not highlighted in time is in the cache the next time", async () => {
  await using highlighter = new Highlighter({ ...patient, waitMs: 0 });
  const source = "export default 1;";
  assert.equal(await highlighter.html(source), null);
  const later = async (): Promise<string> => (await highlighter.html(source)) ?? later();
  assert.match(await within(later(), "the colours did not come", 60_000), /shiki/);
});

test("SR3 a text that holds the thread too long costs the thread, and stays plain; other texts are highlighted", async () => {
  await using highlighter = new Highlighter({ ...patient, deadlineMs: 1 });
  // Each line opens brackets that no line closes, which takes tens of milliseconds.
  const slow = "const a = `${`${`${`${[{(<T,>() => /[a-z]+(?:x|y)*/g\n".repeat(150);
  assert.equal(await highlighter.html(slow), null);
  assert.equal(await atOnce(highlighter.html(slow)), null, "it is not tried again");
  await using another = new Highlighter(patient);
  assert.match((await another.html("const quick = 1;")) ?? "", /shiki/);
});

test("SR3 long texts are not highlighted, and only a few texts wait at a time", async () => {
  await using highlighter = new Highlighter({ ...patient, waitMs: 0 });
  for (const source of ["x\n".repeat(10_000), "x".repeat(2_000)]) assert.equal(await highlighter.html(source), null);
  const crowd = Array.from({ length: 100 }, (_, index) => highlighter.html(`const n = ${index};`));
  assert.deepEqual(new Set(await Promise.all(crowd)), new Set([null]));
});

test("SR3 closing during work settles what is pending", async () => {
  const highlighter = new Highlighter(patient);
  const html = highlighter.html("const left = 1;");
  await highlighter[Symbol.asyncDispose]();
  assert.equal(await within(html, "an end did not come"), null);
});
