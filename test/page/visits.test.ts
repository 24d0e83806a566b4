import assert from "node:assert/strict";
import { test } from "node:test";
import type { Visit } from "../../server/protocol/visit.ts";
import { firstForm, sortedResults, visitSummary } from "../../web/workshop/classroom/visit-model.ts";
import { LearnerRows } from "../../web/workshop/roster/learner-rows.ts";
import { member, outline, workshopState } from "./made-workshop.ts";

test("CR7 the panel begins with what the lesson's first try button that sends a text sends, and how it connects", () => {
  const connect = JSON.stringify([{ do: "connect", client: "A", query: "?token=1" }]);
  const send = JSON.stringify([
    { do: "connect", client: "A", query: "?token=2", protocols: ["chat"] },
    { do: "send", client: "A", text: "hi" },
  ]);
  assert.deepEqual(firstForm([connect, send]), { send: "hi", query: "?token=2", protocols: ["chat"] });
  assert.deepEqual(firstForm(["no JSON", connect]), { send: "hello", query: "", protocols: [] });
});

test("CR7 results are shown with failures first, and counted", () => {
  const outcomes = { Ana: "correct", Ben: "crashed", Cem: "silent", Dee: "correct" } as const;
  const rows = new LearnerRows([outline("echo")]).of(workshopState(Object.keys(outcomes).map((id) => member(id))));
  const results = Object.fromEntries(Object.entries(outcomes).map(([id, outcome]) => [id, { outcome, text: "" }]));
  const request = { lesson: "echo", query: "", protocols: [], send: "hi", expect: null, timeoutMs: 100 };
  const visit: Visit = { request, state: "done", results };
  const names = sortedResults(visit, rows).map(({ row }) => row.member.name);
  assert.deepEqual(names.slice(0, 2), ["Ben", "Cem"]);
  assert.deepEqual(new Set(names.slice(2)), new Set(["Ana", "Dee"]));
  assert.equal(visitSummary(visit), "2 answered, 1 no answer, 1 crashed");
});
