import assert from "node:assert/strict";
import { test } from "node:test";
import type { Snapshot } from "../../server/protocol/http.ts";
import { groupVersions } from "../../web/code/version-groups.ts";

const snapshot = (version: number, seconds: number, aside = false): Snapshot => {
  return { version, savedAtMs: seconds * 1_000, bytes: 1, loaded: true, aside };
};
const groups = (snapshots: readonly Snapshot[], milestones: readonly number[] = []) =>
  groupVersions(snapshots, (version) => milestones.includes(version)).map(({ newest, earlier }) =>
    [newest, ...earlier].map(({ version }) => version),
  );

test("ED16 versions saved without a pause are one group, headed by the newest", () => {
  assert.deepEqual(groups([snapshot(4, 100), snapshot(3, 40), snapshot(2, 39), snapshot(1, 38)]), [[4], [3, 2, 1]]);
  assert.deepEqual(groups([]), []);
});

test("ED16 a run and a restore end a group; a text that was set aside stands alone", () => {
  const burst = [5, 4, 3, 2, 1].map((version) => snapshot(version, version));
  assert.deepEqual(groups(burst, [3]), [[5, 4], [3, 2, 1]]); // biome-ignore format: one line
  assert.deepEqual(groups([snapshot(3, 3), snapshot(2, 2, true), snapshot(1, 1)]), [[3], [2], [1]]);
});

test("ED16 a group spans at most five minutes", () => {
  const long = Array.from({ length: 40 }, (_, at) => snapshot(40 - at, (40 - at) * 10));
  assert.deepEqual(groups(long).map((group) => group.length), [30, 10]); // biome-ignore format: one line
});
