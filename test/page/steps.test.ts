// The steps of a lesson, as its checks pass.
import assert from "node:assert/strict";
import { test } from "node:test";
import { closedChecks } from "../../server/workshop/roster.ts";
import { emptyRun, firstFailure, hasPassedAll, reduceRun, verdictOf } from "../../web/checks/run-state.ts";
import { emptyDraft } from "../../web/code/draft.ts";
import { doneSteps, openPart, stepHeading } from "../../web/lesson/steps.ts";
import { test as result, runResult } from "./made.ts";

const lesson = { steps: [{ checks: [] }, { checks: ["a", "b"] }, { checks: ["c"] }] };
const answered = (...tests: ReturnType<typeof result>[]) =>
  reduceRun(emptyRun, { type: "answered", result: runResult("r", tests) });

test("LE16 a step is done once all of its checks pass, in the style that is written", () => {
  const run = answered(result("a"), result("b"), result("c", { status: "fail" }));
  assert.deepEqual(doneSteps(lesson, run, "loop"), [false, true, false]);
  assert.deepEqual(doneSteps(lesson, run, "events"), [false, false, false]);
  assert.deepEqual(doneSteps(lesson, answered(result("a"), result("b", { status: "error" })), "loop"), [
    false,
    false,
    false,
  ]);
  assert.deepEqual(doneSteps(lesson, emptyRun, "loop"), [false, false, false]);
});

test("LE16 a step's first check carries its heading", () => {
  const done = [false, true, false];
  assert.equal(stepHeading(lesson, "a", done), "Step 2 of 3 done");
  assert.equal(stepHeading(lesson, "b", done), null);
  assert.equal(stepHeading(lesson, "c", done), "Step 3 of 3");
});

test("WL4 checks of steps that are not open count for nothing, unless they pass", () => {
  const closed = closedChecks(lesson, 2);
  assert.deepEqual([...closed], ["c"]);
  const run = answered(result("a"), result("b"), result("c", { status: "fail" }));
  const open = openPart(run, closed);
  assert.deepEqual([open.checks.map(({ id }) => id), firstFailure(open), hasPassedAll(open)], [["a", "b"], null, true]);
  assert.ok(!hasPassedAll(run));
  const ahead = openPart(answered(result("a"), result("b", { status: "fail" }), result("c")), closed);
  assert.deepEqual([ahead.checks.map(({ id }) => id), firstFailure(ahead)], [["a", "b", "c"], "b"]);
  assert.equal(openPart(run, closedChecks(lesson, 3)), run);
});

test("WL4 once later steps are open, the earlier run has not failed: its other checks are still to run", () => {
  const tests = [result("a"), result("b"), result("c", { status: "skipped" })];
  const run = reduceRun(emptyRun, { type: "answered", result: runResult("r", tests, { status: "fail" }) });
  const draft = { ...emptyDraft, style: run.style ?? "loop", version: run.version };
  assert.deepEqual(verdictOf(run, draft), { kind: "none", text: "2 of 3 checks pass" });
  assert.deepEqual(verdictOf(openPart(run, closedChecks(lesson, 2)), draft), {
    kind: "pass",
    text: "2 of 2 checks pass",
  });
});

test("WL4 the heading of a step that is not open says so", () => {
  const done = [false, true, false];
  assert.equal(stepHeading(lesson, "c", done, 2), "Step 3 of 3 · not yet");
  assert.equal(stepHeading(lesson, "a", done, 2), "Step 2 of 3 done");
});
