import assert from "node:assert/strict";
import { test } from "node:test";
import type { Redeemed } from "../../server/protocol/http.ts";
import { dropDrafts } from "../../web/code/draft-storage.ts";
import { given, grouped, taken, workText } from "../../web/course/devices.ts";
import type { Answer } from "../../web/net/api.ts";
import { memoryStorage } from "./memory-storage.ts";

const problem = (status: number): Answer<Redeemed> => ({
  ok: false,
  kind: "refused",
  problem: { type: "about:blank", title: "no", status, detail: "Wait 10 seconds." },
});
const lesson = (slug: string, done: boolean) => ({
  ...{ slug, style: "loop" as const, version: 1, passed: [], failed: [], atMs: 0, done },
});

test("SH6 a code is shown, or why there is none", () => {
  const code = { code: "K7QM-2XRD", expiresAtMs: 600_000 };
  assert.deepEqual(given({ ok: true, value: code }), { phase: "here", code });
  assert.deepEqual(given({ ok: false, kind: "offline", message: "No." }), { phase: "failed", message: "No." });
});

test("SH6 a browser with work of its own is asked", () => {
  const here = { lessons: 2, done: 1, drafts: 0 };
  assert.deepEqual(taken({ ok: true, value: { result: "would-replace", here } }), { phase: "sure", here });
  assert.equal(workText(here), "2 lessons, 1 passed");
  assert.equal(workText({ ...here, drafts: 1 }), "2 lessons, 1 passed, 1 draft");
  const value = {
    result: "moved" as const,
    lessons: [lesson("echo", true), lesson("echo", false), lesson("split", false)],
    left: here,
  };
  assert.deepEqual(taken({ ok: true, value }), { phase: "done", lessons: 2, passed: 1 });
});

test("SH6 what is wrong with a code is explained", () => {
  const wrong = taken({ ok: true, value: { result: "unknown-code" } });
  assert.match(wrong.phase === "typing" ? String(wrong.problem) : "", /not valid/);
  assert.deepEqual(taken(problem(429)), { phase: "typing", problem: "Wait 10 seconds." });
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
