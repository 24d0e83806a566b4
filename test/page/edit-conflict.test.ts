import assert from "node:assert/strict";
import { test } from "node:test";
import { type DraftAction, emptyDraft, isUnsaved, reduceDraft } from "../../web/code/draft.ts";
import { createDraftStorage } from "../../web/code/draft-storage.ts";
import { conflictText } from "../../web/code/draft-text.ts";
import type { SaveAnswer } from "../../web/net/calls.ts";
import { reduceAll } from "../../web/ui/store.ts";
import { code, report } from "./made.ts";
import { memoryStorage } from "./memory-storage.ts";
import { begin } from "./saving.ts";

const ok = (version: number): SaveAnswer => ({ ok: true, value: report(version) });
const changed = (version: number, ageMs: number): SaveAnswer => ({
  ok: false,
  kind: "conflict",
  version,
  savedAtMs: 500,
  ageMs,
});
const opens = code({ source: "common", version: 7 });
const theirs = code({ source: "theirs", version: 8, savedAtMs: 500 });
const after = (...actions: DraftAction[]) => reduceAll(reduceDraft, emptyDraft, actions);
const at = (ms: number) => `t${ms}`;

test("ED6 a save names the version that its text was made from", async () => {
  const { autosave, next } = begin({ opens });
  autosave.edited("mine");
  const first = await next(1);
  assert.equal(first.save.base, 7);
  first.answer(ok(8));
  await autosave.flush();
  autosave.edited("mine, more");
  const second = await next(2);
  assert.equal(second.save.base, 8);
  second.answer(ok(9));
  await autosave.flush();
  autosave.dispose();
});

test("ED6 text typed after the other page saved replaces it; the other text can be restored as a version", async () => {
  const { autosave, draft, storage, next } = begin({ opens, newest: theirs, now: () => 1_000 });
  autosave.edited("mine");
  (await next(1)).answer(changed(8, 40));
  const again = await next(2);
  assert.deepEqual([again.save.source, again.save.base, again.save.aside], ["mine", 8, undefined]);
  again.answer(ok(9));
  await autosave.flush();
  assert.equal(draft.get().text, "mine");
  assert.deepEqual(draft.get().conflict, { kept: "mine", other: 8, atMs: 500 });
  assert.equal(storage.get("loop"), null);
  autosave.dispose();
});

test("ED6 text typed before the other page saved becomes a version and is then replaced", async () => {
  const clock = { ms: 1_000 };
  const { autosave, draft, storage, next } = begin({ opens, newest: theirs, now: () => clock.ms });
  autosave.edited("mine");
  clock.ms = 60_000;
  (await next(1)).answer(changed(8, 5_000));
  const aside = await next(2);
  assert.deepEqual([aside.save.source, aside.save.aside], ["mine", true]);
  assert.equal(draft.get().text, "mine", "until it lies safely on the server");
  assert.equal(storage.get("loop")?.text, "mine");
  aside.answer(ok(9));
  await autosave.flush();
  assert.equal(draft.get().text, "theirs");
  assert.equal(isUnsaved(draft.get()), false);
  assert.deepEqual(draft.get().conflict, { kept: "theirs", other: 9, atMs: 500 });
  assert.equal(storage.get("loop"), null);
  autosave.dispose();
});

test("ED6 text typed while an older text is being replaced is the newest", async () => {
  const clock = { ms: 1_000 };
  const { autosave, draft, next } = begin({ opens, newest: theirs, now: () => clock.ms });
  autosave.edited("mine");
  clock.ms = 60_000;
  (await next(1)).answer(changed(8, 5_000));
  const aside = await next(2);
  autosave.edited("mine, typed on");
  aside.answer(ok(9));
  const again = await next(3);
  assert.equal(again.save.source, "mine, typed on");
  again.answer(changed(8, 5_000));
  const over = await next(4);
  assert.deepEqual([over.save.base, over.save.aside], [8, undefined]);
  over.answer(ok(10));
  await autosave.flush();
  assert.equal(draft.get().text, "mine, typed on");
  autosave.dispose();
});

