import assert from "node:assert/strict";
import { test } from "node:test";
import type { TestResult } from "../../server/protocol/checks.ts";
import type { ToPage } from "../../server/protocol/live.ts";
import { emptyRun, firstFailure, isOpen, passedCount, type RunAction, reduceRun } from "../../web/state/run.ts";
import { reduceAll } from "../../web/state/store.ts";
import { runResult, runStarts, test as result } from "./made.ts";

const live = (message: ToPage): RunAction => ({ type: "live", message });
const came = (run: string, one: TestResult): RunAction => live({ type: "test", run, index: 0, of: 2, result: one });
const after = (...actions: RunAction[]) => reduceAll(reduceRun, emptyRun, actions);

test("PA10 results come one by one, and the first that is not right stands open", () => {
  const run = after(
    { type: "asked" },
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

test("PA10 a check that was not run is no failure", () => {
  const run = after(live(runStarts("r1", ["a"])), came("r1", result("a", { status: "skipped" })));
  assert.equal(firstFailure(run), null);
});

test("PA10 what the learner folds or unfolds stays so", () => {
  const run = after(
    live(runStarts("r1", ["a", "b"])),
    { type: "fold", check: "a", open: true },
    came("r1", result("b", { status: "fail" })),
    { type: "fold", check: "b", open: false },
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

test("PA10 the whole result ends the run and mends what was missed on the way", () => {
  const run = after(
    live(runStarts("r1", ["a", "b"])),
    came("r1", result("a")),
    live({ type: "ran", result: runResult("r1", [result("a"), result("b")]) }),
  );
  assert.equal(run.phase, "finished");
  assert.equal(run.status, "pass");
  assert.equal(passedCount(run), 2);
});

test("PA10 without the live channel the answer alone shows everything", () => {
  const run = after(
    { type: "asked" },
    { type: "answered", result: runResult("r9", [result("a", { status: "fail" })]) },
  );
  assert.equal(run.phase, "finished");
  assert.equal(firstFailure(run), "a");
  assert.equal(run.version, 1);
});

test("PA10 the late answer of an overtaken run leaves the newer one alone", () => {
  const run = after(
    live(runStarts("r2", ["a"], 2)),
    { type: "answered", result: runResult("r1", [result("a")], { status: "cancelled" }) }, // biome-ignore format: one action
  );
  assert.equal(run.id, "r2");
  assert.equal(run.phase, "running");
});

test("PA10 a run that was refused says why and keeps the last results", () => {
  const run = after(live(runStarts("r1", ["a"])), live({ type: "ran", result: runResult("r1", [result("a")]) }), { type: "asked" }, { type: "refused", message: "The server does not answer." }); // biome-ignore format: a story in one line
  assert.equal(run.trouble, "The server does not answer.");
  assert.equal(run.phase, "finished");
  assert.equal(passedCount(run), 1);
});
