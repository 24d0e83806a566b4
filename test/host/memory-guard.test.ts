// Rooms that a host gives up when memory runs short.
import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryGuard } from "../../server/host/host.ts";

const room = (id: string, memoryBytes: number, isIdle = false) => ({ id, memoryBytes, isIdle });

test("BU7 idle rooms are given up first, then the heaviest, and no more than necessary", () => {
  const guard = new MemoryGuard(
    100,
    () => 0,
    () => {},
  );
  const rooms = [room("small", 10), room("large", 60), room("idle", 5, true), room("other", 40)];
  const given = (...which: typeof rooms) => guard.excess(which, 0).map(({ id }) => id);
  assert.deepEqual(given(...rooms.slice(0, 3)), []);
  assert.deepEqual(given(...rooms), ["idle", "large"]);
  assert.deepEqual(given(...rooms, room("idle too", 90, true)), ["idle too", "idle", "large"]);
});

test("BU7 the process counts without its garbage, once after each collection", () => {
  let [rss, collections] = [150, 0];
  const guard = new MemoryGuard(
    100,
    () => rss,
    () => void collections++,
  );
  const given = (nowMs: number) => guard.excess([room("a", 30), room("b", 30)], nowMs).length;
  assert.deepEqual([given(0), collections], [0, 1], "garbage is collected first");
  assert.deepEqual([given(250), collections], [2, 1]);
  assert.deepEqual([given(500), collections], [0, 1], "their memory has not returned yet");
  rss = 90;
  assert.deepEqual([given(1_500), collections], [0, 1]);
  rss = 120;
  assert.deepEqual([given(2_000), given(2_250), collections], [0, 1, 2]);
});
