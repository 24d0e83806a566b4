// Going on at another device by a short code.
import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { deviceCodeSchema, redeemedSchema } from "../../server/protocol/http.ts";
import { echo } from "./handlers.ts";
import { scratch, serve } from "./serving.ts";
import { server } from "./shared-server.ts";
import { type Answer, parsed, problemIn, Visitor } from "./visitor.ts";

async function codeOf(visitor: Visitor): Promise<string> {
  const answer = await visitor.call("/api/progress/code", { method: "POST" });
  const code = parsed(deviceCodeSchema, answer);
  assert.ok(code, answer.text);
  return code.code;
}

const resultOf = (answer: Answer) => parsed(redeemedSchema, answer)?.result ?? answer.status;
const redeem = (visitor: Visitor, code: string, more: object = {}) =>
  visitor.call("/api/progress/redeem", { method: "POST", body: { code, ...more } });

test("SR10 a code that is easy to read aloud moves the learner to another browser, once", async () => {
  using here = new Visitor(server.url);
  await here.load(echo("mine"));
  await here.call("/api/lessons/echo/checks", { method: "POST", body: { style: "loop" } });
  const answer = await here.call("/api/progress/code", { method: "POST" });
  const { code, expiresAtMs } = parsed(deviceCodeSchema, answer) ?? { code: "", expiresAtMs: 0 };
  assert.match(code, /^[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}$/);
  assert.ok(Math.abs(expiresAtMs - Date.now() - 600_000) < 10_000);
  using there = new Visitor(server.url);
  const redeemed = await redeem(there, ` ${code.toLowerCase().replace("-", " ")} `);
  const moved = parsed(redeemedSchema, redeemed);
  assert.ok(moved?.result === "moved", redeemed.text);
  assert.match(String(redeemed.headers["set-cookie"]), /^ws101=.*HttpOnly; SameSite=Lax/);
  assert.equal(there.cookie, here.cookie);
  assert.deepEqual(
    moved.lessons.map(({ slug }) => slug),
    ["echo"],
  );
  assert.equal((await there.code()).source, echo("mine"));
  using third = new Visitor(server.url);
  assert.equal(resultOf(await redeem(third, code)), "unknown-code", "it is used");
});

test("SR10 a learner has at most three valid codes: a fourth invalidates the first", async () => {
  using here = new Visitor(server.url);
  const codes = [await codeOf(here), await codeOf(here), await codeOf(here), await codeOf(here)];
  const results: unknown[] = [];
  for (const code of codes) {
    using there = new Visitor(server.url);
    results.push(resultOf(await redeem(there, code)));
  }
  assert.deepEqual(results, ["unknown-code", "moved", "moved", "moved"]);
});

test("SR10 of two simultaneous requests with a code, one succeeds", async () => {
  using here = new Visitor(server.url);
  const code = await codeOf(here);
  const both = [new Visitor(server.url), new Visitor(server.url)];
  const answers = await Promise.all(both.map((each) => redeem(each, code)));
  for (const each of both) each[Symbol.dispose]();
  assert.deepEqual(answers.map(resultOf).sort(), ["moved", "unknown-code"]);
});

test("SR10 a code survives a restart, and the store does not contain it", async () => {
  const dataDir = scratch();
  const before = await serve({ dataDir });
  using here = new Visitor(before.url);
  const code = await codeOf(here);
  await before[Symbol.asyncDispose]();
  const file = readFileSync(join(dataDir, "ws101.db"));
  for (const form of [code, code.replace("-", "")]) assert.equal(file.includes(form), false);
  const after = await serve({ dataDir });
  using there = new Visitor(after.url);
  assert.equal(resultOf(await redeem(there, code)), "moved");
  assert.equal(there.cookie, here.cookie);
  there[Symbol.dispose]();
  await after[Symbol.asyncDispose]();
  rmSync(dataDir, { recursive: true });
});

test("SR10 if the browser's learner has saved code, moving requires `replace`, and that code is not lost", async () => {
  using here = new Visitor(server.url);
  await here.load(echo("other device"));
  const code = await codeOf(here);
  using there = new Visitor(server.url);
  await there.load(echo("earlier work"));
  await there.load(echo("earlier work"), { lesson: "reverse" });
  await there.call("/api/drafts", { method: "POST", body: { from: { template: "blank-loop" } } });
  const earlier = there.cookie;
  const asked = await redeem(there, code);
  assert.deepEqual(parsed(redeemedSchema, asked), {
    result: "would-replace",
    here: { lessons: 2, done: 0, drafts: 1 },
  });
  assert.equal(there.cookie, earlier);
  const replaced = await redeem(there, code, { replace: true });
  const moved = parsed(redeemedSchema, replaced);
  assert.deepEqual(moved?.result === "moved" && moved.left, { lessons: 2, done: 0, drafts: 1 });
  assert.equal((await there.code()).source, echo("other device"));
  using kept = new Visitor(server.url, earlier);
  assert.equal((await kept.code()).source, echo("earlier work"));
  const again = await codeOf(here);
  assert.equal(resultOf(await redeem(here, again)), "moved", "one's own code replaces nothing");
});

test("SR10 a wrong code is reported, and many wrong codes have to wait", async () => {
  await using strict = await serve();
  using guesser = new Visitor(strict.url);
  using owner = new Visitor(strict.url);
  const code = await codeOf(owner);
  for (const wrong of ["AAAA-AAAA", "x", "0O1I-0O1I", "AAAA-AAAA-AAAA", "'; drop table"]) {
    assert.equal(resultOf(await redeem(guesser, wrong)), "unknown-code");
  }
  assert.equal((await redeem(guesser, "")).status, 400);
  assert.equal((await redeem(guesser, "A".repeat(33))).status, 400);
  const many = await Promise.all(Array.from({ length: 20 }, () => redeem(guesser, "BBBB-BBBB")));
  const refused = many.filter(({ status }) => status === 429);
  assert.equal(refused.length, 15, "five of ten were left");
  for (const answer of refused) {
    assert.match(String(answer.headers["retry-after"]), /^\d+$/);
    assert.match(problemIn(answer).detail, /in \d+ seconds?/);
  }
  assert.equal((await redeem(guesser, code)).status, 429, "a right one says nothing then either");
});
