import assert from "node:assert/strict";
import { test } from "node:test";
import { Boot } from "../../web/net/boot.ts";

const course = { lessons: [{ slug: "echo", number: 2, title: "Echo", summary: "s", minutes: 8, difficulty: "easy", concepts: [], requires: [] }] }; // biome-ignore format: one record
const text = JSON.stringify({ course, progress: { lessons: [] } });

test("SH9 data from the document is available at its own address until the first navigation", () => {
  const boot = new Boot("/", text);
  assert.deepEqual(boot.at("/").course, course);
  assert.equal(boot.title, null);
  assert.deepEqual(boot.at("/lessons/echo"), {});
  boot.discard();
  assert.deepEqual(boot.at("/"), {});
});

test("SH9 data that is missing or unreadable is fetched", () => {
  for (const odd of [
    null,
    "",
    "{",
    "null",
    "[]",
    '{"course":7}',
    '{"course":{"lessons":[{"slug":1}]},"progress":{}}',
  ]) {
    assert.deepEqual(new Boot("/", odd).at("/"), {}, String(odd));
  }
});

test("LE1 the title of a course stays known after navigation", () => {
  const boot = new Boot("/", JSON.stringify({ course: { ...course, title: "Ours" }, progress: { lessons: [] } }));
  boot.discard();
  assert.equal(boot.title, "Ours");
});
