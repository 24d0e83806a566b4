import assert from "node:assert/strict";
import { test } from "node:test";
import type { ComparisonData, TranscriptEntry } from "../../server/protocol/checks.ts";
import { compare, elidedSpans, visiblePieces } from "../../web/checks/compare.ts";
import { collapseRepeats, elided, failureText } from "../../web/checks/transcript-text.ts";
import { type Block, countOf, diffBlocks, type Span } from "../../web/code/text-diff.ts";
import { fault, test as result } from "./made.ts";

const compared = (kind: ComparisonData["kind"], expected: string, received: string, subset = false) =>
  compare({ kind, expected, received, subset });

test("ED5 texts are compared character by character", () => {
  assert.deepEqual(compared("text", "olleh", "olxeh"), {
    kind: "spans",
    expected: [
      { text: "ol", isChanged: false },
      { text: "l", isChanged: true },
      { text: "eh", isChanged: false },
    ],
    received: [
      { text: "ol", isChanged: false },
      { text: "x", isChanged: true },
      { text: "eh", isChanged: false },
    ],
  });
});

test("ED5 bytes are compared byte by byte", () => {
  const bytes = compared("bytes", "00 ff 80", "00 fe 80");
  assert.deepEqual(bytes.kind === "spans" && bytes.received.find(({ isChanged }) => isChanged)?.text.trim(), "fe");
});

test("ED5 JSON is compared key by key; additional keys are allowed or not", () => {
  const [expected, received] = [
    '{"type":"chat","user":{"name":"a"},"n":1}',
    '{"type":"chat","user":{"name":"b"},"more":2}',
  ];
  const states = (subset: boolean) => {
    const comparison = compared("json", expected, received, subset);
    assert.ok(comparison.kind === "keys");
    return comparison.keys.map(({ path, state }) => `${path} ${state}`);
  };
  assert.deepEqual(states(false), ["type same", "user.name different", "n missing", "more extra"]);
  assert.deepEqual(states(true), ["type same", "user.name different", "n missing", "more free"]);
});

test("ED5 of JSON with very many keys, the wrong ones are shown", () => {
  const many = Array.from({ length: 300 }, (_, at) => at % 10);
  const comparison = compared("json", JSON.stringify(many), JSON.stringify(many.with(-1, 77)));
  assert.deepEqual(comparison, {
    kind: "keys",
    keys: [{ path: "[299]", expected: "9", received: "77", state: "different" }],
    left: 299,
  });
});

test("ED5 invalid or far too deep JSON is compared as text", () => {
  assert.equal(compared("json", '{"a":1}', "{a:1}").kind, "spans");
  const deep = `${"[".repeat(900)}1${"]".repeat(900)}`;
  assert.equal(compared("json", deep, deep).kind, "keys");
  assert.equal(compared("text", "a".repeat(2_000), "b".repeat(2_000)).kind, "spans", "too different: shown whole");
});

test("ED5 each invisible character has a sign", () => {
  const shown = visiblePieces("a b\t\n\r\u0007\u202e\u00a0")
    .map(({ text }) => text)
    .join("");
  assert.ok(shown.startsWith("a·b→⏎\n␍␇\\u{202e}"), shown);
  assert.deepEqual(visiblePieces("ab"), [{ text: "ab", isSign: false }]);
});

const entry = (over: Partial<TranscriptEntry>): TranscriptEntry => ({
  atMs: 0,
  client: "A",
  kind: "sent",
  what: "text",
  text: "",
  met: null,
  ...over,
});

test("ED19 a failure copied as text has its message, the difference, and a column for each client; long values are elided, repeats counted", () => {
  const transcript = [
    entry({ text: "hello" }),
    entry({ atMs: 3, client: "B", kind: "received", text: "hello\u001b[2J" }),
    entry({
      atMs: 4,
      kind: "expected",
      text: 'text "olleh"',
      met: false,
      compared: { kind: "text", expected: "olleh", received: "hello", subset: false },
    }),
    ...Array.from({ length: 3 }, (_, at) => entry({ atMs: 5 + at, text: "x".repeat(200) })),
  ];
  const text = failureText(
    result("reverses", { status: "fail", message: "A sent one text.", transcript, fault: fault({ line: 7 }) }),
    "Reverse · loop · v4",
  );
  const lines = text.split("\n");
  assert.equal(lines[0], "reverses: failed");
  assert.equal(lines[1], "Reverse · loop · v4");
  assert.ok(text.includes("boom (line 7)"));
  assert.ok(text.includes("expected  olleh\nreceived  hello"));
  const head = lines.findIndex((line) => /^ms +A +B$/.test(line));
  const column = lines[head]?.indexOf("B") ?? -1;
  assert.equal(lines[head + 2]?.indexOf('receives text "hello'), column);
  assert.deepEqual(
    lines.slice(head + 4).map((line) => line.replace(/x{9,}/, (all) => `x × ${all.length}`)),
    ['5   sends text "x × 79… (3 times)'],
  );
  assert.ok(!text.includes("\u001b"), "no escape sequence reaches a terminal that it is pasted into");
});

