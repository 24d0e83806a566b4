import assert from "node:assert/strict";
import { test } from "node:test";
import { isUnsaved, type LoadReport } from "../../web/code/draft.ts";
import { createDraftStorage } from "../../web/code/draft-storage.ts";
import { loadLine } from "../../web/code/draft-text.ts";
import type { Answer } from "../../web/net/api.ts";
import { report } from "./made.ts";
import { memoryStorage } from "./memory-storage.ts";
import { begin } from "./saving.ts";

const ok = (version: number): Answer<LoadReport> => ({ ok: true, value: report(version) });
const offline: Answer<LoadReport> = { ok: false, kind: "offline", message: "away" };

test("PA3 one save at a time, in order, and the newest text wins", async () => {
  const { autosave, draft, asked, next } = begin();
  autosave.edited("a");
  const first = await next(1);
  autosave.edited("ab");
  autosave.edited("abc");
  const flushed = autosave.flush();
  assert.equal(asked.length, 1, "the second waits for the answer to the first");
  first.answer(ok(1));
  const second = await next(2);
  assert.equal(second.save.source, "abc", "what stood between was overtaken");
  second.answer(ok(2));
  await flushed;
  assert.equal(asked.length, 2);
  assert.equal(isUnsaved(draft.get()), false);
  autosave.dispose();
});

test("PA3 typed text stays in the browser until the server has it, and no longer", async () => {
  const { autosave, storage, next } = begin();
  autosave.edited("precious");
  assert.equal(storage.get("loop")?.text, "precious");
  const saving = await next(1);
  assert.equal(storage.get("loop")?.text, "precious", "on its way is not there");
  saving.answer(ok(1));
  await autosave.flush();
  assert.equal(storage.get("loop"), null);
  autosave.dispose();
});

test("PA3 text typed while the server was down is saved by the next page that opens", async () => {
  const storage = memoryStorage();
  const before = begin({ storage });
  before.autosave.edited("typed offline");
  (await before.next(1)).answer(offline);
  await new Promise(setImmediate);
  before.autosave.dispose();
  const after = begin({ storage, page: "after" });
  assert.equal(after.draft.get().text, "typed offline");
  void after.autosave.flush();
  const saving = await after.next(1);
  assert.equal(saving.save.source, "typed offline");
  saving.answer(ok(1));
  await after.autosave.flush();
  assert.equal(after.storage.get("loop"), null);
  after.autosave.dispose();
});

test("PA3 a save without a response is retried automatically", async () => {
  const { autosave, draft, next } = begin();
  autosave.edited("again");
  (await next(1)).answer(offline);
  const second = await next(2);
  assert.equal(draft.get().saveError?.kind, "offline");
  second.answer(ok(1));
  await autosave.flush();
  assert.equal(draft.get().saveError, null);
  autosave.dispose();
});

test("PA3 a text that the server refuses stays in the browser and is not sent again unchanged", async () => {
  const { autosave, draft, storage, asked, next } = begin();
  autosave.edited("too long");
  const problem = { type: "/problems/limit", title: "Payload Too Large", status: 413, detail: "Shorten it." };
  (await next(1)).answer({ ok: false, kind: "refused", problem });
  await new Promise(setImmediate);
  assert.equal(draft.get().saveError?.message, "Shorten it.");
  assert.equal(storage.get("loop")?.text, "too long");
  assert.equal(asked.length, 1);
  autosave.edited("short");
  const second = await next(2);
  assert.equal(second.save.source, "short");
  second.answer(ok(1));
  await autosave.flush();
  autosave.dispose();
});

test("PA3 leaving a lesson saves unsaved text once more", async () => {
  const { autosave, storage, next } = begin();
  autosave.edited("last words");
  autosave.dispose();
  const saving = await next(1);
  assert.equal(saving.save.source, "last words");
  saving.answer(ok(1));
  await new Promise(setImmediate);
  assert.equal(storage.get("loop"), null);
});

test("PA20 whatever the browser's storage contains, a draft is read as text or not at all", () => {
  for (const stored of [
    "",
    "{",
    "null",
    "[1]",
    '{"text":7}',
    '{"text":"x"}',
    `{"text":"${"x".repeat(1 << 21)}","editedAtMs":1}`,
  ]) {
    const storage = memoryStorage({ "ws101.draft.echo.loop": stored, "ws101.draft.echo.loop.other": stored });
    assert.deepEqual(createDraftStorage(storage, "echo", "page").leftovers("loop"), [], stored.slice(0, 30));
    assert.equal(storage.length, 0, "nothing will ever become of it");
  }
});

test("PA20 a storage that is full or forbidden costs the safety net, not the page", () => {
  const forbidden = memoryStorage();
  forbidden.setItem = () => {
    throw new DOMException("full", "QuotaExceededError");
  };
  const storage = createDraftStorage(forbidden, "echo", "page");
  storage.set("loop", { text: "x", base: 1, editedAtMs: 1 });
  assert.equal(storage.get("loop")?.text, "x", "while the page is open");
  assert.equal(storage.isStored("loop"), false);
  assert.deepEqual(createDraftStorage(forbidden, "echo", "other").leftovers("loop"), []);
});

test("PA3 a text that was saved and could not be loaded is not called unsaved, and is retried", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { autosave, draft, next } = begin();
  const problem = { type: "/problems/not-loaded", title: "", status: 503, detail: "Saved as version 4.", saved: true };
  autosave.edited("x");
  context.mock.timers.tick(1_000);
  (await next(1)).answer({ ok: false, kind: "refused", problem });
  await new Promise(setImmediate);
  assert.equal(loadLine(draft.get(), null).text, "Saved, but the server could not load it. Retrying.");
  context.mock.timers.tick(60_000);
  await next(2);
  autosave.dispose();
});

test("PA3 a text that fits neither the server nor the browser's storage is not called kept", async () => {
  const { autosave, draft, next } = begin();
  const problem = { type: "/problems/limit", title: "Payload Too Large", status: 413, detail: "Shorten it." };
  autosave.edited("x".repeat(5 << 20));
  (await next(1)).answer({ ok: false, kind: "refused", problem });
  await new Promise(setImmediate);
  assert.equal(draft.get().saveError?.isStored, false);
  assert.match(loadLine(draft.get(), null).text, /Not saved\. Shorten it\. It is too large to keep in this browser/);
  autosave.dispose();
});
