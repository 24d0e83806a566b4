import assert from "node:assert/strict";
import { test } from "node:test";
import type { TestResult } from "../../server/protocol/checks.ts";
import type { ToPage } from "../../server/protocol/live.ts";
import {
  announcement,
  emptyRun,
  firstFailure,
  isOpen,
  isStale,
  passedCount,
  type RunAction,
  reduceRun,
  runLine,
  verdictOf,
} from "../../web/checks/run-state.ts";
import { type DraftAction, emptyDraft, reduceDraft } from "../../web/code/draft.ts";
import { reduceAll } from "../../web/ui/store.ts";
import { code, report, test as result, runResult, runStarts } from "./made.ts";

const live = (message: ToPage): RunAction => ({ type: "live", message });
const came = (run: string, one: TestResult): RunAction => live({ type: "test", run, index: 0, of: 2, result: one });
const after = (...actions: RunAction[]) => reduceAll(reduceRun, emptyRun, actions);

test("PA10 results arrive one at a time, and the first failure is expanded", () => {
  const run = after(
    { type: "requested" },
    live(runStarts("r1", ["a", "b", "c"])),
    came("r1", result("a")),
    came("r1", result("b", { status: "timeout" })),
    came("r1", result("c", { status: "fail" })),
  );
  assert.equal(run.phase, "running");
  assert.equal(passedCount(run), 1);
  assert.equal(firstFailure(run), "b");
  assert.deepEqual(["a", "b", "c"].map((id) => isOpen(run, id)), [false, true, false]); // biome-ignore format: a table
});

test("PA10 a check that was not run is not a failure", () => {
  const run = after(live(runStarts("r1", ["a"])), came("r1", result("a", { status: "skipped" })));
  assert.equal(firstFailure(run), null);
});

test("PA10 a check that the learner collapsed or expanded stays that way", () => {
  const run = after(
    live(runStarts("r1", ["a", "b"])),
    { type: "expand", check: "a", open: true },
    came("r1", result("b", { status: "fail" })),
    { type: "expand", check: "b", open: false },
  );
  assert.equal(isOpen(run, "a"), true);
  assert.equal(isOpen(run, "b"), false);
});

test("PA10 a newer run replaces an older one, whose late results are dropped", () => {
  const run = after(
    live(runStarts("r1", ["a"])),
    live(runStarts("r2", ["a"], 2)),
    came("r1", result("a", { status: "fail" })),
    live({ type: "ran", result: runResult("r1", [result("a", { status: "fail" })], { status: "cancelled" }) }),
  );
  assert.equal(run.id, "r2");
  assert.deepEqual(run.results, {});
  assert.equal(run.phase, "running");
});

test("PA10 the complete result ends the run and adds results that were missed", () => {
  const run = after(
    live(runStarts("r1", ["a", "b"])),
    came("r1", result("a")),
    live({ type: "ran", result: runResult("r1", [result("a"), result("b")]) }),
  );
  assert.equal(run.phase, "finished");
  assert.equal(run.status, "pass");
  assert.equal(passedCount(run), 2);
});

test("PA10 without the live channel, the HTTP response shows everything", () => {
  const run = after(
    { type: "requested" },
    { type: "answered", result: runResult("r9", [result("a", { status: "fail" })]) },
  );
  assert.equal(run.phase, "finished");
  assert.equal(firstFailure(run), "a");
  assert.equal(run.version, 1);
});

test("PA10 the late response of a replaced run does not change the newer one", () => {
  const run = after(
    live(runStarts("r2", ["a"], 2)),
    { type: "answered", result: runResult("r1", [result("a")], { status: "cancelled" }) }, // biome-ignore format: one action
  );
  assert.equal(run.id, "r2");
  assert.equal(run.phase, "running");
});

test("PA10 a refused run says why and keeps the last results", () => {
  const run = after(live(runStarts("r1", ["a"])), live({ type: "ran", result: runResult("r1", [result("a")]) }), { type: "requested" }, { type: "refused", message: "The server does not answer." }); // biome-ignore format: a story in one line
  assert.equal(run.error, "The server does not answer.");
  assert.equal(run.phase, "finished");
  assert.equal(passedCount(run), 1);
});

