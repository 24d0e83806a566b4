import assert from "node:assert/strict";
import { test } from "node:test";
import type { ToPage } from "../../server/protocol/live.ts";
import { emptyRoom, type RoomAction, reduceRoom } from "../../web/lesson/lesson-session.ts";
import { reduceAll } from "../../web/ui/store.ts";
import { following } from "./made.ts";

const live = (message: ToPage): RoomAction => ({ type: "live", message });
const state = (room: string, version: number): RoomAction => {
  const rest = { state: "running", clock: "real", nowMs: 0, nextWakeAtMs: null, peers: [] } as const;
  return live({ type: "state", room, state: { ...rest, version, peers: [] } });
};

test("PA2 the page knows the state of the room it follows, and of no other", () => {
  const room = reduceAll(reduceRoom, emptyRoom, [live(following("r1")), state("r1", 3), state("r2", 9)]);
  assert.deepEqual([room.room, room.url, room.state?.version], ["r1", "ws://x/ws/r1", 3]);
});
