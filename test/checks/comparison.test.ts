import assert from "node:assert/strict";
import { test } from "node:test";
import { comparisonOf } from "../../server/checks/comparison.ts";
import { expectedBinary, expectedJson, expectedText } from "../../server/checks/expected.ts";

const bytes = Uint8Array.of(0, 255);
const text = (value: string) => ({ kind: "text", text: value }) as const;

test("ED5 a value that was expected stands beside what came, when the two are alike", () => {
  const unmet = { came: text('{"a":2}'), withinMs: 1_000 };
  assert.deepEqual(comparisonOf({ ...expectedText("a\n"), ...unmet }), {
    kind: "text",
    expected: "a\n",
    received: '{"a":2}',
    subset: false,
  });
  assert.deepEqual(comparisonOf({ ...expectedJson({ a: 1 }, true), ...unmet }), {
    kind: "json",
    expected: '{"a":1}',
    received: '{"a":2}',
    subset: true,
  });
  const came = { kind: "binary", data: Uint8Array.of(1) } as const;
  assert.deepEqual(comparisonOf({ ...expectedBinary(bytes), came, withinMs: 0 }), {
    kind: "bytes",
    expected: "00 ff",
    received: "01",
    subset: false,
  });
});

test("ED5 what cannot be compared is said in words", () => {
  const cases = [
    [{ ...expectedText("a"), came: { kind: "binary", data: bytes } as const }, /a binary message of 2 bytes: 00 ff/],
    [{ ...expectedText(/a/), came: text("b") }, /text "b"/],
    [expectedText("a"), /nothing within 1 s/],
    [{ ...expectedJson(1, false), came: { kind: "close", code: 1011, reason: "" } as const }, /closed with 1011/],
  ] as const;
  for (const [unmet, received] of cases) {
    const compared = comparisonOf({ ...unmet, withinMs: 1_000 });
    assert.equal(compared.kind, "words");
    assert.match(compared.received, received);
  }
});

test("ED5 neither side of it grows past what a page can show", () => {
  const long = "x".repeat(60_000);
  const { expected, received } = comparisonOf({ ...expectedText(long), came: text(`${long}y`), withinMs: 0 });
  assert.ok(expected.length <= 2_001 && received.length <= 2_001);
});
