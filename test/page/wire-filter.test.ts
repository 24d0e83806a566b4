import assert from "node:assert/strict";
import { test } from "node:test";
import { askOf, choices, isFiltering, noFilter } from "../../web/wire/filter/filter.ts";
import { parseExpression } from "../../web/wire/filter/filter-expression.ts";
import { compilePattern } from "../../web/wire/filter/pattern.ts";
import { Caller } from "../../web/wire/model/callers.ts";
import type { FrameEntry, WireEntry } from "../../web/wire/model/entry.ts";
import { frame, handshake } from "./made.ts";

const base64 = (text: string): string => Buffer.from(text).toString("base64");

function entry(name: string, text: string, over: Partial<FrameEntry["frame"]> = {}): WireEntry {
  const made = frame({ payload: base64(text), length: Buffer.byteLength(text), ...over });
  return { what: "frame", caller: new Caller(name), frame: made, isAnswer: false };
}

const closing = `${String.fromCharCode(0x03, 0xf3)}oops`;
const rows: Readonly<Record<string, WireEntry>> = {
  hello: entry("A", "Hello there"),
  answer: entry("A", "hello back", { direction: "out", version: 7, line: 12 }),
  json: entry("B", '{"id": 17, "say": "two words"}'),
  ping: entry("B", "", { opcode: 9, direction: "out", version: 7 }),
  pong: entry("B", "", { opcode: 10 }),
  binary: entry("A", "", { opcode: 2, payload: Buffer.from([0, 0xff, 0x41]).toString("base64"), length: 3 }),
  part: entry("A", "be", { fin: false }),
  more: entry("A", "gun", { opcode: 0 }),
  close: entry("B", "", {
    opcode: 8,
    direction: "out",
    payload: Buffer.from(closing, "latin1").toString("base64"),
    length: 6,
  }),
  shake: { what: "handshake", caller: new Caller("#3"), handshake: handshake({ client: "" }) },
  gone: { what: "gone", caller: new Caller("A"), atMs: 0 },
  rule: { what: "version", version: 7, atMs: 0 },
};

function found(text: string): string {
  const { matches, problem } = askOf({ ...noFilter, text });
  assert.equal(problem, null);
  return Object.entries(rows)
    .filter(([, row]) => matches?.(row) ?? true)
    .map(([name]) => name)
    .join(" ");
}

test("WR7 plain text is looked for in payloads, close reasons and headers, whatever its case", () => {
  assert.equal(found("hello"), "hello answer");
  assert.equal(found("OOPS"), "close");
  assert.equal(found("sec-websocket-key"), "shake");
  assert.equal(found('"two words"'), "json");
  assert.equal(found("two hello"), "", "all of it has to hold");
  assert.equal(found("ff 00"), "binary", "words, in any order");
  assert.equal(found('"00 ff"'), "binary");
  assert.equal(found('{"id":'), "json", "what only looks like the language is text");
  assert.equal(found("http://x"), "");
});

test("WR7 an expression names kind, ends, length, version, line, code and whether more follows", () => {
  assert.equal(found("kind:ping"), "ping");
  assert.equal(found("kind:ping,pong"), "ping pong");
  assert.equal(found("kind:close"), "close gone");
  assert.equal(found("kind:hand"), "shake");
  assert.equal(found("from:a kind:text"), "hello part");
  assert.equal(found("to:A"), "answer");
  assert.equal(found("from:handler"), "answer ping close");
  assert.equal(found("client:#3"), "shake");
  assert.equal(found("dir:out kind:text"), "answer");
  assert.equal(found("len>10"), "hello json");
  assert.equal(found("len<=3 kind:binary"), "binary");
  assert.equal(found("v:7"), "answer ping");
  assert.equal(found("v:v7 line:12"), "answer");
  assert.equal(found("code:1011"), "close");
  assert.equal(found("fin:no"), "part");
  assert.equal(found("-kind:text -kind:handshake -from:handler -kind:pong"), "binary more gone");
  assert.equal(found('/"id": \\d+/'), "json");
  assert.equal(found("/^HELLO/i"), "hello answer");
  assert.equal(found('-"hello there" hello'), "answer");
});

test("WR7 with no filter everything is shown, remarks too; with one, only what it asks for", () => {
  assert.equal(askOf(noFilter).matches, null);
  assert.ok(found("").includes("rule"));
  assert.ok(!found("e").includes("rule"));
});

