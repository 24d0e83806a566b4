import assert from "node:assert/strict";
import { test } from "node:test";
import { binaryMatcher, comparisonOf, jsonMatcher, textMatcher } from "../../server/checks/comparison.ts";

const bytes = Uint8Array.of(0, 255);
const text = (value: string) => ({ kind: "text", text: value }) as const;

test("ED5 expected and received values of one kind are compared as they are", () => {
  const mismatch = { received: text('{"a":2}'), withinMs: 1_000 };
  assert.deepEqual(comparisonOf({ ...textMatcher("a\n"), ...mismatch }), {
    kind: "text",
    expected: "a\n",
    received: '{"a":2}',
    subset: false,
  });
  assert.deepEqual(comparisonOf({ ...jsonMatcher({ a: 1 }, true), ...mismatch }), {
    kind: "json",
    expected: '{"a":1}',
    received: '{"a":2}',
    subset: true,
  });
  const received = { kind: "binary", data: Uint8Array.of(1) } as const;
  assert.deepEqual(comparisonOf({ ...binaryMatcher(bytes), received, withinMs: 0 }), {
    kind: "bytes",
    expected: "00 ff",
    received: "01",
    subset: false,
  });
});

test("ED5 values that cannot be compared are described in words", () => {
  const cases = [
    [
      { ...textMatcher("a"), received: { kind: "binary", data: bytes } as const },
      /a binary message \(2 bytes, 00 ff\)/,
    ],
    [{ ...textMatcher(/a/), received: text("b") }, /text "b"/],
    [textMatcher("a"), /nothing within 1 s/],
    [{ ...jsonMatcher(1, false), received: { kind: "close", code: 1011, reason: "" } as const }, /closed with 1011/],
  ] as const;
  for (const [mismatch, words] of cases) {
    const compared = comparisonOf({ ...mismatch, withinMs: 1_000 });
    assert.equal(compared.kind, "words");
    assert.match(compared.received, words);
  }
});

test("ED5 both sides of a comparison are limited in length", () => {
  const long = "x".repeat(60_000);
  const { expected, received } = comparisonOf({ ...textMatcher(long), received: text(`${long}y`), withinMs: 0 });
  assert.ok(expected.length <= 16_001 && received.length <= 16_001);
});
