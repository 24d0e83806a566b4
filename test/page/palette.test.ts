import assert from "node:assert/strict";
import { test } from "node:test";
import { type Command, Commands, readRecent, rememberRecent, scoreCommand } from "../../web/shell/commands.ts";
import { noNotice, noticeMs, reduceNotices } from "../../web/shell/notices.ts";
import { reduceAll } from "../../web/ui/store.ts";
import { memoryStorage } from "./memory-storage.ts";

const command = (id: string, title: string, over: Partial<Command> = {}): Command => ({
  ...{ id, title, group: "Page", run: () => {} },
  ...over,
});

test("SH7 a title matches by its letters in order, best at the beginnings of words", () => {
  assert.ok(scoreCommand("Run checks", "rc") > 0);
  assert.equal(scoreCommand("Run checks", "xyz"), 0);
  assert.equal(scoreCommand("checks", "skcehc"), 0);
  assert.ok(scoreCommand("Change theme", "th") > scoreCommand("Without", "th"));
  assert.ok(scoreCommand("Connect B", "connect b") > scoreCommand("Connect A", "connect b"));
});

test("SH7 other words match only from their beginnings and rank below titles", () => {
  assert.ok(scoreCommand("Change theme", "dark", ["dark", "light"]) > 0);
  assert.equal(scoreCommand("+30 s", "lock", ["clock", "advance"]), 0);
  assert.ok(scoreCommand("Connect A", "con") > scoreCommand("+30 s", "con", ["connection"]));
});

test("SH7 the last five commands are stored, most recent first; unusable storage is an empty list", () => {
  const storage = memoryStorage();
  for (const id of ["a", "b", "a", "c"]) rememberRecent(storage, id);
  assert.deepEqual(readRecent(storage), ["c", "a", "b"]);
  for (const id of ["1", "2", "3", "4"]) rememberRecent(storage, id);
  assert.deepEqual(readRecent(storage), ["4", "3", "2", "1", "c"]);
  for (const odd of ["{", "7", '{"a":1}', "[1]", `["${"x".repeat(200)}"]`]) {
    assert.deepEqual(readRecent(memoryStorage({ "ws101.recent": odd })), [], odd);
  }
});

test("SH8 a notice stays for its time, and the end of an older one does not hide a newer one", () => {
  const shown = reduceAll(reduceNotices, noNotice, [
    { type: "show", text: "one" },
    { type: "show", text: "one" },
  ]);
  assert.deepEqual(shown, { number: 2, text: "one", dialogs: 0 });
  assert.equal(reduceNotices(shown, { type: "hide", number: 1 }), shown);
  assert.equal(reduceNotices(shown, { type: "hide", number: 2 }).text, "");
  assert.ok(noticeMs("short") >= 3_000 && noticeMs("x".repeat(5_000)) <= 12_000);
});

test("SH7 a source's commands are offered while it is registered, with their current titles; a later id wins", () => {
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