test("WR7 direction, kinds and client are chosen without writing, and go together with the text", () => {
  const filter = { ...noFilter, direction: "in" as const, without: ["pong" as const], client: "B" };
  const { matches } = askOf(filter);
  assert.deepEqual(
    Object.keys(rows).filter((name) => matches?.(rows[name] ?? { what: "away" })),
    ["json"],
  );
  assert.equal(choices(filter), 3);
  assert.ok(isFiltering(filter) && !isFiltering({ ...noFilter, text: "  " }));
});

test("WR8 a mistake is explained in one sentence, and the rest of the filter holds", () => {
  const problem = (text: string): string => {
    const read = parseExpression(text);
    return read.ok ? "" : read.problem;
  };
  assert.match(problem("knid:ping"), /called “knid”/);
  assert.match(problem("kind:pings"), /no kind “pings”/);
  assert.match(problem("len>many"), /number has to follow len>/);
  assert.match(problem("len>"), /has to follow len>/);
  assert.match(problem("kind>ping"), /write kind:ping/);
  assert.match(problem('"not closed'), /not closed/);
  assert.match(problem("/(/"), /\( of the pattern is not closed/);
  assert.match(problem("/a/x"), /not with x/);
  assert.match(problem("x".repeat(501)), /at most 500/);
  assert.equal(askOf({ ...noFilter, text: "/(/", direction: "in" }).matches?.(rows.answer ?? { what: "away" }), false);
});

test("WR8 whatever is typed, the parser answers: 20,000 odd filters", () => {
  const bits = [
    "kind:",
    "ping",
    '"',
    "/",
    "\\",
    "(",
    ")",
    "[",
    "]",
    "{",
    "2,1}",
    "-",
    " ",
    "len>",
    "9",
    "*",
    "+",
    "|",
    "^",
    "\u202e",
    "€",
  ];
  let seed = 7;
  const next = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  for (let n = 0; n < 20_000; n++) {
    const text = Array.from({ length: next(9) }, () => bits[next(bits.length)]).join("");
    const { matches } = askOf({ ...noFilter, text });
    matches?.(rows.json ?? { what: "away" });
  }
});

test("WR9 patterns agree with the browser's own", () => {
  const texts = [
    "",
    "a",
    "aa",
    "ab",
    "abc",
    "hello world",
    "x1y22",
    "a.b",
    "\n",
    "foo-bar",
    "zzz",
    "Ab",
    "a\tb",
    "]",
    "ü",
  ];
  const patterns = [
    "a",
    "a*",
    "a+b?",
    "^a.*c$",
    "(ab|c)+",
    "[a-c]+$",
    "[^a]",
    "\\d{2}",
    "\\bw",
    "a{2,}",
    "(?:x\\d)y",
    "o\\sw",
    "\\w+-\\w+",
    "a|",
    "\\.",
    "a{,2}",
    "[\\d-]",
    "\\Bb",
    "\\u00fc",
    "[\\]]",
    "x*?y",
    "^$",
    "(?<n>a)b",
  ];
  for (const source of patterns) {
    for (const flags of ["", "i"]) {
      const pattern = compilePattern(source, flags === "i");
      assert.ok(pattern.ok, source);
      for (const text of texts) {
        assert.equal(
          pattern.test(text),
          new RegExp(source, flags).test(text),
          `/${source}/${flags} on ${JSON.stringify(text)}`,
        );
      }
    }
  }
});

test("WR9 patterns that make other engines hang take steps in proportion to the text", () => {
  for (const source of ["(a+)+$", "(a|a)*b", "(a*)*b", "a*a*a*a*a*b", "(.*)*x", "(a|aa)+$"]) {
    const pattern = compilePattern(source, false);
    assert.ok(pattern.ok, source);
    // The browser's own would not come back from this within a lifetime: that the test ends is the proof.
    assert.equal(pattern.test(`${"a".repeat(4_095)}!`), false, source);
  }
  for (const source of ["((a{100}){100}){100}", "(a+)\\1", "(?=a)", "a**", "*a", "a)", "[a", "x{200}"]) {
    const pattern = compilePattern(source, false);
    assert.ok(!pattern.ok && /^[A-Z].*\.$/.test(pattern.problem), source);
  }
});