test("ED6 a page that was offline without edits takes the newer code and sets nothing aside", async () => {
  const { autosave, draft, asked, next } = begin({ opens, newest: theirs });
  const reloaded = autosave.reload();
  (await next(1)).answer(changed(8, 5_000));
  await reloaded;
  assert.equal(draft.get().text, "theirs");
  assert.equal(asked.length, 1);
  assert.deepEqual(draft.get().conflict, { kept: "theirs", other: 7, atMs: 500 });
  autosave.dispose();
});

test("ED6 an older text that cannot be set aside yet stays in the editor and in the browser", async () => {
  const clock = { ms: 1_000 };
  const { autosave, draft, storage, next } = begin({ opens, newest: theirs, now: () => clock.ms });
  autosave.edited("mine");
  clock.ms = 60_000;
  (await next(1)).answer(changed(8, 5_000));
  (await next(2)).answer({ ok: false, kind: "offline", message: "away" });
  const again = await next(3);
  assert.equal(draft.get().text, "mine");
  assert.equal(draft.get().saveError?.kind, "offline");
  assert.equal(storage.get("loop")?.text, "mine");
  again.answer(changed(8, 5_000));
  (await next(4)).answer(ok(9));
  await autosave.flush();
  assert.equal(draft.get().conflict?.other, 9);
  autosave.dispose();
});

test("ED6 several saves by another page leave one own version to restore", () => {
  const newer = code({ source: "theirs, more", version: 9 });
  const draft = after(
    { type: "opened", code: opens, local: null },
    { type: "replaced", code: theirs, atMs: 1 },
    { type: "replaced", code: newer, atMs: 2 },
  );
  assert.deepEqual(draft.conflict, { kept: "theirs", other: 7, atMs: 2 });
  assert.equal(reduceDraft(draft, { type: "conflict-dismissed" }).conflict, null);
});

test("ED6 the same text saved elsewhere is not a conflict", () => {
  const same = code({ source: "common", version: 8 });
  const draft = after({ type: "opened", code: opens, local: null }, { type: "replaced", code: same, atMs: 1 });
  assert.equal(draft.conflict, null);
  assert.equal(draft.version, 8);
});

test("ED6 the notice says which text was kept and which version is the other one", () => {
  const mine = conflictText({ kept: "theirs", other: 9, atMs: 5 }, at);
  assert.match(mine.text, /changed in another tab .* at t5\. Your version is v9\./);
  assert.equal(mine.action, "Restore mine");
  const over = conflictText({ kept: "mine", other: 8, atMs: 5 }, at);
  assert.match(over.text, /Your newer version was kept; the other is v8\./);
  assert.equal(over.action, "Use the other version");
  assert.match(conflictText({ kept: "theirs", other: 0, atMs: 5 }, at).text, /the starter code/);
});

test("ED6 each page stores its own text, and the next page finds all of them, newest first", () => {
  const storage = memoryStorage();
  const [one, two] = ["one", "two"].map((page) => createDraftStorage(storage, "echo", page));
  one?.set("loop", { text: "older", base: 3, editedAtMs: 10 });
  two?.set("loop", { text: "newer", base: 4, editedAtMs: 20 });
  two?.set("events", { text: "elsewhere", base: 1, editedAtMs: 30 });
  const found = createDraftStorage(storage, "echo", "three").leftovers("loop");
  assert.deepEqual(
    found.map(({ text, base }) => [text, base]),
    [
      ["newer", 4],
      ["older", 3],
    ],
  );
  assert.equal(one?.leftovers("loop").length, 1, "not its own");
});

test("ED6 a text that its page has replaced is not dropped by another page", () => {
  const storage = memoryStorage();
  const one = createDraftStorage(storage, "echo", "one");
  one.set("loop", { text: "first", base: 1, editedAtMs: 1 });
  const [found] = createDraftStorage(storage, "echo", "two").leftovers("loop");
  one.set("loop", { text: "second", base: 1, editedAtMs: 2 });
  found?.drop();
  assert.equal(createDraftStorage(storage, "echo", "two").leftovers("loop")[0]?.text, "second");
});

test("ED6 a text left in the browser opens with its base version, however new the server's code is", () => {
  const draft = after({ type: "opened", code: theirs, local: { text: "left", base: 3 } });
  assert.deepEqual([draft.text, draft.base, draft.version], ["left", 3, 8]);
  assert.equal(isUnsaved(draft), true);
});
