import assert from "node:assert/strict";
import { test } from "node:test";
import { countChoices, createQuery, isFiltering, noFilter } from "../../web/wire/filter/filter.ts";
import { parseExpression } from "../../web/wire/filter/filter-expression.ts";
import { loadPatterns } from "../../web/wire/filter/patterns.ts";
import type { FrameEntry, WireEntry } from "../../web/wire/model/entry.ts";
import { WirePeer } from "../../web/wire/model/peers.ts";
import { Wire } from "../../web/wire/wire.ts";
import { frame, handshake } from "./made.ts";

const compilePattern = await loadPatterns();
const base64 = (text: string): string => Buffer.from(text).toString("base64");

function entry(name: string, text: string, over: Partial<FrameEntry["frame"]> = {}): WireEntry {
  const made = frame({ payload: base64(text), length: Buffer.byteLength(text), ...over });
  return { what: "frame", peer: new WirePeer(name), frame: made, isReply: false };
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
  shake: { what: "handshake", peer: new WirePeer("#3"), handshake: handshake({ client: "" }) },
  gone: { what: "gone", peer: new WirePeer("A"), atMs: 0 },
  rule: { what: "version", version: 7, atMs: 0 },
};

function found(text: string): string {
  const { matches, problem } = createQuery({ ...noFilter, text }, compilePattern);
  assert.equal(problem, null);
  return Object.entries(rows)
    .filter(([, row]) => matches?.(row) ?? true)
    .map(([name]) => name)
    .join(" ");
}

test("WR7 plain text is searched in payloads, close reasons and headers, ignoring case", () => {
  assert.equal(found("hello"), "hello answer");
  assert.equal(found("OOPS"), "close");
  assert.equal(found("sec-websocket-key"), "shake");
  assert.equal(found('"two words"'), "json");
  assert.equal(found("two hello"), "", "all terms must match");
  assert.equal(found("ff 00"), "binary", "words, in any order");
  assert.equal(found('"00 ff"'), "binary");
  assert.equal(found('{"id":'), "json", "anything else is text");
  assert.equal(found("http://x"), "");
});

test("WR7 an expression matches kind, client, direction, length, version, line, close code and FIN", () => {
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

test("WR7 without a filter everything is shown, including remarks; a filter shows only matches", () => {
  assert.equal(createQuery(noFilter, compilePattern).matches, null);
  assert.ok(found("").includes("rule"));
  assert.ok(!found("e").includes("rule"));
});

test("WR7 the menu's direction, kinds and client combine with the text", () => {
  const filter = { ...noFilter, direction: "in" as const, hiddenKinds: ["pong" as const], client: "B" };
  const { matches } = createQuery(filter, compilePattern);
  assert.deepEqual(
    Object.keys(rows).filter((name) => matches?.(rows[name] ?? { what: "offline" })),
    ["json"],
  );
  assert.equal(countChoices(filter), 3);
  assert.ok(isFiltering(filter) && !isFiltering({ ...noFilter, text: "  " }));
});

test("WR7 a mistake is explained in one sentence, and the rest of the filter applies", () => {
  const problem = (text: string): string => {
    const read = parseExpression(text, compilePattern);
    return read.ok ? "" : read.problem;
  };
  assert.match(problem("knid:ping"), /Unknown field “knid”/);
  assert.match(problem("kind:pings"), /Unknown kind “pings”/);
  assert.match(problem("len>many"), /Write a number after len>/);
  assert.match(problem("len>"), /Add a value after len>/);
  assert.match(problem("kind>ping"), /Write kind:ping/);
  assert.match(problem('"not closed'), /Add the missing "/);
  assert.match(problem("/(/"), /Invalid pattern: missing closing \)/);
  assert.match(problem("/(a)\\1/"), /do not support \\1/);
  assert.match(problem("/(?=a)/"), /do not support \(\?=/);
  assert.match(problem("/a/x"), /not x/);
  assert.match(problem("x".repeat(501)), /500 characters/);
  assert.equal(
    createQuery({ ...noFilter, text: "/(/", direction: "in" }, compilePattern).matches?.(
      rows.answer ?? { what: "offline" },
    ),
    false,
  );
});

test("WR7 the parser accepts any input: 20,000 random filters", () => {
  const bits = 'kind: ping " / \\ ( ) [ ] { 2,1} - len> 9 * + | ^ \u202e €'.split(" ").concat(" ");
  let seed = 7;
  const next = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  for (let n = 0; n < 20_000; n++) {
    const text = Array.from({ length: next(9) }, () => bits[next(bits.length)]).join("");
    const { matches } = createQuery({ ...noFilter, text }, compilePattern);
    matches?.(rows.json ?? { what: "offline" });
  }
});

test("WR7 patterns match what the browser's own engine matches", () => {
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
  const patterns =
    "a a* a+b? ^a.*c$ (ab|c)+ [a-c]+$ [^a] \\d{2} \\bw a{2,} (?:x\\d)y o\\sw \\w+-\\w+ a| \\. a{,2} [\\d-] \\Bb \\u00fc [\\]] x*?y ^$ (?<n>a)b".split(
      " ",
    );
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

test("WR7 patterns that make backtracking engines hang take time in proportion to the text, and larger ones are refused", () => {
  for (const source of ["(a+)+$", "(a|a)*b", "(a*)*b", "a*a*a*a*a*b", "(.*)*x", "(a|aa)+$"]) {
    const pattern = compilePattern(source, false);
    assert.ok(pattern.ok, source);
    // A backtracking engine would not finish within a lifetime: that the test ends is the proof.
    assert.equal(pattern.test(`${"a".repeat(4_095)}!`), false, source);
  }
  for (const source of [
    "((a{100}){100}){100}",
    "(a+)\\1",
    "(?=a)",
    "a**",
    "*a",
    "a)",
    "[a",
    "(x{100}){9}(y{100}){9}",
  ]) {
    const pattern = compilePattern(source, false);
    assert.ok(!pattern.ok && /^[A-Z].*\.$/.test(pattern.problem), source);
  }
});

test("WR7 the pattern engine is loaded on first use, and a failure to load it is explained", async () => {
  for (const fails of [false, true]) {
    const loading = Promise.withResolvers<typeof compilePattern>();
    let loads = 0;
    const wire = new Wire({
      paint: () => {},
      loadPatterns: () => {
        loads += 1;
        return loading.promise;
      },
    });
    wire.view.dispatch({ type: "filter", change: { text: "a" } });
    assert.equal(loads, 0);
    wire.view.dispatch({ type: "filter", change: { text: "/a/" } });
    wire.view.dispatch({ type: "filter", change: { text: "/a+/" } });
    assert.equal(loads, 1);
    assert.match(wire.query.problem ?? "", /Loading/);
    if (fails) loading.reject(new Error("offline"));
    else loading.resolve(compilePattern);
    await loading.promise.catch(() => {});
    assert.match(wire.query.problem ?? "", fails ? /Could not load/ : /^$/);
    assert.equal(wire.query.matches === null, fails);
  }
});