const before = "a\nb\nc\nd\ne\nf\ng\nh\ni\nconst x = 1;\nz\n";

test("ED14 in changed lines, the changed words are marked", () => {
  const blocks = diffBlocks(before, before.replace("const x = 1", "const x = 2")) ?? [];
  const marked = (side: Block["kind"]) =>
    blocks
      .filter(({ kind }) => kind === side)
      .flatMap(({ spans }) => spans.filter(({ isChanged }) => isChanged).map(({ text }) => text));
  assert.deepEqual([marked("removed"), marked("added")], [["1"], ["2"]]);
  assert.deepEqual([countOf(blocks, "removed"), countOf(blocks, "added")], [1, 1]);
});

test("ED14 each side, joined, is its original text", () => {
  const texts = ["", "\n", "a", "a\n", before, "x\ny\n", "a\r\nb\r\n", "\u202e\u{1f600}\n", "x\n".repeat(40)];
  for (const one of texts) {
    for (const other of texts) {
      const blocks = diffBlocks(one, other) ?? [];
      const side = (without: Block["kind"]) =>
        blocks.flatMap(({ kind, spans }) => (kind === without ? [] : spans.map(({ text }) => text))).join("");
      assert.equal(side("added"), one.replace(/(?<=[^\n])$/, "\n"), JSON.stringify([one, other]));
      assert.equal(side("removed"), other.replace(/(?<=[^\n])$/, "\n"), JSON.stringify([one, other]));
    }
  }
});

test("ED14 long runs of equal lines collapse, except for the context of each change", () => {
  const blocks = diffBlocks(before, before.replace("const x = 1", "const x = 2")) ?? [];
  assert.deepEqual(
    blocks.map(({ kind, lines }) => [kind, lines]),
    [
      ["gap", 6],
      ["same", 3],
      ["removed", 1],
      ["added", 1],
      ["same", 1],
    ],
  );
});

test("ED14 a comparison that would take too long is given up, of lines or of the words in them", () => {
  const lines = (letter: string) => Array.from({ length: 4_000 }, (_, at) => `${letter}${at}`).join("\n");
  assert.equal(diffBlocks(lines("a"), lines("b")), null);
  const blocks = diffBlocks("ab ".repeat(20_000), "ba ".repeat(20_000)) ?? [];
  const spans = blocks.map(({ kind, spans }) => [kind, spans.map(({ isChanged }) => isChanged)]);
  assert.deepEqual(spans, [
    ["removed", [false]],
    ["added", [false]],
  ]);
});

test("ED19 a transcript elides long payloads and collapses repeats", () => {
  const entry = (text: string) => ({ atMs: 0, client: "A", kind: "received", what: "text", text, met: null }) as const;
  const rows = collapseRepeats([entry("x"), entry("x"), entry("y"), entry("x")]);
  assert.deepEqual(
    rows.map(({ entry: { text }, count }) => [text, count]),
    [
      ["x", 2],
      ["y", 1],
      ["x", 1],
    ],
  );
  assert.equal(elided("a".repeat(80)), "a".repeat(80));
  assert.equal(elided("a".repeat(60_000)).length, 81);
});

test("ED19 of long values, 80 characters around the first difference are shown", () => {
  const shown = (spans: readonly Span[]) =>
    spans.map(({ text, isChanged }) => (isChanged ? `[${text}]` : text)).join("");
  const long = compared("text", `${"a".repeat(500)}b${"c".repeat(500)}`, `${"a".repeat(500)}x${"c".repeat(500)}`);
  assert.ok(long.kind === "spans");
  assert.equal(shown(elidedSpans(long.received, 80)), `…${"a".repeat(20)}[x]${"c".repeat(59)}…`);
  const short = compared("text", "a", "b");
  assert.ok(short.kind === "spans");
  assert.equal(elidedSpans(short.received, 80), short.received);
  const emoji = elidedSpans([{ text: "😀".repeat(100).slice(1), isChanged: false }], 80);
  assert.ok(shown(emoji).isWellFormed() && shown(emoji).endsWith("😀…"));
});
