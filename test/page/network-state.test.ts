import assert from "node:assert/strict";
import { test } from "node:test";
import { networkState, patienceMs } from "../../web/workshop/network/network-state.ts";

const advice = [{ text: "Allow the port." }];
const check = {
  open: true,
  origins: ["http://10.0.0.5:3000"],
  sinceMs: 0,
  nowMs: 0,
  requested: 0,
  connected: 0,
  advice,
};

test("NE4 after a minute without anyone the instructor reads what to check, and before that nothing", () => {
  assert.deepEqual(networkState(check, patienceMs - 1), { kind: "waiting" });
  assert.deepEqual(networkState(check, patienceMs), { kind: "no-one", advice });
  assert.deepEqual(networkState({ ...check, requested: 1 }, patienceMs), { kind: "no-sockets" });
  assert.deepEqual(networkState({ ...check, requested: 3, connected: 2 }, 0), { kind: "works", machines: 2 });
  assert.deepEqual(networkState({ ...check, open: false }, patienceMs), { kind: "closed" });
});
