import assert from "node:assert/strict";
import { test } from "node:test";
import { compose, maxBytes } from "../../web/clients/composer/compose.ts";
import { type ComposerAction, emptyComposer, reduceComposer } from "../../web/clients/composer/composer-state.ts";
import { jsonMistake, reformatted } from "../../web/clients/composer/json-lint.ts";
import { isUnfolding, unfolded } from "../../web/clients/payload-text.ts";
import { reduceAll } from "../../web/ui/store.ts";

const after = (...actions: ComposerAction[]) => reduceAll(reduceComposer, emptyComposer, actions);
const write = (text: string): ComposerAction => ({ type: "change", change: { text } });
const sends = (text: string): ComposerAction[] => [write(text), { type: "sent" }];

test("BE4 a JSON mistake is reported with line, column and explanation", () => {
  const mistakes: [string, number, number, RegExp][] = [
    ["", 1, 1, /text is empty/],
    ["{ a: 1 }", 1, 3, /double quotes/],
    ["{'a': 1}", 1, 2, /double quotes/],
    ['{\n  "a": 1,\n}', 3, 1, /comma/],
    ["[1, 2,]", 1, 7, /comma/],
    ['{"a" 1}', 1, 6, /colon/],
    ['{"a": undefined}', 1, 7, /undefined is not a JSON value/],
    ["[1 2]", 1, 4, /comma or ]/],
    ["[01]", 1, 2, /01 is not a JSON value/],
    ['{"a": "b', 1, 7, /not closed/],
    ['"a\nb"', 1, 3, /not closed on this line/],
    ['"\\x"', 1, 2, /not a JSON escape/],
    ["[[1]", 1, 5, /\] is missing/],
    ["1 2", 1, 3, /unexpected text after/],
    ["'a'", 1, 1, /double quotes/],
    ["{]", 1, 2, /double quotes/],
  ];
  for (const [text, line, column, why] of mistakes) {
    const mistake = jsonMistake(text);
    assert.deepEqual([mistake?.line, mistake?.column], [line, column], `${text} ${mistake?.message}`);
    assert.match(mistake?.message ?? "", why, text);
  }
  for (const text of ["1", '{"a":[true,null,-1.5e3,"\\u00e9"]}', " [ ] ", '""']) assert.equal(jsonMistake(text), null);
});

test("BE4 64 KiB of open brackets are checked without overflowing the stack", () => {
  assert.notEqual(jsonMistake("[".repeat(64 << 10)), null);
  assert.notEqual(jsonMistake(`["${"a".repeat(64 << 10)}`), null);
});

test("BE4 JSON is indented or put on one line without changing its value", () => {
  const text = '{"a":[1,{"b":null}]}';
  assert.equal(reformatted(reformatted(text, "pretty"), "compact"), text);
  assert.match(reformatted(text, "pretty"), /\n {2}"a": \[/);
  assert.equal(reformatted("{ a", "pretty"), "{ a");
});

test("BE4 bytes are parsed from hex and base64; the first mistake is named", () => {
  const bytes = (...values: number[]) => ({ ok: true, data: Uint8Array.from(values) });
  assert.deepEqual(compose("binary", "00 fF,0x41:7f"), bytes(0, 255, 65, 127));
  assert.deepEqual(compose("binary", "SGk", "base64"), bytes(72, 105));
  assert.deepEqual(compose("binary", "SGk=\n", "base64"), bytes(72, 105));
  assert.deepEqual(compose("binary", "-_8=", "base64"), compose("binary", "+/8=", "base64"));
  const wrong: [string, "hex" | "base64", RegExp][] = [
    ["4", "hex", /one is missing/],
    ["4g", "hex", /"g" is not a hex digit/],
    ["4\u202e", "hex", /U\+202e/],
    ["SG k!", "base64", /"!"/],
    ["SGkkA", "base64", /Incomplete base64/],
    ["S=Gk", "base64", /"="/],
  ];
  for (const [text, encoding, why] of wrong) {
    const composed = compose("binary", text, encoding);
    assert.ok(!composed.ok);
    assert.match(composed.problem, why, text);
    assert.equal(composed.anyway, undefined, "bytes that are none cannot be sent");
  }
});

test("BE4 a questionable message is reported before it is sent, and sent if the learner insists", () => {
  const broken = compose("json", "{ a");
  assert.ok(!broken.ok && broken.anyway === "{ a");
  assert.equal(compose("text", "é".repeat(maxBytes / 2)).ok, true);
  const large = compose("text", `${"é".repeat(maxBytes / 2)}x`);
  assert.ok(!large.ok && typeof large.anyway === "string");
  assert.match(large.problem, /65,537 bytes.*65,536.*1009/);
});

test("BE4 ArrowUp recalls sent messages, ArrowDown later ones, and neither overwrites an edit", () => {
  const sent = [...sends("one"), ...sends("two"), ...sends("two")];
  assert.deepEqual(
    after(...sent).sent.map(({ text }) => text),
    ["one", "two"],
  );
  assert.equal(after(...sent).text, "");
  assert.equal(after(...sent, { type: "older" }).text, "two");
  assert.equal(after(...sent, { type: "older" }, { type: "older" }, { type: "older" }).text, "one");
  assert.equal(after(...sent, { type: "older" }, { type: "older" }, { type: "newer" }).text, "two");
  assert.equal(after(...sent, { type: "older" }, { type: "newer" }).text, "");
  assert.equal(after(...sent, write("half"), { type: "older" }).text, "half");
  assert.equal(after(...sent, { type: "older" }, write("two!"), { type: "older" }).text, "two!");
  const kinds = after(
    { type: "change", change: { kind: "json" } },
    ...sends("{}"),
    { type: "change", change: { kind: "text" } },
    { type: "older" },
  );
  assert.deepEqual([kinds.kind, kinds.text], ["json", "{}"]);
});

test("BE4 a message has 1 to 64 frames, whatever is entered", () => {
  const typed = (fragments: number) => after({ type: "fragments", fragments }).fragments;
  assert.deepEqual([0, 1, 3.7, 64, 999, Number.NaN].map(typed), [1, 1, 3, 64, 64, 1]);
});

test("BE7 a payload expands: JSON indented, bytes as a hex dump with characters", () => {
  const entry = { seq: 1, atMs: 0, what: "received", kind: "text", text: '{"a":1}', bytes: 7 } as const;
  assert.ok(isUnfolding(entry));
  assert.equal(unfolded(entry), '{\n  "a": 1\n}');
  assert.equal(isUnfolding({ ...entry, text: "plain" }), false);
  const bytes = { ...entry, kind: "binary", text: "48 69 00 ff", bytes: 20 } as const;
  assert.match(unfolded(bytes), /^0000 {2}48 69 00 ff +Hi··\n… 16 bytes more$/);
});
