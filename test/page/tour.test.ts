import assert from "node:assert/strict";
import { test } from "node:test";
import { embedLine } from "../../server/protocol/html.ts";
import { embedAddress, parseTourPlace, tourLink } from "../../web/tour/address.ts";
import { parseCommand } from "../../web/tour/embed/messages.ts";
import { initialState, type PlayerAction, reducePlayer } from "../../web/tour/player/player-state.ts";
import { stepOfLine } from "../../web/tour/player/player-view.ts";
import { reduceAll } from "../../web/ui/store.ts";

const times = [1_000, 2_000, 500];
const after = (actions: readonly PlayerAction[], step = 0) =>
  reduceAll(reducePlayer, initialState(times, step), actions);
const tick = (ms: number): PlayerAction => ({ type: "tick", ms });
const forth: PlayerAction = { type: "by", steps: 1 };
const back: PlayerAction = { type: "by", steps: -1 };

test("TO3 a playing walkthrough shows each step for its duration and ends after the last", () => {
  const playing = [{ type: "play" } as const, tick(999)];
  assert.deepEqual([after(playing).step, after(playing).elapsedMs], [0, 999]);
  const second = after([...playing, tick(1)]);
  assert.deepEqual([second.step, second.elapsedMs, second.isPlaying], [1, 0, true]);
  const over = after([...playing, tick(1), tick(2_000), tick(500)]);
  assert.deepEqual([over.step, over.isOver, over.isPlaying], [2, true, false]);
  assert.deepEqual(after([tick(5_000)]), initialState(times, 0), "time passes only while it plays");
});

test("TO3 playing after the end restarts, and a pause keeps the elapsed time", () => {
  const paused = after([{ type: "play" }, tick(400), { type: "pause" }, tick(5_000)]);
  assert.deepEqual([paused.step, paused.elapsedMs, paused.isPlaying], [0, 400, false]);
  const again = after([forth, { type: "play" }], 2);
  assert.deepEqual([again.step, again.isOver, again.isPlaying], [0, false, true]);
});

test("TO3 a manual step pauses; the end is one step after the last and is the limit", () => {
  const gone = after([{ type: "play" }, tick(10), { type: "go", step: 2 }]);
  assert.deepEqual([gone.step, gone.isPlaying, gone.elapsedMs], [2, false, 0]);
  assert.equal(after([back]).step, 0);
  const over = after([forth, forth, forth, forth]);
  assert.deepEqual([over.step, over.isOver], [2, true]);
  assert.deepEqual(after([forth, forth, forth, back]), initialState(times, 2));
  assert.equal(after([{ type: "go", step: 99 }]).step, 2);
  assert.equal(initialState(times, -3).step, 0);
});

test("TO3 a line leads to the step that highlights it, and to the next one if there are several", () => {
  const steps = [
    { from: 3, to: 3 },
    { from: 4, to: 4 },
    { from: 4, to: 8 },
  ];
  assert.equal(stepOfLine(steps, 3, 2), 0);
  assert.equal(stepOfLine(steps, 4, 0), 1);
  assert.equal(stepOfLine(steps, 4, 1), 2);
  assert.equal(stepOfLine(steps, 4, 2), 1);
  assert.equal(stepOfLine(steps, 1, 0), null);
});

test("TO5 only known commands of the embedding page are accepted", () => {
  const from = (rest: object) => parseCommand({ source: "ws101", ...rest }, 5);
  assert.deepEqual(from({ type: "play", more: 1 }), { type: "play" });
  assert.deepEqual(from({ type: "pause" }), { type: "pause" });
  assert.deepEqual(from({ type: "step", step: 5 }), { type: "step", step: 5 });
  for (const step of [0, 6, 1.5, "2", null, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.equal(from({ type: "step", step }), null, String(step));
  }
  for (const data of [null, 1, "play", [], { type: "play" }, { source: "other", type: "play" }, { source: "ws101" }]) {
    assert.equal(parseCommand(data, 5), null, JSON.stringify(data));
  }
  assert.equal(from({ type: "navigate", to: "javascript:alert(1)" }), null);
});

test("TO8 an address contains listing and step; invalid values are ignored", () => {
  const read = (query: string) => parseTourPlace((name) => new URLSearchParams(query).get(name), "events");
  assert.deepEqual(read("listing=axum&step=3"), { listing: "axum", step: 3, hasStep: true });
  for (const query of ["", "listing=__proto__", "step=0", "step=-1", "step=1e9", "step=%00"]) {
    assert.deepEqual(read(query), { listing: "events", step: 1, hasStep: false }, query);
  }
  const link = tourLink("http://a:1", "echo", { listing: "axum", step: 3 });
  assert.deepEqual(read(new URL(link).search), { listing: "axum", step: 3, hasStep: true });
});

test("TO8 the shared frame contains only non-default options, escaped for HTML", () => {
  const plain = { listing: "loop", step: 1, theme: "system", autoplay: true } as const;
  assert.equal(embedAddress("http://a:1", "echo", plain), "http://a:1/embed/echo");
  const address = embedAddress("http://a:1", "echo", { listing: "axum", step: 2, theme: "dark", autoplay: false });
  assert.equal(address, "http://a:1/embed/echo?listing=axum&step=2&theme=dark&autoplay=0");
  const snippet = embedLine(address, 'A "title" & <more>');
  assert.match(snippet, /src="http:\/\/a:1\/embed\/echo\?listing=axum&amp;step=2&amp;theme=dark&amp;autoplay=0"/);
  assert.match(snippet, /title="A &quot;title&quot; &amp; &lt;more&gt;"/);
  assert.doesNotMatch(snippet, /<more>/);
});
