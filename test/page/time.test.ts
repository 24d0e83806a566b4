import assert from "node:assert/strict";
import { test } from "node:test";
import type { RoomState } from "../../server/protocol/host.ts";
import type { FromPage, ToPage } from "../../server/protocol/live.ts";
import { RoomClock } from "../../web/time/room-clock.ts";
import { shownMs, untilWakeMs } from "../../web/time/time.ts";
import { frame } from "./made.ts";

function rig({ online = true } = {}) {
  const sent: FromPage[] = [];
  const said: string[] = [];
  const page = { ms: 1_000, online };
  const clock = new RoomClock({
    send: (message) => page.online && sent.push(message) > 0,
    say: (text) => said.push(text),
    now: () => page.ms,
  });
  return { clock, sent, said, page };
}

const state = (over: Partial<RoomState> = {}): ToPage => ({
  type: "state",
  room: "r1",
  state: { state: "running", version: 1, clock: "stepped", nowMs: 50_000, nextWakeAtMs: null, peers: [], ...over },
});
const moved = (byMs: number, nowMs: number, nextWakeAtMs: number | null = null): ToPage => {
  return { type: "moved", room: "r1", byMs, nowMs, nextWakeAtMs };
};
const frames = (...of: Parameters<typeof frame>[0][]): ToPage => {
  return { type: "frames", room: "r1", frames: of.map((one) => frame(one)), missing: 0 };
};
const ping = { direction: "out", opcode: 9 } as const;
const pong = { direction: "in", opcode: 10 } as const;

test("PR23 a real clock runs on in the page, a stepped one stands still, and the next timer comes nearer or does not", () => {
  const { clock } = rig();
  clock.hear(state({ clock: "real", nextWakeAtMs: 80_000 }));
  assert.deepEqual([shownMs(clock.time.get(), 3_000), untilWakeMs(clock.time.get(), 3_000)], [52_000, 28_000]);
  clock.hear(state({ nextWakeAtMs: 80_000 }));
  assert.deepEqual([shownMs(clock.time.get(), 9_000), untilWakeMs(clock.time.get(), 9_000)], [50_000, 30_000]);
  clock.hear(state({ nowMs: 90_000, nextWakeAtMs: 80_000 }));
  assert.equal(untilWakeMs(clock.time.get(), 9_000), 0, "never less than none");
});

test("PR23 after a move it is said what happened meanwhile, and nothing of what came before or after", () => {
  const { clock, said } = rig();
  clock.hear(state());
  clock.hear(frames(ping, ping, ping));
  assert.equal(clock.advance(30_000), null);
  clock.hear(frames(ping, pong, ping));
  clock.hear(frames(pong));
  clock.hear({
    type: "console",
    room: "r1",
    lines: [{ atMs: 0, level: "log", text: "x", line: null, version: 1, missing: 0 }],
  });
  clock.hear(moved(30_000, 80_000));
  clock.hear(frames(ping));
  assert.deepEqual(said, ["30 s passed: 2 pings sent, 2 pongs came back, 1 line printed."]);
});

test("PR23 a move in which nothing happened says so, and when the next timer is due", () => {
  const { clock, said } = rig();
  clock.hear(state());
  clock.advance(1_000);
  clock.hear(moved(1_000, 51_000, 80_000));
  clock.advance(1_000);
  clock.hear(moved(1_000, 52_000));
  assert.deepEqual(said, [
    "1 s passed: nothing happened, the next timer is due in 29 s.",
    "1 s passed: nothing happened, no timer is set.",
  ]);
});

test("PR23 to move a real clock it is stopped first, once, and that is said", () => {
  const { clock, sent, said } = rig();
  clock.hear(state({ clock: "real" }));
  clock.advance(30_000);
  clock.advance(1_000);
  assert.deepEqual(sent, [
    { type: "clock", mode: "stepped" },
    { type: "advance", ms: 30_000 },
    { type: "advance", ms: 1_000 },
  ]);
  clock.hear(state());
  clock.hear(moved(30_000, 80_000));
  clock.hear(moved(1_000, 81_000));
  const nothing = "nothing happened, no timer is set.";
  assert.deepEqual(said, [`The clock is stepped now. 30 s passed: ${nothing}`, `1 s passed: ${nothing}`]);
});

test("PR24 going to the next timer moves exactly that far, on a real clock once it stands still", () => {
  const { clock, sent } = rig();
  clock.hear(state({ nextWakeAtMs: 79_000 }));
  assert.equal(clock.goToNextTimer(), null);
  assert.deepEqual(sent.splice(0), [{ type: "advance", ms: 29_000 }]);
  clock.hear(state({ clock: "real", nextWakeAtMs: 79_000 }));
  assert.equal(clock.goToNextTimer(), null);
  assert.deepEqual(sent.splice(0), [{ type: "clock", mode: "stepped" }]);
  clock.hear(state({ nowMs: 50_400, nextWakeAtMs: 79_000 }));
  assert.deepEqual(sent.splice(0), [{ type: "advance", ms: 28_600 }]);
  clock.hear(state({ nowMs: 79_000 }));
  assert.match(clock.goToNextTimer() ?? "", /No timer is set/);
  assert.deepEqual(sent, []);
});

test("PR23 while the server is away the clock says that it cannot be moved, and forgets what was under way", () => {
  const { clock, page } = rig();
  clock.hear(state());
  clock.advance(1_000);
  assert.equal(clock.time.get().asked, 1);
  page.online = false;
  assert.match(clock.advance(1_000) ?? "", /does not answer/);
  assert.match(clock.setMode("real") ?? "", /does not answer/);
  clock.hear({ type: "hello", server: "ws101", atMs: 0, startedAtMs: 0, build: "" });
  assert.equal(clock.time.get().asked, 0);
});
