import assert from "node:assert/strict";
import { test } from "node:test";
import { entryAnsi, placeOfLink, repeatsAnsi, wrapped } from "../../web/console/ansi.ts";
import {
  allText,
  type ConsoleEntry,
  entryText,
  makeEntry,
  type NewEntry,
  placeIn,
} from "../../web/console/console-entry.ts";
import { announcements } from "../../web/console/screen-reader.ts";

const esc = String.fromCharCode(27);
const bell = String.fromCharCode(7);
const made = (over: Partial<NewEntry>, times = 1): ConsoleEntry => {
  return { ...makeEntry(1, { kind: "log", text: "", ...over }), times };
};
const rows = { columns: 60, showsTimes: false };
const ansi = (over: Partial<NewEntry>, look = rows) => entryAnsi(made(over), look);
/** Without colours and links, as the eye sees it. */
const seen = (text: string) => text.replaceAll(new RegExp(`${esc}\\]8;;[^${bell}]*${bell}|${esc}\\[[0-9;]*m`, "g"), "");
const place = { line: 5, column: 11, version: 7 };

/** Everything a terminal could act on, but for colours and our own links. */
const acts = (text: string) =>
  text
    .replaceAll(new RegExp(`${esc}\\]8;;(ws101:\\d+:\\d+:\\d+)?${bell}`, "g"), "")
    .replaceAll(new RegExp(`${esc}\\[[0-9;:]*m`, "g"), "")
    .replaceAll("\n", "")
    .split("")
    .filter((char) => char.charCodeAt(0) < 0x20 || (char.charCodeAt(0) >= 0x7f && char.charCodeAt(0) < 0xa0));

const hostile = [
  `${esc}]0;title${bell}`,
  `${esc}]52;c;eA==${bell}`,
  `${esc}]8;;javascript:alert(1)${bell}click${esc}]8;;${bell}`,
  `${esc}]8;;ws101:1:1:1${esc}\\here${esc}]8;;${esc}\\`,
  `${esc}[2J${esc}[H${esc}[6n${esc}[?1049h`,
  `${esc}Pq#0${esc}\\`,
  `${esc}_private${esc}\\`,
  `${esc}c${esc}7${esc}8${esc}`,
  "\u009b2J\u009d0;x\u009c\u0090x",
  `over${String.fromCharCode(13)}written\b\b\v\f`,
  `${esc}]8;;ws101:9:9:9`,
];

test("PR2 hostile escape sequences are removed in every kind of entry; only text and colours remain", () => {
  for (const text of hostile) {
    for (const kind of ["log", "error", "fault", "command", "outcome", "notice"] as const) {
      assert.deepEqual(acts(ansi({ kind, text, details: [text], stack: [text] })), [], JSON.stringify(text));
    }
    assert.doesNotMatch(ansi({ text }), /ws101:/, "a learner's text makes no link");
    assert.deepEqual(acts(entryText(made({ text, details: [text], stack: [text] }))), []);
  }
});

test("PR2 characters that reorder or hide text are made visible, and colours stay", () => {
  assert.match(ansi({ text: "abc\u202edef\u200b" }), /abc\\u\{202e\}def\\u\{200b\}/);
  assert.ok(ansi({ text: `${esc}[32mgreen${esc}[0m` }).includes(`${esc}[32mgreen`));
  assert.ok(ansi({ text: `${esc}[41mnever closed` }).endsWith(`${esc}[0m`), "a colour ends with its entry");
});

test("PR1 each kind has its own sign in addition to its colour, and further lines are indented", () => {
  assert.equal(seen(ansi({ kind: "warn", text: "one\ntwo" })), "! one\n  two");
  assert.equal(seen(ansi({ kind: "error", text: "bad" })), "× bad");
  assert.equal(seen(ansi({ kind: "log", text: "plain" })), "  plain");
  assert.equal(seen(ansi({ kind: "command", text: "b ping" })), "> b ping");
});

test("PR2 an entry's place and each stack frame are links with line, column and version", () => {
  const text = ansi({ kind: "fault", text: "boom", place, stack: ["at handle (handler.ts:8:31)", "at native"] });
  const links = [...text.matchAll(new RegExp(`${esc}\\]8;;([^${bell}]+)${bell}([^${esc}]*)`, "g"))];
  assert.deepEqual(
    links.map(([, uri, shown]) => [placeOfLink(uri ?? ""), shown]),
    [
      [place, "line 5"],
      [{ line: 8, column: 31, version: 7 }, "at handle (handler.ts:8:31)"],
    ],
  );
  assert.equal(placeOfLink("javascript:alert(1)"), null);
  assert.equal(placeOfLink("ws101:1:2:3:4"), null);
  assert.equal(placeIn("at handler.ts:8:31", 2)?.line, 8);
});

test("PR1 ws101's own text wraps between words, output does not, and a place that does not fit moves to the next row", () => {
  const sentence = "one two three four five six seven eight nine ten eleven";
  const narrow = { columns: 30, showsTimes: false };
  for (const row of seen(ansi({ kind: "fault", text: sentence, details: [sentence] }, narrow)).split("\n")) {
    assert.ok(row.length <= 30 && !/\b(thr|elev|seve)$/.test(row), row);
  }
  assert.equal(seen(ansi({ text: sentence }, narrow)), `  ${sentence}`);
  assert.equal(seen(ansi({ text: "x".repeat(24), place }, narrow)), `  ${"x".repeat(24)}\n  line 5`);
  assert.deepEqual(wrapped("x".repeat(25), 10), ["x".repeat(10), "x".repeat(10), "x".repeat(5)]);
});

test("PR1 times are shown before lines on request, and repetitions are counted below", () => {
  const atMs = new Date(2026, 0, 1, 12, 0, 30, 7).getTime();
  const look = { columns: 60, showsTimes: true };
  assert.equal(seen(ansi({ text: "one\ntwo", atMs }, look)), `12:00:30.007   one\n${" ".repeat(15)}two`);
  assert.equal(seen(ansi({ kind: "load", text: "v1" }, look)), `${" ".repeat(13)}^ v1`);
  assert.equal(seen(repeatsAnsi(made({ atMs }, 5), rows)), "  (repeated 4 times, last at 12:00:30.007)");
});

test("PR4 the console is copied as plain text with kinds, places, stacks and counts", () => {
  const entries = [
    made({ kind: "warn", text: `${esc}[33mcareful${esc}[0m`, place }, 3),
    made({ kind: "fault", text: "boom", place, details: ["do this"], stack: ["at f (handler.ts:5:11)"] }),
  ];
  assert.equal(
    allText(entries),
    "warning: careful (line 5)\n    (repeated 2 times)\nfault: boom (line 5)\n    do this\n    at f (handler.ts:5:11)\n",
  );
});

test("PR4 of many new lines the last few are announced, with the number skipped; commands never are", () => {
  const many = Array.from({ length: 50 }, (_, seq) => makeEntry(seq + 1, { kind: "log", text: `line ${seq + 1}` }));
  const unread = [
    makeEntry(51, { kind: "command", text: "b ping" }),
    makeEntry(52, { kind: "time", text: "Advanced 1 s" }),
  ];
  const read = announcements([...many, ...unread], 10).map(({ text }) => text);
  assert.deepEqual([read.length, read[0], read.at(-1)], [9, "Skipped 32 earlier lines.", "line 50"]);
  assert.deepEqual(announcements(many, 50), []);
  const [long] = announcements([makeEntry(1, { kind: "log", text: "x".repeat(5_000) })], 0);
  assert.ok((long?.text.length ?? 0) < 1_000);
});
