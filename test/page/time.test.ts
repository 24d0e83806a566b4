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
    print: (text) => said.push(text),
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

test("PR23 a running clock advances in the page, a paused one does not, nor does its next timer get closer", () => {
  const { clock } = rig();
  clock.receive(state({ clock: "real", nextWakeAtMs: 80_000 }));
  assert.deepEqual([shownMs(clock.time.get(), 3_000), untilWakeMs(clock.time.get(), 3_000)], [52_000, 28_000]);
  clock.receive(state({ nextWakeAtMs: 80_000 }));
  assert.deepEqual([shownMs(clock.time.get(), 9_000), untilWakeMs(clock.time.get(), 9_000)], [50_000, 30_000]);
  clock.receive(state({ nowMs: 90_000, nextWakeAtMs: 80_000 }));
  assert.equal(untilWakeMs(clock.time.get(), 9_000), 0, "never negative");
});

test("PR23 a jump reports what happened during it, and nothing before or after", () => {
  const { clock, said } = rig();
  clock.receive(state());
  clock.receive(frames(ping, ping, ping));
  assert.equal(clock.advance(30_000), null);
  clock.receive(frames(ping, pong, ping));
  clock.receive(frames(pong));
  clock.receive({
    type: "console",
    room: "r1",
    lines: [{ atMs: 0, level: "log", text: "x", line: null, version: 1, missing: 0 }],
  });
  clock.receive(moved(30_000, 80_000));
  clock.receive(frames(ping));
  assert.deepEqual(said, ["Advanced 30 s: 2 pings sent, 2 pongs received, 1 line printed."]);
});

test("PR23 a jump without events reports when the next timer is due", () => {
  const { clock, said } = rig();
  clock.receive(state());
  clock.advance(1_000);
  clock.receive(moved(1_000, 51_000, 80_000));
  clock.advance(1_000);
  clock.receive(moved(1_000, 52_000));
  assert.deepEqual(said, ["Advanced 1 s; next timer in 29 s.", "Advanced 1 s; no timers pending."]);
});

test("PR23 advancing a running clock pauses it first, once, and reports that", () => {
  const { clock, sent, said } = rig();
  clock.receive(state({ clock: "real" }));
  clock.advance(30_000);
  clock.advance(1_000);
  assert.deepEqual(sent, [
    { type: "clock", mode: "stepped" },
    { type: "advance", ms: 30_000 },
    { type: "advance", ms: 1_000 },
  ]);
  clock.receive(state());
  clock.receive(moved(30_000, 80_000));
  clock.receive(moved(1_000, 81_000));
  assert.deepEqual(said, ["Clock paused. Advanced 30 s; no timers pending.", "Advanced 1 s; no timers pending."]);
});

test("PR23 a room that is not open shows its lesson's clock, which advancing does not pause again", () => {
  const { clock, sent } = rig();
  clock.receive({ type: "following", lesson: "split", room: "r1", url: "ws://x/ws/r1", clock: "stepped", state: null });
  assert.deepEqual([clock.time.get().mode, clock.time.get().isRoomOpen], ["stepped", false]);
  clock.advance(1_000);
  assert.deepEqual(sent, [{ type: "advance", ms: 1_000 }]);
});

test("PR23 jumping to the next timer advances exactly that far, on a running clock after pausing it", () => {
  const { clock, sent } = rig();
  clock.receive(state({ nextWakeAtMs: 79_000 }));
  assert.equal(clock.jumpToNextTimer(), null);
  assert.deepEqual(sent.splice(0), [{ type: "advance", ms: 29_000 }]);
  clock.receive(state({ clock: "real", nextWakeAtMs: 79_000 }));
  assert.equal(clock.jumpToNextTimer(), null);
  assert.deepEqual(sent.splice(0), [{ type: "clock", mode: "stepped" }]);
  clock.receive(state({ nowMs: 50_400, nextWakeAtMs: 79_000 }));
  assert.deepEqual(sent.splice(0), [{ type: "advance", ms: 28_600 }]);
  clock.receive(state({ nowMs: 79_000 }));
  assert.match(clock.jumpToNextTimer() ?? "", /No timer is pending/);
  assert.deepEqual(sent, []);
});

test("PR23 while disconnected the clock reports that it cannot be moved, and drops pending requests", () => {
  const { clock, page } = rig();
  clock.receive(state());
  clock.advance(1_000);
  assert.equal(clock.time.get().pendingJumps, 1);
  page.online = false;
  assert.match(clock.advance(1_000) ?? "", /disconnected/);
  assert.match(clock.setMode("real") ?? "", /disconnected/);
  clock.receive({ type: "hello", server: "ws101", atMs: 0, startedAtMs: 0, build: "" });
  assert.equal(clock.time.get().pendingJumps, 0);
});
