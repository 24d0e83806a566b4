// Versions that are kept, as a pure function of what there is and when it is.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Moment, thin } from "../../server/store/code.ts";

const minute = 60_000;
const now = Date.UTC(2026, 10, 20, 12);

/** Newest first, as the store lists them. */
function everyMs(stepMs: number, count: number): readonly Moment[] {
  return Array.from({ length: count }, (_, n) => ({ version: count - n, savedAtMs: now - n * stepMs }));
}

function kept(moments: readonly Moment[], keep: readonly number[] = []): readonly Moment[] {
  const gone = new Set(thin(moments, new Set(keep), now));
  return moments.filter(({ version }) => !gone.has(version));
}

test("ST6 all versions of the last hour stay, up to 200", () => {
  assert.equal(kept(everyMs(minute / 2, 120)).length, 120);
  const busy = kept(everyMs(1_000, 600));
  assert.ok(busy.length >= 200 && busy.length <= 203, `${busy.length} kept of 600 in ten minutes`);
});

test("ST6 after an hour one version per ten minutes stays, and after a week one per day", () => {
  const week = kept(everyMs(minute, 6 * 24 * 60));
  assert.ok(week.length <= 61 + 6 * 24 * 6 && week.length > 5 * 24 * 6, `${week.length} kept of six days`);
  const year = kept(everyMs(60 * minute, 365 * 24));
  assert.ok(year.length <= 2 + 7 * 24 + 365 && year.length > 7 * 24 + 350, `${year.length} kept of a year`);
});

test("ST6 the newest version and the one that serves stay, however old", () => {
  const old = everyMs(1, 500).map(({ version, savedAtMs }) => ({
    version,
    savedAtMs: savedAtMs - 400 * 24 * 60 * minute,
  }));
  assert.deepEqual(
    kept(old, [7])
      .map(({ version }) => version)
      .filter((version) => version < 300),
    [7],
  );
  assert.equal(kept(old)[0]?.version, 500);
});

test("ST6 thinning again changes nothing", () => {
  const once = kept(everyMs(minute, 5_000));
  assert.deepEqual(kept(once), once);
});
