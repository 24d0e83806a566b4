import assert from "node:assert/strict";
import { test } from "node:test";
import type { Redeemed } from "../../server/protocol/http.ts";
import { dropDrafts } from "../../web/code/draft-storage.ts";
import { countdown, grouped, noDevices, reduceDevices, workText } from "../../web/course/devices.ts";
import type { Answer } from "../../web/net/api.ts";
import { reduceAll } from "../../web/ui/store.ts";
import { memoryStorage } from "./memory-storage.ts";

const problem = (status: number): Answer<Redeemed> => ({
  ok: false,
  kind: "refused",
  problem: { type: "about:blank", title: "no", status, detail: "Wait 10 seconds." },
});
const lesson = (slug: string, done: boolean) => ({
  ...{ slug, style: "loop" as const, version: 1, passed: [], failed: [], atMs: 0, done },
});

test("SH6 a code is asked for, shown, and runs out", () => {
  const code = { code: "K7QM-2XRD", expiresAtMs: 600_000 };
  const shown = reduceAll(reduceDevices, noDevices, [
    { type: "ask" },
    { type: "code", answer: { ok: true, value: code } },
  ]);
  assert.deepEqual(shown.giving, { phase: "here", code });
  assert.equal(reduceDevices(shown, { type: "over" }).giving.phase, "over");
  assert.equal(reduceDevices(noDevices, { type: "over" }).giving.phase, "idle");
  assert.deepEqual([countdown(600_000, 54_100), countdown(600_000, 599_001), countdown(600_000, 700_000)], ["9:06", "0:01", "0:00"]); // biome-ignore format: one line
});

test("SH6 a browser with work of its own is asked, and can keep it", () => {
  const here = { lessons: 2, done: 1, drafts: 0 };
  const asked = reduceAll(reduceDevices, noDevices, [
    { type: "type", text: "k7qm 2xrd" },
    { type: "redeem" },
    { type: "redeemed", answer: { ok: true, value: { result: "would-replace", here } } },
  ]);
  assert.deepEqual([asked.taking, asked.typed], [{ phase: "sure", here }, "K7QM-2XRD"]);
  assert.equal(reduceDevices(asked, { type: "keep" }).taking.phase, "typing");
  assert.equal(workText(here), "2 lessons, 1 passed");
  assert.equal(workText({ ...here, drafts: 1 }), "2 lessons, 1 passed, 1 draft");
  const value = {
    result: "moved" as const,
    lessons: [lesson("echo", true), lesson("echo", false), lesson("split", false)],
    left: here,
  };
  const done = reduceDevices(asked, { type: "redeemed", answer: { ok: true, value } });
  assert.deepEqual(done.taking, { phase: "done", lessons: 2, passed: 1 });
});

test("SH6 what is wrong with a code is said, and gone with the next letter", () => {
  const wrong = reduceDevices(noDevices, { type: "redeemed", answer: { ok: true, value: { result: "unknown-code" } } });
  assert.match(wrong.taking.phase === "typing" ? String(wrong.taking.problem) : "", /not valid/);
  assert.deepEqual(reduceDevices(wrong, { type: "type", text: "a" }).taking, { phase: "typing", problem: null });
  const limited = reduceDevices(noDevices, { type: "redeemed", answer: problem(429) });
  assert.deepEqual(limited.taking, { phase: "typing", problem: "Wait 10 seconds." });
});

test("SH6 a code reads the same however it was typed", () => {
  const all = ["k7qm2xrd", "K7QM-2XRD", " k7qm  2xrd\n", "k7-qm-2x-rd"].map(grouped);
  assert.deepEqual(new Set(all), new Set(["K7QM-2XRD"]));
  assert.deepEqual([grouped("k7qm"), grouped("k7qm-"), grouped(""), grouped("<b>")], ["K7QM", "K7QM", "", "B"]);
});

test("SH6 unsent text of the one before goes, and nothing else", () => {
  const storage = memoryStorage({
    "ws101.draft.echo.loop": "x",
    "ws101.settings": "{}",
    "ws101.draft.split.events": "y",
  });
  dropDrafts(storage);
  assert.deepEqual(
    Array.from({ length: storage.length }, (_, index) => storage.key(index)),
    ["ws101.settings"],
  );
});
