// Order of loads that arrive together.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as immediate } from "node:timers/promises";
import { LoadQueue } from "../../server/host/host.ts";

const loadOf = (room: string) =>
  ({
    type: "load",
    id: 1,
    plan: {
      room,
      clock: "real",
      seed: "1",
      budget: "fair",
      owner: { learner: "", network: "", isKnown: false },
      reopened: false,
    },
    program: { version: 1, js: "", map: "", file: "handler.ts" },
    swap: "keep",
  }) as const;

test("HO9 each of several loads has a turn of the event loop to itself", async () => {
  const done: string[] = [];
  using queue = new LoadQueue(({ plan }) => done.push(plan.room));
  for (const room of ["a", "b", "c"]) queue.add(loadOf(room));
  assert.deepEqual(done, []);
  for (let turns = 1; turns <= 3; turns++) {
    await immediate();
    assert.equal(done.length, turns);
  }
  queue.add(loadOf("d"));
  await immediate();
  assert.deepEqual(done, ["a", "b", "c", "d"]);
});

test("HO9 a message about a room finds the room's loads done", () => {
  const done: string[] = [];
  using queue = new LoadQueue(({ plan }) => done.push(plan.room));
  for (const room of ["a", "b", "c", "b"]) queue.add(loadOf(room));
  queue.flush("b");
  assert.deepEqual(done, ["b", "b"]);
});
