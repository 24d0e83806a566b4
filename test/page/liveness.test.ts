import assert from "node:assert/strict";
import { test } from "node:test";
import {
  awayText,
  barOf,
  initialLiveness,
  isTicking,
  type LivenessAction,
  outageShownAfterMs,
  reduceLiveness,
  restoredShownMs,
} from "../../web/shell/liveness.ts";
import { reduceAll } from "../../web/ui/store.ts";

const connecting = (atMs: number): LivenessAction => ({ type: "channel", state: { phase: "connecting" }, atMs });
const open = (atMs: number): LivenessAction => ({ type: "channel", state: { phase: "open" }, atMs });
const waiting = (atMs: number, retryAtMs: number): LivenessAction => ({
  type: "channel",
  state: { phase: "waiting", retryAtMs },
  atMs,
});
const hello = (atMs: number, startedAtMs = 1, build = "b1"): LivenessAction => ({
  type: "hello",
  hello: { type: "hello", server: "ws101", atMs, startedAtMs, build },
  atMs,
});
const after = (...actions: LivenessAction[]) => reduceAll(reduceLiveness("b1"), initialLiveness, actions);
const began = [connecting(0), open(100), hello(100)];

test("SH8 a blink of the network shows nothing; after that the bar counts to the next try", () => {
  const away = after(...began, waiting(1_000, 4_000));
  assert.equal(barOf(away, 1_000 + outageShownAfterMs - 1).kind, "none");
  assert.deepEqual(barOf(away, 2_500), { kind: "away", retryInS: 2 });
  assert.deepEqual(barOf(after(...began, waiting(1_000, 4_000), connecting(4_000)), 4_000), {
    kind: "away",
    retryInS: null,
  });
  const blinked = after(...began, waiting(1_000, 1_400), open(1_500), hello(1_500));
  assert.equal(barOf(blinked, 1_500).kind, "none", "back before anybody was told");
});

test("SH8 the bar promises to send what is typed later, except to instructors, whose commands are not kept", () => {
  assert.match(awayText("lesson"), /will be sent/);
  for (const page of ["instructor", "look"] as const) assert.match(awayText(page), /^Commands cannot be given until/);
});

test("SH8 tries that follow each other are one absence", () => {
  const away = after(...began, waiting(1_000, 2_000), connecting(2_000), waiting(2_100, 9_000));
  assert.deepEqual(barOf(away, 8_100), { kind: "away", retryInS: 1 });
});

test("SH8 being back is said for a while, and whether it is another process", () => {
  const back = after(...began, waiting(1_000, 4_000), open(9_000), hello(9_000));
  assert.deepEqual(barOf(back, 11_000), { kind: "back", agoS: 2, wasRestarted: false });
  assert.equal(barOf(back, 9_000 + restoredShownMs).kind, "none");
  const restarted = after(...began, waiting(1_000, 4_000), open(9_000), hello(9_000, 8_000));
  assert.deepEqual(barOf(restarted, 9_000), { kind: "back", agoS: 0, wasRestarted: true });
});

test("SH8 the first connection, however late, is no return", () => {
  const first = after(connecting(0), waiting(3_000, 4_000), open(9_000), hello(9_000));
  assert.equal(barOf(first, 9_000).kind, "none");
  assert.equal(barOf(after(connecting(0)), outageShownAfterMs).kind, "away", "but its absence is told");
});

test("SH8 a server with another page says so until the reload, and never to a page that was not built", () => {
  const deployed = after(...began, waiting(1_000, 4_000), open(9_000), hello(9_000, 8_000, "b2"));
  assert.equal(barOf(deployed, 60_000).kind, "outdated");
  assert.equal(barOf(after(...began, hello(9_000, 1, "")), 9_000).kind, "none", "a server that does not know");
  const unbuilt = reduceAll(reduceLiveness(null), initialLiveness, [...began, hello(9_000, 1, "b2")]);
  assert.equal(barOf(unbuilt, 9_000).kind, "none");
});

test("SH8 the clock is watched only while the bar counts by it", () => {
  assert.ok(!isTicking(after(...began), 200));
  assert.ok(isTicking(after(...began, waiting(1_000, 4_000)), 1_000));
  const back = after(...began, waiting(1_000, 4_000), open(9_000), hello(9_000));
  assert.ok(isTicking(back, 9_000) && !isTicking(back, 9_000 + restoredShownMs));
});
