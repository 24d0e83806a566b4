import assert from "node:assert/strict";
import { test } from "node:test";
import { type Command, Commands } from "../../web/shell/commands.ts";
import { fuzzy } from "../../web/shell/fuzzy.ts";
import { reduceNotices, showMs, silence } from "../../web/shell/notices.ts";
import { keptRecent, offers, withRecent } from "../../web/shell/palette-list.ts";
import { readRecent, remember } from "../../web/shell/recent.ts";
import { reduceAll } from "../../web/ui/store.ts";
import { memoryStorage } from "./memory-storage.ts";

const command = (id: string, title: string, over: Partial<Command> = {}): Command => ({
  ...{ id, title, group: "Page", run: () => {} },
  ...over,
});
const some = [
  command("checks", "Run the checks", { group: "Lesson" }),
  command("connect.A", "Connect A", { group: "Clients" }),
  command("connect.B", "Connect B", { group: "Clients" }),
  command("theme", "Change the theme", { words: "dark light" }),
  command("time.30s", "+30 s", { group: "Time", words: "clock advance" }),
];
const found = (query: string, recent: readonly string[] = []) =>
  offers(some, query, recent).map((each) => each.command.id);

test("SH7 letters fit in order, at the beginnings of words before elsewhere", () => {
  assert.deepEqual(fuzzy("rc", "Run the checks")?.places, [0, 8]);
  assert.deepEqual(fuzzy("", "x"), { score: 0, places: [] });
  assert.equal(fuzzy("xyz", "Run the checks"), null);
  assert.equal(fuzzy("skcehc", "checks"), null);
  const begins = fuzzy("th", "Change the theme")?.score ?? 0;
  assert.ok(begins > (fuzzy("th", "Without")?.score ?? 0));
  assert.ok((fuzzy("con", "Connect A")?.score ?? 0) > (fuzzy("con", "Change of plan")?.score ?? 0));
});

test("SH7 the best fit comes first, by title before other words", () => {
  assert.equal(found("connect b")[0], "connect.B");
  assert.equal(found("rc")[0], "checks");
  assert.equal(found("dark")[0], "theme");
  assert.equal(found("+30")[0], "time.30s");
  assert.deepEqual(found("zzz"), []);
  assert.deepEqual(found("con"), ["connect.A", "connect.B"], "other words count only from their beginnings");
  assert.deepEqual(found("adv"), ["time.30s"]);
});

test("SH7 without letters those used last come first, then all by group", () => {
  assert.deepEqual(found("", ["theme", "gone"]), ["theme", "checks", "connect.A", "connect.B", "time.30s"]);
  assert.equal(offers(some, "", ["theme"])[0]?.heading, "Recent");
  assert.equal(found("connect", ["connect.B"])[0], "connect.B", "of two that fit alike the one used last");
});

test("SH7 what was used last is remembered, a few of it, whatever lies in the storage", () => {
  const storage = memoryStorage();
  for (const id of ["a", "b", "a", "c"]) remember(storage, id);
  assert.deepEqual(readRecent(storage), ["c", "a", "b"]);
  assert.equal(withRecent(["1", "2", "3", "4", "5"], "6").length, keptRecent);
  for (const odd of ["{", "7", '{"a":1}', "[1]", `["${"x".repeat(200)}"]`]) {
    assert.deepEqual(readRecent(memoryStorage({ "ws101.recent": odd })), [], odd);
  }
});

test("SH12 a sentence in passing stays its time, and the end of an older one does not cut a newer one short", () => {
  const said = reduceAll(reduceNotices, silence, [
    { type: "say", text: "one" },
    { type: "say", text: "one" },
  ]);
  assert.deepEqual(said, { number: 2, text: "one" });
  assert.equal(reduceNotices(said, { type: "hush", number: 1 }), said);
  assert.equal(reduceNotices(said, { type: "hush", number: 2 }).text, "");
  assert.ok(showMs("short") >= 3_000 && showMs("x".repeat(5_000)) <= 12_000);
});

test("SH7 a part's commands are there as long as the part, as it says them now; one id stands once", () => {
  const commands = new Commands();
  let title = "before";
  const leave = commands.register(() => [command("one", title)]);
  commands.register(() => [command("two", "two")]);
  title = "now";
  assert.deepEqual(
    commands.all().map((each) => each.title),
    ["now", "two"],
  );
  const replace = commands.register(() => [command("two", "later")]);
  assert.deepEqual(
    commands.all().map((each) => each.title),
    ["now", "later"],
  );
  leave();
  replace();
  assert.deepEqual(
    commands.all().map((each) => each.title),
    ["two"],
  );
});
