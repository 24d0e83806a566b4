import assert from "node:assert/strict";
import { test } from "node:test";
import { followsAfterScroll } from "../../web/ui/list-end.ts";

/** A list of 1,000 pixels of which 200 are seen. */
const at = (scrollTop: number, clientHeight = 200) => ({ scrollTop, scrollHeight: 1_000, clientHeight });

test("WR12, BE7 who scrolls up by a few pixels wants to read, and who comes back to the end wants to follow", () => {
  assert.equal(followsAfterScroll(at(795), 800), false);
  assert.equal(followsAfterScroll(at(100), 800), false);
  assert.equal(followsAfterScroll(at(790), 700), true);
  assert.equal(followsAfterScroll(at(500), 400), null);
});

test("WR12, BE7 a list that its own layout moves up, since it got more room, means nothing by it", () => {
  assert.equal(followsAfterScroll(at(700, 300), 800), null);
  assert.equal(followsAfterScroll(at(699.5, 300), 800), null);
  assert.equal(followsAfterScroll(at(650, 300), 800), false);
});
