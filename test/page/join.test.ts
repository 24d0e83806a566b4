// Joining a workshop, step by step.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Joined, JoinInfo } from "../../server/protocol/workshop.ts";
import { reduceAll } from "../../web/ui/store.ts";
import { codeProblem, type JoinAction, joinCode, reduceJoin, startJoin, unknownCodeText } from "../../web/workshop/join/join-state.ts"; // biome-ignore format: one line
import { memberView } from "./workshop-made.ts";

const info: JoinInfo = { title: "Sockets", member: null };
const after = (...actions: JoinAction[]) => reduceAll(reduceJoin, startJoin("k7q-m2x", info), actions);
const answered = (value: Joined): JoinAction => ({ type: "answered", answer: { ok: true, value } });
const nameTaken = { result: "name-taken", name: "Bo", suggestion: "Bo 2" } as const;
const refused = (status: number, detail: string) =>
  ({ ok: false, kind: "refused", problem: { type: "about:blank", title: "No", status, detail } }) as const;

test("WL1 a code is accepted however it is typed, and a mistyped one is explained", () => {
  assert.equal(joinCode(" k7q-m2 x\n"), "K7QM2X");
  assert.equal(codeProblem("K7QM2X"), null);
  for (const wrong of ["", "K7QM2", "K7QM2XX", "K7QM20", "K7QM2I"]) assert.ok(codeProblem(wrong), wrong);
});

test("WL1 the address's code leads to the name, and an unknown one to the code again, with a sentence", () => {
  assert.equal(startJoin("k7q-m2x", info).phase.at, "name");
  assert.deepEqual([startJoin("k7q-m2x", null).phase.at, startJoin("k7q-m2x", null).code], ["code", "K7QM2X"]);
  const unknown = reduceAll(reduceJoin, startJoin("K7QM2X", null), [{ type: "found", answer: refused(404, "no") }]);
  assert.deepEqual([unknown.phase.at, unknown.problem], ["code", unknownCodeText]);
  const expired = after({ type: "name", text: "Bo" }, answered({ result: "unknown-code" }));
  assert.deepEqual([expired.phase.at, expired.problem, expired.name], ["code", unknownCodeText, "Bo"]);
});

test("WL1 a refusal is shown in the server's words and keeps what was typed", () => {
  const full = after(
    { type: "name", text: "Bo" },
    { type: "busy" },
    { type: "answered", answer: refused(429, "Wait 30 s.") },
  );
  assert.deepEqual([full.problem, full.name, full.isBusy, full.phase.at], ["Wait 30 s.", "Bo", false, "name"]);
});

test("WL1 a name that is taken offers another one, or asks for the personal code", () => {
  const taken = after({ type: "name", text: "bo" }, answered(nameTaken));
  assert.deepEqual(taken.phase, { at: "taken", info, taken: "Bo", suggestion: "Bo 2" });
  assert.equal(taken.name, "Bo", "as the member spells it");
  const wrong = reduceJoin(taken, answered({ result: "wrong-personal-code" }));
  assert.equal(wrong.phase.at, "taken");
  assert.match(wrong.problem, /not the personal code of Bo/);
});

test("WL1 a browser with other work asks before it continues as someone else, and may keep it", () => {
  const here = { lessons: 2, done: 1, drafts: 0 };
  const asked = after({ type: "name", text: "bo" }, answered(nameTaken), answered({ result: "would-replace", here }));
  assert.deepEqual(asked.phase, { at: "replace", info, taken: "Bo", here });
  const kept = reduceJoin(asked, { type: "keep" });
  assert.deepEqual([kept.phase, kept.name], [{ at: "name", info }, ""]);
});

test("WL1 after joining, the personal code is there, and a browser that has joined before continues", () => {
  const view = memberView();
  const joined = after(answered({ result: "joined", view, personalCode: "XKCD-1234" }));
  assert.deepEqual(joined.phase, { at: "joined", view, personalCode: "XKCD-1234" });
  assert.equal(startJoin("K7QM2X", { title: "Sockets", member: "Bo" }).name, "Bo");
});
