import assert from "node:assert/strict";
import { test } from "node:test";
import type { ToPage } from "../../server/protocol/live.ts";
import { frameText, opcodeName } from "../../web/state/frame-text.ts";
import { emptyRoom, keptEntries, keptFrames, type RoomAction, reduceRoom } from "../../web/state/room.ts";
import { reduceAll } from "../../web/state/store.ts";
import { fault, following, frame } from "./made.ts";

const live = (message: ToPage): RoomAction => ({ type: "live", message });
const frames = (count: number, missing = 0): RoomAction =>
  live({ type: "frames", room: "r1", frames: Array.from({ length: count }, (_, peer) => frame({ peer })), missing });
const after = (...actions: RoomAction[]) => reduceAll(reduceRoom, emptyRoom, [live(following("r1")), ...actions]);
const line = (text: string, missing = 0) => ({ atMs: 0, level: "log" as const, text, line: null, version: 1, missing });

test("PA8 frames are kept up to their limit, and what is not shown is counted", () => {
  const room = after(frames(keptFrames), frames(10), frames(1, 5));
  assert.equal(room.frames.length, keptFrames);
  assert.equal(room.seen, keptFrames + 16);
  assert.equal(room.lost, 16);
  assert.equal(room.frames.at(-1)?.seq, keptFrames + 11);
});

test("PA8 a held list stands still, loses nothing, and goes on where it stood", () => {
  const held = after(frames(2), { type: "pause", on: true }, frames(3));
  assert.equal(held.frames.length, 2);
  assert.equal(held.held.length, 3);
  const on = reduceRoom(held, { type: "pause", on: false });
  assert.equal(on.frames.length, 5);
  assert.deepEqual(
    on.frames.map(({ seq }) => seq),
    [1, 2, 3, 4, 5],
  );
  assert.equal(reduceRoom(on, { type: "clear-frames" }).seen, 0);
});

test("PA8 what another room tells is not this page's", () => {
  const room = after(live({ type: "frames", room: "r2", frames: [frame()], missing: 0 }));
  assert.equal(room.frames.length, 0);
});

test("PA8 each kind of frame reads as a person reads it", () => {
  const of = (opcode: number, bytes: number[], length = bytes.length) =>
    `${opcodeName(opcode)} ${frameText({ opcode, payload: btoa(String.fromCharCode(...bytes)), length })}`;
  assert.equal(of(1, [0x68, 0xc3, 0xa9]), "text hé");
  assert.equal(of(2, [0, 255]), "binary 00 ff");
  assert.equal(of(8, [0x03, 0xe8, 0x62, 0x79, 0x65]), "close 1000 bye");
  assert.equal(of(8, []), "close no code");
  assert.equal(of(9, []), "ping ");
  assert.equal(of(10, [0x78]), "pong x");
  assert.equal(of(0, [0xff]), "continue ff");
  assert.equal(of(1, [0x68, 0xc3], 5000), "text h\uFFFD…", "cut in the middle of a character");
  assert.equal(of(11, []), "opcode 11 ");
});

test("PA9 the console takes lines, faults, loads and notices in the order they came", () => {
  const room = after(
    live({ type: "console", room: "r1", lines: [line("one"), line("two", 7)] }),
    live({ type: "fault", room: "r1", fault: fault({ line: 12 }) }),
    live({ type: "notice", level: "warn", text: "the host was replaced" }),
  );
  assert.deepEqual(
    room.console.map(({ kind, text }) => `${kind}: ${text}`),
    ["log: one", "missing: 7 lines were cut: the console takes only so many a second", "log: two", "fault: boom", "notice: the host was replaced"], // biome-ignore format: one line reads better
  );
  assert.equal(room.console[3]?.line, 12);
});

test("PA9 a load that failed tells the first problem, its line, and what serves instead", () => {
  const problems = [{ line: 4, column: 1, message: "Expected `;`", severity: "error" as const }];
  const load = { type: "load", lesson: "echo", style: "loop", version: 3, serving: 2, problems, fault: null } as const;
  const room = after(live({ ...load, problems, loadMs: 0, swap: "keep" }));
  assert.equal(room.console[0]?.text, "v3 did not load: Expected `;` (v2 still serves)");
  assert.equal(room.console[0]?.line, 4);
});

test("PA9 the console keeps so many entries and a clear begins a new page", () => {
  const many = Array.from({ length: keptEntries + 5 }, (_, index) => line(`line ${index}`));
  const room = after(live({ type: "console", room: "r1", lines: many }));
  assert.equal(room.console.length, keptEntries);
  const cleared = reduceRoom(room, { type: "clear-console" });
  assert.equal(cleared.console.length, 0);
  assert.equal(cleared.consoleEpoch, room.consoleEpoch + 1);
});