const draftAfter = (...actions: DraftAction[]) => reduceAll(reduceDraft, emptyDraft, actions);
const opened: DraftAction = { type: "opened", code: code({ source: "judged", version: 6 }), local: null };
const failed = runResult("r1", [result("a"), result("b", { status: "fail", title: "B hears it" })], { version: 6 });
const judged = () =>
  after(
    { type: "live", message: runStarts("r1", ["a", "b"], 6), judged: "judged" },
    live({ type: "ran", result: failed }),
  );

test("ED11 results are stale while the text differs from the one they judged", () => {
  const run = judged();
  const draft = draftAfter(opened);
  assert.equal(isStale(run, draft), false);
  const typing = reduceDraft(draft, { type: "edited", text: "judged!" });
  assert.equal(isStale(run, typing), true, "before anybody saved it");
  assert.match(runLine(run, typing), /results are for v6; the code has changed since/);
  const saved = reduceDraft(typing, { type: "saved", edit: 1, report: report(7) });
  assert.match(runLine(run, saved), /results are for v6; your code is v7/);
  const back = reduceDraft(saved, { type: "edited", text: "judged" });
  assert.equal(isStale(run, back), false, "the same text");
  const again = reduceDraft(back, { type: "saved", edit: 2, report: report(8) });
  assert.equal(isStale(run, again), false, "under another number");
});

test("ED11 without the judged text, the version decides; the other style always differs", () => {
  const run = after(live(runStarts("r1", ["a"], 6)), live({ type: "ran", result: failed }));
  assert.equal(isStale(run, draftAfter(opened)), false);
  assert.equal(isStale(run, draftAfter(opened, { type: "edited", text: "x" })), true);
  assert.equal(isStale(reduceRun(run, { type: "judged-text", run: "r1", text: "x" }), draftAfter(opened)), true);
  const events = draftAfter({
    type: "opened",
    code: code({ style: "events", source: "judged", version: 6 }),
    local: null,
  });
  assert.equal(isStale(judged(), events), true);
});

test("ED11 the last run is recalled with the text it judged, and never replaces a newer one", () => {
  const recalled: RunAction = { type: "recalled", result: failed, judged: "judged", done: true };
  const run = after(recalled);
  assert.equal(firstFailure(run), "b");
  assert.equal(run.isDone, true);
  assert.match(runLine(run, draftAfter(opened)), /1 of 2 passed · v6 .*from your last visit/);
  const first = after({ ...recalled, result: { ...failed, version: 0 } });
  assert.match(runLine(first, draftAfter(opened)), /for the starter code|· starter code ·/);
  assert.equal(announcement(run), "", "nothing has happened just now");
  const newer = after(live(runStarts("r2", ["a"], 7)), recalled);
  assert.equal(newer.id, "r2");
  assert.equal(newer.isDone, true, "what was passed stays passed");
});

test("ED11 a run that the learner stops keeps its results and says who stopped it", () => {
  const run = after(
    live(runStarts("r1", ["a", "b"])),
    came("r1", result("a")),
    { type: "cancelling" },
    live({ type: "ran", result: runResult("r1", [], { status: "cancelled" }) }),
  );
  assert.equal(run.phase, "finished");
  assert.equal(passedCount(run), 1);
  assert.match(runLine(run, draftAfter(opened)), /Stopped by you: 1 of 2 passed until then/);
  assert.equal(announcement(run), "The run was stopped.");
});

test("ED11 a run is announced once, at its end, with its first failure", () => {
  assert.equal(announcement(after(live(runStarts("r1", ["a"])), came("r1", result("a")))), "");
  assert.equal(announcement(judged()), "1 of 2 passed; first failure: b");
  const passed = runResult("r1", [result("a"), result("b")]);
  assert.equal(announcement(after(live(runStarts("r1", ["a", "b"])), live({ type: "ran", result: passed }))), "2 of 2 passed."); // biome-ignore format: one story
});

test("PA12 the verdict names the result, and says when it is about other code", () => {
  const verdict = (run: ReturnType<typeof judged>, ...actions: DraftAction[]) =>
    verdictOf(run, draftAfter(opened, ...actions));
  assert.deepEqual(verdict(emptyRun), { kind: "none", text: "" });
  assert.deepEqual(verdict(judged()), { kind: "fail", text: "1 of 2 checks pass" });
  assert.deepEqual(verdict(judged(), { type: "edited", text: "new" }), { kind: "stale", text: "v6: 1 of 2 passed" });
  assert.equal(verdict({ ...emptyRun, isDone: true }).text, "Passed before");
});
