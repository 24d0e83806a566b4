import assert from "node:assert/strict";
import { test } from "node:test";
import type { RoomState } from "../../server/protocol/host.ts";
import { type DraftAction, emptyDraft, isUnsaved, needsLoad, reduceDraft } from "../../web/code/draft.ts";
import { loadLine } from "../../web/code/draft-text.ts";
import { reduceAll } from "../../web/ui/store.ts";
import { code, fault, report } from "./made.ts";

const after = (...actions: DraftAction[]) => reduceAll(reduceDraft, emptyDraft, actions);
const opened: DraftAction = { type: "opened", code: code(), local: null };
const roomAt = (version: number): RoomState => ({
  state: "running",
  version,
  clock: "real",
  nowMs: 0,
  nextWakeAtMs: null,
  peers: [],
});

test("PA3 an edit is unsaved until the server has acknowledged exactly that edit", () => {
  const one = after(
    opened,
    { type: "edited", text: "a" },
    { type: "sending", edit: 1 },
    { type: "edited", text: "ab" },
  );
  assert.equal(isUnsaved(one), true);
  const two = reduceDraft(one, { type: "saved", edit: 1, report: report(1) });
  assert.equal(isUnsaved(two), true, "the second edit is not on the server");
  assert.equal(two.text, "ab");
  const three = reduceDraft(two, { type: "saved", edit: 2, report: report(2) });
  assert.equal(isUnsaved(three), false);
  assert.equal(three.version, 2);
});

test("PA3 the same text again is no edit", () => {
  const draft = after(opened, { type: "edited", text: "a" });
  assert.equal(reduceDraft(draft, { type: "edited", text: "a" }), draft);
});

test("PA3 a lesson opens with unacknowledged text, which is unsaved", () => {
  const draft = after({
    type: "opened",
    code: code({ source: "old", version: 4 }),
    local: { text: "typed offline", base: 4 },
  });
  assert.equal(draft.text, "typed offline");
  assert.equal(isUnsaved(draft), true);
  const same = after({ type: "opened", code: code({ source: "old" }), local: { text: "old", base: 0 } });
  assert.equal(isUnsaved(same), false);
});

test("PA3 a failed save keeps the text and says what happened to it", () => {
  const error = { kind: "offline", message: "The server does not answer.", isStored: true } as const;
  const draft = after(opened, { type: "edited", text: "a" }, { type: "failed", edit: 1, error });
  assert.equal(isUnsaved(draft), true);
  assert.match(loadLine(draft, null).text, /^Not saved\. The server does not answer\. Kept in this browser; retrying/);
  const saved = reduceDraft(draft, { type: "saved", edit: 1, report: report(1) });
  assert.equal(loadLine(saved, null).text, "v1 · loaded in 0.8 ms");
});

test("PA5 a version that does not load is reported, with the last good version, which is still running", () => {
  const problems = [{ line: 2, column: 1, message: "Expected `}`", severity: "error" as const }];
  const draft = after(
    opened,
    { type: "edited", text: "{" },
    { type: "saved", edit: 1, report: report(8, { serving: 7, problems }) },
  );
  assert.equal(draft.problems, problems);
  assert.deepEqual(loadLine(draft, null), { tone: "warn", text: "v8 has a problem · v7 still running" });
});

test("PA5 without an earlier good version, the status line says that nothing is running", () => {
  const draft = after(
    opened,
    { type: "edited", text: "{" },
    { type: "saved", edit: 1, report: report(1, { serving: 0 }) },
  );
  assert.match(loadLine(draft, null).text, /nothing is running yet/);
  assert.match(loadLine(draft, roomAt(0)).text, /v1 did not load · starter code still running/);
});

test("PA5 a version that another page has loaded is running, although its load was not reported here", () => {
  const mine = after(opened, { type: "edited", text: "a" }, { type: "saved", edit: 1, report: report(18) });
  const lost = after(
    opened,
    { type: "edited", text: "a" },
    { type: "saved", edit: 1, report: report(18) },
    { type: "replaced", code: code({ version: 19, source: "theirs" }), atMs: 0 },
  );
  assert.equal(mine.serving, lost.serving);
  assert.deepEqual(loadLine(lost, roomAt(19)), { tone: "good", text: "v19 · running" });
});

test("PA5 a warning does not prevent loading", () => {
  const problems = [{ line: 1, column: 1, message: "unused", severity: "warning" as const }];
  const draft = after(
    opened,
    { type: "edited", text: "a" },
    { type: "saved", edit: 1, report: report(1, { problems }) },
  );
  assert.equal(loadLine(draft, null).tone, "good");
});

test("ED9 a fault stays on its line until the next load, and a fault of an older version is not shown", () => {
  const served = after(opened, { type: "edited", text: "a" }, { type: "saved", edit: 1, report: report(5) });
  assert.equal(reduceDraft(served, { type: "faulted", fault: fault({ version: 4 }) }).fault, null);
  const hit = reduceDraft(served, { type: "faulted", fault: fault({ version: 5, stops: true }) });
  assert.equal(hit.fault?.line, 3);
  assert.match(loadLine(hit, null).text, /v5 was stopped/);
  assert.equal(reduceDraft(hit, { type: "loaded", report: report(6) }).fault, null);
});

test("PA5 text from another page replaces saved text, but never text that is being typed", () => {
  const newer = code({ source: "from another tab", version: 9 });
  const quiet = reduceDraft(after(opened), { type: "replaced", code: newer, atMs: 1 });
  assert.equal(quiet.text, "from another tab");
  assert.equal(quiet.origin, 2, "the editor has to take it over");
  const typing = after(opened, { type: "edited", text: "mine" });
  assert.equal(reduceDraft(typing, { type: "replaced", code: newer, atMs: 1 }).text, "mine");
});

test("PA5 a report about an older version changes nothing", () => {
  const draft = after({ type: "opened", code: code({ version: 9 }), local: null });
  assert.equal(reduceDraft(draft, { type: "loaded", report: report(8) }), draft);
});

test("PA2 a page that opens takes the running version from the room; the report of a save is newer", () => {
  const draft = after({ type: "opened", code: code({ version: 3 }), local: null }, { type: "serving", version: 3 });
  assert.deepEqual(loadLine(draft, roomAt(3)), { tone: "good", text: "v3 · running" });
  const saved = reduceDraft(draft, { type: "loaded", report: report(4) });
  assert.equal(reduceDraft(saved, { type: "serving", version: 3 }).serving, 4);
});

test("PA6 a room that runs other code than the page shows is loaded with the page's code", () => {
  const loop = after({ type: "opened", code: code({ version: 3 }), local: null });
  assert.equal(needsLoad(loop, roomAt(3)), false);
  assert.equal(needsLoad(loop, roomAt(4)), true, "the other style was loaded last");
  assert.equal(needsLoad(loop, null), true, "the room is not open");
  assert.equal(needsLoad(after(opened), null), false, "an untouched lesson opens by itself");
  assert.equal(needsLoad(after({ type: "opened", code: code({ style: "events" }), local: null }), null), true);
  assert.equal(needsLoad(after(opened, { type: "edited", text: "a" }), null), false, "it is on its way anyhow");
});
