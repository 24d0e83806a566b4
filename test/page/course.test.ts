import assert from "node:assert/strict";
import { test } from "node:test";
import type { Progress } from "../../server/protocol/http.ts";
import type { LessonSummary } from "../../server/protocol/lesson.ts";
import { lessonStates, needsOf, overviewOf, resumeAt } from "../../server/protocol/progress.ts";
import { foundText, searchLessons } from "../../web/course/search.ts";
import { backoffMs } from "../../web/net/backoff.ts";
import { readRoute } from "../../web/shell/route.ts";
import { createSettings } from "../../web/shell/settings.ts";
import { memoryStorage } from "./memory-storage.ts";

const lessons: LessonSummary[] = ["echo", "reverse", "split"].map((slug, index) => ({
  slug,
  number: index + 2,
  title: slug,
  summary: slug,
  minutes: 5,
  difficulty: "easy",
  concepts: ["x"],
  requires: [],
}));

function worked(slug: string, passed: number, failed: number, over: Partial<Progress["lessons"][number]> = {}) {
  const ids = (count: number, name: string) => Array.from({ length: count }, (_, index) => `${name}${index}`);
  const base = { slug, style: "loop" as const, version: 1, atMs: 0, done: failed === 0 };
  return { ...base, passed: ids(passed, "p"), failed: ids(failed, "f"), ...over };
}

test("SH4 each lesson shows how far the learner is, in the style that went further", () => {
  const progress = { lessons: [worked("echo", 4, 0), worked("reverse", 1, 3), worked("reverse", 2, 2, { style: "events" })] }; // biome-ignore format: one record
  const states = lessonStates(lessons, progress);
  assert.deepEqual(states.echo, { kind: "done", text: "Passed: loop", passed: 4, of: 4 });
  const both = lessonStates(lessons, { lessons: [worked("echo", 4, 0), worked("echo", 4, 0, { style: "events" })] });
  assert.equal(both.echo?.text, "Passed: loop and events");
  assert.deepEqual(states.reverse, { kind: "begun", text: "2 of 4 checks", passed: 2, of: 4 });
  assert.equal(states.split?.kind, "new");
});

test("SH4 the course continues to where the learner worked last, else to the first unfinished lesson", () => {
  assert.equal(resumeAt(lessons, { lessons: [] })?.label, "Start");
  assert.equal(resumeAt(lessons, { lessons: [] })?.lesson.slug, "echo");
  const last = { lessons: [worked("echo", 1, 1, { atMs: 1 }), worked("split", 1, 1, { atMs: 2 })] };
  assert.equal(resumeAt(lessons, last)?.lesson.slug, "split");
  const passed = { lessons: [worked("echo", 2, 0, { atMs: 5 })] };
  assert.deepEqual([resumeAt(lessons, passed)?.lesson.slug, resumeAt(lessons, passed)?.label], ["reverse", "Next"]);
  assert.equal(resumeAt(lessons, { lessons: lessons.map(({ slug }) => worked(slug, 1, 0)) }), null);
});

test("PA13 the wait before the next try doubles, is bounded, and differs from page to page", () => {
  const backoff = { firstMs: 400, maxMs: 8_000 };
  assert.equal(backoffMs(backoff, 0, 1), 400);
  assert.equal(backoffMs(backoff, 1, 1), 800);
  assert.equal(backoffMs(backoff, 60, 1), 8_000);
  assert.equal(backoffMs(backoff, 60, 0), 4_000);
});

test("PA1 an address leads to its page, and a strange one nowhere", () => {
  assert.deepEqual(readRoute("/lessons"), { page: "course" });
  assert.deepEqual(readRoute("/"), { page: "not-found" }, "the landing page is a document of its own");
  assert.deepEqual(readRoute("/preflight"), { page: "preflight" });
  assert.deepEqual(readRoute("/lessons/json-protocol"), { page: "lesson", slug: "json-protocol" });
  for (const path of ["/lessons/../x", "/lessons/A", "/lessons/a/b", "/__proto__", `/lessons/${"x".repeat(65)}`]) {
    assert.deepEqual(readRoute(path), { page: "not-found" }, path);
  }
});

test("PA20 settings that cannot be read are the defaults, one by one", () => {
  const looks = { theme: "system", size: "normal", motion: "system" };
  const plain = { ...looks, editor: "auto", reader: false, singleKeys: true, style: "loop", swap: "keep" };
  for (const stored of ["", "{", "7", "null", "[]", '{"theme":"pink","editor":1}']) {
    assert.deepEqual(createSettings(memoryStorage({ "ws101.settings": stored })).get(), plain, stored);
  }
  const mixed = createSettings(memoryStorage({ "ws101.settings": '{"theme":"dark","style":"both"}' })).get();
  assert.deepEqual(mixed, { ...plain, theme: "dark" });
});

test("SH4 a lesson names what it builds on, and whether that is passed; the course counts what is left", () => {
  const after: LessonSummary[] = lessons.map((lesson, index) => ({ ...lesson, requires: index === 2 ? ["echo", "reverse", "gone"] : [] })); // biome-ignore format: one record
  const states = lessonStates(after, { lessons: [worked("echo", 4, 0), worked("reverse", 1, 3)] });
  const [, , split] = after;
  assert.ok(split);
  const needs = needsOf(split, after, states).map(({ slug, isMet }) => [slug, isMet]);
  assert.deepEqual(needs, [["echo", true], ["reverse", false]]); // biome-ignore format: one line
  assert.deepEqual(overviewOf(after, states), { done: 1, of: 3, minutesLeft: 10 });
});

test("SH5 lessons are found by the beginnings of words in title, summary and concepts, accents and capitals aside", () => {
  const wordy = { ...lessons[0], title: "Écho server", summary: "Send it back", concepts: ["UTF-8", "ping and pong"] };
  const all = [wordy, lessons[1], lessons[2]].filter((each): each is LessonSummary => each?.slug !== undefined);
  const found = (query: string) => searchLessons(all, query).map(({ slug }) => slug);
  assert.deepEqual(found("  "), ["echo", "reverse", "split"]);
  assert.deepEqual(found("ECHO se"), ["echo"]);
  assert.deepEqual(found("utf po"), ["echo"]);
  assert.deepEqual(found("cho"), [], "not from the middle of a word");
  assert.deepEqual(found("echo split"), [], "every word counts");
  assert.deepEqual(found("(.*"), ["echo", "reverse", "split"], "signs are no words");
  assert.deepEqual([foundText(0, "x"), foundText(1, "x"), foundText(3, "x"), foundText(3, " ")], ["0 lessons", "1 lesson", "3 lessons", ""]); // biome-ignore format: one line
});
