import assert from "node:assert/strict";
import { test } from "node:test";
import { followsAfterScroll } from "../../web/ui/list-end.ts";

/** A list of 1,000 pixels of which 200 are seen. */
const at = (scrollTop: number, clientHeight = 200) => ({ scrollTop, scrollHeight: 1_000, clientHeight });

test("WR11, BE7 scrolling up by a few pixels stops following, and scrolling to the end resumes", () => {
  assert.equal(followsAfterScroll(at(795), 800), false);
  assert.equal(followsAfterScroll(at(100), 800), false);
  assert.equal(followsAfterScroll(at(790), 700), true);
  assert.equal(followsAfterScroll(at(500), 400), null);
});

test("WR11, BE7 a scroll caused by a taller list changes nothing", () => {
  assert.equal(followsAfterScroll(at(700, 300), 800), null);
  assert.equal(followsAfterScroll(at(699.5, 300), 800), null);
  assert.equal(followsAfterScroll(at(650, 300), 800), false);
});
