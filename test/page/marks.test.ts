import assert from "node:assert/strict";
import { test } from "node:test";
import type { RoomState } from "../../server/protocol/host.ts";
import { type DraftAction, emptyDraft, reduceDraft } from "../../web/code/draft.ts";
import { loadLine, marksOf } from "../../web/code/draft-text.ts";
import { changeOf, editBetween, movedCaret, movedLine } from "../../web/code/text-edit.ts";
import { reduceAll } from "../../web/ui/store.ts";
import { code, fault, report } from "./made.ts";

const after = (...actions: DraftAction[]) => reduceAll(reduceDraft, emptyDraft, actions);
const five = "one\ntwo\nthree\nfour\nfive\n";
const opened: DraftAction = { type: "opened", code: code({ source: five, version: 1 }), local: null };
const edited = (text: string): DraftAction => ({ type: "edited", text });

test("ED9 a mark moves with its line and disappears with the first edit of that line", () => {
  const hit = after(opened, { type: "faulted", fault: fault({ line: 3 }) });
  assert.equal(hit.faultLine, 3);
  const above = reduceDraft(hit, edited(`zero\n${five}`));
  assert.equal(above.faultLine, 4);
  const below = reduceDraft(above, edited(`zero\n${five}six\n`));
  assert.equal(below.faultLine, 4);
  const there = reduceDraft(below, edited(`zero\n${five.replace("three", "tree")}six\n`));
  assert.equal(there.faultLine, null);
  assert.notEqual(there.fault, null, "what happened still happened");
  assert.deepEqual(marksOf(there), []);
});

test("ED9 problems move and disappear in the same way until the next load reports new ones", () => {
  const problems = [2, 4].map((line) => ({ line, column: 1, message: `bad ${line}`, severity: "error" as const }));
  const draft = after(opened, { type: "loaded", report: report(1, { problems }) }, edited(five.replace("two\n", "")));
  assert.deepEqual(
    draft.problems.map(({ line, message }) => [line, message]),
    [[3, "bad 4"]],
  );
  const same = after(opened, { type: "loaded", report: report(1, { problems }) });
  assert.equal(reduceDraft(same, edited(`${five}six`)).problems, same.problems, "nothing moved, nothing is drawn anew");
});

test("ED9 a fault's mark shows its version, kind, limit and stack, without invisible characters", () => {
  const stack = ["at handle (handler.ts:3:5)"];
  const [mark] = marksOf(after(opened, { type: "faulted", fault: fault({ line: 3, kind: "cpu", limit: "turnFuel", stack, message: "too long\u202e" }) })); // biome-ignore format: a sentence
  assert.equal(mark?.kind, "fault");
  assert.match(mark?.message ?? "", /v1 · CPU limit/);
  assert.match(mark?.message ?? "", /limit turnFuel: CPU of one turn/);
  assert.match(mark?.message ?? "", /handler\.ts:3:5/);
  assert.match(mark?.message ?? "", /too long\\u\{202e\}/);
});

test("ED9 a line of an older text is found at its present place, or is gone", () => {
  const cases: [string, string, number, number | null][] = [
    [five, five, 3, 3],
    [five, `new\n${five}`, 3, 4],
    [five, five.replace("two\n", ""), 3, 2],
    [five, five.replace("three", "3"), 3, null],
    [five, "", 3, null],
  ];
  for (const [before, now, line, expected] of cases) {
    assert.equal(movedLine(changeOf(before, now), line), expected, JSON.stringify([before, now, line]));
  }
});

test("ED8 a replacement is one small edit, and the caret stays with the text around it", () => {
  const cases: [string, string, number, number][] = [
    ["abc def", "abc xx def", 7, 10],
    ["abc def", "abc xx def", 2, 2],
    ["one two", "one", 7, 3],
    ["", "anything", 0, 0],
    ["same", "same", 3, 3],
    ["aaa", "aaaa", 3, 3],
  ];
  for (const [before, now, caret, expected] of cases) {
    const edit = editBetween(before, now);
    assert.equal(before.slice(0, edit.start) + edit.insert + before.slice(edit.end), now);
    assert.equal(movedCaret(edit, caret), expected, JSON.stringify([before, now, caret]));
  }
});

test("ED8 no edit splits a surrogate pair or a line break", () => {
  for (const [before, now] of [
    ["a\u{1f600}b", "a\u{1f601}b"],
    ["\u{1f600}", "\u{1f900}"],
    ["a\r\nb", "a\nb"],
    ["a\r\n", "a\r"],
  ] as const) {
    const { start, end, insert } = editBetween(before, now);
    assert.equal(before.slice(0, start) + insert + before.slice(end), now);
    for (const part of [before.slice(0, start), insert, before.slice(end)]) assert.ok(part.isWellFormed(), part);
    assert.ok(!(before[start - 1] === "\r" && before[start] === "\n"));
  }
});

test("ED17 the status line names each state of the code", () => {
  const waiting: RoomState = { state: "waiting", version: 3, clock: "real", nowMs: 0, peers: [], nextWakeAtMs: null };
  const saved = after(opened, edited("a"), { type: "saved", edit: 1, report: report(3) });
  const stopped = reduceDraft(saved, { type: "faulted", fault: fault({ version: 3, kind: "memory", limit: "memoryBytes", stops: true }) }); // biome-ignore format: a sentence
  const refused = {
    kind: "refused",
    message: "It is 70,000 bytes long, 4,464 more than a handler may have.",
    isStored: true,
  } as const;
  const states: [string, RegExp][] = [
    [loadLine(after(opened, edited("a")), null).text, /Typing/],
    [loadLine(after(opened, edited("a"), { type: "sending", edit: 1 }), null).text, /Saving/],
    [loadLine(saved, null).text, /^v3 · loaded in 0\.8 ms$/],
    [loadLine(saved, waiting).text, /v3 used its share of CPU time and continues automatically/],
    [loadLine(saved, null, true).text, /^v3 · offline/],
    [loadLine(stopped, null).text, /v3 was stopped: it ran out of memory\. Change the code or restart it\.$/],
    [loadLine(after(opened, edited("a"), { type: "failed", edit: 1, error: refused }), null).text, /4,464 more.*kept only in this browser/],
    [loadLine(reduceDraft(saved, { type: "other-style-loaded", style: "events", version: 4 }), null).text, /v4 \(Events\) is running/],
  ]; // biome-ignore format: a table
  for (const [text, expected] of states) assert.match(text, expected);
});
