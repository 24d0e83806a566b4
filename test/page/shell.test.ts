import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultSplits, openPane, panes, panesSchema } from "../../server/protocol/panes.ts";
import { paneAfter, readSplit, sharesOf, writeSplit } from "../../web/lesson/panes.ts";
import { isKey, keyNames, keys } from "../../web/shell/keys.ts";
import { shortCount } from "../../web/ui/format.ts";
import { memoryStorage } from "./memory-storage.ts";

test("SH1 where the lines stand is remembered, each split for itself", () => {
  const storage = memoryStorage();
  writeSplit(storage, "reading", { lesson: 40.123456, checks: 59.876544 });
  writeSplit(storage, "talking", { clients: 20, wire: 80 });
  assert.deepEqual(readSplit(storage, "reading"), { lesson: 40.12, checks: 59.88 });
  assert.deepEqual(readSplit(storage, "talking"), { clients: 20, wire: 80 });
  assert.deepEqual(readSplit(storage, "columns"), defaultSplits.columns);
});

test("SH1 lines remembered oddly, or of other panes, stand where they stood first", () => {
  const odd = ["", "{", "7", '{"reading":7}', '{"reading":{"lesson":50}}', '{"reading":{"lesson":50,"checks":90}}'];
  const more = ['{"reading":{"lesson":"50","checks":50}}', '{"reading":{"lesson":50,"checks":30,"else":20}}'];
  for (const stored of [...odd, ...more]) {
    assert.deepEqual(readSplit(memoryStorage({ "ws101.splits": stored }), "reading"), defaultSplits.reading, stored);
  }
});

test("SH1 a storage that refuses costs only the memory", () => {
  const storage = memoryStorage();
  storage.setItem = () => {
    throw new Error("full");
  };
  writeSplit(storage, "reading", { lesson: 50, checks: 50 });
  assert.deepEqual(readSplit(storage, "reading"), defaultSplits.reading);
});

const all = panesSchema.parse({});
const some = panesSchema.parse({ shown: ["code", "wire"], first: "console" });

test("SH2 panes follow each other around the end, both ways, and from nowhere", () => {
  assert.equal(paneAfter("lesson", 1, all), "code");
  assert.equal(paneAfter("checks", 1, all), "lesson");
  assert.equal(paneAfter("lesson", -1, all), "checks");
  assert.equal(paneAfter(null, 1, all), panes[0]);
  assert.equal(paneAfter(null, -1, all), panes.at(-1));
  assert.equal(paneAfter("code", 1, some), "wire");
  assert.equal(paneAfter("code", -1, some), "wire");
});

test("SH2 the address names the pane, and a strange name is the lesson's first", () => {
  assert.equal(openPane(all, "wire"), "wire");
  for (const odd of [null, "", "constructor", "Wire"]) assert.equal(openPane(all, odd), "lesson");
  assert.equal(openPane(some, null), "wire");
  assert.equal(openPane(some, "clients"), "wire");
  assert.equal(openPane(panesSchema.parse({ shown: ["code", "checks"] }), null), "code");
});

test("SH2 the panes that a lesson has share the space of all", () => {
  assert.deepEqual(sharesOf({ reading: 30, writing: 30, talking: 40 }, ["reading", "writing"]), {
    reading: 50,
    writing: 50,
  });
});

const press = (key: string, over: Partial<KeyboardEvent> = {}) => ({
  ...{ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false },
  ...over,
});

test("SH3 a key is known with its modifiers and not with others", () => {
  assert.ok(isKey(press("Enter", { ctrlKey: true }), "checks"));
  assert.ok(isKey(press("Enter", { metaKey: true }), "checks"));
  assert.ok(!isKey(press("Enter"), "checks"));
  assert.ok(!isKey(press("Enter", { ctrlKey: true, shiftKey: true }), "checks"));
  assert.ok(isKey(press("k", { ctrlKey: true }), "palette"));
  assert.ok(isKey(press("F6"), "next-pane") && !isKey(press("F6", { shiftKey: true }), "next-pane"));
  assert.ok(isKey(press("F6", { shiftKey: true }), "previous-pane"));
  assert.ok(!isKey(press("F6", { ctrlKey: true }), "next-pane"));
  assert.ok(isKey(press("ArrowRight"), "step-tour") && isKey(press("ArrowLeft"), "step-tour"));
  assert.ok(isKey(press(" "), "play-tour"));
});

test("SH3 a sign is known with or without Shift and AltGr, as keyboards differ", () => {
  assert.ok(isKey(press("?", { shiftKey: true }), "help") && isKey(press("?"), "help"));
  assert.ok(isKey(press("/", { shiftKey: true }), "find-lesson"));
  assert.ok(!isKey(press("/", { ctrlKey: true }), "find-lesson"));
});

test("SH3 keys are shown as they stand on the keyboard, and two of one place never share a press", () => {
  assert.deepEqual(keyNames("checks", false), ["Ctrl+Enter"]);
  assert.deepEqual(keyNames("checks", true), ["⌘+Enter"]);
  assert.deepEqual(keyNames("step-tour", false), ["←", "→"]);
  const places = Object.values(keys).flatMap(({ place, press: each }) =>
    each.split(" ").map((one) => `${place} ${one}`),
  );
  const twice = places.filter((one, index) => places.indexOf(one) !== index);
  assert.deepEqual(twice, ["Lists and lines ArrowLeft", "Lists and lines ArrowRight"], "lines and tabs are two things");
});

test("SH3 a count beside a tab takes at most four characters", () => {
  const counts = [0, 7, 999, 1_000, 1_240, 9_949, 9_950, 99_999, 100_000, 999_499, 999_500, 1_500_000];
  const shown = ["", "7", "999", "1.0k", "1.2k", "9.9k", "10k", "100k", "100k", "999k", "1.0M", "1.5M"];
  assert.deepEqual(counts.map(shortCount), shown);
});
