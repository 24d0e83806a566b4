import assert from "node:assert/strict";
import { test } from "node:test";
import { Highlighter } from "../../server/front/pages/highlighter.ts";
import { within } from "./within.ts";

const patient = { waitMs: 60_000, deadlineMs: 60_000 };

/** Rejects unless it is settled before this thread does anything else: then nobody was asked. */
function atOnce<T>(answer: Promise<T>): Promise<T> {
  const turn = new Promise<never>((_, reject) => setImmediate(() => reject(new Error("somebody was asked"))));
  return Promise.race([answer, turn]);
}

test("SR3 code is coloured in another thread: this one goes on meanwhile", async () => {
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

test("SR3 what is not there in time is there the next time", async () => {
  await using highlighter = new Highlighter({ ...patient, waitMs: 0 });
  const source = "export default 1;";
  assert.equal(await highlighter.html(source), null);
  const later = async (): Promise<string> => (await highlighter.html(source)) ?? later();
  assert.match(await within(60_000, "the colours", later()), /shiki/);
});

test("SR3 a text that holds the thread too long costs that thread, and is plain from then on; others are served", async () => {
  await using highlighter = new Highlighter({ ...patient, deadlineMs: 1 });
  // Each line of it opens what no line closes: some tens of milliseconds.
  const slow = "const a = `${`${`${`${[{(<T,>() => /[a-z]+(?:x|y)*/g\n".repeat(150);
  assert.equal(await highlighter.html(slow), null);
  assert.equal(await atOnce(highlighter.html(slow)), null, "it is not tried again");
  await using another = new Highlighter(patient);
  assert.match((await another.html("const quick = 1;")) ?? "", /shiki/);
});

test("SR3 what is too long to colour is not tried, nor more than a few at once", async () => {
  await using highlighter = new Highlighter({ ...patient, waitMs: 0 });
  for (const source of ["x\n".repeat(10_000), "x".repeat(2_000)]) assert.equal(await highlighter.html(source), null);
  const crowd = Array.from({ length: 100 }, (_, index) => highlighter.html(`const n = ${index};`));
  assert.deepEqual(new Set(await Promise.all(crowd)), new Set([null]));
});

test("SR3 closed in the middle of its work it lets go", async () => {
  const highlighter = new Highlighter(patient);
  const html = highlighter.html("const left = 1;");
  await highlighter[Symbol.asyncDispose]();
  assert.equal(await within(20_000, "an end", html), null);
});
