// The landing page's model: frames as arrows, rows of arrows, and the pace at which they are shown.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Hop, type Row, receivedText, rowMarkup, rowsOf } from "../../server/protocol/exchange.ts";
import { Playback } from "../../web/landing/playback.ts";
import { hopOf } from "../../web/landing/run.ts";
import { frame } from "./made.ts";

const hop = (client: "A" | "B", direction: "in" | "out", text: string): Hop => ({
  ...{ client, direction, text, isMessage: true },
});
const shape = (rows: readonly Row[]) =>
  rows.map((row) => row.map(({ client, direction }) => client + direction).join());
const broadcast = [hop("A", "in", "1"), hop("A", "out", "1"), hop("B", "out", "1"), hop("B", "out", "2")];

test("LD3 what the handler sends to several clients stands in one row; a second message to one begins another", () => {
  assert.deepEqual(shape(rowsOf(broadcast)), ["Ain", "Aout,Bout", "Bout"]);
  assert.deepEqual(shape(rowsOf([hop("A", "in", "1"), hop("B", "in", "2"), hop("B", "out", "2")])), [
    "Ain",
    "Bin",
    "Bout",
  ]);
});

test("LD3 what a client sends reaches the page as text, never as HTML, and a sentence says who received what", () => {
  assert.doesNotMatch(rowMarkup([hop("A", "in", "<img src=x>")]), /<img/);
  assert.equal(receivedText(broadcast), "A received 1. B received 1, 2.");
  assert.equal(receivedText([hop("B", "out", "hi")]), "A received nothing. B received hi.");
  const flood = Array.from({ length: 60 }, () => hop("A", "out", "!"));
  assert.equal(receivedText(flood), "A received !, !, !, !, ! and more. B received nothing.");
  assert.match(receivedText([hop("A", "out", "x".repeat(100))]), /^A received x{40}… B/);
});

test("LD3 each frame of A and B is an arrow with its text, or with what it is; others have none", () => {
  const text = (changes: Parameters<typeof frame>[0]) => hopOf("A", frame(changes))?.text;
  assert.equal(text({ payload: btoa("hello") }), "hello");
  assert.equal(text({ payload: "" }), "(empty)");
  assert.equal(text({ payload: btoa("x".repeat(500)) })?.length, 121);
  assert.equal(text({ payload: btoa("a\u0007") }), "a\u2407");
  assert.equal(text({ opcode: 2, length: 3 }), "binary, 3 bytes");
  assert.equal(text({ opcode: 9, length: 1 }), "ping, 1 byte");
  assert.equal(text({ opcode: 8, payload: btoa("\u0003\u00e8bye") }), "close 1000 bye");
  assert.equal(text({ opcode: 8, payload: "" }), "close");
  assert.equal(hopOf("A", frame({ opcode: 8 }))?.isMessage, false);
  assert.equal(hopOf("#7", frame({})), null);
});

/** A playback whose time a test moves. */
function playing(rowMs: number) {
  const seen: string[] = [];
  const timers: (() => void)[] = [];
  const playback = new Playback({
    rowMs: () => rowMs,
    onLeave: (rows) => seen.push(`rows ${shape(rows).join(" ")}`),
    onArrive: ({ client, text }) => seen.push(`${client} ${text}`),
    onIdle: () => seen.push("idle"),
    later: (run) => timers.push(run),
  });
  return { playback, seen, timers, step: () => timers.shift()?.() };
}

test("LD3 rows are shown one after the other, in the order of the wire, and a client's text comes with its arrow", () => {
  const { playback, seen, step } = playing(500);
  playback.add(broadcast);
  assert.deepEqual(seen, ["rows Ain"]);
  step();
  assert.deepEqual(seen.splice(0), ["rows Ain", "A 1", "rows Ain Aout,Bout"]);
  playback.add([hop("A", "in", "2")]);
  step();
  step();
  step();
  assert.deepEqual(seen, [
    "A 1",
    "B 1",
    "rows Ain Aout,Bout Bout",
    "B 2",
    "rows Ain Aout,Bout Bout Ain",
    "A 2",
    "idle",
  ]);
});

test("LD3 without motion everything is shown at once; after a change nothing of the last run arrives", () => {
  const still = playing(0);
  still.playback.add(broadcast);
  assert.deepEqual([still.seen.at(-1), still.timers.length], ["idle", 0]);
  const { playback, seen, step } = playing(500);
  playback.add(broadcast);
  playback.clear();
  step();
  assert.deepEqual(seen, ["rows Ain", "rows "]);
  playback.add([hop("B", "in", "new")]);
  step();
  assert.deepEqual(seen.slice(2), ["rows Bin", "B new", "idle"]);
});

test("LD3 a handler that floods its clients fills no memory: what waits is limited, and it is known that frames are left out", () => {
  const { playback, step, seen } = playing(500);
  playback.add(Array.from({ length: 60 }, () => hop("A", "out", "!")));
  assert.equal(playback.hasLeftOut, false);
  for (let batch = 0; batch < 10; batch++) playback.add(Array.from({ length: 50 }, () => hop("A", "out", "!")));
  for (let row = 0; row < 200; row++) step();
  assert.ok(seen.filter((each) => each === "A !").length <= 62);
  assert.equal(seen.at(-1), "idle");
  assert.equal(playback.hasLeftOut, true);
  playback.clear();
  assert.equal(playback.hasLeftOut, false);
});
