import assert from "node:assert/strict";
import { test } from "node:test";
import type { ToPage } from "../../server/protocol/live.ts";
import { emptyRoom, keptEntries, type RoomAction, reduceRoom } from "../../web/state/room.ts";
import { reduceAll } from "../../web/state/store.ts";
import { fault, following } from "./made.ts";

const live = (message: ToPage): RoomAction => ({ type: "live", message });
const after = (...actions: RoomAction[]) => reduceAll(reduceRoom, emptyRoom, [live(following("r1")), ...actions]);
const line = (text: string, missing = 0) => ({ atMs: 0, level: "log" as const, text, line: null, version: 1, missing });

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
