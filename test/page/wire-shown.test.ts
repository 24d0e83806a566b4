import assert from "node:assert/strict";
import { test } from "node:test";
import type { Frame } from "../../server/protocol/frame.ts";
import { scanSlice } from "../../web/wire/filter/shown.ts";
import { Wire } from "../../web/wire/wire.ts";
import { following, frame } from "./made.ts";

/** A wire with a paint queue and a clock that the test controls. */
function opened(limits = { entries: 100_000, bytes: 64 << 20 }) {
  const paints: (() => void)[] = [];
  let nowMs = 0;
  const wire = new Wire({
    limits,
    paint: (run) => paints.push(run),
    later: () => {},
    now: () => nowMs,
  });
  let updates = 0;
  wire.subscribe(() => updates++);
  wire.log.receive(following("r1"));
  const paint = () => {
    for (const run of paints.splice(0)) run();
  };
  const paintAll = () => {
    let count = 0;
    for (; paints.length > 0; count++) paint();
    return count;
  };
  paintAll();
  const receive = (frames: Frame[], missing = 0) => wire.log.receive({ type: "frames", room: "r1", frames, missing });
  const places = () => {
    const { first, end } = wire.shown;
    return Array.from({ length: end - first }, (_, index) => wire.shown.numberAt(first + index));
  };
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { wire, receive, paint, paintAll, places, pass, updates: () => updates };
}

const texts = (count: number, from = 0): Frame[] =>
  Array.from({ length: count }, (_, index) => frame({ length: from + index }));

test("WR13 the first row, from which times count, is the oldest since the last clear, also while a filter hides it", () => {
  const { wire, receive, paintAll } = opened();
  assert.equal(wire.firstMs, null);
  const at = (atMs: number, opcode: number) => frame({ atMs, opcode });
  receive([at(1_000, 1), at(93_457, 9)], 3);
  wire.view.dispatch({ type: "filter", change: { text: "kind:ping" } });
  paintAll();
  assert.equal(wire.firstMs, 1_000);
  wire.view.dispatch({ type: "clear", at: wire.log.entries.next });
  assert.equal(wire.firstMs, null);
  receive([at(95_000, 1), at(96_000, 9)]);
  paintAll();
  assert.equal(wire.firstMs, 95_000);
});

test("WR6 the page updates once per paint, however many frames arrive", () => {
  const { receive, paint, updates, wire } = opened();
  const before = updates();
  for (let n = 0; n < 50; n++) receive(texts(20));
  assert.equal(updates(), before);
  paint();
  assert.equal(updates(), before + 1);
  assert.equal(wire.shown.end, 1_000);
});

test("WR6 a filter searches 100,000 frames in slices, and then only new ones", () => {
  const { wire, receive, paint, paintAll } = opened();
  for (let n = 0; n < 200; n++) receive(texts(500, n * 500));
  paintAll();
  wire.view.dispatch({ type: "filter", change: { text: "len>=99000" } });
  paint();
  assert.equal(wire.shown.unsearched, 100_000 - scanSlice.entries);
  assert.equal(paintAll() + 1, 100_000 / scanSlice.entries);
  assert.equal(wire.shown.end - wire.shown.first, 1_000);
  receive(texts(10, 100_000));
  assert.equal(paintAll(), 1, "earlier rows are not searched again");
  assert.equal(wire.shown.end - wire.shown.first, 1_010);
});

test("WR6 a slice ends at its deadline, and the next paint continues", () => {
  const { wire, receive, paint, paintAll, pass } = opened();
  receive(texts(500));
  paintAll();
  let searched = 0;
  wire.shown.setRange({
    from: 0,
    until: null,
    matches: () => {
      searched += 1;
      pass(1);
      return true;
    },
  });
  wire.shown.scan();
  assert.equal(searched, scanSlice.ms + 1);
  assert.equal(wire.shown.unsearched, 500 - searched);
  paint();
});

test("WR6 rows dropped from the ring leave the start of a filtered list; places stay", () => {
  const { wire, receive, paintAll, places } = opened({ entries: 100, bytes: 1 << 20 });
  wire.view.dispatch({ type: "filter", change: { text: "kind:ping" } });
  for (let n = 0; n < 30; n++) receive([frame({ opcode: 9 }), ...texts(9)]);
  paintAll();
  assert.deepEqual(places(), [200, 210, 220, 230, 240, 250, 260, 270, 280, 290]);
  assert.equal(wire.shown.placeOf(250), wire.shown.first + 5);
  const place = wire.shown.placeOf(290);
  receive([frame({ opcode: 9 }), ...texts(9)]);
  paintAll();
  assert.equal(wire.shown.placeOf(290), place);
  assert.equal(wire.shown.numberAt(place), 290);
});

test("WR11 cleared rows can be shown again until they are dropped", () => {
  const { wire, receive, paintAll, places } = opened({ entries: 10, bytes: 1 << 20 });
  receive(texts(6));
  paintAll();
  wire.view.dispatch({ type: "clear", at: wire.log.entries.next });
  assert.deepEqual(places(), []);
  assert.equal(wire.cleared, 6);
  receive(texts(6));
  paintAll();
  assert.deepEqual(places(), [6, 7, 8, 9, 10, 11]);
  assert.equal(wire.cleared, 4, "two were dropped");
  wire.view.dispatch({ type: "set", change: { clearedTo: 0 } });
  assert.deepEqual(places(), [2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
});

test("WR11 a paused list keeps receiving, with or without a filter", () => {
  for (const text of ["", "kind:text"]) {
    const { wire, receive, paintAll, places } = opened();
    receive(texts(3));
    wire.view.dispatch({ type: "filter", change: { text } });
    wire.togglePause();
    receive(texts(4));
    paintAll();
    assert.deepEqual(places(), [0, 1, 2]);
    assert.equal(wire.waiting, 4);
    wire.togglePause();
    paintAll();
    assert.equal(places().length, 7);
    assert.equal(wire.waiting, 0);
  }
});

test("WR11 selecting a row stops following; a cleared list follows again", () => {
  const { wire, receive, paintAll } = opened();
  receive(texts(3));
  paintAll();
  wire.view.dispatch({ type: "select", number: 1 });
  assert.equal(wire.view.get().isFollowing, false);
  wire.view.dispatch({ type: "detail", open: true });
  wire.view.dispatch({ type: "clear", at: 3 });
  assert.deepEqual(
    [wire.view.get().isFollowing, wire.view.get().selected, wire.view.get().isDetailOpen],
    [true, null, false],
  );
});
